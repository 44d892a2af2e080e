"""The schema as a promise: what is committed, what each field says of itself, and that older files stay readable."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest

from ocr.export.parquet import articles_parquet
from ocr.export.read import read_issue
from ocr.export.schema import SCHEMA_VERSION, IssueDocument, json_schema
from ocr.export.tables import articles_csv, articles_jsonl
from tests.golden_files import FLAG, rewriting
from tests.schema_docs import PAGE, programs, with_output, with_tables

ROOT = Path(__file__).parents[1]
COMMITTED = ROOT / "docs" / "schema" / "issue-1.json"
OLD = Path(__file__).parent / "data" / "issue-1.0.0.json"
"""The sample issue as the first version wrote it."""
ANNOTATIONS = ("$id", "title", "description", "examples", "x-unit")


def fields() -> Iterator[tuple[str, dict[str, Any]]]:
    schema = json_schema()
    for record in (schema, *schema["$defs"].values()):
        for name, field in record["properties"].items():
            yield f"{record['title']}.{name}", field


def promise(schema: Any) -> Any:
    """What a schema demands, without what it tells; names of fields stay, whatever they are."""
    if isinstance(schema, list):
        return [promise(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: promise(field) for name, field in inner.items()} if key == "properties" else promise(inner)
        for key, inner in schema.items()
        if key not in ANNOTATIONS
    }


def test_the_committed_schema_is_the_models_own() -> None:
    found = json_schema()
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))
    if promise(found) != promise(committed):
        assert found["$id"] != committed["$id"], "the fields changed: give ocr.export.schema.SCHEMA_VERSION a new one"
    if rewriting():
        COMMITTED.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        committed = json.loads(COMMITTED.read_text(encoding="utf-8"))
    assert found == committed, f"{FLAG}=1 writes {COMMITTED.name} anew"
    assert COMMITTED.name == f"issue-{SCHEMA_VERSION.partition('.')[0]}.json"


def test_a_changed_field_is_a_changed_promise_and_other_words_are_not() -> None:
    schema, other = json_schema(), json_schema()
    other["properties"]["title"] |= {"description": "Other words.", "examples": ["晨报"], "title": "Name"}
    assert promise(other) == promise(schema)
    other["properties"]["title"]["type"] = "number"
    assert promise(other) != promise(schema)
    del (other := json_schema())["properties"]["title"]
    assert promise(other) != promise(schema)


@pytest.mark.parametrize(("name", "field"), [pytest.param(*pair, id=pair[0]) for pair in fields()])
def test_a_field_says_what_it_is_with_a_sound_example(name: str, field: dict[str, Any]) -> None:
    assert field["title"]
    assert field["description"].endswith(".")
    sound = jsonschema.Draft202012Validator({**field, "$defs": json_schema()["$defs"]})
    assert field["examples"]
    assert all(sound.is_valid(example) for example in field["examples"])
    kinds = json.dumps({key: value for key, value in field.items() if key != "examples"})
    assert "x-unit" in field or not ('"integer"' in kinds or '"number"' in kinds), "a number without a unit"


def test_the_schema_is_a_sound_one_and_accepts_what_is_written(document: IssueDocument) -> None:
    dialect = jsonschema.Draft202012Validator
    assert not list(dialect(dialect.META_SCHEMA).iter_errors(json_schema()))
    assert not list(dialect(json_schema()).iter_errors(document.model_dump(mode="json")))


@pytest.mark.parametrize("spoil", ["extra", "missing", "float box", "unsure"])
def test_refuses_anything_else(document: IssueDocument, spoil: str) -> None:
    content = document.model_dump(mode="json")
    article = content["articles"][0]
    spoilers: dict[str, Callable[[], object]] = {
        "extra": lambda: article.update(mood="calm"),
        "missing": lambda: article.pop("kicker"),
        "float box": lambda: article["illustrations"][0].update(bbox=[0.5, 1, 2, 3]),
        "unsure": lambda: article.update(confidence=1.1),
    }
    spoilers[spoil]()
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(content)


def test_a_file_of_the_first_version_is_read_and_accepted() -> None:
    assert len(read_issue(OLD).articles) == 14
    content = json.loads(OLD.read_text(encoding="utf-8"))
    assert content["schema_version"] == "1.0.0"
    assert jsonschema.Draft202012Validator(json_schema()).is_valid(content)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, whose ``output`` holds the sample issue, and that as an archive beside it."""
    document = read_issue(OLD)
    folder = tmp_path / "output" / document.id
    folder.mkdir(parents=True)
    shutil.copy(OLD, folder / "issue.json")
    (folder / "articles.csv").write_bytes(articles_csv(document))
    (folder / "articles.jsonl").write_bytes(articles_jsonl(document))
    (tmp_path / "all.parquet").write_bytes(articles_parquet(document))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_python(code: str) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, PAGE.name, "exec"), {})
    return printed.getvalue()


def run_shell(code: str) -> str:
    return subprocess.run(["bash", "-euc", code], capture_output=True, text=True, timeout=60, check=True).stdout


RUN: dict[str, Callable[[str], str]] = {
    "python": run_python,
    "sql": lambda code: f"{duckdb.sql(code)}".rstrip() + "\n",
    "sh": run_shell,
}


@pytest.mark.usefixtures("archive")
def test_docs_show_every_field_and_programs_with_what_they_print() -> None:
    page = PAGE.read_text(encoding="utf-8")
    printed = [RUN[program.language](program.code) for program in programs(page)]
    fresh = with_tables(with_output(page, printed), json_schema())
    if rewriting():
        PAGE.write_text(fresh, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == fresh, f"{FLAG}=1 writes {PAGE.name} anew"
    assert {program.language for program in programs(page)} == set(RUN)
    assert all(printed)
