"""Sets text in lines: breaks them by the Chinese rules and gives every character its place.

The rules, as simple as they work: a number or Latin word is not cut; a line does not begin with a closing mark
nor end with an opening one; of two marks side by side, and of a closing mark at a line's end, the blank half is
dropped; a mark that would begin a line is squeezed onto the one before if the marks there give way. All lines of
a paragraph but its last are justified, by an equal gap between all characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.drawer.fonts import has_tight_punctuation, load_font

_TOKENS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:%/+-]*|—+|…+|.", re.DOTALL)
_CLOSING = frozenset("，。、；：！？）》〉】”’」』")
_OPENING = frozenset("（《〈【“‘「『")
_NEVER_FIRST = _CLOSING | frozenset("%℃·…—％")
_SQUEEZE = 0.3
"""How much of its square a mark inside a line may lose, in ems."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of type: its characters (or whole numbers and Latin words) with their left ends."""

    text: str
    glyphs: tuple[tuple[float, str], ...]
    """Pixels from the line's left end, and what stands there."""
    width: float
    """Pixels to the right end of the last glyph's square."""


class _Measure:
    """Widths in one face at one size."""

    def __init__(self, face: str, px: int) -> None:
        self.font = load_font(face, px)
        self.half = px / 2 if has_tight_punctuation(face) else 0.0
        self.squeeze = px * _SQUEEZE if has_tight_punctuation(face) else 0.0

    def advances(self, tokens: list[str]) -> list[float]:
        """How far each token moves the pen when the tokens are one line, natural width."""
        widths = [self.font.getlength(token) for token in tokens]
        for i, token in enumerate(tokens):
            after = tokens[i + 1] if i + 1 < len(tokens) else ""
            both_open = token in _OPENING and after in _OPENING
            if (token in _CLOSING and (not after or after in _CLOSING or after in _OPENING)) or both_open:
                widths[i] -= self.half
        return widths

    def width(self, tokens: list[str]) -> float:
        return sum(self.advances(tokens))

    def give(self, tokens: list[str]) -> list[float]:
        """How much narrower each token may become."""
        return [self.squeeze if token in _CLOSING and i + 1 < len(tokens) else 0.0 for i, token in enumerate(tokens)]


def set_line(text: str, face: str, px: int, tracking: float = 0.0) -> SetLine:
    """One line that is not broken; ``tracking`` is the extra gap between characters, in ems."""
    measure, tokens = _Measure(face, px), _TOKENS.findall(text)
    return _placed(tokens, [w + tracking * px for w in measure.advances(tokens)])


def set_paragraph(
    text: str, face: str, px: int, width: float, indent: float = 0.0, justify: bool = True
) -> list[SetLine]:
    """The paragraph in lines of ``width`` pixels, the first one ``indent`` pixels in. No line for no text.

    The lines' texts, put together, are ``text`` to the letter.
    """
    measure, tokens = _Measure(face, px), _TOKENS.findall(text)
    lines: list[SetLine] = []
    while tokens:
        room = width - (0.0 if lines else indent)
        count = _line_length(tokens, room, measure)
        line, tokens = tokens[:count], tokens[count:]
        placed = _justified(line, room, measure, stretch=justify and bool(tokens))
        lines.append(placed if lines else _moved(placed, indent))
    return lines


def _line_length(tokens: list[str], room: float, measure: _Measure) -> int:
    """How many tokens go on the next line; at least one."""
    count = 1
    while count < len(tokens) and measure.width(tokens[: count + 1]) <= room:
        count += 1
    if count == len(tokens):
        return count
    if tokens[count] in _NEVER_FIRST:
        longer = tokens[: count + 1]
        after = tokens[count + 1] if count + 1 < len(tokens) else ""
        if after not in _NEVER_FIRST and measure.width(longer) - sum(measure.give(longer)) <= room:
            return count + 1
    fitting = count
    while count > 1 and (tokens[count][0] in _NEVER_FIRST or tokens[count - 1] in _OPENING):
        count -= 1
    return count if count > 1 else fitting


def _justified(tokens: list[str], room: float, measure: _Measure, stretch: bool) -> SetLine:
    advances = measure.advances(tokens)
    slack = room - sum(advances)
    if slack < 0:
        give = measure.give(tokens)
        share = -slack / sum(give) if sum(give) else 0.0
        advances = [a - g * min(1.0, share) for a, g in zip(advances, give, strict=True)]
    elif stretch and len(tokens) > 1:
        advances = [a + slack / (len(tokens) - 1) for a in advances[:-1]] + advances[-1:]
    return _placed(tokens, advances)


def _placed(tokens: list[str], advances: list[float]) -> SetLine:
    x, glyphs = 0.0, []
    for token, advance in zip(tokens, advances, strict=True):
        glyphs.append((x, token))
        x += advance
    return SetLine("".join(tokens), tuple(glyphs), x)


def _moved(line: SetLine, by: float) -> SetLine:
    return SetLine(line.text, tuple((x + by, token) for x, token in line.glyphs), line.width + by)
