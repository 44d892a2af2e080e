"""``python -m ocr``: from scans to articles with no orchestrator."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from ocr.crash import guarded
from ocr.errors import UsageError


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Digitizes and returns the exit code."""
    return guarded(lambda: _digitize(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m ocr", description=__doc__)
    parser.add_argument("scans", nargs="+", type=Path, help="an issue (folder, PDF, TIFF, image) or a folder of issues")
    parser.add_argument("--output", type=Path, default=Path("output"), help="where the results go (%(default)s)")
    parser.add_argument("--engine", help="rapidocr or tesseract")
    return parser


def _digitize(chosen: argparse.Namespace) -> int:
    # Imported here so that a package that is missing is one line and no traceback.
    from ocr.plain import digitize

    return digitize(chosen.scans, chosen.output, chosen.engine)


if __name__ == "__main__":
    sys.exit(main())
