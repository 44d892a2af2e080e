"""ALTO 4.4, a file a page: blocks, lines and strings with their boxes and certainties, in reading order by story."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from ocr.export.lines import LineRecord, Polygon
from ocr.export.regions import PageView, Picture, Region, StoryPart
from ocr.export.schema import IssueDocument
from ocr.export.xml_tree import Element, maker, points, serialized
from ocr.geometry import Box, union

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_LANGUAGE = "zh"

_make = maker(NAMESPACE)


def alto_page(view: PageView, document: IssueDocument) -> bytes:
    """One page."""
    stories = [story for story in view.stories if _ids(story)]
    order = [_ordered(story, number) for number, story in enumerate(stories, 1)]
    root = _make(
        "alto",
        {"SCHEMAVERSION": "4.4"},
        _description(view, document),
        _tags(view),
        _make("ReadingOrder", None, _make("UnorderedGroup", {"ID": "order"}, *order)) if order else None,
        _make("Layout", None, _page(view)),
    )
    return serialized(root)


def _description(view: PageView, document: IssueDocument) -> Element:
    source, generator = view.page.source, document.generator
    own = {"softwareName": generator.name, "softwareVersion": generator.version}
    steps = (
        ("preOperation", f"page straightened, skew {view.page.skew_deg} degrees", own),
        ("contentGeneration", "lines found and read", {"softwareName": generator.engine}),
        ("postOperation", "stories told apart, paragraphs joined", own),
    )
    return _make(
        "Description",
        None,
        _make("MeasurementUnit", None, "pixel"),
        _make(
            "sourceImageInformation",
            None,
            _make("fileName", None, source.file),
            _make("fileIdentifier", {"fileIdentifierLocation": "sha256"}, source.sha256),
            _make("documentIdentifier", None, document.id),
        ),
        *(
            _make(
                "Processing",
                {"ID": f"step-{number}"},
                _make("processingCategory", None, category),
                _make("processingDateTime", None, generator.created.isoformat()),
                _make("processingStepDescription", None, told),
                _make("processingStepSettings", None, generator.settings),
                _make("processingSoftware", None, *(_make(name, None, value) for name, value in software.items())),
            )
            for number, (category, told, software) in enumerate(steps, 1)
        ),
    )


def _tags(view: PageView) -> Element | None:
    roles = sorted({region.role for region in view.regions})
    tags = [_make("LayoutTag", {"ID": f"role-{role}", "TYPE": "role", "LABEL": role}) for role in roles]
    tags += [
        _make(
            "StructureTag",
            {"ID": story.article.id, "TYPE": "article", "LABEL": story.article.headline or story.article.id},
        )
        for story in view.stories
    ]
    return _make("Tags", None, *tags) if tags else None


def _ids(story: StoryPart) -> list[str]:
    captions = [picture.caption.id for picture in story.pictures if picture.caption is not None]
    return [region.id for region in story.regions] + captions


def _ordered(story: StoryPart, number: int) -> Element:
    """A story's text on the page; stories among each other have no order."""
    refs = [_make("ElementRef", {"ID": f"order-{number}-{at}", "REF": name}) for at, name in enumerate(_ids(story), 1)]
    return _make("OrderedGroup", {"ID": f"order-{number}", "TAGREFS": story.article.id}, *refs)


def _page(view: PageView) -> Element:
    page = view.page
    blocks = list(_blocks(view))
    printed = [region.bbox for region in view.regions] + [picture.bbox for picture in view.all_pictures]
    printed += [Box(*rule.bbox) for rule in view.rules]
    return _make(
        "Page",
        {
            "ID": f"p{page.number:02d}",
            "PHYSICAL_IMG_NR": page.number,
            "PRINTED_IMG_NR": page.label,
            "WIDTH": page.width,
            "HEIGHT": page.height,
            "PC": page.confidence,
            "LANG": _LANGUAGE,
            "PROCESSINGREFS": "step-1 step-2 step-3",
        },
        _make("PrintSpace", _place(union(printed)), *blocks) if blocks else None,
    )


