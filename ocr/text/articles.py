"""Articles: the zones of all pages of an issue, continuations joined, packages tied, ids given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from ocr import language
from ocr.geometry import Box, covered, x_covered
from ocr.model import (
    Article,
    Figure,
    Issue,
    IssueSource,
    Jump,
    Page,
    PlacedIllustration,
    Role,
    Source,
    Zone,
)
from ocr.text.joins import PlacedPiece, across_pages, join_pieces

_LEAST_MARGIN = 0.8
"""A story is a near thing when leaving it as it is was less than 1.6 nats better than another way."""
_LEAST_JOIN = 0.75
"""The same of a paragraph that goes on, or begins, after a break."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One zone of an article."""

    page: Page
    zone: Zone


@dataclass(frozen=True, slots=True)
class _Story:
    parts: tuple[_Part, ...]
    evidence: tuple[str, ...] = ()
    """Why each part but the first belongs to the one before it."""
    doubts: tuple[str, ...] = ()


def assemble(source: IssueSource, pages: Sequence[Page], engine: str, settings: str, review_below: float) -> Issue:
    """The issue from its pages, in order of their numbers. The only step that sees more than one page."""
    ordered = _numbered(pages)
    stories = _continued(ordered)
    numbered = [(f"a{n:02d}", story) for n, story in enumerate(stories, 1)]
    illustrations = _illustrations(ordered, numbered)
    articles = tuple(
        _article(name, story, [i for i in illustrations if i.article_id == name], review_below)
        for name, story in numbered
    )
    title, date, number = _imprint(source, ordered)
    return Issue(
        id=source.id,
        title=title,
        date=date,
        issue_number=number,
        pages=ordered,
        labels=tuple(_label(page) for page in ordered),
        sections=tuple(_section(page) for page in ordered),
        articles=_packaged(articles, numbered),
        illustrations=tuple(illustrations),
        engine=engine,
        settings=settings,
        warnings=source.warnings,
        above=source.above,
    )


def _numbered(pages: Iterable[Page]) -> tuple[Page, ...]:
    """All pages in order of their numbers. A second page on a scan takes the next number; those that come after it
    move on where their own is taken."""
    numbered: list[Page] = []
    for scanned in sorted(pages, key=lambda page: page.source.number):
        last = numbered[-1].source.number if numbered else 0
        number = max(scanned.source.number, last + 1)
        numbered.append(replace(scanned, source=replace(scanned.source, number=number), facing=None))
        if scanned.facing is not None:
            # A file's name names one page.
            source = replace(scanned.source, number=number + 1, label=None)
            numbered.append(replace(scanned.facing, source=source))
    return tuple(numbered)


# -- continuations ----------------------------------------------------------------------------------------


def _continued(pages: Sequence[Page]) -> list[_Story]:
    """Stories in order of their first zone, each with its continuations on other pages."""
    stories = [_Story((_Part(page, zone),)) for page in pages for zone in page.zones]
    for part in [s.parts[0] for s in stories if s.parts[0].zone.jump_from is not None]:
        # A story joined meanwhile is looked up again: chains may run over pages in any order.
        tail = next(s for s in stories if s.parts[0] is part or part in s.parts)
        if tail.parts[0] is not part:
            continue
        head, evidence, doubt = _origin(tail, stories, pages)
        if head is not None:
            stories = _merged(stories, head, tail, evidence)
        elif doubt:
            stories = [replace(s, doubts=(*s.doubts, doubt)) if s is tail else s for s in stories]
    for story in list(stories):
        if story in stories:
            stories = _run_over(story, stories)
    return [_told_where_it_goes(s) for s in stories]


def _told_where_it_goes(story: _Story) -> _Story:
    last = story.parts[-1]
    target = last.zone.jump_to
    if target is None:
        return story
    return replace(story, doubts=(*story.doubts, f"goes on at page {target}, where no continuation was found"))


def _merged(stories: Sequence[_Story], head: _Story, tail: _Story, evidence: str) -> list[_Story]:
    whole = _Story((*head.parts, *tail.parts), (*head.evidence, evidence, *tail.evidence), head.doubts)
    return [whole if s is head else s for s in stories if s is not tail]


