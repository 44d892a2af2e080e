"""Seconds and memory of one issue, taken in a process of its own.

What is heavy is imported where it is used: the process that starts the others must stay small.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import reduce
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from ocr.model import Image, Page, PageSource, Reading
    from ocr.recognize import Engine
    from ocr.recognize.engine import Quads, Scores
    from ocr.settings import Settings

LARGE_PX = (4500, 6000)
LONGEST_S = 900
"""An issue that takes longer is given up."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """What one issue took, in all its pages. Seconds."""

    engine: str
    pages: int
    failed: int
    lines: int
    whole: float
    finding: float
    own: float
    start_up: float
    peak_mb: float
    characters: tuple[int, int, int] = (0, 0, 0)
    """Found in the truth, certain of these, right of those."""

    @property
    def ratio(self) -> float:
        """0 for an issue without text."""
        return self.whole / self.own if self.own else 0.0

    def columns(self) -> tuple[str, ...]:
        """As ``tables.SPEED`` names them; the pages' figures are means."""
        each = [f"{value / self.pages:.2f}" for value in (self.whole, self.finding, self.own)]
        lines = f"{self.lines / self.pages:.0f}"
        return (str(self.pages), lines, *each, f"{self.ratio:.2f}", f"{self.peak_mb:.0f}", f"{self.start_up:.1f}")


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one page took, in seconds: in all, in the detector, and in the recognizer for its lines alone."""

    whole: float
    finding: float
    own: float

    def least(self, other: _Taken) -> _Taken:
        return _Taken(*(min(pair) for pair in zip(astuple(self), astuple(other), strict=True)))


class Watched:
    """An engine that says how long it took, and keeps what it was given to read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.name = engine.name
        self.forget()

    def forget(self) -> None:
        """Begins anew with the next page."""
        self.finding = self._reading = 0.0
        self._read: list[tuple[list[Image], bool]] = []

    def find_lines(self, image: Image, scale: float) -> tuple[Quads, Scores]:
        start = perf_counter()
        found = self._engine.find_lines(image, scale)
        self.finding += perf_counter() - start
        return found

    def read_lines(self, crops: Sequence[Image], vertical: bool = False) -> tuple[Reading, ...]:
        self._read.append((list(crops), vertical))
        start = perf_counter()
        readings = self._engine.read_lines(crops, vertical)
        self._reading += perf_counter() - start
        return readings

    def seconds_alone(self, lines: int) -> float:
        """Seconds for what was read since ``forget``, then or now, whichever was quicker, as if each of the ``lines``
        had been read once."""
        crops_read = sum(len(crops) for crops, _ in self._read)
        start = perf_counter()
        for crops, vertical in self._read:
            self._engine.read_lines(crops, vertical)
        seconds = min(self._reading, perf_counter() - start)
        return seconds * min(1.0, lines / crops_read) if crops_read else 0.0


def measure(scans: Path, output: Path, engine_name: str, repeat: int, truth: Path | None = None) -> Run:
    """Reads one issue, each page ``repeat`` times, writes it into ``output`` as often, and says what it took.

    Networks take up to twice as long over a picture or a batch of a size that they have not met yet, and libraries load
    as they are first called: an archive has soon met it all. From two times on, the quicker of which counts, that is no
    part of the figures.

    Raises BaokanError.
    """
    from ocr.intake import find_issues
    from ocr.run import put_together, share_threads, write_out
    from ocr.settings import Settings

    settings = Settings().with_engine(engine_name, "--engine")
    share_threads(settings)
    (source,) = find_issues(scans, output).issues
    start = perf_counter()
    from ocr.recognize import open_engine

    engine = Watched(open_engine(settings))
    start_up = perf_counter() - start
    timed = [_timed(page, settings, engine, repeat) for page in source.pages]
    pages = [page for page, _ in timed]
    writes = []
    for _ in range(repeat):
        start = perf_counter()
        write_out(put_together(source, pages, settings), settings, output)
        writes.append(perf_counter() - start)
    whole, finding, own = (sum(seconds) for seconds in zip(*(astuple(taken) for _, taken in timed), strict=True))
    failed = sum(page.status == "failed" for page in pages)
    lines = sum(len(page.lines) for page in pages)
    peak = _peak_mb()
    counted = _characters(truth, pages) if truth is not None else (0, 0, 0)
    return Run(engine.name, len(pages), failed, lines, whole + min(writes), finding, own, start_up, peak, counted)


def _characters(truth: Path, pages: Sequence[Page]) -> tuple[int, int, int]:
    from tests.bench.calibration import characters

    read = [(line.text, line.reading.chars) for page in pages for line in page.lines]
    return characters(json.loads(truth.read_text(encoding="utf-8-sig")), read)


def _timed(source: PageSource, settings: Settings, engine: Watched, repeat: int) -> tuple[Page, _Taken]:
    """A page, and the least that each part of reading it took."""
    takes = []
    for _ in range(repeat):
        engine.forget()
        start = perf_counter()
        page = _read(source, settings, engine)
        whole = perf_counter() - start
        takes.append(_Taken(whole, engine.finding, engine.seconds_alone(len(page.lines))))
    engine.forget()
    return page, reduce(_Taken.least, takes)


def _read(source: PageSource, settings: Settings, engine: Watched) -> Page:
    from ocr.errors import PageError
    from ocr.pipeline import failed_page, read_page

    try:
        return read_page(source, settings, engine)
    except PageError as error:
        return failed_page(source, error)


def _peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def draw_large_page(folder: Path) -> None:
    """Writes a page of ``LARGE_PX``, in eight columns, as an office scanner delivers it."""
    from tests.drawer import OFFICE, Cell, Photo, Story, draw_plan
    from tests.drawer.copy import PagePlan, Style
    from tests.drawer.scanner import encode_jpeg

    body = tuple(
        f"这是第{n}段。河堤上的灯又亮了，附近的居民说，灯一亮，出来散步的人就多了，孩子们也敢在桥头玩到天黑。" * 3
        for n in range(1, 13)
    )
    photo = Photo("河堤夜景。 本报记者 林书言 摄", "river", rows=14, column=1, span=2, down=6)
    side = [Story(f"s{n}", f"河堤上的第{n}盏灯", body[:6], columns=4, photos=(photo,)) for n in range(1, 7)]
    rows = [(Cell((Story("lead", "把灯点到每一座桥头", body, columns=8, photos=(photo,), headline_ems=4.0),)),)]
    rows += [(Cell((one,)), Cell((other,))) for one, other in zip(side[::2], side[1::2], strict=True)]
    plan = PagePlan(tuple(rows), width=LARGE_PX[0], height=LARGE_PX[1], margin=150)
    page = draw_plan(plan, Style(char_px=36), OFFICE, 1)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "01.jpg").write_bytes(encode_jpeg(page.image, 80, 300))


def apart(function: Callable[..., T], *arguments: object) -> T:
    """What a function returns in a fresh process. Raises RuntimeError when that dies or takes too long."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(there, function, arguments))
    process.start()
    there.close()
    try:
        if not here.poll(LONGEST_S):
            raise RuntimeError(f"given up after {LONGEST_S} s")
        return here.recv()
    except EOFError as error:
        raise RuntimeError("its process died, for the reason above") from error
    finally:
        process.kill()
        process.join()


def _answer(connection: Connection, function: Callable[..., object], arguments: Iterable[object]) -> None:
    connection.send(function(*arguments))
