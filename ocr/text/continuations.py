"""Continuations: which zones on different pages are one story, by 下转 and 上接, headlines and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from ocr import language
from ocr.model import Page, Zone
from ocr.text.page_names import PageNames


@dataclass(frozen=True, slots=True)
class Part:
    """One zone of an article."""

    page: Page
    zone: Zone


@dataclass(frozen=True, slots=True)
class Story:
    """The zones of an article, on one page or several, in reading order."""

    parts: tuple[Part, ...]
    evidence: tuple[str, ...] = ()
    """Why each part but the first belongs to the one before it."""
    doubts: tuple[str, ...] = ()
    """What a person should look at, a sentence each."""


def continued(pages: Sequence[Page]) -> list[Story]:
    """Stories in order of their first zone, each with its continuations on other pages."""
    names = PageNames.of(pages)
    stories = [Story((Part(page, zone),)) for page in pages for zone in page.zones]
    for part in [s.parts[0] for s in stories if s.parts[0].zone.jump_from is not None]:
        # A story joined meanwhile is looked up again: chains may run over pages in any order.
        tail = next(s for s in stories if s.parts[0] is part or part in s.parts)
        if tail.parts[0] is not part:
            continue
        head, evidence, doubt = _origin(tail, stories, names)
        if head is not None:
            stories = _merged(stories, head, tail, evidence)
        elif doubt:
            stories = [replace(s, doubts=(*s.doubts, doubt)) if s is tail else s for s in stories]
    for story in list(stories):
        if story in stories:
            stories = _run_over(story, stories, names)
    return [_told_where_it_goes(s) for s in stories]


def _told_where_it_goes(story: Story) -> Story:
    last = story.parts[-1]
    target = last.zone.jump_to
    if target is None:
        return story
    return replace(story, doubts=(*story.doubts, f"goes on at page {target}, where no continuation was found"))


def _merged(stories: Sequence[Story], head: Story, tail: Story, evidence: str) -> list[Story]:
    whole = Story((*head.parts, *tail.parts), (*head.evidence, evidence, *tail.evidence), head.doubts)
    return [whole if s is head else s for s in stories if s is not tail]


def _origin(tail: Story, stories: Sequence[Story], names: PageNames) -> tuple[Story | None, str, str]:
    """The story that a continuation goes on: its page says so, its headline, its words."""
    zone = tail.parts[0].zone
    wanted = names.number(zone.jump_from)
    here = tail.parts[0].page.source.number
    best, value, why = None, 0.0, ""
    for story in stories:
        last = story.parts[-1]
        if story is tail or last.page.source.number == here:
            continue
        score, reasons = _jump_evidence(last, tail.parts[0], wanted, names)
        if score > value:
            best, value, why = story, score, reasons
    if best is not None and value >= 1.6:
        return best, why, ""
    reason = "is not in this issue" if wanted is None else "has no story that goes on here"
    return None, "", f"continues from page {zone.jump_from}, which {reason}"


def _jump_evidence(last: Part, first: Part, wanted: int | None, names: PageNames) -> tuple[float, str]:
    score, reasons = 0.0, []
    number, here = last.page.source.number, first.page.source.number
    if wanted is not None:
        score += 1.0 if number == wanted else -2.0
    if last.zone.jump_to is not None:
        fits = names.number(last.zone.jump_to) == here
        score += 2.0 if fits else -1.5
        if fits:
            reasons.append(f"jump line 下转第{last.zone.jump_to}版")
    headline, short = last.zone.headline or "", first.zone.headline or ""
    if headline and short:
        alike = fuzz.partial_ratio(short, headline) / 100
        score += 2.0 * (alike - 0.5)
        if alike > 0.8:
            reasons.append("same headline")
    if last.zone.pieces and first.zone.pieces:
        before, after = last.zone.pieces[-1], first.zone.pieces[0]
        if language.must_go_on(before.text) or not language.may_end(before.text):
            score += 0.8
            reasons.append("in mid-sentence")
        if language.splits_word(before.text, after.text):
            score += 1.0
    if wanted is not None and number == wanted:
        reasons.insert(0, f"上接第{first.zone.jump_from}版")
    return score, ", ".join(reasons)


def _run_over(story: Story, stories: list[Story], names: PageNames) -> list[Story]:
    """A story without headline or jump line at the head of a page goes on what the page before left open, where both
    are set in one direction."""
    first = story.parts[0]
    zone = first.zone
    if zone.headline or zone.jump_from or not zone.pieces or first.page.zones[0] is not zone:
        return stories
    here = first.page.source.number
    sent = [s for s in stories if s is not story and names.number(s.parts[-1].zone.jump_to) == here]
    if len(sent) == 1:
        return _merged(stories, sent[0], story, f"jump line 下转第{sent[0].parts[-1].zone.jump_to}版")
    before = [
        s
        for s in stories
        if s is not story
        and s.parts[-1].zone.jump_to is None
        and s.parts[-1].page.source.number == first.page.source.number - 1
        and s.parts[-1].page.writing_mode == first.page.writing_mode
        and s.parts[-1].zone.pieces
        and s.parts[-1].zone is _last_zone(s.parts[-1].page)
    ]
    if not before:
        return stories
    return _merged(stories, before[0], story, "at the head of the next page, without a headline")


def _last_zone(page: Page) -> Zone:
    """The zone whose text ends a page: lowest, and of those the farthest right."""
    with_text = [z for z in page.zones if z.pieces]
    return max(with_text, key=lambda z: (round(z.pieces[-1].box.bottom / (4 * page.char_px)), z.pieces[-1].box.right))
