"""Captions: the lines that speak of an illustration, told from the body text that flows round it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ocr import language
from ocr.geometry import Box, covered, union, x_covered, x_overlap, y_covered, y_overlap
from ocr.model import TextLine
from ocr.stories.caption_score import caption_score, is_centred
from ocr.stories.captions_upright import parted_at_photos, upright_beside
from ocr.stories.charts import labels_around, numbered_under
from ocr.stories.elements import FigureBlock
from ocr.stories.headline_parts import HEADLINE
from ocr.stories.photo_titles import BELOW, heads_facts, photo_title

_PITCH = 0.66
"""In body characters: a caption's lines stand closer than this; what comes after a wider gap is body."""
_SHORT = 2.0
"""In body characters: a caption breaks its lines no farther before their end than this."""
_SMALL, _MOST_ALONE, _ROOM = 0.95, 6, 2.5
"""Lines alone beside a photo are a caption if they are smaller than this over the body's, no more than so many, and
leave so many body characters of the photo's height free."""
_LARGER = 1.05
"""Text is so many times as large as a caption."""
_UNDER_HEAD = 3.0
"""In body characters: a headline's text begins no farther below it."""
_APART = 1.0
"""In body characters: the pieces of one printed line stand no farther apart."""
_ENOUGH = 1.0
_INDENT = (1.3, 2.7)
"""In body characters: how far a caption's first line stands in, where it is set as a paragraph."""


def tie_captions(
    pictures: Sequence[Box], lines: Sequence[TextLine], printed_on: Sequence[TextLine], char_px: float
) -> tuple[tuple[FigureBlock, ...], tuple[TextLine, ...], tuple[TextLine, ...]]:
    """Figures with their captions, the titles of photo stories, and the lines that are neither.

    ``printed_on`` are the lines that stand on an illustration's own pixels, not merely in its box.
    """
    rest = [part for line in lines for part in parted_at_photos(line, pictures)]
    figures, titles = [], []
    for picture in sorted(pictures, key=lambda p: (-p.bottom, p.left)):
        if (number := numbered_under(picture, rest, char_px)) is not None:
            figure = _numbered(picture, number, rest, char_px)
            rest = [line for line in rest if line not in (*figure.caption, *figure.labels)]
            figures.append(figure)
            continue
        title = photo_title(picture, rest, char_px)
        facts = title is not None and heads_facts(title, rest, char_px)
        foot = picture if title is None else picture._replace(bottom=title.box.bottom)
        pool = [line for line in rest if line is not title]
        caption = (
            _above(picture, pool, char_px)
            if facts
            else (
                _on(picture, pool, printed_on, char_px)
                or _below_or_beside(picture, foot, pool, printed_on, char_px)
                or _above(picture, pool, char_px)
            )
        )
        if caption and title is None:
            caption = _completed(caption, pool, picture, char_px)
        rest = [line for line in rest if line not in caption]
        if title is not None:
            titles.append(title)
        figures.append(FigureBlock(picture, tuple(caption)))
    ordered = sorted(figures, key=lambda f: (f.picture.top, f.picture.left))
    return tuple(ordered), tuple(titles), tuple(rest)


def _numbered(picture: Box, number: TextLine, lines: Sequence[TextLine], char_px: float) -> FigureBlock:
    """A figure whose caption opens with its number, which is surer than all that stands nearer."""
    labels = labels_around(picture, number, lines, char_px)
    whole = union([picture, *(label.box for label in labels)])
    pool = [line for line in lines if line not in labels]
    caption = _completed(_grown([number], pool, whole, char_px), pool, whole, char_px)
    return FigureBlock(whole, tuple(caption), tuple(labels))


def _on(picture: Box, lines: Sequence[TextLine], printed_on: Sequence[TextLine], char_px: float) -> list[TextLine]:
    """A caption printed on the photo, near its foot; on white there, if nothing else stands in the photo's box, or
    where it opens as captions do, beside a cut-out."""
    inside = [line for line in lines if covered(line.box, picture) > 0.8 and not line.line.vertical and line.size < 1.3]
    opening = [line for line in inside if language.opens_caption(line.text)]
    if opening:
        return _grown([min(opening, key=lambda line: line.box.top)], lines, picture, char_px)
    foot = picture.top + 0.55 * picture.height
    on_it = [line for line in inside if line in printed_on and line.box.top >= foot]
    if not on_it and (not inside or min(line.box.top for line in inside) < foot):
        return []
    chosen = on_it or inside
    if not on_it and any(_leads_to(line, min(inside, key=lambda i: i.box.top), char_px) for line in lines):
        return []
    if on_it:
        # A long caption begins higher.
        top = min(on_it, key=lambda line: line.box.top)
        while above := [line for line in inside if line in printed_on and _leads_to(line, top, char_px)]:
            top = above[0]
            chosen = [top, *chosen]
    ordered = sorted(chosen, key=lambda line: (round(line.box.cy / char_px), line.box.left))
    return _grown(ordered, lines, picture, char_px)


