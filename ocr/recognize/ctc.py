"""Strips for the recognizer, and text out of its time steps.

The recognizer is a CTC network (Graves et al. 2006): it looks at a strip 48 pixels high, advances 8 pixels a time
step and says at each step which character, or none, it sees there. Both halves are plain arithmetic on arrays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.model import Image, Reading

STRIP_PX = 48
"""Height of a strip: what the network was trained on."""
STEP_PX = 8
"""Pixels of the strip a time step."""
SMALL_PX = 24
"""A lower crop is enlarged more than twice: cubic interpolation then rings round each stroke, and the network takes
the rings for strokes. docs/adr/009-second-reader.md has the figures."""
SMALL_PAPER = 0.15
"""Paper added above and below such a crop, in shares of its height."""
WIDTH_STEP_PX = 32
"""Batches are padded to a multiple of this: fewer shapes, each of which the runtime prepares anew."""
BATCH_COLUMNS = 6_400
"""Most pixel columns in one call. A column costs 18,710 / 8 floats of output, so this is 60 MB."""

FAINT_MARKS = frozenset("‘’“”「」『』《》〈〉（）【】。，、；：！？·…■□█●○◆◇▲△★☆")
"""What may be read from a gap: marks with little ink, which the network loses between two sure characters."""
FAINT_LEAST = 0.12
"""A mark in a gap is taken from this probability on. On 1560 typeset lines: 5 mended, none spoilt."""
GAP_EXTRA = 0.4
"""A gap holds a mark when it is this much wider than its neighbours need. Pitches of a hanzi."""
USUAL_PITCH = 4.6
"""Time steps a hanzi takes on a strip of usual margins, for a line with too few of them to measure."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What the network said about one strip, T time steps; all arrays of length T."""

    kinds: NDArray[np.intp]
    """The likeliest class at each step other than none."""
    sure: NDArray[np.float32]
    """Its probability."""
    none: NDArray[np.float32]
    """The probability that the step shows no character."""
    width: int
    """The strip's own width without padding, pixels."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A character, how sure it is, and its middle in time steps."""

    char: str
    sure: float
    step: float


def strip(crop: Image) -> Image:
    """A crop of one line at the height the network reads, 48 x W or 48 x W x 3, uint8, as grey or BGR as it was."""
    method = cv2.INTER_AREA if crop.shape[0] > STRIP_PX else cv2.INTER_CUBIC
    if crop.shape[0] < SMALL_PX:
        paper = round(SMALL_PAPER * crop.shape[0])
        crop = np.asarray(cv2.copyMakeBorder(crop, paper, paper, 0, 0, cv2.BORDER_REPLICATE), dtype=np.uint8)
        method = cv2.INTER_LINEAR
    height, width = crop.shape[:2]
    size = (max(STEP_PX, math.ceil(STRIP_PX * width / height)), STRIP_PX)
    resized = cv2.resize(crop, size, interpolation=method)
    return np.asarray(resized, dtype=np.uint8)


def group(widths: Sequence[int], size: int) -> list[list[int]]:
    """Indices of strips that go through the network together: alike in width, since each is padded to the widest.

    At most ``size`` strips and ``BATCH_COLUMNS`` columns in one; a strip wider than that goes alone.

    >>> group([320, 64, 300, 80, 9000], 2)
    [[1, 3], [2, 0], [4]]
    """
    groups: list[list[int]] = []
    for index in sorted(range(len(widths)), key=lambda i: (widths[i], i)):
        current = groups[-1] if groups else []
        if current and len(current) < size and (len(current) + 1) * widths[index] <= BATCH_COLUMNS:
            current.append(index)
        else:
            groups.append([index])
    return groups


def stack(strips: Sequence[Image]) -> NDArray[np.float32]:
    """Strips as the network takes a batch: N x 3 x 48 x W, float32, -1 (black) to 1 (white), padded on the right with
    mid grey, as it was trained. Only here do they take twelve bytes a pixel."""
    widest = max(one.shape[1] for one in strips)
    batch = np.zeros((len(strips), 3, STRIP_PX, math.ceil(widest / WIDTH_STEP_PX) * WIDTH_STEP_PX), np.float32)
    for row, one in zip(batch, strips, strict=True):
        row[:, :, : one.shape[1]] = np.atleast_3d(one).transpose(2, 0, 1) / np.float32(127.5) - np.float32(1)
    return batch


