"""The outermost frame of every command: what leaves it is an exit code and one line, never a traceback."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from types import FrameType

from ocr.errors import BaokanError
from ocr.settings import DEBUG_VARIABLE

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def guarded(command: Callable[[], int]) -> int:
    """Runs a command and returns its exit code.

    An error of ours is its own line on stderr. Any other exception is one line that says where its traceback was
    written; with ``BAOKAN_DEBUG`` set, the traceback itself. A SIGTERM ends it as Ctrl-C does, so that whatever it
    started is ended too.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
    if debugging():
        logging.basicConfig(level=logging.INFO)
    try:
        return command()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left is to end what was started
        complain("interrupted; no half-written file is left, run it again to go on")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter's own last flush must not complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except BaokanError as error:
        complain(str(error))
        return error.exit_code
    except ImportError as error:
        complain(_last_words(error) if debugging() else f"not all is installed ({error}); run make setup")
        return 1
    except Exception as error:
        complain(_last_words(error))
        return 1


def debugging() -> bool:
    """Whether the user wants to see logs and tracebacks."""
    return os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")


def complain(line: str) -> None:
    """Says what is wrong, on stderr."""
    print(line, file=sys.stderr, flush=True)


def _last_words(error: Exception) -> str:
    trace = "".join(traceback.format_exception(error))
    if debugging():
        return trace.rstrip()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="baokan-", suffix=".txt", delete=False) as file:
        file.write(trace)
    first_line = str(error).strip().partition("\n")[0]
    said = f"{type(error).__name__}: {first_line}" if first_line else type(error).__name__
    return f"an error of the program ({said}); please report it with {file.name}"


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
