"""What becomes of an issue, kept where programs look (the ledger) and where archivists look (``FAILED.txt``)."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from flows.content import Content, content_of
from flows.deployment import SubmittedRun
from flows.ledger import SETTLED, Entry, Ledger
from ocr.errors import BaokanError, NothingToDigitize, system_error
from ocr.export.atomic import StagedFiles, writing
from ocr.export.read import read_issue
from ocr.model import IssueSource
from ocr.run import Outcome, issue_failure
from ocr.settings import Settings

NOTICE = "FAILED.txt"


def recorded(
    source: IssueSource,
    settings: Settings,
    output: Path,
    run: SubmittedRun | None,
    digitize: Callable[[], Outcome],
) -> Outcome:
    """Digitizes an issue and takes down what became of it.

    ``settings`` are the issue's own; ``run`` is the run on the server in which that happens, None for one that only
    this process knows: what is left of it when it is killed is nobody's. Raises BaokanError.
    """
    ledger, content = Ledger(output), content_of(source, settings)
    if run is not None:
        ledger.started(source, content, run.id, run.url)
    try:
        outcome = digitize()
    except BrokenPipeError:
        raise  # whoever read what the command says has gone: no fault of the issue
    except Exception as error:
        failure = issue_failure(source, error)
        reasons = failure.pages if isinstance(failure, NothingToDigitize) else ()
        with suppress(BaokanError):  # where that cannot be taken down, the failure is still the one to be told
            record_failure(output, source.place, content, "\n".join(reasons) or str(failure), _is_full(error))
        raise failure from error
    entry = ledger.finished(source.place, content, read_issue(outcome.document), outcome.problems)
    tell(output, source.place, entry.reason.splitlines())
    return outcome


def record_failure(
    output: Path, issue: str, content: Content, reason: str, passes: bool = False, source: Path | None = None
) -> None:
    """Takes down that an issue could not be digitized, and why, a sentence a line. Raises BaokanError."""
    Ledger(output).failed(issue, content, reason, passes, source)
    tell(output, issue, reason.splitlines())


def record_same(output: Path, source: IssueSource, content: Content, other: str) -> None:
    """Takes down that an issue holds the scans of another one. Raises BaokanError."""
    Ledger(output).same(source, content, other)
    tell(output, source.place, [])


def withdraw(output: Path, entry: Entry) -> None:
    """Takes down that an issue's scans were taken away before anything came of them. Raises BaokanError."""
    former = Ledger(output).withdrawn(entry)
    tell(output, entry.issue, former.reason.splitlines() if former else [])


def _is_full(error: BaseException | None) -> bool:
    """Whether an error comes of a disk without room, which is not the issue's fault."""
    behind = system_error(error)
    return behind is not None and behind.errno in (errno.ENOSPC, errno.EDQUOT)


def mend_notice(output: Path, entry: Entry) -> None:
    """Brings ``FAILED.txt`` in line with the ledger: who took something down may have been killed before he told it.

    Raises BaokanError.
    """
    if entry.state in (*SETTLED, "failed") and (output / entry.issue / NOTICE).exists() != bool(entry.reason):
        tell(output, entry.issue, entry.reason.splitlines())


def tell(output: Path, issue: str, reasons: Sequence[str]) -> None:
    """Writes into the issue's folder what is wrong with it; takes that away where nothing is. Raises BaokanError."""
    place = output / issue / NOTICE
    if reasons:
        with StagedFiles() as files:
            files.add(place, _notice(issue, reasons, (output / issue / "issue.json").exists()).encode("utf-8-sig"))
            files.take_places()
    else:
        with writing(place):
            place.unlink(missing_ok=True)
        with suppress(OSError):
            place.parent.rmdir()  # where nothing else lay in it


def _notice(issue: str, reasons: Sequence[str], has_result: bool) -> str:
    """The text, in both languages but for the reasons, which are in the program's own."""
    lines = [
        f"{issue}",
        "",
        "这一期没有全部完成。原因：",
        "This issue is not, or not wholly, digitized. Why:",
        "",
        *(f"- {reason}" for reason in reasons),
        "",
        "请按上面所说改好文件；文件一有变化，baokan watch 会自动重做，完成后本文件自动消失。",
        "Mend the files as said above: baokan watch tries again by itself once they have changed, and this file goes",
        "away when all is well. To try again without a change:",
        "",
        f'    baokan retry "{issue}"',
    ]
    if has_result:
        lines += ["", "旁边的文件是上一次完成的结果。", "The files beside this one are the last that could be written."]
    return "\n".join(lines) + "\n"
