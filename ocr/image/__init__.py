"""The page as a picture: light, border, skew, and the size of a body character."""

from ocr.image.light import even_light, ink_of, page_area
from ocr.image.size import measure_char_px
from ocr.image.skew import estimate_skew, straighten

__all__ = ["estimate_skew", "even_light", "ink_of", "measure_char_px", "page_area", "straighten"]
