"""What belongs to no story: masthead, running head, folio, footer, advertisements, pull quotes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from statistics import median

from ocr import language
from ocr.geometry import Box, covered, union, x_overlap, y_covered, y_overlap
from ocr.model import Furniture, Role, TextLine
from ocr.stories.advertisements import advertisements, is_all_advertisement, lettered_photos
from ocr.stories.elements import PageLayout
from ocr.stories.loose_ads import loose_advertisements
from ocr.stories.pull_quotes import QUOTED, pull_quotes

_HEAD = 0.17
"""A running head stands in this share of the printed height from its top."""
_FOOT = 0.07
_FOOT_GAP = 1.2
"""In body characters: a footer stands farther below the text."""
_FOLIO_AT_END = re.compile(r"\D\d{1,3}$")
_NAME = 2.6
"""A paper's name is at least so many times as large as the text."""
_INTO_RULE = 0.4
_LARGE = 1.4
"""The paper's number and price in a column alone are smaller than so many times the text."""
_MARGIN = 0.7
"""A line in a page's margin is so long, of the printed height, ..."""
_LETTERED = 1.35
"""... and its characters stand so many times their size apart."""
_ALONE = 1.2
"""In body characters: a column farther from all others stands alone."""
_ON_PHOTO = 1.8
"""A headline on a photo is so many times the body's size."""
_RULED = 0.55
"""The rule under a masthead runs along at least this share of the printed width."""

_READ = 0.7
"""Of the words that go on a caption so much is sure."""
# Multiples of the body character's height.
_PITCH, _SPACE = 0.66, 1.5
"""They stand no farther under it, and beside it."""


def split_furniture(
    page: PageLayout, cells: Collection[int] = ()
) -> tuple[tuple[int, ...], tuple[Furniture, ...], tuple[Box, ...]]:
    """Indices of the lines that may belong to stories, the furniture, and the boxes of advertisements. Lines that are
    ``cells`` of tables are no furniture but in advertisements.

    What stands at the page's head and foot is looked for on the page as it is printed; boxes come back in ``page``'s
    own pixels.
    """
    if not page.turned:
        page = replace(page, frames=(*page.frames, *lettered_photos(page)))
    layout = page.upright()
    printed = _printed_area(layout)
    if printed is None:
        return (), (), ()
    found = _by_place(layout, printed, cells)
    told = advertisements(layout, found, page.turned, cells)
    adverts = tuple(frame.box for frame, is_one in zip(page.frames, told, strict=True) if is_one)
    whole = is_all_advertisement(layout.lines, found)
    for i, line in enumerate(page.lines):
        if i not in found and (whole or any(covered(line.box, box) > 0.7 for box in adverts)):
            found[i] = Role.ADVERTISEMENT
    for box in adverts:
        inside = [
            i
            for i, line in enumerate(page.lines)
            if found.get(i) is Role.ADVERTISEMENT and covered(line.box, box) > 0.7
        ]
        found |= _nameplate({i: layout.lines[i] for i in inside})
    for group in loose_advertisements(layout, {*found, *cells}):
        found |= dict.fromkeys(group, Role.ADVERTISEMENT)
    for i, line in enumerate(layout.lines):
        if i in found or i in cells or _heads_on_photo(line, layout):
            continue
        if _is_decoration(line, layout.pictured[i]):
            found[i] = Role.DECORATION
    for i in _more_on_photos(layout, found):
        del found[i]
    # In old vertical setting whole stories are set larger than others.
    for i in () if page.turned else pull_quotes(page, found):
        found[i] = Role.DECORATION
    placed = sorted(found.items(), key=lambda item: (layout.lines[item[0]].box.top, layout.lines[item[0]].box.left))
    furniture = [Furniture(role, page.lines[i].text, page.lines[i].box) for i, role in placed]
    rest = tuple(i for i in range(len(layout.lines)) if i not in found)
    return rest, tuple(furniture), adverts


def _by_place(layout: PageLayout, printed: Box, cells: Collection[int]) -> dict[int, Role]:
    """What the lines at the page's head, in its margins and at its foot are, by their indices."""
    found: dict[int, Role] = {}
    for i in (i for i in _head_lines(layout, printed) if i not in cells):
        line = layout.lines[i]
        name = Role.MASTHEAD if line.size >= _NAME else Role.RUNNING_HEAD
        found[i] = Role.FOLIO if language.is_folio(line.text) else name
    for i in [*_margin_lines(layout, printed), *_lone_columns(layout)]:
        found[i] = Role.RUNNING_HEAD
    for i in (i for i in _foot_lines(layout, printed) if i not in cells):
        found[i] = Role.FOLIO if language.is_folio(layout.lines[i].text) else Role.FOOTER
    return found


