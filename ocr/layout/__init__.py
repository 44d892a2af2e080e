"""What stands where on a page: rules, boxes, illustrations, text lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, covered
from ocr.layout.capitals import with_capitals
from ocr.layout.cells import with_cells
from ocr.layout.crops import crop_line, without_neighbours
from ocr.layout.echoes import without_echoes
from ocr.layout.fragments import merge_fragments
from ocr.layout.gutters import cut_at_gutters
from ocr.layout.lines import Measured, find_text_lines, narrowed, split_double
from ocr.layout.puzzles import square_grids
from ocr.layout.regions import Regions, find_regions
from ocr.layout.rules import find_rules, printed_rules
from ocr.layout.sizes import body_by_pitch, size_of
from ocr.layout.spine import find_spine
from ocr.layout.strips import run_down, sample_strips
from ocr.layout.waves import is_wave
from ocr.model import Frame, Image, Rule

__all__ = [
    "Layout",
    "Measured",
    "body_by_pitch",
    "crop_line",
    "find_layout",
    "find_spine",
    "narrowed",
    "run_down",
    "sample_strips",
    "size_of",
    "split_double",
    "without_echoes",
    "without_neighbours",
]


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a page in its pixels."""

    lines: tuple[Measured, ...]
    rules: tuple[Rule, ...]
    frames: tuple[Frame, ...]
    regions: Regions


def find_layout(grey: Image, ink: Image, quads: NDArray[np.float32], char_px: float, turned: bool = False) -> Layout:
    """The layout of a straightened page.

    ``grey`` is H x W, evened, paper near 250; ``ink`` H x W, 255 where there is ink; ``quads`` the detector's
    lines in the same pixels, N x 4 x 2; ``char_px`` the height of a body character. ``turned`` is a
    vertical page that lies on its side.
    """
    boxes = [Box(*(round(float(v)) for v in (*quad.min(axis=0), *quad.max(axis=0)))) for quad in quads]
    puzzles = square_grids(ink, char_px, quads)
    regions = find_regions(grey, char_px, quads, turned).with_pictures(puzzles)
    pictures = [illustration.box for illustration in regions.illustrations]
    rules = tuple(
        rule for rule in find_rules(ink, char_px, boxes) if not any(covered(rule.box, p) > 0.5 for p in puzzles)
    )
    rules, frames = printed_rules(rules, pictures, char_px)
    ruled = np.array([any(is_wave(ink, box, rule.box) for rule in rules) for box in boxes], dtype=np.bool_)
    found = find_text_lines(quads[~regions.shows(quads) & ~ruled], grey, rules, turned)
    found = cut_at_gutters(found, grey, char_px)
    lines = merge_fragments(with_capitals(found, grey, char_px, pictures), char_px, rules)
    lines = with_cells(lines, grey, ink, rules, pictures, char_px, turned)
    return Layout(lines, rules, (*frames, *regions.tints), regions)