def _leads_to(line: TextLine, first: TextLine, char_px: float) -> bool:
    """Whether a line stands right above another one and begins where it does, as of one block."""
    near = -0.3 * char_px <= first.box.top - line.box.bottom < _PITCH * char_px and line.box.cy < first.box.cy
    return line is not first and near and abs(line.box.left - first.box.left) < 0.5 * char_px


def _below_or_beside(
    picture: Box, foot: Box, lines: Sequence[TextLine], printed_on: Sequence[TextLine], char_px: float
) -> list[TextLine]:
    """A caption under a photo, which with a photo story's title ends at ``foot``, or at its side. Lines at its side are
    surer than larger ones under it, if these neither open nor end as captions do."""
    under, beside = _below(foot, lines, char_px), _level_beside(picture, lines, printed_on, char_px)
    if not under:
        return upright_beside(picture, lines, char_px) or beside
    worded = any(language.opens_caption(line.text) or language.has_credit(line.text) for line in under)
    smaller = bool(beside) and _LARGER * median(x.size for x in beside) < median(x.size for x in under)
    return beside if smaller and not worded else under


def _below(picture: Box, lines: Sequence[TextLine], char_px: float) -> list[TextLine]:
    first = [
        line
        for line in lines
        if not line.line.vertical
        and -0.9 * char_px <= line.box.top - picture.bottom <= BELOW * char_px
        and line.box.cy > picture.bottom - 0.5 * char_px
        and x_covered(line.box, picture.grown(char_px, 0)) > 0.8
        and line.size < 1.3
        and (language.has_credit(line.text) or not language.is_byline(line.text))
    ]
    if not first:
        return []
    top = min(line.box.top for line in first)
    row = [line for line in first if line.box.cy < top + 0.8 * char_px]
    best: list[TextLine] = []
    score = -9.0
    for start in row:
        chain = _grown([start], lines, picture, char_px)
        value = caption_score(chain, picture, lines, char_px)
        if value > score:
            best, score = chain, value
    return best if score >= _ENOUGH else []


def _level_beside(
    picture: Box, lines: Sequence[TextLine], printed_on: Sequence[TextLine], char_px: float
) -> list[TextLine]:
    """A narrow caption at a photo's side, which opens or ends as captions do. The photo's box may reach over it."""
    near = [
        line
        for line in lines
        if line.size < 1.3
        and not line.line.vertical
        and y_covered(line.box, picture.grown(0, 0.3 * char_px)) > 0.95
        and (line.box.left > picture.left + 0.6 * picture.width or line.box.right < picture.left + 0.4 * picture.width)
        and -x_overlap(line.box, picture) < (8 if language.has_credit(line.text) else BELOW) * char_px
        and line.box.width < 0.5 * picture.width
    ]
    blocks: list[list[TextLine]] = []
    for line in sorted(near, key=lambda line: line.box.top):
        # The credit may stand a little apart.
        pitch = 2 * _PITCH if language.has_credit(line.text) else _PITCH
        last = next((b for b in reversed(blocks) if x_overlap(union(x.box for x in b), line.box) > 0), None)
        if last is not None and line.box.top - last[-1].box.bottom < pitch * char_px:
            last.append(line)
        else:
            blocks.append([line])
    # A cut-out's outline may run into the caption at its side.
    blocks = [b for b in blocks if sum(line in printed_on for line in b) < 0.5 * len(b)]
    blocks = [b for b in blocks if not _is_headed(b, lines, char_px)]
    told = [
        b
        for b in blocks
        if language.opens_caption(b[0].text) or language.has_credit(b[-1].text) or _alone(b, picture, lines, char_px)
    ]
    return next((block for block in told if len(block) <= 12), [])


def _is_headed(block: Sequence[TextLine], lines: Sequence[TextLine], char_px: float) -> bool:
    """Whether a headline no wider than the lines under it stands right over them: then they are a text."""
    box = union(line.box for line in block)
    return any(
        line.size >= HEADLINE
        and 0 < box.top - line.box.bottom < _UNDER_HEAD * char_px
        and x_covered(line.box, box.grown(char_px, 0)) > 0.95
        for line in lines
    )


def _alone(block: Sequence[TextLine], picture: Box, lines: Sequence[TextLine], char_px: float) -> bool:
    """Whether a few lines smaller than text are all that stands beside a photo, at its head or its foot."""
    box = union(line.box for line in block)
    at_end = min(abs(box.top - picture.top), abs(box.bottom - picture.bottom)) < 1.5 * char_px
    if len(block) > _MOST_ALONE or median(line.size for line in block) > _SMALL or not at_end:
        return False
    strip = box._replace(top=picture.top, bottom=picture.bottom)
    others = [line for line in lines if line not in block and y_covered(line.box, strip) > 0.5]
    free = not any(x_overlap(line.box, strip) > 0 for line in others)
    return free and picture.height - box.height > _ROOM * char_px


