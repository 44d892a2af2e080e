"""What README and docs name exists: commands, options, modules, files, pictures, fields."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import typer.main

from flows.cli import app
from ocr.export.schema import json_schema
from tests.bench.measure import Run
from tests.bench.scores import own_scores
from tests.bench.tables import Row, markdown, refresh, table
from tests.soak import tables as soak
from tests.soak.ground import Attempt

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
TEXTS = (README, *sorted((ROOT / "docs").rglob("*.md")))
MOST_BYTES = 300_000
"""Of a picture: a README that loads slowly is not read."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")

each = pytest.mark.parametrize("text", TEXTS, ids=lambda file: file.relative_to(ROOT).as_posix())


def code(file: Path) -> str:
    """Everything in a Markdown file that is set as code, a piece a line."""
    whole = file.read_text(encoding="utf-8")
    return "\n".join([*(body for _, body in _FENCE.findall(whole)), *_SPAN.findall(_FENCE.sub("", whole))])


def links(file: Path) -> Iterator[Path]:
    for target in _LINK.findall(file.read_text(encoding="utf-8")):
        assert not target.startswith("http"), f"{target}: the docs are complete by themselves"
        yield file.parent / target


@each
def test_every_make_target_exists(text: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|[\s$])make ([a-z]+)", code(text))) <= targets


@each
def test_every_command_and_option_exists(text: Path) -> None:
    commands = typer.main.get_command(app).commands
    assert set(re.findall(r"(?:^|[\s/])baokan ([a-z]+)", code(text), re.MULTILINE)) <= set(commands)
    if text == README:
        options = {name for command in commands.values() for option in command.params for name in option.opts}
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", code(text))) <= options


@each
def test_every_module_can_be_run(text: Path) -> None:
    for name in re.findall(r"python -m ([\w.]+)", code(text)):
        assert importlib.util.find_spec(f"{name}.__main__"), name


@each
def test_every_file_named_exists(text: Path) -> None:
    named = re.findall(r"^(?:ocr|flows|tests|docs|scans|setup)/[\w./-]*$", code(text), re.MULTILINE)
    missing = [path for path in [*(ROOT / name for name in named), *links(text)] if not path.exists()]
    assert not missing


@each
def test_pictures_are_whole_and_small(text: Path) -> None:
    pictures = [path for path in links(text) if path.suffix in (".png", ".jpg")]
    for picture in pictures:
        content = picture.read_bytes()
        assert len(content) < MOST_BYTES, picture
        assert cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR) is not None, picture
    assert pictures or text not in (README, ROOT / "docs" / "how-a-page-is-read.md")


def unknown_keys(value: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> Iterator[str]:
    """Keys of a JSON value that its schema does not have."""
    for option in schema.get("anyOf", ()):
        if not list(unknown_keys(value, option, definitions)):
            return
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in schema.get("properties", {}):
                yield key
            else:
                yield from unknown_keys(inner, schema["properties"][key], definitions)
    elif isinstance(value, list):
        for inner in value:
            yield from unknown_keys(inner, schema.get("items", {}), definitions)


def test_the_excerpt_has_only_fields_of_the_schema() -> None:
    (excerpt,) = [
        json.loads(body) for kind, body in _FENCE.findall(README.read_text(encoding="utf-8")) if kind == "json"
    ]
    schema = json_schema()
    article = schema["properties"]["articles"]["items"]
    assert excerpt["body"][0]["joins"]
    assert not list(unknown_keys(excerpt, article, schema["$defs"]))


def test_the_figures_are_put_between_their_marks(tmp_path: Path) -> None:
    copy = tmp_path / README.name
    copy.write_text(README.read_text(encoding="utf-8"), encoding="utf-8")
    rows = [Row("some-issue", Run("engine 1", 2, 0, 300, 8.0, 1.0, 5.0, 1.5, 900.0), {"article_f1": 0.875})]
    refresh(copy, markdown(rows))
    refreshed = copy.read_text(encoding="utf-8")
    refresh(copy, markdown(rows))
    assert copy.read_text(encoding="utf-8") == refreshed
    assert "| some-issue | 0.875 | - |" in refreshed
    assert "| some-issue | 2 | 150 | 4.00 | 0.50 | 2.50 | 1.60 | 900 | 1.5 |" in refreshed
    assert table(rows).splitlines()[1].split()[:7] == ["some-issue", "2", "150", "4.00", "0.50", "2.50", "1.60"]


def test_what_a_soak_has_shown_is_put_between_its_marks_and_the_rest_stays(tmp_path: Path) -> None:
    copy = tmp_path / "operations.md"
    copy.write_text(f"before\n{soak.BEGIN}\n{soak.END}\nafter\n", encoding="utf-8")
    attempts = [Attempt("dropped + 0.1 s", 20.4, None), Attempt("begun + 1.0 s", 31.0, "it | broke")]
    soak.refresh(copy, [soak.Row("kill the engine", attempts), soak.Row("disk full", (), "no root")])
    soak.refresh(copy, [soak.Row("disk full", attempts[:1])])
    assert copy.read_text(encoding="utf-8").splitlines() == [
        "before",
        soak.BEGIN,
        "| case | times | passed | seconds | seen |",
        "| --- | --- | --- | --- | --- |",
        "| kill the engine | 2 | 1 | 20-31 | dropped + 0.1 s; begun + 1.0 s: it / broke |",
        "| disk full | 1 | 1 | 20-20 | dropped + 0.1 s |",
        soak.END,
        "after",
    ]


def test_articles_are_counted_once() -> None:
    def issue(*stories: str) -> dict[str, Any]:
        return {"articles": [{"headline": story[:2], "body": [{"text": story[2:]}]} for story in stories]}

    truth = issue("河堤上的灯又亮了", "桥头添了长椅和饮水台")
    assert own_scores(truth, truth) == {"article_f1": 1.0, "cer": 0.0}
    twice = own_scores(truth, issue("河堤上的灯又亮了", "河堤上的灯又亮了"))
    assert twice["article_f1"] == 0.5
    assert twice["cer"] > 0.5
    assert own_scores(truth, issue())["cer"] == 1.0
