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

import unicodedata
from collections.abc import Sequence
from pathlib import Path

PARTLY_FAILED = 3
"""Exit code: some pages or issues failed, and the rest was written."""

DEBUG_VARIABLE = "BAOKAN_DEBUG"
"""Set, it shows tracebacks and logs. The only variable with the prefix ``BAOKAN_`` that is not a setting."""

_BREAKING = frozenset(("Cc", "Cs", "Zl", "Zp"))
"""Unicode's categories of what would break a line, steer a terminal, or cannot be written as UTF-8."""
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """The text as one line for a person to read, whatever stands in the names of files.

    Control characters come out as Python writes them, bytes that are no UTF-8 as hexadecimal numbers.

    >>> print(printable("第1版\\n.jpg"), printable("\\udcb0.jpg"))
    第1版\\n.jpg \\xb0.jpg
    """
    return "".join(map(_printable, text))


def _printable(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    if unicodedata.category(char) in _BREAKING or char in _TURNING:
        return char.encode("unicode_escape").decode()
    return char


def system_error(error: BaseException | None) -> OSError | None:
    """The error of the system, with its number, that is or is behind an error."""
    while error is not None:
        if isinstance(error, OSError) and error.errno is not None:
            return error
        error = error.__cause__
    return None


class BaokanError(Exception):
    """An error of the program. The message is one sentence and says what to do."""

    exit_code = 1

    def __str__(self) -> str:
        return printable(super().__str__())


class UsageError(BaokanError):
    """A path that is not there, or a setting that is not known."""

    exit_code = 2


class EngineMissing(BaokanError):
    """An OCR engine, or its language data, is not installed."""


class NothingToDigitize(BaokanError):
    """Nothing in the path could be digitized."""

    exit_code = 4

    def __init__(self, message: str, pages: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.pages = tuple(pages)
        """What is wrong with each page, a sentence each, where it is the pages that could not be read."""


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
