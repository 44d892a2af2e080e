"""The commands as a user types them: exit codes, one line an error, and what they print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer

from flows.cli import app
from flows.doctor import examine
from flows.record import NOTICE
from ocr.__main__ import main as plain_main
from tests.conftest import Captured, Write, baokan
from tests.service import until


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def commands() -> list[str]:
    return list(typer.main.get_command(app).commands)


def test_every_command_and_option_has_help(capsys: Captured) -> None:
    assert set(commands()) == {
        "run",
        "serve",
        "watch",
        "status",
        "retry",
        "export",
        "search",
        "schema",
        "doctor",
    }
    assert baokan() == 0
    overview = capsys.readouterr().out
    for name, command in typer.main.get_command(app).commands.items():
        assert name in overview
        assert command.help
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name} {parameter.name} has no help"
        assert baokan(name, "--help") == 0
        assert command.help.split(".")[0].split()[0] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rnu"], "No such command 'rnu'"),
        (["run", "--engine", "abbyy"], "--engine"),
        (["run", "--jobs", "0"], "--jobs"),
        (["run", "--speed"], "--speed"),
        (["export", "output"], "--format"),
        (["run", "nothing-here"], "nothing-here: no such path"),
        (["search", "灯", "--limit", "99999999999999999999"], "--limit"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(
    arguments: list[str], said: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert baokan(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(lines(captured.err)) == 1
    assert said in captured.err


def test_a_wrong_setting_is_wrong_usage(capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baokan.toml").write_text("[recognize]\nspeed = 3\n", encoding="utf-8")
    assert baokan("run", tmp_path) == 2
    assert lines(capsys.readouterr().err) == [
        "baokan.toml: setting recognize.speed: there is no such setting; mend or remove it"
    ]


@pytest.mark.parametrize("files", [{}, {"notes.txt": b"nothing to see"}], ids=["empty", "no images"])
def test_a_folder_without_scans_is_code_4(
    files: dict[str, bytes], write_issue: Write, tmp_path: Path, capsys: Captured
) -> None:
    folder = write_issue("issue", files)
    assert baokan("run", folder, "--output", tmp_path / "out") == 4
    assert plain_main([str(folder), "--output", str(tmp_path / "out")]) == 4
    said = lines(capsys.readouterr().err)
    assert len(said) == 2
    assert all(line.startswith(f"{folder}: ") for line in said)
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("prefect_server")
@pytest.mark.parametrize("content", [b"this is text", b"", b"\xff\xd8\xff\xe0 cut short"], ids=["text", "zero", "cut"])
def test_an_issue_of_which_nothing_can_be_read_is_code_4(
    content: bytes, write_issue: Write, tmp_path: Path, capsys: Captured
) -> None:
    folder = write_issue("issue", {"01.jpg": content})
    output = tmp_path / "out"
    for command in (
        lambda: baokan("run", folder, "-o", output),
        lambda: plain_main([str(folder), f"--output={output}"]),
    ):
        assert command() == 4
        said = lines(capsys.readouterr().err)
        assert len(said) == 1
        assert said[0].startswith(f"{folder / '01.jpg'}: ")
    assert [file.name for file in (output / "issue").iterdir()] == [NOTICE]


def test_a_wrong_issue_toml_and_nothing_else_is_wrong_usage(
    page_jpeg: bytes, write_issue: Write, tmp_path: Path, capsys: Captured
) -> None:
    folder = write_issue("issue", {"01.jpg": page_jpeg, "issue.toml": b"titel = 1"})
    assert baokan("run", folder, "--output", tmp_path / "out") == 2
    (said,) = lines(capsys.readouterr().err)
    assert said.startswith(f"{folder / 'issue.toml'}: titel is not a key")


@pytest.mark.usefixtures("prefect_server")
def test_bad_pages_beside_a_good_one_are_code_3(
    page_jpeg: bytes, write_issue: Write, tmp_path: Path, capsys: Captured
) -> None:
    cut = page_jpeg[: len(page_jpeg) // 3]
    folder = write_issue("issue", {"01.jpg": page_jpeg, "02.jpg": b"this is text", "03.jpg": cut, "04.jpg": b""})
    write_issue("empty", {})
    wrong = write_issue("wrong", {"01.jpg": page_jpeg, "issue.toml": b"titel = 1"})
    assert baokan("run", folder, tmp_path / "empty", wrong, "--output", tmp_path / "out") == 3
    captured = capsys.readouterr()
    assert len(lines(captured.err)) == 5
    assert "河堤上的灯" in captured.out
    assert str(tmp_path / "out" / "issue" / "issue.json") in captured.out
    pages = json.loads((tmp_path / "out" / "issue" / "issue.json").read_text(encoding="utf-8"))["pages"]
    assert [page["status"] for page in pages] == ["ok", "failed", "failed", "failed"]
    assert all(page["error"].startswith(str(folder / page["source"]["file"])) for page in pages[1:])


@pytest.mark.usefixtures("prefect_server")
def test_an_issue_that_fails_leaves_its_last_good_result(write_issue: Write, page_jpeg: bytes, tmp_path: Path) -> None:
    folder = write_issue("issue", {"01.jpg": page_jpeg})
    assert baokan("run", folder, "--output", tmp_path / "out") == 0
    before = (tmp_path / "out" / "issue" / "issue.json").read_bytes()
    (folder / "01.jpg").write_bytes(b"overwritten by accident")
    assert baokan("run", folder, "--output", tmp_path / "out") == 4
    assert (tmp_path / "out" / "issue" / "issue.json").read_bytes() == before


def test_two_issues_of_one_name_are_refused_before_anything_is_read(
    write_issue: Write, page_jpeg: bytes, tmp_path: Path, capsys: Captured
) -> None:
    one, two = (write_issue(f"{year}/issue", {"01.jpg": page_jpeg}) for year in (2020, 2021))
    assert baokan("run", one, two, "--output", tmp_path / "out") == 2
    assert "two issues named issue" in capsys.readouterr().err


def test_an_output_that_cannot_be_written_is_said_before_anything_is_read(
    write_issue: Write, page_jpeg: bytes, tmp_path: Path, capsys: Captured
) -> None:
    folder = write_issue("issue", {"01.jpg": page_jpeg})
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    assert plain_main([str(folder), "--output", str(tmp_path / "out")]) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith(f"{tmp_path / 'out'}: ")
    assert "page 1" not in captured.out


def test_an_unexpected_error_is_one_line_with_its_trace_in_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    def broken() -> dict[str, Any]:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("ocr.export.schema.json_schema", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert baokan("schema") == 1
    said = lines(capsys.readouterr().err)
    assert len(said) == 1
    assert "ZeroDivisionError: a bug" in said[0]
    assert "Traceback" in Path(said[0].rsplit(" ", 1)[1]).read_text(encoding="utf-8")
    monkeypatch.setenv("BAOKAN_DEBUG", "1")
    assert baokan("schema") == 1
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_is_one_line_and_no_trace(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupted() -> dict[str, Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr("ocr.export.schema.json_schema", interrupted)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert baokan("schema") == 130
    assert lines(capsys.readouterr().err) == ["interrupted; no half-written file is left, run it again to go on"]


def test_the_schema_is_a_sound_json_schema(capsys: Captured) -> None:
    assert baokan("schema") == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


@pytest.mark.usefixtures("prefect_server")
def test_export_writes_what_run_wrote(write_issue: Write, page_jpeg: bytes, tmp_path: Path, capsys: Captured) -> None:
    folder = write_issue("issue", {"01.jpg": page_jpeg})
    assert baokan("run", folder, "--output", tmp_path / "out") == 0
    capsys.readouterr()
    formats = (("json", "issue.json"), ("jsonl", "articles.jsonl"), ("csv", "articles.csv"), ("html", "index.html"))
    for format_, name in formats:
        assert baokan("export", tmp_path / "out/issue", "--format", format_, "--output", tmp_path / "again") == 0
        assert capsys.readouterr().out.strip() == str(tmp_path / "again/issue" / name)
        assert (tmp_path / "again/issue" / name).read_bytes() == (tmp_path / "out/issue" / name).read_bytes()


def test_doctor_finds_what_the_tests_need(capsys: Captured) -> None:
    findings = {finding.what: finding for finding in examine()}
    assert findings["engine rapidocr (chosen)"].state == "ok"
    assert findings["engine tesseract"].state == "ok"
    assert findings["tesseract chi_sim_vert"].state == "ok"
    assert "opencv-python-headless" not in findings
    assert baokan("doctor") == 0
    assert "engine rapidocr (chosen)" in capsys.readouterr().out


def test_doctor_says_how_to_get_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    findings = {finding.what: finding for finding in examine()}
    assert findings["tesseract"].state == "warning"
    assert "tesseract-ocr" in findings["tesseract"].remedy
    assert findings["engine rapidocr (chosen)"].state == "ok"


def test_with_no_server_configured_a_run_is_quiet_and_keeps_only_its_database(
    write_issue: Write, page_jpeg: bytes, tmp_path: Path
) -> None:
    folder = write_issue("issue", {"01.jpg": page_jpeg})
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment["HOME"] = str(tmp_path / "home")
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "run", folder, "--output", tmp_path / "out"],
        env=environment,
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "home/.prefect/baokan.db").is_file()
    assert [path.name for path in (tmp_path / "home").iterdir()] == [".prefect"]


def test_what_was_started_ends_with_a_process_that_is_killed() -> None:
    program = "\n".join(
        (
            "import subprocess, sys, time",
            "from flows.server import end_with_us",
            "started = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(100)'])",
            "end_with_us(started.pid)",
            "print(started.pid, flush=True)",
            "time.sleep(100)",
        )
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as killed:
        assert killed.stdout is not None
        process = int(killed.stdout.readline())
        killed.kill()
        until(lambda: not _runs(process), "its end", seconds=20)


def _runs(process: int) -> bool:
    """Whether it has anything left to do; one that ended may wait for a parent to hear of it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