def _blocks(view: PageView) -> Iterator[Element]:
    vertical = view.page.writing_mode == "vertical-rl"
    for story in view.stories:
        yield from (_text_block(region, vertical, story.article.id) for region in story.regions)
        for picture in story.pictures:
            yield from _illustration(picture, vertical, story.article.id)
    for picture in view.pictures:
        yield from _illustration(picture, vertical, None)
    yield from (_text_block(region, vertical, None) for region in view.furniture)
    for number, rule in enumerate(view.rules, 1):
        name = f"p{view.page.number:02d}-r{number:02d}"
        yield _make("GraphicalElement", {"ID": name, **_place(Box(*rule.bbox))}, _shape(rule.polygon))


def _illustration(picture: Picture, vertical: bool, article: str | None) -> Iterator[Element]:
    yield _make("Illustration", {"ID": picture.id, "TAGREFS": article, **_place(picture.bbox)})
    if picture.caption is not None:
        yield _text_block(picture.caption, vertical, article)


def _text_block(region: Region, vertical: bool, article: str | None) -> Element:
    tags = [f"role-{region.role}"] + ([article] if article else [])
    downward = region.lines[0].vertical if region.lines else vertical
    return _make(
        "TextBlock",
        {
            "ID": region.id,
            "TAGREFS": " ".join(tags),
            **_place(region.bbox),
            "LANG": _LANGUAGE,
            "BASEDIRECTION": "ttb" if downward else "ltr",
        },
        *(_text_line(line, f"{region.id}-l{number:02d}") for number, line in enumerate(region.lines, 1)),
    )


def _text_line(line: LineRecord, name: str) -> Element:
    words = [
        list(word) for space, word in groupby(range(len(line.text)), lambda at: line.text[at].isspace()) if not space
    ]
    strings = [_string(line, word[0], word[-1] + 1, f"{name}-{number}") for number, word in enumerate(words, 1)]
    parts = [part for string in strings for part in (_make("SP"), string)][1:]
    return _make(
        "TextLine",
        {"ID": name, **_place(Box(*line.bbox)), "BASEDIRECTION": "ttb" if line.vertical else "ltr"},
        _shape(line.polygon),
        *(parts or [_make("String", {"CONTENT": ""})]),
    )


def _string(line: LineRecord, start: int, end: int, name: str) -> Element:
    """The characters of a line from ``start`` to ``end``, which is not part of them."""
    shares = line.char_confidences[start:end]
    confidence = round(sum(shares) / len(shares), 3) if shares else line.confidence
    return _make(
        "String",
        {
            "ID": name,
            "CONTENT": line.text[start:end],
            **_place(_word_box(line, start, end)),
            "WC": confidence,
            "CC": " ".join(str(min(9, int((1 - share) * 10))) for share in shares) or None,
        },
    )


def _word_box(line: LineRecord, start: int, end: int) -> Box:
    """The upright box around some of a line's characters, whose edges lie midway between their middles."""
    count = len(line.text)
    middles = line.positions if len(line.positions) == count else [(at + 0.5) / count for at in range(count)]
    first = (middles[start - 1] + middles[start]) / 2 if start else 0.0
    last = (middles[end - 1] + middles[end]) / 2 if end < count else 1.0
    head, head_end, foot_end, foot = np.array(line.polygon, dtype=np.float64)
    corners = [
        edge + share * (edge_end - edge)
        for edge, edge_end in ((head, head_end), (foot, foot_end))
        for share in (first, last)
    ]
    left, top = np.floor(np.min(corners, axis=0)).astype(int)
    right, bottom = np.ceil(np.max(corners, axis=0)).astype(int)
    return Box(int(left), int(top), int(right), int(bottom))


def _shape(polygon: Polygon) -> Element:
    return _make("Shape", None, _make("Polygon", {"POINTS": points(polygon)}))


def _place(box: Box) -> dict[str, int]:
    return {"HPOS": box.left, "VPOS": box.top, "WIDTH": box.width, "HEIGHT": box.height}
