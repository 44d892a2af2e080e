"""Turns scanned issues of Chinese newspapers into structured articles."""

__version__ = "0.1.0"
