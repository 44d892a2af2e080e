"""Small headlines and advertisements in the tiers of old vertical pages, turned."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.model import TextLine
from ocr.stories.titles import gather_titles
from tests.layouts import CHAR, EM, LAMP, PITCH, headline, text_line

LEFT = 100


def set_solid(paragraphs: Sequence[str], top: float, chars: int = 14) -> list[TextLine]:
    """Paragraphs indented by one character."""
    placed: list[TextLine] = []
    for paragraph in paragraphs:
        rest, indent = paragraph, 1
        while rest:
            line = text_line(rest[: chars - indent], LEFT + indent * EM, top + len(placed) * PITCH)
            placed.append(line)
            rest, indent = rest[chars - indent :], 0
    return placed


def test_a_column_indented_by_one_character_is_no_subtitle() -> None:
    head = headline("河堤上的灯又亮了", LEFT + 2 * EM, 100, size=1.5)
    text = set_solid(LAMP, 145)

    (title,), rest = gather_titles([head, *text], [], CHAR, turned=True)

    assert title.lines == (head,)
    assert list(rest) == text
