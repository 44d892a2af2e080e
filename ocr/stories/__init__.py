"""From lines that were read to the stories of a page."""

from ocr.stories.elements import PageLayout
from ocr.stories.page import find_stories

__all__ = ["PageLayout", "find_stories"]
