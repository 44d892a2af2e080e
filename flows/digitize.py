"""The flow of one issue: a task per page, then the assembly, then the files.

A page's result is kept under ``<output>/.baokan/pages``, named after everything that decides it: the scan's bytes,
the engine, the settings and the reader's own source. A second run finds it there and does no OCR; the folder may be
deleted at any time.
"""

from __future__ import annotations

import errno
import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any, Literal, TypeVar, cast

from prefect import Task, flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TaskRunContext
from prefect.futures import PrefectFuture, as_completed
from prefect.states import Failed
from prefect.tasks import exponential_backoff
from prefect.utilities.annotations import quote

import ocr
from flows.artifacts import name_run, progress, show_issue
from flows.deployment import FLOW, own_run, submit
from flows.lock import only_run
from flows.readers import engine_name, read_page
from flows.record import recorded
from flows.stopping import end_as, hand_back, is_served, stoppable
from ocr.errors import BaokanError, printable, system_error
from ocr.export.places import OWN_FOLDER
from ocr.intake import find_issue, find_issues, hashed, issues_in
from ocr.model import Issue, IssueSource, Page, PageSource, WritingMode
from ocr.pipeline import failed_page
from ocr.report import counted
from ocr.run import Outcome, check_unchanged, own_settings, page_failure, put_together, share_threads, write_out
from ocr.settings import Settings, load_settings

CACHE_FOLDER = OWN_FOLDER / "pages"

_PASSING = frozenset(
    {
        errno.EIO,
        errno.ESTALE,
        errno.ENOTCONN,
        errno.ETIMEDOUT,
        errno.ECONNRESET,
        errno.ECONNABORTED,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
        errno.ENETDOWN,
        errno.ENETUNREACH,
        errno.EBUSY,
        errno.EAGAIN,
    }
)
"""What a network share that went away for a moment answers. A file that is missing or damaged stays so."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Work:
    """An issue to be digitized."""

    source: IssueSource
    settings: Settings
    """Its own."""
    output: Path
    jobs: int = 1
    """How many of its pages are read at once."""


_handed: ContextVar[_Work | None] = ContextVar("handed", default=None)
"""What the caller found already. A run that the server started finds its issue by its parameters."""

PageListener = Callable[[Page], None]
_listener: ContextVar[PageListener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: PageListener) -> Iterator[None]:
    """Within it, ``listener`` hears of each page as a flow run in this thread finishes it."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def may_pass(error: BaseException | None) -> bool:
    """Whether an error, or the one behind it, is of the kind that goes away by waiting."""
    behind = system_error(error)
    return behind is not None and behind.errno in _PASSING


