"""PAGE (2024-07-15), a file a page: regions with their lines' polygons, and what belongs together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ocr.export.lines import LineRecord
from ocr.export.regions import PageView, Picture, Region, StoryPart
from ocr.export.schema import IssueDocument
from ocr.export.xml_tree import Element, maker, points, serialized
from ocr.geometry import Box

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2024-07-15"
_TYPES = {
    "kicker": "heading",
    "headline": "heading",
    "subtitle": "heading",
    "subhead": "heading",
    "byline": "credit",
    "editor_note": "paragraph",
    "paragraph": "paragraph",
    "verse": "paragraph",
    "list_item": "paragraph",
    "caption": "caption",
    "masthead": "header",
    "running_head": "header",
    "folio": "page-number",
    "footer": "footer",
}
"""PAGE's word for a region's role; "other" for the rest. The role itself is kept in ``custom``."""

_make = maker(NAMESPACE)


def page_xml(view: PageView, document: IssueDocument) -> bytes:
    """One page."""
    return serialized(_make("PcGts", {"pcGtsId": f"p{view.page.number:02d}"}, _metadata(document), _page(view)))


def _metadata(document: IssueDocument) -> Element:
    generator = document.generator
    created = generator.created.isoformat()
    return _make(
        "Metadata",
        {"externalRef": document.id},
        _make("Creator", None, f"{generator.name} {generator.version}"),
        _make("Created", None, created),
        _make("LastChange", None, created),
        _make("MetadataItem", {"type": "processingStep", "name": "ocr", "value": generator.engine, "date": created}),
        _make("MetadataItem", {"type": "other", "name": "settings", "value": generator.settings}),
    )


def _page(view: PageView) -> Element:
    page, vertical = view.page, view.page.writing_mode == "vertical-rl"
    joins = list(_joins(view))
    order = [_ordered(story) for story in view.stories if story.regions]
    return _make(
        "Page",
        {
            "imageFilename": page.source.file,
            "imageWidth": page.width,
            "imageHeight": page.height,
            "imageXResolution": page.dpi,
            "imageYResolution": page.dpi,
            "imageResolutionUnit": "PPI" if page.dpi else None,
            "primaryLanguage": "Chinese",
            "primaryScript": "Hani - Han (Hanzi, Kanji, Hanja)",
            **_direction(vertical),
            "conf": page.confidence,
        },
        _make("ReadingOrder", None, _make("UnorderedGroup", {"id": "order"}, *order)) if order else None,
        _make("Relations", None, *joins) if joins else None,
        *_regions(view, vertical),
    )


def _ordered(story: StoryPart) -> Element:
    """A story's text on the page; stories among each other have no order."""
    article = story.article
    refs = [
        _make("RegionRefIndexed", {"index": index, "regionRef": region.id})
        for index, region in enumerate(story.regions)
    ]
    attributes = {"id": f"order-{article.id}", "caption": article.headline, "type": "article"}
    return _make("OrderedGroup", attributes, *refs)


def _joins(view: PageView) -> Iterator[Element]:
    """A paragraph that goes on in another column."""
    for story in view.stories:
        for before, after in pairwise(story.regions):
            if after.goes_on and after.block == before.block:
                yield _make(
                    "Relation",
                    {"id": f"join-{after.id}", "type": "join"},
                    _make("SourceRegionRef", {"regionRef": before.id}),
                    _make("TargetRegionRef", {"regionRef": after.id}),
                )


def _regions(view: PageView, vertical: bool) -> Iterator[Element]:
    for story in view.stories:
        yield from (_text_region(region, vertical, story.article.id) for region in story.regions)
        for picture in story.pictures:
            yield from _picture(picture, vertical, story.article.id)
    for picture in view.pictures:
        yield from _picture(picture, vertical, None)
    for region in view.furniture:
        inner = _text_region(region, vertical, None)
        if region.role == "advertisement":
            yield _make("AdvertRegion", {"id": f"{region.id}-ad"}, _coords(region.bbox), inner)
        else:
            yield inner
    for number, rule in enumerate(view.rules, 1):
        corners = _make("Coords", {"points": points(rule.polygon)})
        yield _make("SeparatorRegion", {"id": f"p{view.page.number:02d}-r{number:02d}"}, corners)


def _picture(picture: Picture, vertical: bool, article: str | None) -> Iterator[Element]:
    yield _make("ImageRegion", {"id": picture.id, "custom": _custom("illustration", article)}, _coords(picture.bbox))
    if picture.caption is not None:
        yield _text_region(picture.caption, vertical, article)


def _text_region(region: Region, vertical: bool, article: str | None) -> Element:
    return _make(
        "TextRegion",
        {
            "id": region.id,
            "type": _TYPES.get(region.role, "other"),
            "custom": _custom(region.role, article),
            "continuation": True if region.goes_on else None,
            "production": "printed",
            **_direction(region.lines[0].vertical if region.lines else vertical),
        },
        _coords(region.bbox),
        *(_text_line(line, f"{region.id}-l{number:02d}") for number, line in enumerate(region.lines, 1)),
        _text(region.text, region.confidence),
    )


def _text_line(line: LineRecord, name: str) -> Element:
    return _make(
        "TextLine",
        {"id": name, "readingDirection": _direction(line.vertical)["readingDirection"]},
        _make("Coords", {"points": points(line.polygon)}),
        _text(line.text, line.confidence),
    )


def _text(text: str, confidence: float | None) -> Element:
    return _make("TextEquiv", {"conf": confidence}, _make("Unicode", None, text))


def _coords(box: Box) -> Element:
    left, top, right, bottom = box
    return _make("Coords", {"points": points([(left, top), (right, top), (right, bottom), (left, bottom)])})


def _direction(vertical: bool) -> dict[str, str]:
    if vertical:
        return {"readingDirection": "top-to-bottom", "textLineOrder": "right-to-left"}
    return {"readingDirection": "left-to-right", "textLineOrder": "top-to-bottom"}


def _custom(role: str, article: str | None) -> str:
    return f"structure {{type:{role};}}" + (f" article {{id:{article};}}" if article else "")
