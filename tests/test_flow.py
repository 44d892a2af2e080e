"""The flow against a real server: the sample issue end to end, what a second run spares, and what fails alone."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz.distance import Levenshtein

import flows.digitize
from flows.digitize import digitize, digitize_issue, listening, may_pass, page_key
from ocr.__main__ import main as plain_main
from ocr.errors import NothingToDigitize, UnreadableScan
from ocr.intake import find_issues
from ocr.model import IssueSource, Page, PageSource
from ocr.run import Outcome
from ocr.settings import Settings
from tests.conftest import Write

pytestmark = pytest.mark.usefixtures("prefect_server")

ROOT = Path(__file__).parents[1]
SETTINGS = Settings()


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the pages that are really read, in the order they are."""
    numbers: list[int] = []
    really = flows.digitize.read_page

    def counted(source: PageSource, *rest: Any) -> Page:
        numbers.append(source.number)
        return really(source, *rest)

    monkeypatch.setattr(flows.digitize, "read_page", counted)
    return numbers


def source_of(path: Path) -> IssueSource:
    (source,) = find_issues(path).issues
    return source


def document(outcome: Outcome) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(outcome.document.read_text(encoding="utf-8"))
    return content


def undated(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    content["generator"].pop("created")
    return content


def test_the_sample_issue_comes_out_as_it_was_typeset(sample_source: IssueSource, sample_outcome: Outcome) -> None:
    truth = json.loads((ROOT / "tests/data" / sample_source.id / "truth.json").read_text(encoding="utf-8"))
    found = document(sample_outcome)
    assert [page["status"] for page in found["pages"]] == ["ok"] * len(sample_source.pages)
    wanted = {article["headline"].replace(" ", ""): article for article in truth["articles"]}
    articles = {(article["headline"] or "").replace(" ", ""): article for article in found["articles"]}
    assert set(articles) == set(wanted)
    for headline, article in articles.items():
        told = "".join(block["text"] for block in article["body"])
        printed = "".join(block["text"] for block in wanted[headline]["body"])
        assert Levenshtein.distance(told, printed) <= 0.02 * len(printed)
        assert article["pages"] == wanted[headline]["pages"]


def test_a_second_run_reads_nothing_and_writes_the_same(
    sample_source: IssueSource, sample_outcome: Outcome, readings: list[int]
) -> None:
    before = undated(sample_outcome.document)
    heard: list[int] = []
    with listening(lambda page: heard.append(page.source.number)):
        again = digitize_issue(sample_source, SETTINGS, sample_outcome.document.parents[1])
    assert readings == []
    assert sorted(heard) == [page.number for page in sample_source.pages]
    assert undated(again.document) == before


def test_both_commands_write_the_same_bytes(write_issue: Write, page_jpeg: bytes, tmp_path: Path) -> None:
    folder = write_issue("日报_2024-05-16", {"01.jpg": page_jpeg, "02.jpg": b"this is text"})
    outcome = digitize_issue(source_of(folder), SETTINGS, tmp_path / "flow", jobs=2)
    assert plain_main([str(folder), "--output", str(tmp_path / "plain")]) == 3
    for file in outcome.files:
        other = tmp_path / "plain" / file.relative_to(tmp_path / "flow")
        if file.name == "issue.json":
            assert undated(file) == undated(other)
            assert [line for line in file.read_bytes().splitlines() if b'"created"' not in line] == [
                line for line in other.read_bytes().splitlines() if b'"created"' not in line
            ]
        else:
            assert file.read_bytes() == other.read_bytes()
    plain = tmp_path / "plain"
    written = {path.relative_to(plain) for path in (plain / folder.name).rglob("*") if path.is_file()}
    assert written == {file.relative_to(tmp_path / "flow") for file in outcome.files}
    assert (plain / "index.html").read_bytes() == (tmp_path / "flow" / "index.html").read_bytes()


def test_a_second_run_reads_only_what_changed(
    write_issue: Write, page_jpeg: bytes, tmp_path: Path, readings: list[int]
) -> None:
    folder = write_issue("issue", {"01.jpg": page_jpeg, "02.jpg": b"this is text"})
    first = digitize_issue(source_of(folder), SETTINGS, tmp_path / "out")
    assert (sorted(readings), first.failed_pages) == ([1, 2], 1)

    readings.clear()
    (folder / "01.jpg").rename(folder / "03.jpg")
    (folder / "02.jpg").write_bytes(page_jpeg + b"\0")
    second = digitize_issue(source_of(folder), SETTINGS, tmp_path / "out")
    assert (readings, second.failed_pages) == ([2], 0)
    assert [(page["number"], page["source"]["file"]) for page in document(second)["pages"]] == [
        (2, "02.jpg"),
        (3, "03.jpg"),
    ]

    readings.clear()
    digitize_issue(source_of(folder), SETTINGS, tmp_path / "out", force=True)
    assert sorted(readings) == [2, 3]


def test_a_result_cut_short_by_a_power_cut_is_read_again(
    write_issue: Write, page_jpeg: bytes, tmp_path: Path, readings: list[int]
) -> None:
    source = source_of(write_issue("issue", {"01.jpg": page_jpeg}))
    before = document(digitize_issue(source, SETTINGS, tmp_path / "out"))
    (kept,) = (tmp_path / "out/.baokan/pages").iterdir()
    kept.write_bytes(kept.read_bytes()[:200])
    after = document(digitize_issue(source, SETTINGS, tmp_path / "out"))
    assert readings == [1, 1]
    assert after["articles"] == before["articles"]


def test_an_issue_without_a_readable_page_fails_and_writes_nothing(write_issue: Write, tmp_path: Path) -> None:
    source = source_of(write_issue("issue", {"01.jpg": b"text", "02.jpg": b""}))
    with pytest.raises(NothingToDigitize, match="none of the 2 pages"):
        digitize_issue(source, SETTINGS, tmp_path / "out")
    assert not (tmp_path / "out" / "issue" / "issue.json").exists()


def test_a_share_that_went_away_for_a_moment_is_waited_for(
    write_issue: Write, page_jpeg: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, tries = flows.digitize.read_page, []

    def away_once(source: PageSource, *rest: Any) -> Page:
        tries.append(source.number)
        if len(tries) == 1:
            raise UnreadableScan(source.file, "the file cannot be read", "check it") from OSError(errno.ESTALE, "stale")
        return really(source, *rest)

    monkeypatch.setattr(flows.digitize, "read_page", away_once)
    outcome = digitize_issue(source_of(write_issue("issue", {"01.jpg": page_jpeg})), SETTINGS, tmp_path / "out")
    assert (tries, outcome.failed_pages) == ([1, 1], 0)


def test_a_bug_on_one_page_is_that_pages_failure(
    write_issue: Write, page_jpeg: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = flows.digitize.read_page

    def fails_on_two(source: PageSource, *rest: Any) -> Page:
        return really(source, *rest) if source.number != 2 else [][0]

    monkeypatch.setattr(flows.digitize, "read_page", fails_on_two)
    folder = write_issue("issue", {"01.jpg": page_jpeg, "02.jpg": page_jpeg + b"\0"})
    pages = document(digitize_issue(source_of(folder), SETTINGS, tmp_path / "out"))["pages"]
    assert [page["status"] for page in pages] == ["ok", "failed"]
    assert "the reader failed on page 2 (IndexError)" in pages[1]["error"]


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OSError(errno.EIO, "input/output error"), True),
        (FileNotFoundError(errno.ENOENT, "no such file"), False),
        (OSError("image file is truncated"), False),
        (UnreadableScan("01.jpg", "not an image", "replace it"), False),
        (None, False),
    ],
)
def test_only_what_may_pass_is_tried_again(error: Exception | None, passes: bool) -> None:
    assert may_pass(error) is passes