def _printed_area(layout: PageLayout) -> Box | None:
    boxes = [line.box for line in layout.lines if len(line.text) >= 2] or [line.box for line in layout.lines]
    return union(boxes) if boxes else None


def _head_lines(layout: PageLayout, printed: Box) -> list[int]:
    """Lines over the rule under the masthead; without one, imprints and folios at the very top."""
    limit = printed.top + _HEAD * printed.height
    level = [r.box for r in layout.rules if r.horizontal and r.box.cy < limit]
    ruled = [whole for rule in level if (whole := _in_line(rule, level, layout.char_px))[1] >= _RULED * printed.width]
    for rule, _ in sorted(ruled, key=lambda pair: -pair[0].top):
        # The paper's name and the folio may be set into the rule.
        above = [i for i, line in enumerate(layout.lines) if line.box.cy < rule.bottom + _INTO_RULE * layout.char_px]
        lines = [layout.lines[i] for i in above]
        if above and _reads_as_head(lines, rule) and not _has_headline(lines, [whole for whole, _ in ruled]):
            return above
    top = printed.top + 0.06 * printed.height
    prose = min((line.box.top for line in layout.lines if len(line.text) >= 10), default=printed.bottom)
    row = _head_row(layout, top)
    return [
        i
        for i, line in enumerate(layout.lines)
        if line.box.cy < top
        and (
            (row is not None and y_covered(line.box, row) > 0.8 and len(line.text) <= 14)
            or language.is_folio(line.text)
            or language.is_imprint(line.text)
            or (line.box.bottom <= prose and len(line.text) <= 14 and _is_apart(line, layout))
        )
    ]


def _nameplate(lines: Mapping[int, TextLine]) -> dict[int, Role]:
    """The roles of lines in a box, where they are the paper's name and its date; none where they are not."""
    named = [i for i, line in lines.items() if line.size >= _NAME and language.paper_named(line.text)]
    if not named or not any(language.is_dated(line.text) for line in lines.values()):
        return {}
    return {i: Role.MASTHEAD if i in named else Role.RUNNING_HEAD for i in lines}


def _has_headline(lines: Sequence[TextLine], rules: Sequence[Box]) -> bool:
    """Whether a large line is no paper's name: on a page that is not the first, under the rule below the folio."""
    folios = [line for line in lines if language.is_folio(line.text) and language.page_number(line.text) != 1]
    over = [rule for rule in rules if any(folio.box.bottom <= rule.cy for folio in folios)]
    top = min(over, key=lambda rule: rule.cy, default=None)
    return top is not None and any(line.size >= _NAME and line.box.top > top.cy for line in lines)


def _head_row(layout: PageLayout, limit: float) -> Box | None:
    """The row at the page's head that has both the folio and the date, and with them what else stands there: the
    paper's name, the section's, its address on the web."""
    above = [line for line in layout.lines if line.box.cy < limit]
    folios = [line.box for line in above if language.is_folio(line.text)]
    imprints = [line.box for line in above if language.is_imprint(line.text)]
    if not folios or not imprints:
        return None
    row = union([folios[0], imprints[0]])
    return row.grown(0, layout.char_px) if row.height < 4 * layout.char_px else None


def _is_apart(line: TextLine, layout: PageLayout) -> bool:
    """Whether a small line stands over no headline and signs nothing."""
    over = any(
        other.size >= 1.4
        and 0 <= other.box.top - line.box.bottom < 2.5 * layout.char_px
        and x_overlap(other.box, line.box) > 0
        for other in layout.lines
    )
    return line.size < 1.4 and not over and not language.is_byline(line.text)


def _in_line(rule: Box, level: Sequence[Box], char_px: float) -> tuple[Box, int]:
    """A rule with the others that lie in line with it, as one box, and how wide they are together."""
    row = [other for other in level if abs(other.cy - rule.cy) < 1.2 * char_px]
    return union(row), sum(other.width for other in row)


def _reads_as_head(lines: Sequence[TextLine], rule: Box) -> bool:
    """No story stands over the rule: hardly any sentence, and not one line that runs along most of it."""
    sentences = sum(language.ends_sentence(line.text) or line.text.rstrip()[-1:] in "，、；" for line in lines)
    prose = sum(len(line.text) for line in lines if 0.8 <= line.size <= 1.2)
    known = sum(
        language.is_imprint(line.text) or language.is_folio(line.text) or line.size >= _NAME or len(line.text) <= 6
        for line in lines
    )
    wide = any(line.box.width > 0.6 * rule.width for line in lines)
    return sentences <= 1 and prose <= 150 and not wide and (known >= 0.3 * len(lines) or len(lines) <= 4)


