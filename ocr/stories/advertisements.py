"""Advertisements: framed ones, those in no frame that were taken for stories, and a page that is one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ocr import language
from ocr.geometry import Box, covered, intersection
from ocr.model import Frame, TextLine, Zone
from ocr.stories.display import setting_of
from ocr.stories.elements import PageLayout

_CALLED = 1.4
"""In advertisements numbers to be called are this many times as large as the text."""
_SET_LARGE, _BOLD, _FEW = 1.25, 1.25, 160
"""... at least so many times as large and as heavy beside no more hanzi than this."""
_LETTERED = 4
"""An advertisement on a photo has so many lines."""
_VERSE = 9
"""A poem's lines have fewer hanzi in the mean."""
_RARE, _STOPPED = 0.015, 0.04
"""Stops a hanzi, in an advertisement no more and in news more than this."""
_READ_IN, _MANY, _PLAIN = 0.035, 0.08, 0.4
"""Stops a hanzi that specks may be read as; more of them where this share of the text is words of trade."""
_LEAST = 12
"""Fewer hanzi are too few to tell goods and prices by."""
_TRADE, _BARE = 0.12, 0.18
"""The share of words of trade in an advertisement, and on a page without stops. News have 0.03 of them, and hardly ever
more than 0.15."""
_KINDS = 3
"""An advertisement has so many different ones."""
_PROSE = 5
"""More lines than these that follow each other without a word of trade are a story's."""
_SHOWN, _SET_OUT, _MARKED, _SOME = 1.9, 0.2, 0.5, 0.04
"""More lines than this, and this share of all, have a pitch of their own or come again: a headline is one. Where this
share names goods or does that, fewer words of trade are enough."""
_LABELLED = 0.4
"""A table of facts has words before a colon in this share of its lines."""
_LABEL = re.compile(r"^\S{1,6}[:：]")


def advertisements(
    layout: PageLayout, taken: Collection[int], vertical: bool, cells: Collection[int] = ()
) -> list[bool]:
    """For each frame whether it is an advertisement: labelled 广告, with hardly any running text, or of goods and
    prices. Lines that are ``cells`` of tables tell nothing of those."""
    told = {frame: _is_advertisement(frame, layout, taken, vertical) for frame in layout.frames}
    for frame in sorted((f for f in layout.frames if not told[f]), key=lambda f: f.box.area):
        ads = [f.box for f in layout.frames if told[f]]
        within = [i for i, line in enumerate(layout.lines) if i not in taken and covered(line.box, frame.box) > 0.7]
        rest = [i for i in within if not any(covered(layout.lines[i].box, ad) > 0.7 for ad in ads)]
        if not any(i in cells for i in rest):
            told[frame] = _is_of_trade([layout.lines[i] for i in rest], layout)
    return [told[frame] for frame in layout.frames]


def sells(zone: Zone, lines: Sequence[TextLine], stopped: bool) -> bool:
    """Whether what was taken for a story, of these lines, is an advertisement in no frame, on a page whose text is
    ``stopped``."""
    if zone.byline or zone.editor_note or zone.jump_from or zone.jump_to or zone.figures:
        return False
    return offers(lines, stopped)


def is_stopped(lines: Sequence[TextLine]) -> bool:
    """Whether a page's text has stops. In old papers it may have none, or marks beside the columns."""
    return _stops([line.text for line in lines]) > _STOPPED * sum(language.hanzi(line.text) for line in lines)


def offers(lines: Sequence[TextLine], stopped: bool) -> bool:
    """Whether lines are an advertisement's: not in sentences, with no part that reports, and either hardly anything
    but words of trade or, with fewer of them, set out as no story is. The page's text is ``stopped`` or not."""
    texts = [line.text for line in lines]
    words = sum(map(language.hanzi, texts))
    share, kinds = language.trade(texts)
    if words < _LEAST or share < _SOME or _stops(texts) > (_MANY if share > _PLAIN else _READ_IN) * words:
        return False
    if any(language.dateline_of(text) or language.is_notice(text) for text in texts):
        return False
    if sum(bool(_LABEL.match(text)) for text in texts) > _LABELLED * len(texts):
        return False
    setting = setting_of(lines)
    if setting.unmarked_run > _PROSE:
        return False
    if kinds >= _KINDS and share > _PLAIN:
        return True
    if setting.lines * setting.set_out < _SHOWN or setting.set_out < _SET_OUT:
        return False
    return (kinds >= _KINDS and share >= (_TRADE if stopped else _BARE)) or (kinds >= 1 and setting.marked >= _MARKED)


