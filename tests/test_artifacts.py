"""What an operator is shown of an issue: small enough for the server, whatever stands in it."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import cv2
import numpy as np
import pytest

from flows.artifacts import MOST_BYTES, issue_markdown
from ocr.export.read import read_issue
from ocr.export.schema import IssueDocument
from ocr.export.thumbnails import small_pictures
from ocr.run import Outcome

GOLDEN = Path(__file__).parent / "golden" / "export_issue.json"


@pytest.fixture
def document() -> IssueDocument:
    return read_issue(GOLDEN)


def noise(folder: Path, count: int) -> list[Path]:
    """Pictures that no JPEG makes small."""
    rng = np.random.default_rng(1)
    files = [folder / f"p{number:02d}.jpg" for number in range(1, count + 1)]
    for file in files:
        cv2.imwrite(str(file), rng.integers(0, 256, (1600, 1100, 3), dtype=np.uint8))
    return files


def test_the_articles_are_a_table_and_the_pages_pictures(document: IssueDocument, tmp_path: Path) -> None:
    text = issue_markdown(document, noise(tmp_path, 2))
    rows = [line for line in text.splitlines() if line.startswith("| a")]
    assert len(rows) == len(document.articles) + 1
    pictures = re.findall(r"!\[(p\d\d)\]\(data:image/jpeg;base64,([^)]+)\)", text)
    assert [name for name, _ in pictures] == ["p01", "p02"]
    assert all(b64decode(content)[:2] == b"\xff\xd8" for _, content in pictures)


@pytest.mark.parametrize("pages", [1, 12])
def test_it_is_never_more_than_the_server_takes(pages: int, document: IssueDocument, tmp_path: Path) -> None:
    many = document.model_copy(update={"articles": document.articles * 4000})
    text = issue_markdown(many, noise(tmp_path, pages))
    assert len(text.encode()) < MOST_BYTES
    assert " more\n" in text


def test_a_headline_is_shown_as_it_is_printed(document: IssueDocument) -> None:
    article = document.articles[0].model_copy(update={"headline": "A|B *C* <b>"})
    assert r"A\|B \*C\* \<b\>" in issue_markdown(document.model_copy(update={"articles": [article]}), [])


def test_pictures_are_as_large_as_fit_and_then_as_many(tmp_path: Path) -> None:
    files = noise(tmp_path, 3)
    sizes = []
    for most in (2_000_000, 200_000, 20_000, 10_000, 10):
        small = small_pictures(files, most)
        assert sum(len(content) for _, content in small) <= most
        heights = {cv2.imdecode(np.frombuffer(content, np.uint8), 1).shape[0] for _, content in small}
        assert len(heights) <= 1
        sizes.append((len(small), max(heights, default=0)))
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == (3, 800)
    assert sizes[-1] == (0, 0)


@pytest.mark.usefixtures("prefect_server")
def test_a_run_leaves_its_articles_and_how_far_it_came(sample_outcome: Outcome) -> None:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        (run,) = [run for run in client.read_flow_runs() if run.name == sample_outcome.issue][:1]
        artifacts = {artifact.type: artifact for artifact in client.read_artifacts()}
    assert "rapidocr" in run.tags
    assert artifacts["progress"].data is not None
    assert "confidence" in str(artifacts["markdown"].data)