def _worth_retrying(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    return may_pass(state.result(raise_on_failure=False))


@cache
def reader_source() -> str:
    """sha256 of the reader's own source: another reader never takes over what this one read."""
    digest = hashlib.sha256()
    folder = Path(ocr.__file__).parent
    for file in sorted(folder.rglob("*.py")):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def page_key(page: PageSource, settings: Settings, engine: str, writing_mode: WritingMode | None) -> str | None:
    """The name under which a page's result is kept; None for a scan whose bytes could not be read.

    ``engine`` is the engine's full name, with its version and model.
    """
    if not page.sha256:
        return None
    decisive = (page.sha256, page.frame, engine, settings.digest(), writing_mode, reader_source())
    return hashlib.sha256(repr(decisive).encode()).hexdigest()


def _cache_key(context: TaskRunContext, parameters: dict[str, Any]) -> str | None:
    settings = parameters["settings"]
    return page_key(parameters["page"], settings, engine_name(settings), parameters["writing_mode"])


@task(
    name="read page",
    task_run_name="page {page.number}",
    retries=3,
    retry_delay_seconds=exponential_backoff(2),
    retry_condition_fn=_worth_retrying,
    cache_key_fn=_cache_key,
    persist_result=True,
    result_serializer="compressed/pickle",
)
def read_one_page(page: PageSource, settings: Settings, writing_mode: WritingMode | None) -> Page:
    """One page, read. Raises PageError."""
    result = read_page(page, settings, writing_mode)
    check_unchanged(page)
    return result


@task(name="assemble issue", task_run_name="assemble", cache_policy=NO_CACHE, persist_result=False)
def assemble(source: IssueSource, pages: Sequence[Page], settings: Settings) -> Issue:
    """The articles of all pages. Raises NothingToDigitize where no page could be read."""
    return put_together(source, pages, settings)


@task(name="write issue", task_run_name="write", cache_policy=NO_CACHE, persist_result=False)
def write(issue: Issue, settings: Settings, output: Path) -> Outcome:
    """The issue's files. Raises BaokanError."""
    return write_out(issue, settings, output)


@flow(name=FLOW, flow_run_name="{scans.name}", persist_result=False)
def digitize(
    scans: Path,
    output: Path = Path("output"),
    engine: Literal["rapidocr", "tesseract"] | None = None,
    read_again: bool = False,
    root: Path | None = None,
    issue: str | None = None,
) -> Outcome | None:
    """Digitizes the scans of an issue into articles. Where the folder holds several issues, each gets a run of its own.

    Args:
        scans: A folder of page scans, a PDF, a multi-page TIFF or one image, on the machine of the worker.
        output: The folder of the results. The issue gets a folder of its own in it.
        engine: The OCR engine. Empty: what the issue's issue.toml or the settings say.
        read_again: Read pages again that were read before with the same engine and settings.
        root: The output mirrors the folders below this one. Where the scans lie elsewhere, or where it is empty, the
            issue's folder lies in the output itself.
        issue: Its place in the output, where the scans hold several issues; needs the root.
    """
    with stoppable() as told_to_stop:
        try:
            handed = _handed.get()
            work = handed or _find(scans, output, engine, root, issue)
            if work is None:
                return None
            patience, say = work.settings.limits.page_seconds, get_run_logger().info
            with only_run(work.output, work.source.place, patience, told_to_stop, say) as waited:
                if told_to_stop.is_set():
                    hand_back()
                if waited and handed is None:  # the scans may be others by now
                    work = _find(scans, output, engine, root, issue)
                return _digitize(work, read_again, told_to_stop) if work else None
        except BaokanError as error:
            if is_served():
                get_run_logger().error(str(error))
                end_as(Failed(message=str(error)))
            raise


def _find(scans: Path, output: Path, engine: str | None, root: Path | None, issue: str | None) -> _Work | None:
    """What the parameters of a run ask for; None where it is several issues, which have runs of their own then."""
    settings = load_settings(engine)
    scans, root = scans.absolute(), root.absolute() if root else None
    if root is not None and not scans.is_relative_to(root):
        root = None
    sources = _sources(scans, output, root, issue)
    if len(sources) > 1:
        for source in sources:
            # With this run's id in the key: started again, it starts none of them twice.
            run = submit(source.path, root or scans, output, engine, f"{own_run().id} {source.place}", source.place)
            get_run_logger().info("%s has a run of its own: %s", printable(source.place), run.url)
        return None
    (source,) = sources
    own = own_settings(source, settings, engine)
    share_threads(own)
    return _Work(source, own, output)


def _sources(scans: Path, output: Path, root: Path | None, issue: str | None) -> tuple[IssueSource, ...]:
    """At least one issue. Raises NothingToDigitize and UsageError."""
    if root is None:
        return _all_in(scans, output, scans)
    if issue is not None:
        return (find_issue(scans, root, issue),)
    folder = scans if scans.is_dir() else scans.parent
    sources = tuple(hashed(source) for source in issues_in(folder, root) if source.path == scans)
    return sources or _all_in(scans, output, root)


def _all_in(scans: Path, output: Path, root: Path) -> tuple[IssueSource, ...]:
    """As ``find_issues`` finds them, with their places below ``root``; what is wrong beside them is said in the log of
    the run."""
    found = find_issues(scans, output)
    if not found.issues:
        raise found.problems[0]
    for problem in found.problems:
        get_run_logger().error(str(problem))
    if scans == root or not scans.is_dir():
        return found.issues
    folders = dict.fromkeys(page.file.parent for source in found.issues for page in source.pages)
    return tuple(hashed(source) for folder in folders for source in issues_in(folder, root))


def _digitize(work: _Work, read_again: bool, told_to_stop: Event) -> Outcome:
    """Reads the pages of an issue, writes what came of it, and takes that down in the ledger."""
    source, settings = work.source, work.settings
    name_run(source.place, source.title, settings.recognize.engine)
    log = get_run_logger()
    for warning in source.warnings:
        log.warning(printable(warning))

    def digitized() -> Outcome:
        engine = engine_name(settings)  # fails here, once, where it is not installed
        log.info("%s: %s, read with %s", printable(str(source.path)), counted(len(source.pages), "page"), engine)
        pages = _read_all(work, read_again, told_to_stop)
        issue = assemble(_unsearched(source), _unsearched(pages), settings)
        return write(_unsearched(issue), settings, work.output)

    outcome = recorded(source, settings, work.output, own_run() if is_served() else None, digitized)
    show_issue(outcome)
    return outcome


def _read_all(work: _Work, read_again: bool, told_to_stop: Event) -> list[Page]:
    """The pages in order. One that cannot be read is that page's failure: the others go on.

    Told to stop, it waits for the pages in hand, begins no other, and hands the run back.
    """
    reader = read_one_page.with_options(result_storage=work.output / CACHE_FOLDER, refresh_cache=read_again)
    waiting = deque(work.source.pages)
    in_hand: dict[PrefectFuture[Page], PageSource] = {}
    pages: dict[int, Page] = {}
    with progress(len(waiting)) as tell:
        while waiting or in_hand:
            while waiting and len(in_hand) < work.jobs and not told_to_stop.is_set():
                place = waiting.popleft()
                in_hand[reader.submit(place, work.settings, work.source.writing_mode)] = place
            if not in_hand:
                hand_back()
            future = next(as_completed(list(in_hand)))
            place = in_hand.pop(future)
            page = pages[place.number] = _page_of(future, place)
            tell(page)
            if (listener := _listener.get()) is not None:
                listener(page)
    return [pages[page.number] for page in work.source.pages]


def _unsearched(value: T) -> T:
    """The value as a task's argument; Prefect would otherwise look for futures in every character of every page."""
    return cast(T, quote(value))


def _page_of(future: PrefectFuture[Page], place: PageSource) -> Page:
    """The page as a task left it, whatever became of it. A kept result may come from a scan of another name."""
    try:
        return replace(future.result(), source=place)
    except Exception as error:
        return failed_page(place, page_failure(place, error))


def digitize_issue(
    source: IssueSource, settings: Settings, output: Path, force: bool = False, jobs: int = 1
) -> Outcome:
    """Runs the flow with ``jobs`` pages read at once; with ``force``, pages read before are read again.

    Each page waits in a thread for a process that reads it. Raises BaokanError.
    """
    token = _handed.set(_Work(source, settings.shared_by(jobs), output, jobs))
    # For the eye only, and so that the server takes them: names may be no UTF-8.
    scans, results = (Path(printable(str(path))) for path in (source.path, output))
    try:
        outcome = digitize(scans, results, settings.recognize.engine, force, issue=printable(source.place))
    finally:
        _handed.reset(token)
    return cast(Outcome, outcome)
