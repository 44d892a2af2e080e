"""One tree of errors. Each is for the person who dropped the scans: one sentence, the file, what to do.

BaokanError                 1  an error of the program
├── UsageError              2  wrong usage: no such path, an unknown setting
├── PageError               3  a page that cannot be read; the rest of the issue goes on
│   ├── UnreadableScan      3
│   ├── EncryptedDocument   3
│   └── OversizedScan       3
├── NothingToDigitize       4  an empty folder, no images, or no page that could be read
└── EngineMissing           1  an OCR engine that is not installed
"""

from __future__ import annotations

from pathlib import Path


class BaokanError(Exception):
    """An error of the program. The message is one sentence and says what to do."""

    exit_code = 1


class UsageError(BaokanError):
    """A path that is not there, or a setting that is not known."""

    exit_code = 2


class EngineMissing(BaokanError):
    """An OCR engine, or its language data, is not installed."""


class NothingToDigitize(BaokanError):
    """Nothing in the path could be digitized."""

    exit_code = 4


class PageError(BaokanError):
    """A page that cannot be read. It names the file; the rest of its issue goes on."""

    exit_code = 3

    def __init__(self, file: Path | str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}: {problem}; {remedy}")
        self.file, self.problem, self.remedy = str(file), problem, remedy

    def __reduce__(self) -> tuple[type[PageError], tuple[str, str, str]]:
        return type(self), (self.file, self.problem, self.remedy)


class UnreadableScan(PageError):
    """The file is not an image, or is damaged."""


class EncryptedDocument(PageError):
    """The PDF needs a password."""


class OversizedScan(PageError):
    """The scan has more pixels than the limit."""
