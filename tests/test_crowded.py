"""A crowded page in worn type, read by the real engine: columns that touch, stories that run through tiers."""

from __future__ import annotations

from pathlib import Path
from statistics import mean, median

import cv2
from rapidfuzz.distance import Indel

from ocr.model import IssueSource, PageSource
from ocr.pipeline import assemble_issue, read_page
from ocr.recognize import open_engine
from ocr.settings import Settings
from tests.drawer import sample_copy as copy
from tests.drawer.tiers import body_of, draw_tiers, headline_of, worn

SETTINGS = Settings()
STORIES = (copy.MARKET, copy.CHAIRS, copy.COBBLER, copy.DUCKS, copy.FALLS, copy.BUS, copy.GATE)
CHARS, WORDS = 20, 300
ROUGHLY, MEAN = 0.5, 0.6
"""So much of every story, and of all in the mean, is alike: much of the type is beyond reading."""


def test_stories_of_a_crowded_page_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "01.png"
    assert cv2.imwrite(str(file), worn(draw_tiers(STORIES, 3, CHARS, 46, WORDS), seed=1))

    page = read_page(PageSource(1, file), SETTINGS, open_engine(SETTINGS))
    issue = assemble_issue(IssueSource("drawn", tmp_path, (page.source,)), (page,), SETTINGS)
    found = [(article.headline or "") + "".join(block.text for block in article.body) for article in issue.articles]
    expected = [headline_of(story, CHARS) + body_of(story)[:WORDS] for story in STORIES]
    alike = [max(Indel.normalized_similarity(text, other) for other in found) for text in expected]

    assert len(found) == len(STORIES)
    assert min(alike) > ROUGHLY, alike
    assert mean(alike) > MEAN, alike


def test_columns_that_touch_are_read_one_by_one(tmp_path: Path) -> None:
    """The ink of most columns goes on into their neighbours': measured by it, characters were half as high again."""
    file = tmp_path / "01.png"
    assert cv2.imwrite(str(file), worn(draw_tiers(STORIES, 3, CHARS, 48, WORDS, pitch=26), seed=2))

    page = read_page(PageSource(1, file), SETTINGS, open_engine(SETTINGS))
    columns = [line for line in page.lines if len(line.text) > CHARS // 2]

    assert median(min(line.box.width, line.box.height) for line in columns) < 26
    assert sum(line.size < 1.3 for line in columns) > 0.9 * len(columns)
    assert len(STORIES) <= len([zone for zone in page.zones if zone.headline]) <= 2 * len(STORIES)