def _above(picture: Box, lines: Sequence[TextLine], char_px: float) -> list[TextLine]:
    """A caption of a few lines over its photo, with its credit."""
    over = [
        line
        for line in lines
        if line.size < 1.3
        and not line.line.vertical
        and 0 <= picture.top - line.box.bottom < 8 * char_px
        and x_covered(line.box, picture.grown(char_px, 0)) > 0.9
    ]
    credits = [line for line in over if language.has_credit(line.text) and picture.top - line.box.bottom < 5 * char_px]
    if not credits:
        return []
    credit = max(credits, key=lambda line: line.box.bottom)
    block = [credit]
    for line in sorted(over, key=lambda line: -line.box.cy):
        above = -0.5 * char_px <= block[-1].box.top - line.box.bottom < _PITCH * char_px
        beside = y_overlap(line.box, block[-1].box) > 0.5 * line.box.height
        if line not in block and (above or beside):
            block.append(line)
    return sorted(block, key=lambda line: (round(line.box.cy / char_px), line.box.left)) if len(block) <= 5 else []


def _grown(chain: list[TextLine], lines: Sequence[TextLine], picture: Box, char_px: float) -> list[TextLine]:
    while len(chain) < 12:
        last, whole = chain[-1], union(line.box for line in chain)
        following = [
            line
            for line in lines
            if line not in chain
            and -0.3 * char_px <= line.box.top - last.box.bottom < _PITCH * char_px
            and line.box.cy > last.box.cy + 0.4 * char_px
            and x_overlap(line.box, whole) > 0.4 * min(line.box.width, whole.width)
            and x_covered(line.box, picture.grown(char_px, 0)) > 0.8
        ]
        if not following:
            break
        highest = min(following, key=lambda f: f.box.top)
        line = min((f for f in following if _is_level(f, highest)), key=lambda f: f.box.left)
        if not _goes_on(chain, line, picture, char_px):
            break
        chain.append(line)
    return chain


def _completed(caption: Sequence[TextLine], lines: Sequence[TextLine], picture: Box, char_px: float) -> list[TextLine]:
    """A caption with what its rows have besides: the pieces that the detector made of them, and its credit."""
    whole = [piece for line in caption for piece in _whole_row(line, caption, lines, picture, char_px)]
    return whole + [line for line in lines if line not in whole and _is_credit_after(whole[-1], line, picture)]


def _whole_row(
    line: TextLine, caption: Sequence[TextLine], lines: Sequence[TextLine], picture: Box, char_px: float
) -> list[TextLine]:
    """A caption's line with the pieces that the detector made of its rest, none of them in the caption yet."""
    row = [line]
    level = [other for other in lines if other not in caption and _is_level(other, line)]
    for other in sorted(level, key=lambda other: other.box.left):
        beside = 0 <= other.box.left - row[-1].box.right < _APART * char_px
        if beside and other.box.right < picture.right + line.box.height:
            row.append(other)
    return row


def _is_level(one: TextLine, other: TextLine) -> bool:
    return y_overlap(one.box, other.box) > 0.6 * min(one.box.height, other.box.height)


def _is_credit_after(last: TextLine, line: TextLine, picture: Box) -> bool:
    """A photographer's name at the right end of a caption's last line, set apart from it."""
    beside = line.box.left > last.box.right and y_overlap(line.box, last.box) > 0.6 * line.box.height
    return beside and line.box.right < picture.right + line.box.height and language.has_credit(line.text)


def _goes_on(chain: Sequence[TextLine], line: TextLine, picture: Box, char_px: float) -> bool:
    """Whether a caption has this line too: it is set like the others, and the line before is not its last."""
    start, last = chain[0], chain[-1]
    if language.has_credit(last.text):
        return False
    alike = abs(line.box.height - start.box.height) < 0.2 * start.box.height + 2
    if alike and language.has_credit(line.text) and len(line.text) < 24:
        return True
    complete = language.ends_sentence(last.text)
    # Lines that fill their measure stand under the photo's middle, too.
    block = len(chain) > 1 and abs(last.box.left - chain[-2].box.left) < 0.3 * char_px
    flush = block and abs(line.box.left - last.box.left) < 0.3 * char_px
    if is_centred(last, picture, char_px) and not flush and not _begins_paragraph(last, line, char_px):
        return alike and not complete and abs(line.box.cx - last.box.cx) < 0.7 * char_px
    full = picture.right - last.box.right < 1.5 * char_px
    if line.box.right - last.box.right > _SHORT * char_px:
        return False
    if alike and (full or not complete):
        return True
    return not complete and abs(line.box.left - last.box.left) < 0.3 * char_px and line.size < 1.3


def _begins_paragraph(line: TextLine, following: TextLine, char_px: float) -> bool:
    """Whether a line stands in over the next one, which ends where it does, as a paragraph's first."""
    indent = line.box.left - following.box.left
    return _INDENT[0] * char_px < indent < _INDENT[1] * char_px and abs(line.box.right - following.box.right) < char_px
