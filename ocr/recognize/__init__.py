"""Reading lines: an Engine protocol with two engines, RapidOCR and Tesseract."""

from ocr.recognize.engine import Engine, open_engine

__all__ = ["Engine", "open_engine"]
