"""A crowded old page: vertical columns in tiers, stories that follow each other through them, worn type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from ocr.geometry import Box
from tests.drawer.copy import Story
from tests.drawer.downward import draw_vertical_line
from tests.drawer.render import Grey, blank_page, draw_rule

PX = 24
"""Of a body character, ..."""
PITCH = 27
"""... and from one column to the next: hardly any paper between them."""
_GAP = 22
_MARGIN = 60
_FOREIGN = re.compile(r"[!-~“”‘’]|^##.*")


def body_of(story: Story) -> str:
    """A story's text in one paragraph, without what vertical setting turns or moves to the side."""
    return "".join(_FOREIGN.sub("", paragraph) for paragraph in story.body)


def headline_of(story: Story, chars: int) -> str:
    """As much of a story's headline as one column of a tier holds, at twice the size of ``chars`` body characters."""
    return _FOREIGN.sub("", story.headline).split()[0][: chars // 2]


def draw_tiers(stories: Sequence[Story], tiers: int, chars: int, columns: int, words: int, pitch: int = PITCH) -> Grey:
    """The stories, each with its headline and the first ``words`` of its text, one after another through ``tiers`` of
    ``chars`` characters and ``columns``, ``pitch`` apart. A rule stands between the tiers, all of them within a border.

    Raises ValueError where they do not fit.
    """
    width = columns * pitch + 2 * _MARGIN
    high = chars * PX + _GAP
    page = blank_page(width, tiers * high + 2 * _MARGIN)
    places = _places(tiers, columns)
    for story in stories:
        head = 2 * PX
        tier, column = next(places)
        if column + 3 > columns:
            tier, column = next(place for place in places if place[1] == 0)
        taken = [next(places) for _ in range(2)]
        left = width - _MARGIN - (taken[-1][1] + 1) * pitch + (3 * pitch - head) // 2
        draw_vertical_line(page, headline_of(story, chars), left, _MARGIN + tier * high, px=head, face="song_bold")
        text = "　　" + body_of(story)[:words].rstrip("，。、；：") + "。"
        for at in range(0, len(text), chars):
            tier, column = next(places)
            left = width - _MARGIN - (column + 1) * pitch
            draw_vertical_line(page, text[at : at + chars], left, _MARGIN + tier * high, px=PX)
    for tier in range(tiers + 1):
        y = _MARGIN + tier * high - _GAP // 2 - 1
        draw_rule(page, Box(_MARGIN - 20, y, width - _MARGIN + 20, y + 3))
    for x in (_MARGIN - 20, width - _MARGIN + 17):
        draw_rule(page, Box(x, _MARGIN - _GAP // 2, x + 3, _MARGIN + tiers * high - _GAP // 2))
    return page


def _places(tiers: int, columns: int) -> Iterator[tuple[int, int]]:
    """The places for columns, as they are read: tiers from the top, columns (0 first) from the right."""
    for tier in range(tiers):
        yield from ((tier, column) for column in range(columns))
    raise ValueError("the stories do not fit into the tiers")


def worn(page: Grey, seed: int) -> Grey:
    """The page as an old microfilm has it: its ink spread and broken, in two tones, with specks."""
    rng = np.random.default_rng(seed)
    spread = cv2.GaussianBlur(page, (0, 0), 1.1).astype(np.float32)
    uneven = cv2.resize(rng.normal(0, 10, (14, 14)).astype(np.float32), page.shape[::-1], interpolation=cv2.INTER_CUBIC)
    grain = cv2.GaussianBlur(rng.normal(0, 45, page.shape).astype(np.float32), (0, 0), 1.2)
    inked = spread + uneven + grain < 175
    return np.where(inked, np.uint8(20), np.uint8(250))
