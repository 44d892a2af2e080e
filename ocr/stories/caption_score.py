"""The evidence that lines under a picture are its caption, and not the text that flows past it."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import language
from ocr.geometry import Box, x_overlap
from ocr.model import TextLine


def is_centred(line: TextLine, picture: Box, char_px: float) -> bool:
    """Whether a line stands under the middle of a picture, and is narrower than that."""
    return abs(line.box.cx - picture.cx) < 0.7 * char_px and line.box.width < picture.width - 2.5 * char_px


def caption_score(
    chain: Sequence[TextLine],
    picture: Box,
    lines: Sequence[TextLine],
    char_px: float,
) -> float:
    """Evidence that a chain of lines under a picture is its caption; above 1 it is."""
    text = "".join(line.text for line in chain)
    first, last = chain[0], chain[-1]
    score = 0.0
    score += 1.5 if language.has_credit(text) else 0.0
    score += 1.5 if language.opens_caption(text) else 0.0
    mean_size = sum(line.size for line in chain) / len(chain)
    mean_weight = sum(line.weight for line in chain) / len(chain)
    # Another face or size than the body's: captions are set smaller, or in a sans or kai.
    score += 1.0 if mean_size < 0.945 else 0.4 if mean_size < 0.965 else -0.3
    score += 0.4 if mean_weight > 1.06 else 0.0
    if is_centred(first, picture, char_px):
        # A subhead is centred, too, but bold.
        score += 1.3 if mean_weight < 1.25 else 0.9
    elif abs(first.box.left - picture.left) < 0.9 * char_px:
        score += 0.3
    below = [
        line
        for line in lines
        if line not in chain and line.box.top >= last.box.bottom - 0.2 * char_px and x_overlap(line.box, last.box) > 0
    ]
    following = min(below, key=lambda line: line.box.top, default=None)
    if following is None or following.box.top - last.box.bottom > 0.75 * char_px:
        score += 0.8
    else:
        score -= 1.2 if _is_set_alike(first, following, char_px) else 0.4
    columns_wide = picture.width > 14 * char_px and first.box.width > 0.72 * picture.width
    score += 0.4 if columns_wide else 0.0
    score += 0.4 if len(chain) <= 3 else -0.25 * (len(chain) - 3)
    return score + _continuity(chain, picture, lines, char_px)


def _is_set_alike(first: TextLine, following: TextLine, char_px: float) -> bool:
    """Whether what follows a caption begins where that does, in the same size and face: then all of it is a text."""
    flush = abs(first.box.left - following.box.left) < 0.3 * char_px
    faces = sorted((first.weight, following.weight))
    return flush and abs(first.size - following.size) < 0.1 and faces[1] < 1.15 * faces[0]


def _continuity(chain: Sequence[TextLine], picture: Box, lines: Sequence[TextLine], char_px: float) -> float:
    """What the text above the picture says: does it go on under the picture, or after these lines?"""
    first, last = chain[0], chain[-1]
    above = [
        line
        for line in lines
        if 0 <= picture.top - line.box.bottom < 3 * char_px
        and x_overlap(line.box, first.box) > 0.5 * min(line.box.width, first.box.width)
    ]
    if not above:
        return 0.0
    before = max(above, key=lambda a: a.box.bottom).text
    after = [
        line
        for line in lines
        if line not in chain
        and 0 <= line.box.top - last.box.bottom < 2.5 * char_px
        and x_overlap(line.box, last.box) > 0.3 * min(line.box.width, last.box.width)
    ]
    score = 0.0
    if language.splits_word(before, first.text):
        score -= 1.5
    if after:
        after_text = min(after, key=lambda a: a.box.top).text
        if language.splits_word(before, after_text):
            score += 1.5
        if language.must_go_on(before) and not language.ends_sentence(before):
            score += 0.2
    return score
