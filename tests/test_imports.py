"""Who may import whom: data moves down only, stages know nothing of each other, and each library has its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path, PurePath

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((*ROOT.glob("ocr/**/*.py"), *ROOT.glob("flows/**/*.py")))
COMPOSERS = {"back", "page_lines", "pipeline", "sheets"}
TOP = COMPOSERS | {"run", "report", "crash", "plain", "__main__"}
"""What composes the stages, and what stands above that."""
SHARED = {"language", "model"}
"""Folders that are no stages, but below them."""
PREFECTS = ("artifacts", "deployment", "digitize", "provision", "server", "stopping", "worker")
PLACES = {
    "rapidocr": {"ocr/recognize/rapidocr.py"},
    "pytesseract": {"ocr/recognize/tesseract.py"},
    "pypdfium2": {"ocr/intake/pdf.py"},
    "pandas": {"ocr/export/tables.py"},
    "pyarrow": {"ocr/export/parquet.py"},
    "lxml": {"ocr/export/xml_tree.py"},
    "yaml": {"ocr/export/markdown.py"},
    "sqlite3": {"flows/ledger.py", "flows/ledger_file.py", "ocr/export/search_index.py"},
    "jinja2": {"ocr/export/reader/render.py"},
    "fcntl": {"flows/lock.py"},
    "prefect": {f"flows/{name}.py" for name in PREFECTS},
    "typer": {"flows/cli.py"},
    "rich": {f"flows/{name}.py" for name in ("terminal", "run", "doctor", "status", "search")},
    "opencc": {"ocr/export/folding.py", "ocr/language/trade.py", "ocr/text/traditional.py"},
    "shapely": {"ocr/export/reader/issue.py"},
}
"""The only modules that may import a library, so that only they know its ways."""


def imports(file: Path) -> Iterator[str]:
    """Every module that a module imports, wherever in it, by its full name."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: import by full name"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(file: Path) -> PurePath:
    return file.relative_to(ROOT)


def stage(module: str) -> str | None:
    """The stage folder that a module of ocr lies in; None for one that lies above or below the stages."""
    parts = module.split(".")
    inside = len(parts) > 1 and parts[0] == "ocr" and parts[1] not in SHARED
    return parts[1] if inside and (ROOT / "ocr" / parts[1]).is_dir() else None


@pytest.mark.parametrize("file", MODULES, ids=lambda file: place(file).as_posix())
def test_a_module_imports_only_what_lies_below_it(file: Path) -> None:
    own = ".".join(place(file).with_suffix("").parts)
    used = set(imports(file))
    inside = {name.split(".")[1] for name in used if name.startswith("ocr.")}
    if own.startswith("ocr."):
        assert not {name for name in used if name.split(".")[0] in ("flows", "prefect", "tests")}
    if (own_stage := stage(own)) is not None:
        others = {stage(name) for name in used} - {None, own_stage}
        assert not others, f"a stage imports another: {others}"
        assert not inside & TOP, "a stage imports what composes it"
    elif own.startswith("ocr.") and place(file).stem not in TOP | {"__init__"}:
        assert not {stage(name) for name in used} - {None}, "what the stages share imports a stage"
        assert not inside & TOP
    elif place(file).stem in COMPOSERS:
        assert not inside & (TOP - COMPOSERS)


@pytest.mark.parametrize("library", sorted(PLACES))
def test_a_library_is_imported_in_its_place_only(library: str) -> None:
    users = {place(file).as_posix() for file in MODULES if library in {name.split(".")[0] for name in imports(file)}}
    assert users == PLACES[library]


def test_no_picture_is_worked_on_in_the_flows() -> None:
    users = {place(file).as_posix() for file in MODULES if {"cv2", "numpy", "PIL"} & set(imports(file))}
    assert not {user for user in users if user.startswith("flows/")}
