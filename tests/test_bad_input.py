"""What the person who drops the scans gets wrong: each is one plain line that names the file, and all else is read."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ocr.__main__ import main as plain_main
from ocr.geometry import Box
from tests.conftest import baokan, jpeg
from tests.drawer import blank_page, draw_photo, draw_text_line
from tests.page_files import encrypted_pdf

pytestmark = pytest.mark.usefixtures("prefect_server")

ENGLISH = (
    "The river rose two feet in the night, and by morning",
    "the lower road was closed between the mill and the bridge.",
    "Council workers carried sandbags to eleven houses.",
    "The water is expected to fall again on Thursday.",
)
Files = Mapping[str, bytes]
Commands = {
    "baokan run": lambda paths, output: baokan("run", *paths, "--output", output),
    "python -m ocr": lambda paths, output: plain_main([*map(str, paths), "--output", str(output)]),
}


def photo_page() -> bytes:
    page = blank_page(700, 900)
    draw_photo(page, Box(60, 80, 640, 800), "river", seed=4)
    return jpeg(page)


def portrait() -> bytes:
    page = blank_page(600, 820)
    draw_photo(page, Box(50, 60, 550, 760), "people", seed=2)
    return jpeg(page)


def english_page() -> bytes:
    page = blank_page(1000, 420)
    for row, line in enumerate(ENGLISH):
        draw_text_line(page, line, left=60, top=60 + 50 * row, px=32)
    return jpeg(page)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    output: Path
    errors: list[str]

    def pages(self, issue: str) -> list[dict[str, Any]]:
        content: dict[str, Any] = json.loads((self.output / issue / "issue.json").read_text(encoding="utf-8"))
        return list(content["pages"])

    def articles(self, issue: str) -> list[dict[str, Any]]:
        content: dict[str, Any] = json.loads((self.output / issue / "issue.json").read_text(encoding="utf-8"))
        return list(content["articles"])


def run(command: Callable[[list[Path], Path], int], paths: list[Path], output: Path) -> Ended:
    stderr = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(stderr):
        code = command(paths, output)
    return Ended(code, output, stderr.getvalue().splitlines())


def drop(folder: Path, files: Files) -> Path:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def box(page_jpeg: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of issues, of which one has every kind of page that goes wrong, and others nothing else."""
    box = tmp_path_factory.mktemp("box")
    mixed = {
        "01.jpg": page_jpeg,
        "02.jpg": b"this is a letter",
        "03.jpg": page_jpeg[: len(page_jpeg) // 2],
        "04.jpg": b"",
        "05.jpg": jpeg(blank_page(600, 800)),
        "06.pdf": encrypted_pdf(),
        "07.jpg": photo_page(),
        "08.jpg": portrait(),
        "09.jpg": english_page(),
        "10.jpg": jpeg(blank_page(12, 12)),
    }
    drop(box / "mixed", mixed)
    drop(box / "unread", {"01.jpg": b"this is a letter"})
    drop(box / "good", {"01.jpg": page_jpeg})
    drop(box / "pictures", {"notes.txt": b"nothing to see"})
    drop(box / "empty", {})
    return box


@pytest.fixture(scope="module", params=sorted(Commands))
def ended(request: pytest.FixtureRequest, box: Path, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    paths = [*sorted(box.iterdir()), box / "good"]
    return run(Commands[request.param], paths, tmp_path_factory.mktemp("out"))


def test_each_failure_is_one_line_that_names_the_file(ended: Ended, box: Path) -> None:
    assert ended.code == 3
    wanted = {
        "empty": "no scans in this folder; put JPEG",
        "pictures": "no scans in this folder; put JPEG",
        "mixed/02.jpg": "this is not an image; replace it",
        "mixed/03.jpg": "the picture is damaged or cut short; copy or scan it again",
        "mixed/04.jpg": "the file is empty; copy or scan it again",
        "mixed/06.pdf": "the PDF is locked with a password; replace it",
        "mixed/10.jpg": "12 x 12 pixels are too few for a page; scan it again",
        "unread/01.jpg": "this is not an image; replace it",
    }
    said = dict(line.split(": ", 1) for line in ended.errors)
    assert set(said) == {str(box / name) for name in wanted}
    assert len(said) == len(ended.errors)
    for name, sentence in wanted.items():
        assert said[str(box / name)].startswith(sentence)


def test_everything_else_is_digitized(ended: Ended) -> None:
    assert sorted(path.parent.name for path in ended.output.rglob("issue.json")) == ["good", "mixed"]
    statuses = {page["number"]: page["status"] for page in ended.pages("mixed")}
    failed = [number for number, status in statuses.items() if status == "failed"]
    blank = [number for number, status in statuses.items() if status == "blank"]
    assert (failed, blank, sorted(statuses)) == ([2, 3, 4, 6, 10], [5], list(range(1, 11)))
    assert all(page["error"] for page in ended.pages("mixed") if page["status"] == "failed")
    headlines = [article["headline"] for article in ended.articles("mixed")]
    assert headlines[0] == ended.articles("good")[0]["headline"] == "河堤上的灯又亮了"


def test_a_page_of_one_photo_is_a_photo(ended: Ended) -> None:
    page = ended.pages("mixed")[6]
    (photo,) = page["illustrations"]
    left, top, right, bottom = photo["bbox"]
    assert (right - left) * (bottom - top) > 0.5 * page["width"] * page["height"]


def test_a_photo_is_no_story(ended: Ended) -> None:
    assert [page["status"] for page in ended.pages("mixed")[6:8]] == ["ok", "ok"]
    assert not [article for article in ended.articles("mixed") if {7, 8} & set(article["pages"]) and article["body"]]


def test_an_english_page_keeps_its_words(ended: Ended) -> None:
    (text,) = (article["text"] for article in ended.articles("mixed") if 9 in article["pages"])
    assert "the lower road was closed between the mill and the bridge." in text.replace("\n", " ")


def test_names_that_are_not_utf8_go_all_the_way(page_jpeg: bytes, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "晨报".encode("gb18030")))
    names = [os.fsdecode(name.encode("gb18030")) for name in ("第1版.jpg", "第2版.jpg")]
    drop(folder, {names[0]: page_jpeg, names[1]: b"this is a letter"})
    output = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb3\xf6"))
    for command in Commands.values():
        ended = run(command, [folder], output)
        assert (ended.code, len(ended.errors)) == (3, 1)
        pages = ended.pages("晨报")
        assert [page["source"]["file"] for page in pages] == [r"\xb5\xda1\xb0\xe6.jpg", r"\xb5\xda2\xb0\xe6.jpg"]
        assert [page["label"] for page in pages] == ["第1版", "第2版"]
        assert pages[1]["error"] == ended.errors[0]
        assert r"\xb3\xbf\xb1\xa8/\xb5\xda2\xb0\xe6.jpg: this is not an image" in ended.errors[0]


def test_no_name_can_break_a_line_or_steer_the_terminal(tmp_path: Path) -> None:
    folder = drop(tmp_path / "two\nlines\x1b[2J\u202e", {"01.jpg": b"this is a letter"})
    for command in Commands.values():
        ended = run(command, [folder], tmp_path / "out")
        assert (ended.code, len(ended.errors)) == (4, 1)
        assert r"two\nlines\x1b[2J\u202e/01.jpg: this is not an image" in ended.errors[0]


def test_results_never_take_the_place_of_scans(page_jpeg: bytes, tmp_path: Path) -> None:
    issue = drop(tmp_path / "晨报", {"01.jpg": page_jpeg})
    drop(issue / "pages", {"p01.jpg": page_jpeg})
    for command in Commands.values():
        ended = run(command, [tmp_path], tmp_path)
        assert ended.code == 2
        assert ended.errors[0].startswith(f"{issue / 'pages' / 'p01.jpg'}: the page pictures of 晨报 would go where")
    assert (issue / "pages" / "p01.jpg").read_bytes() == page_jpeg
    assert sorted(path.name for path in issue.iterdir()) == ["01.jpg", "pages"]


def test_an_issue_given_twice_is_digitized_once(page_jpeg: bytes, tmp_path: Path) -> None:
    folder = drop(tmp_path / "晨报", {"01.jpg": page_jpeg})
    stdout = io.StringIO()
    with redirect_stdout(stdout):
        assert plain_main([str(folder), str(folder / ".." / "晨报"), "--output", str(tmp_path / "out")]) == 0
    assert stdout.getvalue().count("written to") == 1


def test_a_scan_that_changes_while_it_is_read_is_that_pages_failure(
    page_jpeg: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drop(tmp_path / "晨报", {"01.jpg": page_jpeg, "02.jpg": page_jpeg + b"\0"})

    def still_copied(read: Callable[..., Any]) -> Callable[..., Any]:
        def reading(page: Any, *rest: Any) -> Any:
            found = read(page, *rest)
            if page.number == 2:
                with page.file.open("ab") as file:
                    file.write(b"more")
            return found

        return reading

    for module, command in (("flows.digitize", "baokan run"), ("ocr.plain", "python -m ocr")):
        with monkeypatch.context() as patch:
            patch.setattr(f"{module}.read_page", still_copied(_imported(module).read_page))
            ended = run(Commands[command], [folder], tmp_path / module)
        assert ended.code == 3
        assert [page["status"] for page in ended.pages("晨报")] == ["ok", "failed"]
        assert ended.errors == [
            f"{folder / '02.jpg'}: the scan changed while it was worked on; run it again when it is complete"
        ]


def test_a_scan_that_goes_away_after_it_was_read_costs_its_picture_only(
    page_jpeg: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drop(tmp_path / "晨报", {"01.jpg": page_jpeg})
    assemble = _imported("ocr.run").assemble_issue

    def moved_away(*arguments: Any) -> Any:
        (folder / "01.jpg").unlink()
        return assemble(*arguments)

    monkeypatch.setattr("ocr.run.assemble_issue", moved_away)
    ended = run(Commands["python -m ocr"], [folder], tmp_path / "out")
    assert (ended.code, len(ended.errors)) == (3, 1)
    assert ended.errors[0].startswith(f"{folder / '01.jpg'}: ")
    assert len(ended.articles("晨报")) == 1
    assert [file.name for file in (tmp_path / "out" / "晨报" / "pages").iterdir()] == ["p01.lines.json"]


def test_a_mistake_of_ours_in_one_issue_does_not_cost_the_others(
    page_jpeg: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        drop(tmp_path / "scans" / name, {"01.jpg": page_jpeg})
    assemble = _imported("ocr.run").assemble_issue
    monkeypatch.setattr(
        "ocr.run.assemble_issue", lambda source, *rest: 1 // (source.id != "one") and assemble(source, *rest)
    )
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name, command in Commands.items():
        ended = run(command, [tmp_path / "scans"], tmp_path / name.split()[0])
        assert (ended.code, len(ended.errors)) == (3, 1)
        assert ended.errors[0].startswith(f"{tmp_path / 'scans' / 'one'}: an error of the program (ZeroDivisionError")
        assert len(ended.articles("two")) == 1


@pytest.mark.parametrize("width", [32, 90])
def test_small_and_narrow_pages_are_read_without_a_fault(width: int, tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (width * 40, width), dtype=np.uint8)
    folder = drop(tmp_path / "narrow", {"01.jpg": jpeg(noise), "02.jpg": jpeg(np.ascontiguousarray(noise.T))})
    ended = run(Commands["python -m ocr"], [folder], tmp_path / "out")
    assert (ended.code, ended.errors) == (0, [])


def _imported(module: str) -> Any:
    return __import__(module, fromlist=["*"])
