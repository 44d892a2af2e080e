"""Reading lines: an Engine protocol with two engines, RapidOCR and Tesseract."""

from ocr.recognize.engine import Engine, open_engine
from ocr.recognize.facing import Facing, facing_of

__all__ = ["Engine", "Facing", "facing_of", "open_engine"]