def _margin_lines(layout: PageLayout, printed: Box) -> list[int]:
    """Lettered-out lines down a margin of the page, with no text outside them: a paper's motto."""
    columns = [(i, line.box) for i, line in enumerate(layout.lines) if line.line.vertical]
    return [
        i
        for i, box in columns
        if box.height > _MARGIN * printed.height
        and box.height > _LETTERED * box.width * len(layout.lines[i].text)
        and (
            all(other.left >= box.left for _, other in columns) or all(other.right <= box.right for _, other in columns)
        )
    ]


def _lone_columns(layout: PageLayout) -> list[int]:
    """Upright lines that give the paper's number or price, with white at both sides: at a magazine's outer edge, or
    beside a newspaper's name."""
    texts = [line for line in layout.lines if line.line.vertical and 0.85 <= line.size <= 1.2]
    return [
        i
        for i, line in enumerate(layout.lines)
        if line.line.vertical
        and line.size < _LARGE
        and language.names_issue(line.text)
        and not any(
            other is not line
            and y_covered(line.box, other.box) > 0
            and -x_overlap(line.box, other.box) < _ALONE * layout.char_px
            for other in texts
        )
    ]


def _foot_lines(layout: PageLayout, printed: Box) -> list[int]:
    limit = printed.bottom - _FOOT * printed.height
    lowest_prose = max(
        (line.box.bottom for line in layout.lines if len(line.text) >= 8 and not language.is_imprint(line.text)),
        default=0,
    )
    return [
        i
        for i, line in enumerate(layout.lines)
        if line.box.cy > limit
        and (
            (
                line.box.top >= lowest_prose - 0.2 * layout.char_px
                and (language.is_folio(line.text) or (language.is_imprint(line.text) and not _signs_off(line)))
            )
            or _runs_to_folio(line, layout)
        )
    ]


def _runs_to_folio(line: TextLine, layout: PageLayout) -> bool:
    """A line of small print over several columns, well below all text, that ends with the page's number: a motto, say,
    and the magazine's name."""
    if line.line.vertical or not _FOLIO_AT_END.search(line.text) or line.size > 1:
        return False
    text = [other.box for other in layout.lines if other.box.cy < line.box.cy and len(other.text) >= 8]
    if not text or line.box.width < 1.5 * median(box.width for box in text):
        return False
    return line.box.top - max(box.bottom for box in text) > _FOOT_GAP * layout.char_px


def _signs_off(line: TextLine) -> bool:
    """A date alone, as under a notice."""
    return language.is_dated(line.text) and len(line.text.strip()) <= 12


def _is_decoration(line: TextLine, pictured: float) -> bool:
    """Specks read as letters, and lettering in a photo."""
    text = line.text.strip()
    if not text or (line.reading.confidence < 0.5 and len(text) <= 4):
        return True
    if pictured > 0.6:
        return line.size >= _ON_PHOTO or not (language.hanzi(text) >= 6 and line.reading.confidence > 0.85)
    return len(text) == 1 and not text.isalnum() and line.size < 1.3


def _more_on_photos(layout: PageLayout, found: Mapping[int, Role]) -> list[int]:
    """The short lines, taken for lettering in a photo, that go on a line of words printed on it."""
    loose = {
        i: layout.lines[i]
        for i, role in found.items()
        if role is Role.DECORATION and layout.pictured[i] > 0.6 and layout.lines[i].reading.confidence > _READ
    }
    words = [line for i, line in enumerate(layout.lines) if i not in found and layout.pictured[i] > 0.6]
    gained: list[int] = []
    while more := [i for i, line in loose.items() if any(_goes_on_photo(w, line, layout.char_px) for w in words)]:
        words += [loose.pop(i) for i in more]
        gained += more
    return gained


def _goes_on_photo(last: TextLine, line: TextLine, char_px: float) -> bool:
    """Whether a line is the next one under another, or the next words beside it."""
    a, b = last.box, line.box
    if last.line.vertical or line.line.vertical or abs(last.size - line.size) > 0.2:
        return False
    under = -0.3 * char_px < b.top - a.bottom < _PITCH * char_px and abs(b.left - a.left) < _PITCH * char_px
    return under or (y_overlap(a, b) > 0.7 * b.height and 0 <= b.left - a.right < _SPACE * char_px)


def _heads_on_photo(line: TextLine, layout: PageLayout) -> bool:
    """Large lettering on a photo under which a text begins: its headline. The paper's name has no text under it."""
    if line.size < _ON_PHOTO or language.hanzi(line.text) < 3 or line.reading.confidence < 0.85:
        return False
    photos = [i.box for i in layout.illustrations if covered(line.box, i.box) > 0.8]
    near = 3 * layout.char_px
    under = [
        other
        for other in layout.lines
        for photo in photos
        if -0.3 * layout.char_px < other.box.top - photo.bottom < near and x_overlap(other.box, photo) > 0
    ]
    first = min(under, key=lambda other: other.box.top, default=None)
    return first is not None and first.size < QUOTED