CHANGES: dict[str, Callable[[PageSource], tuple[PageSource, Settings, str, Any]]] = {
    "bytes": lambda page: (replace(page, sha256="b" * 64), SETTINGS, "engine 1", None),
    "frame": lambda page: (replace(page, frame=1), SETTINGS, "engine 1", None),
    "settings": lambda page: (page, SETTINGS.with_engine("tesseract", ""), "engine 1", None),
    "engine": lambda page: (page, SETTINGS, "engine 2", None),
    "writing mode": lambda page: (page, SETTINGS, "engine 1", "vertical-rl"),
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_whatever_decides_a_reading_is_in_its_key(change: str) -> None:
    page = PageSource(1, Path("01.jpg"), sha256="a" * 64)
    key = page_key(page, SETTINGS, "engine 1", None)
    assert page_key(*CHANGES[change](page)) != key
    assert page_key(replace(page, number=7, file=Path("7.jpg"), label="A7"), SETTINGS, "engine 1", None) == key
    assert page_key(replace(page, sha256=""), SETTINGS, "engine 1", None) is None


@pytest.mark.usefixtures("prefect_server")
@pytest.mark.parametrize(
    ("scans", "root", "place"),
    [
        ("晨报/2021/01-01", ".", "晨报/2021/01-01"),
        ("晨报", ".", "晨报/2021/01-01"),
        ("晨报", "", "2021/01-01"),
        ("晨报/2021/01-01", "elsewhere", "01-01"),
    ],
    ids=["an issue", "a folder above one", "no root", "a root that is not above"],
)
def test_a_run_by_hand_writes_where_the_root_says(
    scans: str, root: str, place: str, write_issue: Write, tmp_path: Path, page_jpeg: bytes
) -> None:
    write_issue("scans/晨报/2021/01-01", {"01.jpg": page_jpeg})
    above = tmp_path / "scans"
    outcome = digitize(above / scans, tmp_path / "output", root=above / root if root else None)
    assert outcome is not None
    assert outcome.issue == place
    assert (tmp_path / "output" / place / "issue.json").exists()
