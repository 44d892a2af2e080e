"""What an OCR engine is, and how one is opened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocr.model import Image, Reading
from ocr.settings import Settings

Quads = NDArray[np.float32]
"""N x 4 x 2: top left, top right, bottom right, bottom left, in pixels of the picture."""
Scores = NDArray[np.float32]
"""N, 0 to 1."""


class Engine(Protocol):
    """Finds lines on a picture and reads lines that were cut out. Safe to call from several threads; it uses the
    threads it was opened with and no more."""

    @property
    def name(self) -> str:
        """The engine, its version and its model, as found on this machine: what goes into issue.json."""
        ...

    def find_lines(self, image: Image, scale: float) -> tuple[Quads, Scores]:
        """Lines of text on a grey or BGR picture, looked for at ``scale`` times its size, with how sure it is of
        each. Quads are in pixels of the picture as given, in no order."""
        ...

    def read_lines(self, crops: Sequence[Image], vertical: bool = False) -> tuple[Reading, ...]:
        """Readings of single lines, dark on light, grey or BGR, of any size, in the order given.

        With ``vertical`` the crops run from top to bottom. A crop without text reads ``Reading("", 0.0)``.
        """
        ...


_opening = Lock()


def open_engine(settings: Settings) -> Engine:
    """The engine of the settings; its models load once a process.

    Raises EngineMissing where the engine, its runtime or its language data is not installed.
    """
    with _opening:
        return _open(settings.recognize.engine, settings.threads(), settings.recognize.batch)


@cache
def _open(engine: str, threads: int, batch: int) -> Engine:
    # Imported here so that whoever uses one engine need not have the other.
    if engine == "tesseract":
        from ocr.recognize.tesseract import open_tesseract

        return open_tesseract(threads)
    from ocr.recognize.rapidocr import open_rapidocr

    return open_rapidocr(threads, batch)
