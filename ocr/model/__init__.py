"""The domain types. Frozen values with tuples inside; stages take them and return new ones.

Coordinates are pixels of the deskewed page unless a name says ``scan``. ``char_px`` is the height of a body
character in those pixels; thresholds everywhere are multiples of it.
"""

from ocr.model.issue import Article, Block, Issue, Join, Jump, PlacedIllustration, Source
from ocr.model.layout import Doubts, Frame, Illustration, Line, Reading, Role, Rule, TextLine
from ocr.model.page import Figure, Furniture, Page, PageStatus, Piece, Zone
from ocr.model.scan import Image, IssueSource, PageSource, Scan, WritingMode

__all__ = [
    "Article",
    "Block",
    "Doubts",
    "Figure",
    "Frame",
    "Furniture",
    "Illustration",
    "Image",
    "Issue",
    "IssueSource",
    "Join",
    "Jump",
    "Line",
    "Page",
    "PageSource",
    "PageStatus",
    "Piece",
    "PlacedIllustration",
    "Reading",
    "Role",
    "Rule",
    "Scan",
    "Source",
    "TextLine",
    "WritingMode",
    "Zone",
]
