"""Spaces that were set between characters, measured on the ink of a line.

The recognizer hardly ever says a space, and its time steps are a quarter of a character wide, as wide as the spaces
between the two halves of a headline. So the middle of each character is taken from its ink, and a space is where
two hanzi stand further apart than the line's pitch and what is printed between them account for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.model import Image, Reading
from ocr.recognize.ctc import is_hanzi

LEAST_GAP = 0.17
"""A space is at least this much more than the pitch. Pitches; narrow ones are a quarter, and 99 % of the distances
without a space are within 0.13."""
LEAST_BLANK = 0.17
"""Between the two characters at a space this much is free of ink. Pitches; usual is 0.1."""
LATIN_BLANK = 0.3
"""The same beside a digit or letter, whose width is not known: usual is 0.16, set by hand 0.33 and more."""
BAND = 0.12
"""Share of the crop's height left out above and below, where neighbouring lines may show."""
INK_SHARE = 0.5
"""What counts as ink: darker than this share of the way from paper to the line's darkest."""
SAMPLED = 3
"""Every how many pixels the greys are looked at to tell ink from paper."""

_OPENING = "“‘「『《〈（【"


def mark_gaps(reading: Reading, crop: Image) -> Reading:
    """The reading with a space where one was set on ``crop``, a horizontal line, grey or BGR, dark on light.

    Spaces that the engine read itself are dropped, but those between Latin words. Each new space has the
    confidence of its less sure neighbour, and stands midway.
    """
    kept = [k for k in range(len(reading.text)) if not _is_loose_space(reading.text, k)]
    text = [reading.text[k] for k in kept]
    chars, places = [reading.chars[k] for k in kept], [reading.positions[k] for k in kept]
    for k in reversed(_gaps(text, places, crop)):
        chars.insert(k, min(chars[k - 1], chars[k]))
        places.insert(k, (places[k - 1] + places[k]) / 2)
        text.insert(k, " ")
    return Reading("".join(text), reading.confidence, tuple(chars), tuple(places)) if text else Reading("", 0.0)


def _is_loose_space(text: str, k: int) -> bool:
    sides = text[k - 1 : k] + text[k + 1 : k + 2]
    return text[k].isspace() and not (len(sides) == 2 and sides.isascii())


def _gaps(text: Sequence[str], places: Sequence[float], crop: Image) -> list[int]:
    """Indices of characters before which a space was set."""
    hanzi = [k for k, char in enumerate(text) if is_hanzi(char)]
    if len(hanzi) < 3:
        return []
    left, right = ink_extents(places, crop)
    middle = (left + right) / 2
    steps = sorted(middle[b] - middle[a] for a, b in pairwise(hanzi) if b == a + 1)
    # Rather a low value than the median: a byline may have as many gaps as close pairs.
    pitch = float(steps[(len(steps) - 1) * 2 // 5]) if len(steps) >= 2 else 0.0
    if pitch <= 0:
        return []
    # At a line's ends may stand what was not read: a subtitle's dash, a speck, a rule.
    left[0], right[-1] = max(left[0], right[0] - pitch), min(right[-1], left[-1] + pitch)
    middle = (left + right) / 2
    blank = np.concatenate([[0.0], left[1:] - right[:-1]]) / pitch
    return sorted(_between_hanzi(text, hanzi, middle / pitch, blank) + _beside_latin(text, blank))


def _between_hanzi(
    text: Sequence[str], hanzi: Sequence[int], middle: NDArray[np.float64], blank: NDArray[np.float64]
) -> list[int]:
    """Spaces between hanzi, with marks or nothing between them. ``middle`` and ``blank`` are in pitches."""
    extra: dict[tuple[int, int], float] = {}
    alike: defaultdict[str, list[float]] = defaultdict(list)
    for a, b in pairwise(hanzi):
        marks = "".join(text[a + 1 : b])
        if not any(char.isascii() or char.isalnum() for char in marks):
            extra[a, b] = float(middle[b] - middle[a]) - (b - a)
            alike[marks].append(extra[a, b])
    found: list[int] = []
    for (a, b), more in extra.items():
        marks = "".join(text[a + 1 : b])
        # A quote may be set narrower than its cell: the same mark elsewhere on the line says how narrow.
        usual = min(0.0, *alike[marks]) if marks else 0.0
        place = _space_place(text, a, b)
        if more - usual >= LEAST_GAP and blank[place] >= LEAST_BLANK:
            found.append(place)
    return found


def _space_place(text: Sequence[str], a: int, b: int) -> int:
    """Where between two hanzi a space goes: after what closes, before what opens."""
    return next((k for k in range(a + 1, b) if text[k] in _OPENING), b)


def _beside_latin(text: Sequence[str], blank: NDArray[np.float64]) -> list[int]:
    """Spaces between a hanzi and a digit or letter: blanks much wider than the narrowest such on the line, since
    some papers set a quarter space at every one, which is not a word's end."""
    sides = [
        k
        for k in range(1, len(text))
        if (is_hanzi(text[k]) and _is_latin(text[k - 1])) or (is_hanzi(text[k - 1]) and _is_latin(text[k]))
    ]
    if not sides:
        return []
    usual = min(float(blank[k]) for k in sides) if len(sides) > 1 else LATIN_BLANK / 2
    return [k for k in sides if blank[k] >= max(LATIN_BLANK, usual + LATIN_BLANK / 2)]


def ink_of(crop: Image) -> NDArray[np.bool_]:
    """Where there is ink on a line's picture, grey or BGR, dark on light; H x W."""
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY) if crop.ndim == 3 else crop
    darkest, paper = np.percentile(grey[::SAMPLED, ::SAMPLED], (3, 75))
    return np.asarray(grey < paper - INK_SHARE * max(16.0, paper - darkest))


def ink_extents(places: Sequence[float], crop: Image) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Left and right end of each character's ink, pixels of the crop, float64."""
    margin = round(BAND * len(crop))
    band = crop[margin : max(margin + 1, len(crop) - margin)]
    ink = np.count_nonzero(ink_of(band), axis=0)
    width = len(ink)
    centres = [min(width - 1, max(0, int(place * width))) for place in places]
    bounds = [0, *(_valley(ink, a, b) for a, b in pairwise(centres)), width]
    left = np.array(centres, np.float64)
    right = left.copy()
    for k, (start, end) in enumerate(pairwise(bounds)):
        inked = np.flatnonzero(ink[start:end])
        if len(inked):
            left[k], right[k] = start + inked[0], start + inked[-1] + 1
    return left, right


def _valley(ink: NDArray[np.int64], a: int, b: int) -> int:
    """The middle of the longest run of columns with the least ink, well between two characters' middles: a hanzi
    like 小 has blanks of its own."""
    inset = (b - a) // 5
    a, b = a + inset, max(a + inset + 1, b - inset)
    between = ink[a:b]
    low = np.flatnonzero(between == between.min())
    runs = np.split(low, np.flatnonzero(np.diff(low) > 1) + 1)
    longest = max(runs, key=len)
    return a + int(longest[0] + longest[-1] + 1) // 2


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
