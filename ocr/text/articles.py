"""Articles: the zones of all pages of an issue, continuations joined, packages tied, ids given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ocr import language
from ocr.geometry import Box, covered, x_covered
from ocr.model import (
    Article,
    Figure,
    Issue,
    IssueSource,
    Jump,
    Page,
    Piece,
    PlacedIllustration,
    Source,
)
from ocr.text.continuations import Part, Story, continued
from ocr.text.imprint import imprint_of, section_of
from ocr.text.joins import PlacedPiece, across_pages, join_pieces
from ocr.text.page_names import PageNames, label_of

_CREDIT = 16
"""A photographer's name stands among so many last characters of a caption."""
_LEAST_MARGIN = 0.8
"""A story is a near thing when leaving it as it is was less than 1.6 nats better than another way."""
_LEAST_JOIN = 0.75
"""The same of a paragraph that goes on, or begins, after a break."""


def assemble(source: IssueSource, pages: Sequence[Page], engine: str, settings: str, review_below: float) -> Issue:
    """The issue from its pages, in order of their numbers. The only step that sees more than one page."""
    ordered = _numbered(pages)
    stories = continued(ordered)
    names = PageNames.of(ordered)
    imprint = imprint_of(source, ordered)
    sections = {page.source.number: section_of(page, imprint.title) for page in ordered}
    numbered = [(f"a{n:02d}", story) for n, story in enumerate(stories, 1)]
    illustrations = _illustrations(ordered, numbered)
    articles = tuple(
        _article(name, story, [i for i in illustrations if i.article_id == name], review_below, names, sections)
        for name, story in numbered
    )
    return Issue(
        id=source.id,
        title=imprint.title,
        date=imprint.date,
        issue_number=imprint.number,
        pages=ordered,
        labels=tuple(label_of(page) for page in ordered),
        sections=tuple(sections[page.source.number] for page in ordered),
        articles=_packaged(articles, numbered),
        illustrations=tuple(illustrations),
        engine=engine,
        settings=settings,
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


def _article(
    name: str,
    story: Story,
    illustrations: Sequence[PlacedIllustration],
    review_below: float,
    names: PageNames,
    sections: Mapping[int, str | None],
) -> Article:
    """``sections`` are those of the pages, by their numbers."""
    first = story.parts[0].zone
    body = join_pieces(_placed(story))
    numbers = tuple(dict.fromkeys(part.page.source.number for part in story.parts))
    byline = next((part.zone.byline for part in story.parts if part.zone.byline), None)
    paragraph = next((block.text for block in body if block.kind == "paragraph"), "")
    byline = byline or language.opening_byline(paragraph)
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
        section=sections[story.parts[0].page.source.number],
        kicker=first.kicker,
        headline=first.headline,
        subtitle=first.subtitle,
        byline=byline,
        authors=language.authors_of(byline)
        if byline
        else language.reporters_in(paragraph, body[-1].text if body else ""),
        dateline=language.dateline_of(paragraph),
        editor_note=first.editor_note,
        body=body,
        illustrations=tuple(illustrations),
        jump=_jump(story, names),
        confidence=confidence,
        review_reasons=tuple(doubts),
        title_boxes=tuple(
            Source(p.page.source.number, p.page.to_scan.box(p.zone.title_box)) for p in story.parts if p.zone.title_box
        ),
        zone_boxes=tuple(Source(p.page.source.number, p.page.to_scan.box(p.zone.box)) for p in story.parts),
    )


def _near_things(story: Story) -> list[str]:
    """What of the story's make-up might as well have been decided otherwise, and what was hardly to be seen."""
    found = [
        f"the type of page {part.page.source.number} is too small to be read well ({part.page.char_px:.0f} px)"
        for part in story.parts
        if part.page.is_too_small
    ]
    if min(part.zone.margin for part in story.parts) < _LEAST_MARGIN:
        found.append("which text belongs to it was a near thing")
    if any(piece.join_confidence < _LEAST_JOIN for part in story.parts for piece in part.zone.pieces):
        found.append("whether a paragraph goes on over a break was a near thing")
    if _breaks_off([piece for part in story.parts for piece in part.zone.pieces], jumps=story.parts[-1].zone.jump_to):
        found.append("a paragraph breaks off in mid-sentence")
    return found


def _breaks_off(pieces: Sequence[Piece], jumps: object) -> bool:
    """Whether a paragraph is open where its column ends, and what follows begins anew. A text without any stops, and
    one that goes on on a page that is missing, may end anywhere."""
    if not any(language.ends_sentence(piece.text) for piece in pieces):
        return False
    following: list[Piece | None] = [*pieces[1:], None]
    return any(
        before.kind == "paragraph"
        and not (before.ends or language.may_end(before.text) or language.has_credit(before.text[-_CREDIT:]))
        and (not jumps if after is None else after.starts or after.kind != "paragraph")
        for before, after in zip(pieces, following, strict=True)
    )


def _placed(story: Story) -> list[PlacedPiece]:
    placed: list[PlacedPiece] = []
    for k, part in enumerate(story.parts):
        pieces = list(part.zone.pieces)
        if k and pieces and placed:
            pieces[0] = across_pages(placed[-1].piece, pieces[0], story.evidence[k - 1])
        placed += [PlacedPiece(piece, part.page.source.number, part.page.to_scan) for piece in pieces]
    return placed


def _confidence(story: Story) -> float:
    """The mean over the characters, no better than the headline's."""
    pieces = [piece for part in story.parts for piece in part.zone.pieces]
    weight = sum(len(piece.text) for piece in pieces)
    mean = sum(piece.confidence * len(piece.text) for piece in pieces) / weight if weight else 1.0
    return min(mean, min(part.zone.title_confidence for part in story.parts))


def _jump(story: Story, names: PageNames) -> Jump | None:
    if len(story.parts) > 1:
        one, two = story.parts[0], story.parts[1]
        return Jump(one.page.source.number, two.page.source.number, two.zone.headline)
    zone = story.parts[0].zone
    here = story.parts[0].page.source.number
    if zone.jump_to is not None:
        return Jump(here, names.number(zone.jump_to) or language.page_number(zone.jump_to), None)
    if zone.jump_from is not None:
        return Jump(names.number(zone.jump_from) or language.page_number(zone.jump_from), here, None)
    return None


def _illustrations(pages: Sequence[Page], stories: Sequence[tuple[str, Story]]) -> list[PlacedIllustration]:
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


def _packaged(articles: Sequence[Article], stories: Sequence[tuple[str, Story]]) -> tuple[Article, ...]:
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


def _next_package(part: Part, stories: Sequence[tuple[str, Story]]) -> float:
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
