"""What an operator sees of a run in Prefect's UI: its name and tags, how far it is, and what came of it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import httpx
from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.client.orchestration import get_client

from flows.deployment import own_run
from ocr.errors import printable
from ocr.export.read import read_issue
from ocr.export.records import ArticleRecord
from ocr.export.schema import IssueDocument
from ocr.export.thumbnails import small_pictures
from ocr.model import Page
from ocr.report import outcome_of
from ocr.run import Outcome

MOST_BYTES = 480_000
"""Of a markdown artifact: with more, the server drops its event."""
_TABLE_BYTES = 200_000
"""Of it at most for the table."""


def name_run(issue: str, publication: str | None, engine: str) -> None:
    """Names this run after its issue; it can then be found by the publication and by the engine."""
    tags = {printable(tag) for tag in (publication, engine) if tag}
    with _by_the_way(), get_client(sync_client=True) as client:
        run = client.read_flow_run(UUID(own_run().id))
        client.update_flow_run(run.id, name=printable(issue), tags=sorted(tags | set(run.tags)))


@contextmanager
def progress(pages: int) -> Iterator[Callable[[Page], None]]:
    """Shows how many of the pages are read; what it gives is to be called with each."""
    log, done = get_run_logger(), 0
    artifact: UUID | None = None
    with _by_the_way():
        artifact = UUID(str(create_progress_artifact(0.0, description=f"{pages} pages")))

    def read(page: Page) -> None:
        nonlocal done
        done += 1
        if page.error is not None:
            log.warning(page.error)
        else:
            log.info("page %d %s", page.source.number, outcome_of(page))
        if artifact is not None:
            with _by_the_way():
                update_progress_artifact(artifact, 100 * done / pages, description=f"{done} of {pages} pages")

    yield read


def show_issue(outcome: Outcome) -> None:
    """Shows the issue: a table of its articles and its pages in small."""
    document = read_issue(outcome.document)
    pictures = [file for file in outcome.files if file.suffix == ".jpg"]
    get_run_logger().info("%d articles, written to %s", len(document.articles), printable(str(outcome.document.parent)))
    for problem in outcome.problems:
        get_run_logger().warning(problem)
    with _by_the_way():
        create_markdown_artifact(issue_markdown(document, pictures), description=printable(document.id))


def issue_markdown(document: IssueDocument, pictures: Sequence[Path]) -> str:
    """The table of the articles and the pictures, as markdown of less than ``MOST_BYTES``."""
    failed = [f"- page {page.number}: {_cell(page.error)}" for page in document.pages if page.error]
    head = f"# {_cell(document.title or document.id)} {document.date or ''}\n"
    table = _table(document.articles)
    text = "\n\n".join(filter(None, [head, "\n".join(failed), table]))
    images = small_pictures(pictures, (MOST_BYTES - len(text.encode())) * 3 // 4 - 200 * len(pictures))
    drawn = [f"![{name}](data:image/jpeg;base64,{b64encode(image).decode()})" for name, image in images]
    return "\n\n".join([text, *drawn])


def _table(articles: Sequence[ArticleRecord]) -> str:
    lines = ["| article | headline | pages | characters | confidence | review |", "|---|---|---|---:|---:|---|"]
    size = 0
    for count, article in enumerate(articles):
        cells = (
            article.id,
            _cell(article.headline or ""),
            ", ".join(map(str, article.pages)),
            str(article.char_count),
            f"{article.confidence:.3f}",
            _cell("; ".join(article.review_reasons)),
        )
        lines.append(f"| {' | '.join(cells)} |")
        size += len(lines[-1].encode())
        if size > _TABLE_BYTES:
            lines.append(f"\nand {len(articles) - count - 1} more")
            break
    return "\n".join(lines)


def _cell(text: str | None) -> str:
    """Text as it is, whatever of it would be markdown."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]<>#|!" else char for char in printable(text or ""))


@contextmanager
def _by_the_way() -> Iterator[None]:
    """What is only shown may fail: an issue is not lost for a server that went away meanwhile."""
    try:
        yield
    except (httpx.HTTPError, RuntimeError) as error:
        get_run_logger().warning("the server could not be told (%s)", type(error).__name__)