def _origin(tail: _Story, stories: Sequence[_Story], pages: Sequence[Page]) -> tuple[_Story | None, str, str]:
    """The story that a continuation goes on: its page says so, its headline, its words."""
    zone = tail.parts[0].zone
    wanted = language.page_number(zone.jump_from or "")
    here = tail.parts[0].page.source.number
    best, value, why = None, 0.0, ""
    for story in stories:
        last = story.parts[-1]
        if story is tail or last.page.source.number == here:
            continue
        score, reasons = _jump_evidence(last, tail.parts[0], wanted, here)
        if score > value:
            best, value, why = story, score, reasons
    if best is not None and value >= 1.6:
        return best, why, ""
    missing = wanted is not None and all(page.source.number != wanted for page in pages)
    reason = "is not in this issue" if missing else "has no story that goes on here"
    return None, "", f"continues from page {zone.jump_from}, which {reason}"


def _jump_evidence(last: _Part, first: _Part, wanted: int | None, here: int) -> tuple[float, str]:
    score, reasons = 0.0, []
    number = last.page.source.number
    if wanted is not None:
        score += 1.0 if number == wanted else -2.0
    if last.zone.jump_to is not None:
        fits = language.page_number(last.zone.jump_to) == here
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


def _run_over(story: _Story, stories: list[_Story]) -> list[_Story]:
    """A story without headline or jump line at the head of a page goes on what the page before left open."""
    first = story.parts[0]
    zone = first.zone
    if zone.headline or zone.jump_from or not zone.pieces or first.page.zones[0] is not zone:
        return stories
    here = first.page.source.number
    sent = [s for s in stories if s is not story and language.page_number(s.parts[-1].zone.jump_to or "") == here]
    if len(sent) == 1:
        return _merged(stories, sent[0], story, f"jump line 下转第{sent[0].parts[-1].zone.jump_to}版")
    before = [
        s
        for s in stories
        if s is not story
        and s.parts[-1].zone.jump_to is None
        and s.parts[-1].page.source.number == first.page.source.number - 1
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


# -- articles ---------------------------------------------------------------------------------------------


def _article(name: str, story: _Story, illustrations: Sequence[PlacedIllustration], review_below: float) -> Article:
    first = story.parts[0].zone
    body = join_pieces(_placed(story))
    numbers = tuple(dict.fromkeys(part.page.source.number for part in story.parts))
    byline = next((part.zone.byline for part in story.parts if part.zone.byline), None)
    paragraph = next((block.text for block in body if block.kind == "paragraph"), "")
    confidence = _confidence(story)
    doubts = list(story.doubts)
    if confidence < review_below:
        doubts.append(f"low confidence: {confidence:.2f}")
    doubts += _near_things(story)
    if first.headline is None and not first.jump_from and not story.doubts:
        doubts.append("no headline")
    if not body and not first.is_package:
        doubts.append("no text")
    return Article(
        id=name,
        pages=numbers,
        section=_section(story.parts[0].page),
        kicker=first.kicker,
        headline=first.headline,
        subtitle=first.subtitle,
        byline=byline,
        authors=language.authors_of(byline),
        dateline=language.dateline_of(paragraph),
        editor_note=first.editor_note,
        body=body,
        illustrations=tuple(illustrations),
        jump=_jump(story),
        confidence=confidence,
        review_reasons=tuple(doubts),
        title_boxes=tuple(
            Source(p.page.source.number, p.page.to_scan.box(p.zone.title_box)) for p in story.parts if p.zone.title_box
        ),
        zone_boxes=tuple(Source(p.page.source.number, p.page.to_scan.box(p.zone.box)) for p in story.parts),
    )


def _near_things(story: _Story) -> list[str]:
    """What of the story's make-up might as well have been decided otherwise."""
    found = []
    if min(part.zone.margin for part in story.parts) < _LEAST_MARGIN:
        found.append("which text belongs to it was a near thing")
    if any(piece.join_confidence < _LEAST_JOIN for part in story.parts for piece in part.zone.pieces):
        found.append("whether a paragraph goes on over a break was a near thing")
    return found


def _placed(story: _Story) -> list[PlacedPiece]:
    placed: list[PlacedPiece] = []
    for k, part in enumerate(story.parts):
        pieces = list(part.zone.pieces)
        if k and pieces and placed:
            pieces[0] = across_pages(placed[-1].piece, pieces[0], story.evidence[k - 1])
        placed += [PlacedPiece(piece, part.page.source.number, part.page.to_scan) for piece in pieces]
    return placed


def _confidence(story: _Story) -> float:
    """The mean over the characters, no better than the headline's."""
    pieces = [piece for part in story.parts for piece in part.zone.pieces]
    weight = sum(len(piece.text) for piece in pieces)
    mean = sum(piece.confidence * len(piece.text) for piece in pieces) / weight if weight else 1.0
    return min(mean, min(part.zone.title_confidence for part in story.parts))


def _jump(story: _Story) -> Jump | None:
    if len(story.parts) > 1:
        one, two = story.parts[0], story.parts[1]
        return Jump(one.page.source.number, two.page.source.number, two.zone.headline)
    zone = story.parts[0].zone
    here = story.parts[0].page.source.number
    if zone.jump_to is not None:
        return Jump(here, language.page_number(zone.jump_to), None)
    if zone.jump_from is not None:
        return Jump(language.page_number(zone.jump_from), here, None)
    return None


def _illustrations(pages: Sequence[Page], stories: Sequence[tuple[str, _Story]]) -> list[PlacedIllustration]:
    """All illustrations of the issue, numbered page by page from the top."""
    placed = []
    for page in pages:
        owned: list[tuple[Figure, str | None]] = [
            (figure, name)
            for name, story in stories
            for part in story.parts
            if part.page is page
            for figure in part.zone.figures
        ]
        owned += [(figure, None) for figure in page.loose_figures]
        owned.sort(key=lambda pair: (pair[0].box.top, pair[0].box.left))
        for n, (figure, name) in enumerate(owned, 1):
            box = page.to_scan.box(figure.box).within(page.width, page.height)
            number = page.source.number
            placed.append(PlacedIllustration(f"p{number:02d}-i{n:02d}", number, box, figure.caption, name))
    return placed


def _packaged(articles: Sequence[Article], stories: Sequence[tuple[str, _Story]]) -> tuple[Article, ...]:
    """Stories under a package's page-wide headline carry its id."""
    done = list(articles)
    for name, story in stories:
        part = story.parts[0]
        if not part.zone.is_package:
            continue
        limit = _next_package(part, stories)
        for k, (_, other) in enumerate(stories):
            zone = other.parts[0].zone
            below = part.zone.box.bottom <= zone.box.cy < limit
            if other.parts[0].page is part.page and zone is not part.zone and below and _under(zone.box, part.zone.box):
                done[k] = replace(done[k], package=name)
    return tuple(done)


def _next_package(part: _Part, stories: Sequence[tuple[str, _Story]]) -> float:
    lower = [
        story.parts[0].zone.box.top
        for _, story in stories
        if story.parts[0].zone.is_package
        and story.parts[0].page is part.page
        and story.parts[0].zone.box.top > part.zone.box.bottom
    ]
    return min(lower, default=float("inf"))


def _under(box: Box, head: Box) -> bool:
    return x_covered(box, head) > 0.7 or covered(box, Box(head.left, 0, head.right, 1 << 30)) > 0.7


# -- the issue's own data ---------------------------------------------------------------------------------


def _imprint(source: IssueSource, pages: Sequence[Page]) -> tuple[str | None, str | None, str | None]:
    """Title, date and number: given, or as the pages print them."""
    title, date, number = source.title, source.date, source.issue_number
    for page in pages:
        for item in page.furniture:
            if title is None and item.role is Role.MASTHEAD and 2 <= language.hanzi(item.text) <= 12:
                title = item.text.strip()
            date = date or language.date_of(item.text)
            number = number or language.issue_number_of(item.text)
    return title, date, number


def _label(page: Page) -> str | None:
    if page.source.label:
        return page.source.label
    folios = [f.text.strip() for f in page.furniture if f.role is Role.FOLIO]
    return next((text for text in folios if len(text) <= 8), None)


def _section(page: Page) -> str | None:
    """The short word in a running head's middle: 要闻, 社区."""
    heads = [f for f in page.furniture if f.role is Role.RUNNING_HEAD]
    words = [
        f.text.replace(" ", "").strip()
        for f in heads
        if 2 <= language.hanzi(f.text) == len(f.text.replace(" ", "").strip()) <= 6
        and not language.is_imprint(f.text)
        and not f.text.strip().endswith("报")
    ]
    return words[0] if words else None