def decode(steps: Steps, alphabet: Sequence[str]) -> Reading:
    """The text of one strip: the best path, and the faint marks in gaps that the best path leaves open.

    ``alphabet[k]`` is the character of class ``k``; class 0 is none.

    >>> kinds, sure = np.array([1, 1, 1, 1, 2, 2]), np.array([0.1, 0.9, 0.7, 0.1, 0.8, 0.8], np.float32)
    >>> decode(Steps(kinds, sure, 1 - sure, 48), ["", "报", "刊"])
    Reading(text='报刊', confidence=0.85, chars=(0.9, 0.8), positions=(0.3333, 0.8333))
    """
    seen = _best_path(steps, alphabet)
    if not seen:
        return Reading("", 0.0)
    seen = sorted([*seen, *_faint_marks(steps, alphabet, seen)], key=lambda one: one.step)
    chars = tuple(round(one.sure, 4) for one in seen)
    positions = tuple(round(min(1.0, one.step * STEP_PX / steps.width), 4) for one in seen)
    return Reading("".join(one.char for one in seen), round(sum(chars) / len(chars), 4), chars, positions)


def _best_path(steps: Steps, alphabet: Sequence[str]) -> list[_Seen]:
    """Runs of one class that is likelier than none, each one character."""
    seen: list[_Seen] = []
    start = 0
    for kind, run in groupby(np.where(steps.sure > steps.none, steps.kinds, 0).tolist()):
        end = start + sum(1 for _ in run)
        if kind:
            seen.append(_Seen(alphabet[kind], float(steps.sure[start:end].max()), (start + end) / 2))
        start = end
    return seen


def _faint_marks(steps: Steps, alphabet: Sequence[str], seen: Sequence[_Seen]) -> list[_Seen]:
    """Marks that stand in gaps too wide for their neighbours, and before the first and after the last character.

    An opening ‘ after a hanzi, or a ■ before a name, is often a second thought of the network; the empty cell
    on the strip is what makes it believable.
    """
    pitch = hanzi_pitch([one.char for one in seen], [one.step for one in seen]) or USUAL_PITCH
    length = min(len(steps.kinds), math.ceil(steps.width / STEP_PX))
    # The strip's ends stand in for neighbours of no width.
    walls = [_Seen("", 1.0, 0.0), *seen, _Seen("", 1.0, float(length))]
    found: list[_Seen] = []
    for before, after in pairwise(walls):
        need = (cells(before.char) + cells(after.char)) / 2
        if after.step - before.step < (need + GAP_EXTRA) * pitch:
            continue
        first = math.ceil(before.step + cells(before.char) * 0.4 * pitch)
        last = min(length, math.floor(after.step - cells(after.char) * 0.4 * pitch))
        if last <= first:
            continue
        best = first + int(steps.sure[first:last].argmax())
        char = alphabet[steps.kinds[best]]
        if char in FAINT_MARKS and steps.sure[best] >= FAINT_LEAST:
            found.append(_Seen(char, float(steps.sure[best]), best + 0.5))
    return found


def hanzi_pitch(chars: Sequence[str], places: Sequence[float]) -> float | None:
    """The median distance between neighbouring hanzi, in the unit of ``places``; None for fewer than three pairs."""
    gaps = [
        after - before
        for (one, before), (other, after) in pairwise(zip(chars, places, strict=True))
        if is_hanzi(one) and is_hanzi(other)
    ]
    return median(gaps) if len(gaps) >= 3 else None


def is_hanzi(char: str) -> bool:
    """Whether a character is a hanzi as the network has them."""
    return "\u3400" <= char <= "\u9fff"


def cells(char: str) -> float:
    """The width of a character in hanzi cells."""
    if not char:
        return 0.0
    return 0.5 if char.isascii() else 1.0
