"""The flow of one issue: a task per page, then the assembly, then the files.

A page's result is kept under ``<output>/.baokan/pages``, named after everything that decides it: the scan's bytes,
the engine, the settings and the reader's own source. A second run finds it there and does no OCR; the folder may be
deleted at any time.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TaskRunContext
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff
from prefect.utilities.annotations import quote
from pydantic import BaseModel, ConfigDict, SkipValidation, model_serializer

import ocr
from ocr.errors import printable
from ocr.model import Issue, IssueSource, Page, PageSource, WritingMode
from ocr.pipeline import failed_page, read_page
from ocr.recognize import open_engine
from ocr.run import Outcome, check_unchanged, page_failure, put_together, write_out
from ocr.settings import Settings

CACHE_FOLDER = Path(".baokan") / "pages"

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


class Job(BaseModel):
    """What a run of the flow is given: one issue, and how and where to digitize it.

    The server is shown a summary: it refuses parameters of half a megabyte, as many pages have, and names of bytes
    that are no UTF-8.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, revalidate_instances="never")

    source: SkipValidation[IssueSource]
    settings: Settings
    output: Path
    force: bool = False

    @model_serializer
    def shown(self) -> dict[str, str | int | bool]:
        """The summary."""
        return {
            "scans": printable(str(self.source.path)),
            "pages": len(self.source.pages),
            "output": printable(str(self.output)),
            "engine": self.settings.recognize.engine,
            "force": self.force,
        }


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
    while error is not None:
        if isinstance(error, OSError) and error.errno in _PASSING:
            return True
        error = error.__cause__
    return False


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
    return page_key(parameters["page"], settings, open_engine(settings).name, parameters["writing_mode"])


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
    result = read_page(page, settings, open_engine(settings), writing_mode)
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


@flow(name="digitize-issue", flow_run_name="{job.source.id}", persist_result=False, validate_parameters=False)
def digitize(job: Job) -> Outcome:
    """Digitizes one issue into a folder of the job's output.

    A page that cannot be read is that page's failure: the others go on, and the issue says so.
    """
    source, settings = job.source, job.settings
    reader = read_one_page.with_options(result_storage=job.output / CACHE_FOLDER, refresh_cache=job.force)
    futures = {reader.submit(page, settings, source.writing_mode): page for page in source.pages}
    pages: dict[int, Page] = {}
    for future in as_completed(list(futures)):
        place = futures[future]
        pages[place.number] = _page_of(future, place)
        if (listener := _listener.get()) is not None:
            listener(pages[place.number])
    in_order = [pages[page.number] for page in source.pages]
    issue = assemble(_unsearched(source), _unsearched(in_order), settings)
    return write(_unsearched(issue), settings, job.output)


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

    OpenCV and the engines leave Python's lock: threads serve them. Raises BaokanError.
    """
    runner = cast(TaskRunner[PrefectFuture[Any]], ThreadPoolTaskRunner(max_workers=jobs))
    job = Job(source=source, settings=settings, output=output, force=force)
    return digitize.with_options(task_runner=runner)(job)
