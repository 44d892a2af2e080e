"""The ``baokan`` command.

Exit codes: 0 all went well; 1 an error of the program; 2 wrong usage; 3 some pages or issues failed, and the rest was
written; 4 nothing could be digitized; 130 interrupted. An error is a line on stderr. What a command needs is imported
when it runs: Prefect takes a second, and ``doctor`` must work where half of it is missing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from ocr.crash import INTERRUPTED, guarded
from ocr.errors import UsageError

app = typer.Typer(
    help="Turns scanned issues of Chinese newspapers into clean, structured articles.",
    add_completion=False,
    pretty_exceptions_enable=False,
)

Output = Annotated[Path, typer.Option("--output", "-o", help="Folder of the results, a folder in it for each issue.")]


class EngineName(StrEnum):
    """The engines that can be asked for."""

    RAPIDOCR = "rapidocr"
    TESSERACT = "tesseract"


Engine = Annotated[EngineName | None, typer.Option(help="The OCR engine; rapidocr where nothing says so.")]


class Format(StrEnum):
    """What an issue.json can be turned into."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    ALTO = "alto"
    PAGE = "page"
    METS = "mets"
    JSONLD = "jsonld"
    MARKDOWN = "markdown"
    HTML = "html"


@app.command()
def run(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Issues: folders of scans, PDFs, TIFFs, images, or folders of these."),
    ] = None,
    output: Output = Path("output"),
    engine: Engine = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Pages read at once.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Read pages again that were read before.")] = False,
) -> int:
    """Digitizes issues and exits: scans/ into output/ where nothing else is said."""
    from flows.run import run_issues

    return run_issues(paths or [Path("scans")], output, engine, jobs, force)


@app.command()
def serve(
    scans: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that scans are dropped into; made where it is not there.")
    ] = Path("scans"),
    output: Output = Path("output"),
    engine: Engine = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 where nothing says so.")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the server and its UI; 4200 where nothing says so.")
    ] = None,
) -> int:
    """Watches a folder and digitizes what is dropped there, with a UI to follow it, until Ctrl-C."""
    from flows.serve import serve as serve_until_told

    return serve_until_told(scans, output, engine, host, port)


@app.command()
def watch(
    scans: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that scans are dropped into.")] = Path(
        "scans"
    ),
    output: Output = Path("output"),
    engine: Engine = None,
) -> int:
    """Watches a folder and has every complete issue digitized by the server that runs, until Ctrl-C."""
    from flows.watch import watch as watch_folder

    return watch_folder(scans, output, engine)


@app.command()
def status(
    output: Output = Path("output"),
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the ledger again from the results first.")] = False,
) -> int:
    """Says how each issue stands: done, failed and why, or on its way."""
    from flows.status import show_status

    return show_status(output, rebuild)


@app.command()
def retry(
    issues: Annotated[list[str], typer.Argument(metavar="ISSUE", help="As baokan status names them.")],
    output: Output = Path("output"),
) -> int:
    """Has the watcher try issues again that failed."""
    from flows.ledger import Ledger

    for issue in issues:
        print(f"{Ledger(output).retry(issue).issue}: tried again by the watcher, at its next look")
    return 0


@app.command()
def export(
    issues: Annotated[
        list[Path],
        typer.Argument(metavar="ISSUE", help="An issue.json, the folder that holds it, or a folder of such folders."),
    ],
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to write.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Folder to write into, or one .csv, .jsonl or .parquet file for all issues; beside each issue.json "
            "without it.",
        ),
    ] = None,
) -> int:
    """Writes issues that were digitized in another format, without any OCR."""
    from flows.convert import export_issues

    return export_issues(issues, format_.value, output)


@app.command()
def search(
    query: Annotated[
        str | None, typer.Argument(help="Words that an article must all have; simplified finds traditional and back.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="A part of the paper's title.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="The first day, month or year: 2024-05-16.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last day, month or year, included.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=1_000_000, help="How many to show, the newest first.")
    ] = 20,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index anew from all issues first.")] = False,
    output: Output = Path("output"),
) -> int:
    """Searches all articles that were digitized."""
    from flows.search import search_archive

    return search_archive(query, output, title, first, last, limit, rebuild)


@app.command()
def schema() -> int:
    """Prints the JSON Schema of issue.json."""
    from ocr.export.schema import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    return 0


@app.command()
def doctor() -> int:
    """Says what is installed, which engines work, and what is missing and how to get it."""
    from flows.doctor import examine, show

    findings = examine()
    show(findings)
    return 1 if any(finding.state == "missing" for finding in findings) else 0


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and exits with its code."""
    sys.exit(guarded(lambda: _invoke(sys.argv[1:] if arguments is None else arguments)))


def _invoke(arguments: Sequence[str]) -> int:
    try:
        code: int | None = app(args=list(arguments) or ["--help"], prog_name="baokan", standalone_mode=False)
    except TyperException as error:
        raise UsageError(f"{' '.join(error.format_message().split()).rstrip('.')}; see baokan --help") from error
    if code == INTERRUPTED:
        # Typer takes Ctrl-C for itself and leaves only the code.
        raise KeyboardInterrupt
    return code or 0