def is_all_advertisement(lines: Sequence[TextLine], taken: Collection[int]) -> bool:
    """Whether the page is one advertisement: a number to be called is set as large as a headline, and nothing says
    that this is a newspaper's page or that anyone reports."""
    reported = any(language.is_byline(line.text) or language.dateline_of(line.text) for line in lines)
    called = any(line.size >= _CALLED and language.names_telephone(line.text) for line in lines)
    return called and not reported and not taken


def _is_advertisement(frame: Frame, layout: PageLayout, taken: Collection[int], vertical: bool) -> bool:
    inside = [line for i, line in enumerate(layout.lines) if i not in taken and covered(line.box, frame.box) > 0.7]
    smaller = [f for f in layout.frames if f is not frame and covered(f.box, frame.box) > 0.95]
    if any(language.is_ad_label(line.text) for line in inside):
        return not any(_labels(line, f.box) for f in smaller for line in inside)
    if not vertical and _is_to_be_called(inside):
        return not any(
            language.names_telephone(x.text) and covered(x.box, f.box) > 0.7 for f in smaller for x in inside
        )
    plain = frame.kind == "box" and not smaller and not _holds_photo(layout, frame.box)
    return plain and (_is_display(inside, frame.box, layout.char_px) or (vertical and _is_unstopped(inside, layout)))


def _is_to_be_called(lines: Sequence[TextLine]) -> bool:
    """A few words with a number to be called, set out in bold and larger type, and with nobody who reports."""
    called = any(x.size >= _SET_LARGE and x.weight >= _BOLD and language.names_telephone(x.text) for x in lines)
    reported = any(language.is_byline(x.text) or language.dateline_of(x.text) for x in lines)
    return called and not reported and sum(language.hanzi(x.text) for x in lines) <= _FEW


def lettered_photos(layout: PageLayout) -> list[Frame]:
    """The photos on which several lines are printed and a number to be called, as frames."""
    on_it = [line for line, pictured in zip(layout.lines, layout.pictured, strict=True) if pictured > 0.6]
    found = []
    for photo in layout.illustrations:
        words = [line for line in on_it if covered(line.box, photo.box) > 0.9]
        if len(words) >= _LETTERED and _is_to_be_called(words):
            found.append(Frame(photo.box, "panel"))
    return found


def _holds_photo(layout: PageLayout, box: Box) -> bool:
    return sum(intersection(i.box, box) for i in layout.illustrations) > 0.25 * box.area


def _labels(line: TextLine, box: Box) -> bool:
    return language.is_ad_label(line.text) and covered(line.box, box) > 0.7


def _is_display(lines: Sequence[TextLine], box: Box, char_px: float) -> bool:
    """A few words on a large ground: no sentence among them, no byline, no verses."""
    if len(lines) > 8 or any(language.is_byline(line.text) for line in lines):
        return False
    stops = sum(mark in "。，" for line in lines for mark in line.text)
    characters = sum(len(line.text) for line in lines)
    return stops <= 1 and len(lines) >= 2 and characters * char_px**2 < 0.08 * box.area


def _is_unstopped(lines: Sequence[TextLine], layout: PageLayout) -> bool:
    """Long lines without a stop, on a page whose other text has them: goods and prices. A poem's lines are short."""
    words = sum(language.hanzi(line.text) for line in lines)
    if len(lines) < 3 or words <= _VERSE * len(lines) or any(language.is_byline(line.text) for line in lines):
        return False
    texts = [line.text for line in lines]
    named = language.trade(texts)[0] >= _SOME
    return named and _stops(texts) <= _RARE * words and is_stopped(_others(layout, lines))


def _is_of_trade(lines: Sequence[TextLine], layout: PageLayout) -> bool:
    """Whether lines in a frame are an advertisement's, by their words; it may have a photo and smaller frames."""
    if len(lines) < 2 or any(language.is_byline(line.text) for line in lines):
        return False
    return offers(lines, is_stopped(_others(layout, lines)))


def _others(layout: PageLayout, lines: Sequence[TextLine]) -> list[TextLine]:
    own = {id(line) for line in lines}
    return [line for line in layout.lines if id(line) not in own]


def _stops(texts: Sequence[str]) -> int:
    return sum(mark in "。，、；：？！" for text in texts for mark in text)
