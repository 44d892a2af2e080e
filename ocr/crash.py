"""The outermost frame of every command: what leaves it is an exit code and one line, never a traceback."""

from __future__ import annotations

import errno
import io
import logging
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from ocr.errors import DEBUG_VARIABLE, BaokanError, printable

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""

_told_to_end = threading.Event()


def guarded(command: Callable[[], int]) -> int:
    """Runs a command and returns its exit code.

    An error of ours is its own line on stderr. Any other exception is one line that says where its traceback was
    written; with ``BAOKAN_DEBUG`` set, the traceback itself. SIGTERM and a closed terminal end it as Ctrl-C
    does, so that whatever it started is ended too.
    """
    try:
        _prepare_process()
        return command()
    except (Exception, KeyboardInterrupt) as error:
        if ending() or isinstance(error, KeyboardInterrupt):
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left is to end what was started
            complain("interrupted; no half-written file is left, run it again to go on")
            return INTERRUPTED
        if isinstance(error, BrokenPipeError):
            # Whoever read our output has gone; the interpreter's own last flush must not complain about it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        else:
            complain(_last_words(error))
        return error.exit_code if isinstance(error, BaokanError) else 1


def _prepare_process() -> None:
    """Signals, streams and logs as every command needs them. Raises BaokanError."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as nohup sets it
            signal.signal(signal.SIGHUP, _interrupt)
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows no Chinese shows a headline's characters as numbers; no run ends for that.
            stream.reconfigure(errors="backslashreplace")
    if debugging():
        logging.basicConfig(level=logging.INFO)
    else:
        # With no handler at all, Python would write warnings and tracebacks to stderr.
        logging.getLogger().addHandler(logging.NullHandler())
    try:
        "报".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError as error:
        raise BaokanError(
            "the language settings of this system know no Chinese names of files; set LC_ALL=C.UTF-8"
        ) from error


def _open_closed_streams() -> None:
    """Opens those of stdin, stdout and stderr that were closed: the next file opened would take their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(number, True)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def debugging() -> bool:
    """Whether the user wants to see logs and tracebacks."""
    return os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")


def tell(line: str) -> None:
    """Says how it goes, on stdout, at once. Raises BrokenPipeError where whoever read it has gone."""
    print(printable(line), flush=True)


def complain(line: str) -> None:
    """Says what is wrong, on stderr; where nobody can be told, the work goes on all the same."""
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def unforeseen(error: Exception) -> str:
    """The line for an error that nobody foresaw. It names the file that its traceback was written to."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; free some space and run it again"
    first_line = printable(str(error).strip().partition("\n")[0])
    said = f"{type(error).__name__}: {first_line}" if first_line else type(error).__name__
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="baokan-", suffix=".txt", delete=False
        ) as file:
            file.write(_trace(error))
    except OSError:  # a full disk, say, may be what it is about
        return f"an error of the program ({said}); set {DEBUG_VARIABLE}=1 to see where, and report it"
    return f"an error of the program ({said}); please report it with {file.name}"


def _last_words(error: Exception) -> str:
    if isinstance(error, BaokanError):
        return str(error)
    if debugging():
        return _trace(error).rstrip()
    return f"not all is installed ({error}); run make setup" if isinstance(error, ImportError) else unforeseen(error)


def _trace(error: Exception) -> str:
    return "".join(traceback.format_exception(error))


def _interrupt(number: int, frame: FrameType | None) -> None:
    _told_to_end.set()
    raise KeyboardInterrupt


def ending() -> bool:
    """Whether this process was told to end. The server that it started may have been told as well, and be gone."""
    return _told_to_end.is_set()
