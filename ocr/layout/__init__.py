"""What stands where on a page: rules, boxes, illustrations, text lines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box
from ocr.layout.lines import Measured, crop_line, find_text_lines, merge_fragments, split_double
from ocr.layout.regions import Regions, find_regions
from ocr.layout.rules import find_boxes, find_rules, rules_outside
from ocr.model import Frame, Image, Rule

__all__ = ["Layout", "Measured", "crop_line", "find_layout", "split_double"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a page in its pixels."""

    lines: tuple[Measured, ...]
    rules: tuple[Rule, ...]
    frames: tuple[Frame, ...]
    regions: Regions


def find_layout(grey: Image, ink: Image, quads: NDArray[np.float32], char_px: float) -> Layout:
    """The layout of a straightened page.

    ``grey`` is H x W, evened, paper near 250; ``ink`` H x W, 255 where there is ink; ``quads`` the detector's
    lines in the same pixels, N x 4 x 2; ``char_px`` the height of a body character.
    """
    text = np.zeros(grey.shape, np.uint8)
    cv2.fillPoly(text, list(np.round(quads).astype(np.int32)), (255,))
    boxes = [Box(*(int(v) for v in (*q.min(axis=0), *q.max(axis=0)))) for q in quads]
    regions = find_regions(grey, char_px, text, boxes)
    rules = rules_outside(find_rules(ink, char_px, text), [i.box for i in regions.illustrations])
    lines = find_text_lines(quads, grey, rules)
    frames = (*find_boxes(rules, char_px), *regions.tints)
    return Layout(merge_fragments(lines, char_px, rules), rules, frames, regions)
