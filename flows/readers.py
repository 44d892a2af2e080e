"""Pages read in processes of their own: one that takes too long or too much memory can be ended, a thread cannot.

A reader loads its models once and reads one page after another; as many are started as pages are read at once. One
that breaks a limit is ended, and that is the page's failure. One that dies otherwise, ended by the system for want of
memory or by its own mistake, is replaced, and the page is read once more; if that dies as well, it is the page's
failure. Readers live as long as this process: they end when the pipe to it does, however it ended.
"""

from __future__ import annotations

import atexit
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection, Pipe
from time import monotonic
from typing import Any

import psutil

from flows.environment import child_environment
from ocr.crash import debugging
from ocr.errors import BaokanError, PageError, system_error
from ocr.model import Page, PageSource, WritingMode
from ocr.pipeline import read_page as read_here
from ocr.recognize import open_engine
from ocr.run import page_failure, share_threads
from ocr.settings import Settings

_LOOK_SECONDS = 0.2
"""How often a reader's memory is looked at."""
_START_SECONDS = 120
"""To load the models, on a busy machine."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A page to read; without one, only the engine is opened."""

    settings: Settings
    page: PageSource | None = None
    writing_mode: WritingMode | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a reader sends back."""

    value: Any
    """The page; where only the engine was opened, its full name; None where there is an error."""
    error: BaokanError | None
    passing: OSError | None
    """What was behind the error, if it came from the system: an exception loses its cause on the way."""
    records: tuple[logging.LogRecord, ...]


class _Ended(Exception):
    """A reader gave no answer; the message says why, as the end of a sentence."""

    def __init__(self, problem: str, limit: str | None = None) -> None:
        super().__init__(problem)
        self.limit = limit
        """The setting that was broken, if it was one."""


def read_page(page: PageSource, settings: Settings, writing_mode: WritingMode | None = None) -> Page:
    """Reads a page within the limits of the settings.

    Raises PageError for a page that cannot be read or breaks a limit, and BaokanError for what stops every page.
    """
    limits = settings.limits
    try:
        result: Page = _ask(_Request(settings, page, writing_mode), limits.page_seconds, limits.page_megabytes)
    except _Ended as end:
        raising = f", or raise the setting limits.{end.limit}" if end.limit else ""
        remedy = f"scan it at a lower resolution{raising}"
        raise PageError(page.file, f"reading page {page.number} {end}", remedy) from None
    return result


@cache
def engine_name(settings: Settings) -> str:
    """The full name of the settings' engine, with version and model, as a reader finds it. Raises EngineMissing."""
    try:
        name: str = _ask(_Request(settings), _START_SECONDS, settings.limits.page_megabytes)
    except _Ended as end:
        raise BaokanError(f"the OCR engine did not start: it {end}; run baokan doctor") from None
    return name


def _ask(request: _Request, seconds: float, megabytes: int) -> Any:
    try:
        with _one_reader() as reader:
            answer = reader.ask(request, seconds, megabytes)
    except _Ended as end:
        if end.limit:
            raise
        # It need not have been this page's doing: once more, with a new one.
        with _one_reader() as reader:
            answer = reader.ask(request, seconds, megabytes)
    for record in answer.records:
        logging.getLogger(record.name).handle(record)
    if answer.error is not None:
        raise answer.error from answer.passing
    return answer.value


class _Reader:
    """One process, from this side of the pipe."""

    def __init__(self) -> None:
        self._channel, other = Pipe()
        quiet = None if debugging() else subprocess.DEVNULL
        # In a session of its own, so that Ctrl-C goes to us alone and that what it started ends with it.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", f"from flows.readers import answer; answer({other.fileno()})"],
            pass_fds=[other.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=quiet,
            stderr=quiet,
            env=child_environment(),
            start_new_session=True,
        )
        other.close()

    def ask(self, request: _Request, seconds: float, megabytes: int) -> _Answer:
        """Its answer. Raises _Ended, and ends the process, where a limit is broken."""
        try:
            self._channel.send(request)
            end = monotonic() + seconds
            while not self._channel.poll(_LOOK_SECONDS):
                if monotonic() > end:
                    raise _Ended(f"took longer than {seconds:g} seconds", "page_seconds")
                if _megabytes_of(self._process.pid) > megabytes:
                    raise _Ended(f"took more than {megabytes} MB of memory", "page_megabytes")
            answer: _Answer = self._channel.recv()
        except _Ended:
            self.end()
            raise
        except (EOFError, OSError):
            code = self.end()
            raise _Ended(f"broke off ({signal.Signals(-code).name if code < 0 else f'exit code {code}'})") from None
        return answer

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> int:
        """Ends the process and what it started; returns its exit code, or minus the signal that had ended it."""
        code = self._process.poll()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._channel.close()
        return self._process.wait() if code is None else code


_idle: list[_Reader] = []
_handling = threading.Lock()


@contextmanager
def _one_reader() -> Iterator[_Reader]:
    """A reader that nobody else uses: an idle one, or a new one where all are busy."""
    with _handling:
        while _idle and not _idle[-1].is_alive():
            _idle.pop().end()
        reader = _idle.pop() if _idle else _Reader()
    try:
        yield reader
    except _Ended:
        raise
    except BaseException:
        reader.end()  # nobody will hear its answer
        raise
    with _handling:
        _idle.append(reader)


@atexit.register
def end_readers() -> None:
    """Ends those that have nothing to do."""
    with _handling:
        while _idle:
            _idle.pop().end()


def _megabytes_of(process: int) -> float:
    """The memory that a process has in hand with what it started: Tesseract is a program of its own."""
    taken = 0
    with suppress(psutil.Error):
        reader = psutil.Process(process)
        for part in (reader, *reader.children(recursive=True)):
            with suppress(psutil.Error):  # it may have ended just now
                taken += part.memory_info().rss
    return taken / 1_000_000


def answer(file_number: int) -> None:
    """What a reader does all its life: answers one request after another, until the other end is gone."""
    channel = Connection(file_number)
    requests: queue.SimpleQueue[_Request] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(channel, requests), daemon=True).start()
    records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    logging.getLogger("ocr").addHandler(QueueHandler(records))
    logging.getLogger("ocr").setLevel(logging.INFO)
    while True:
        request = requests.get()
        value, error = _answer(request)
        said = tuple(records.get() for _ in range(records.qsize()))
        channel.send(_Answer(value, error, system_error(error), said))


def _receive(channel: Connection, requests: queue.SimpleQueue[_Request]) -> None:
    """Takes requests while the main thread reads, so that a reader whose other end is gone ends in mid-page."""
    while True:
        try:
            requests.put(channel.recv())
        except (EOFError, OSError):
            os._exit(0)


def _answer(request: _Request) -> tuple[Page | str | None, BaokanError | None]:
    try:
        share_threads(request.settings)
        engine = open_engine(request.settings)
        if request.page is None:
            return engine.name, None
        return read_here(request.page, request.settings, engine, request.writing_mode), None
    except BaokanError as error:
        return None, error
    except Exception as error:
        if request.page is None:
            return None, BaokanError(f"the OCR engine did not start ({error}); run baokan doctor")
        return None, page_failure(request.page, error)
