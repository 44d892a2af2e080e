"""The page as a picture: light, border, skew, and the size of a body character."""

from ocr.image.bend import find_bend, flatten
from ocr.image.folds import without_folds
from ocr.image.light import deepened, even_light, ink_of, page_area
from ocr.image.size import measure_char_px
from ocr.image.skew import estimate_skew, straighten
from ocr.image.turn import has_dark_ground, is_negative, turn_quarters

__all__ = [
    "deepened",
    "estimate_skew",
    "even_light",
    "find_bend",
    "flatten",
    "has_dark_ground",
    "ink_of",
    "is_negative",
    "measure_char_px",
    "page_area",
    "straighten",
    "turn_quarters",
    "without_folds",
]
