"""The field tables of docs/schema.md, made from the JSON Schema, and the programs that page shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

PAGE = Path(__file__).parents[1] / "docs" / "schema.md"
_BEGIN, _END = "<!-- fields -->\n", "<!-- /fields -->\n"
_PROGRAM = re.compile(r"^```(python|sql|sh)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


class Program(NamedTuple):
    language: str
    code: str
    printed: str
    """What the page says it prints."""


def programs(page: str) -> list[Program]:
    """The programs in a page's text, in order."""
    return [Program(*found.groups(default="")) for found in _PROGRAM.finditer(page)]


def with_output(page: str, printed: list[str]) -> str:
    """The page with what each of its programs prints set under it."""
    outputs = iter(printed)

    def shown(found: re.Match[str]) -> str:
        return f"```{found[1]}\n{found[2]}```\n\n```text\n{next(outputs)}```\n"

    return _PROGRAM.sub(shown, page)


def with_tables(page: str, schema: dict[str, Any]) -> str:
    """The page with the tables of all fields between their marks."""
    before, _, rest = page.partition(_BEGIN)
    return before + _BEGIN + "\n".join(_tables(schema)) + "\n" + _END + rest.partition(_END)[2]


def _tables(schema: dict[str, Any]) -> Iterator[str]:
    for record in _records(schema, schema["$defs"]):
        yield f"### {record['title']}"
        yield record["description"] + "\n"
        yield "| field | type | what it is | example |"
        yield "|---|---|---|---|"
        for name, field in record["properties"].items():
            told = field["description"] + (f" Unit: {field['x-unit']}." if "x-unit" in field else "")
            yield f"| `{name}` | {_type(field, schema['$defs'])} | {_cell(told)} | {_shown(field)} |"
        yield ""


def _records(record: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    """A record and those in its fields, each once, in the order in which they come."""
    found = [record]
    for name in re.findall(r'"#/\$defs/(\w+)"', json.dumps(record["properties"])):
        found += [inner for inner in _records(definitions[name], definitions) if inner not in found]
    return found


def _type(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_type(option, definitions) for option in field["anyOf"])
    if "$ref" in field:
        return f"{definitions[field['$ref'].rpartition('/')[2]]['title']} record"
    if "items" in field:
        return f"list of {_type(field['items'], definitions)}"
    if "prefixItems" in field:
        return f"list of {len(field['prefixItems'])} {field['prefixItems'][0]['type']}s"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    return str(field["type"])


def _shown(field: dict[str, Any]) -> str:
    """The example as JSON; none for records, which have tables of their own."""
    if "$ref" in json.dumps(field):
        return ""
    return f"`{_cell(json.dumps(field['examples'][0], ensure_ascii=False))}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
