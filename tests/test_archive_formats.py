"""ALTO, PAGE and METS: what stands in them, that they point at each other, and the official schemas where those are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ocr.export.alto import alto_page
from ocr.export.formats import FORMATS
from ocr.export.lines import PageLines
from ocr.export.mets import mets_issue
from ocr.export.page_xml import page_xml
from ocr.export.read import read_issue
from ocr.export.regions import page_views
from ocr.export.schema import IssueDocument
from ocr.export.xml_tree import XLINK, maker, serialized
from ocr.model import Page, PageSource
from ocr.run import Outcome
from tests.golden_files import golden
from tests.kept_pages import HEIGHT, NOON, WIDTH, kept_document, kept_issue, kept_pages

SCHEMAS = Path(__file__).parents[2] / "shared" / "schemas"
"""The official ones, which are no part of the project."""
OFFICIAL = {"alto": "alto-4-4.xsd", "page": "page-pagecontent.xsd", "mets": "mets-1-12-1.xsd"}
NAMES = {
    "a": "http://www.loc.gov/standards/alto/ns-v4#",
    "p": "http://schema.primaresearch.org/PAGE/gts/pagecontent/2024-07-15",
    "m": "http://www.loc.gov/METS/",
    "mods": "http://www.loc.gov/mods/v3",
    "xlink": XLINK,
}
with_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the official schemas are not beside the checkout")

Found = Any
"""An element, or a list of what an XPath found; lxml brings no types."""


def alto(number: int, kept: dict[int, PageLines] | None = None) -> Found:
    return etree.fromstring(alto_pages(kept_pages() if kept is None else kept)[number])


def alto_pages(kept: dict[int, PageLines], document: IssueDocument | None = None) -> dict[int, bytes]:
    document = document or kept_document()
    return {view.page.number: alto_page(view, document) for view in page_views(document, kept)}


def page(number: int, kept: dict[int, PageLines] | None = None) -> Found:
    document = kept_document()
    views = page_views(document, kept_pages() if kept is None else kept)
    return etree.fromstring({view.page.number: page_xml(view, document) for view in views}[number])


def mets(kept: dict[int, PageLines] | None = None) -> Found:
    document, lines = kept_document(), kept_pages() if kept is None else kept
    files = {number: (f"alto/p{number:02d}.xml", content) for number, content in alto_pages(lines).items()}
    return etree.fromstring(mets_issue(document, tuple(page_views(document, lines)), files))


def found(root: Found, path: str) -> Found:
    return root.xpath(path, namespaces=NAMES)


class TestAlto:
    def test_lines_have_their_strings_boxes_and_certainty(self) -> None:
        strings = found(alto(1), "//a:TextBlock[@ID='p01-a01-b01-1']/a:TextLine/a:String")
        assert [string.get("CONTENT") for string in strings] == ["本报讯", "昨晚", "A7路口的堤", "上亮了灯疑，"]
        assert [string.get("WC") for string in strings] == ["0.99", "0.99", "0.99", "0.883"]
        assert strings[3].get("CC") == "0 0 0 0 6 0"

    def test_words_of_a_line_stand_in_it_side_by_side(self) -> None:
        line = found(alto(1), "//a:TextLine[a:String/@CONTENT='昨晚']")[0]
        one, two = ([int(string.get(key)) for key in ("HPOS", "WIDTH")] for string in found(line, "a:String"))
        assert int(line.get("HPOS")) == one[0]
        assert sum(one) < two[0]
        assert sum(two) == int(line.get("HPOS")) + int(line.get("WIDTH"))
        assert [etree.QName(part).localname for part in line] == ["Shape", "String", "SP", "String"]

    def test_all_that_is_printed_is_there_once(self) -> None:
        for number, lines in kept_pages().items():
            printed = sorted("".join(line.text.split()) for line in lines.lines)
            written = ["".join(found(line, "a:String/@CONTENT")) for line in found(alto(number), "//a:TextLine")]
            assert sorted(written) == printed

    def test_vertical_lines_say_so(self) -> None:
        assert set(found(alto(1), "//@BASEDIRECTION")) == {"ltr"}
        assert found(alto(2), "//a:TextBlock[@ID='p02-a01-b01-3']/a:TextLine/@BASEDIRECTION") == ["ttb"]
        assert found(alto(2), "//a:TextBlock[@ID='p02-a02-headline']/@BASEDIRECTION") == ["ltr"]

    def test_each_story_has_its_order_and_stories_have_none(self) -> None:
        (groups,) = found(alto(1), "//a:ReadingOrder/a:UnorderedGroup")
        assert [etree.QName(group).localname for group in groups] == ["OrderedGroup"]
        blocks = ["p01-a01-headline", "p01-a01-byline", "p01-a01-b01-1", "p01-a01-b01-2", "p01-i01-caption"]
        assert found(groups, ".//@REF") == blocks
        assert len(found(alto(2), "//a:ReadingOrder/a:UnorderedGroup/a:OrderedGroup")) == 2

    def test_pictures_rules_and_steps(self) -> None:
        root = alto(1)
        assert found(root, "//a:Illustration/@ID") == ["p01-i01"]
        assert len(found(root, "//a:GraphicalElement[@ID='p01-r01']/a:Shape/a:Polygon")) == 1
        steps = found(root, "//a:Processing/a:processingCategory/text()")
        assert steps == ["preOperation", "contentGeneration", "postOperation"]
        assert found(root, "//a:fileName/text()") == ["01 版.jpg"]
        assert found(root, "//a:MeasurementUnit/text()") == ["pixel"]

    def test_every_box_is_on_the_page(self) -> None:
        for number in (1, 2):
            for element in found(alto(number), "//*[@HPOS]"):
                left, top, wide, high = (int(element.get(key)) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
                assert left >= 0
                assert top >= 0
                assert left + wide <= WIDTH
                assert top + high <= HEIGHT

    def test_without_lines_there_are_blocks_without_lines(self) -> None:
        root = alto(1, {})
        assert found(root, "//a:PrintSpace//a:TextBlock/@ID") == ["p01-a01-b01-1", "p01-a01-b01-2", "p01-f01"]
        assert not found(root, "//a:TextLine | //a:GraphicalElement")
        assert len(found(root, "//a:Illustration")) == 1


class TestPage:
    def test_regions_have_their_types_and_text(self) -> None:
        root = page(1)
        types = dict(zip(found(root, "//p:TextRegion/@id"), found(root, "//p:TextRegion/@type"), strict=True))
        assert types["p01-a01-headline"] == "heading"
        assert types["p01-a01-byline"] == "credit"
        assert types["p01-i01-caption"] == "caption"
        assert types["p01-f01"] == "page-number"
        text = found(root, "//p:TextRegion[@id='p01-a01-b01-1']/p:TextEquiv/p:Unicode/text()")
        assert text == ["本报讯\n昨晚 A7路口的堤\n上亮了灯疑，"]

    def test_a_line_has_the_polygon_it_was_printed_in(self) -> None:
        (points,) = found(page(1), "//p:TextLine[@id='p01-a01-b01-1-l02']/p:Coords/@points")
        corners = [tuple(map(int, point.split(","))) for point in points.split()]
        assert corners == list(next(line for line in kept_pages()[1].lines if "A7" in line.text).polygon)
        assert corners[0][1] > corners[1][1]  # it rises, as the scan is turned

    def test_joined_regions_are_told(self) -> None:
        root = page(1)
        assert found(root, "//p:Relation[@type='join']/p:SourceRegionRef/@regionRef") == ["p01-a01-b01-1"]
        assert found(root, "//p:Relation[@type='join']/p:TargetRegionRef/@regionRef") == ["p01-a01-b01-2"]
        assert found(root, "//p:TextRegion[@continuation='true']/@id") == ["p01-a01-b01-2"]

    def test_vertical_text_runs_down_and_its_lines_leftwards(self) -> None:
        region = found(page(2), "//p:TextRegion[@id='p02-a01-b02-1']")[0]
        assert (region.get("readingDirection"), region.get("textLineOrder")) == ("top-to-bottom", "right-to-left")

    def test_without_lines_a_region_has_its_piece_of_the_text(self) -> None:
        texts = found(page(1, {}), "//p:TextRegion/p:TextEquiv/p:Unicode/text()")
        assert texts[:2] == ["本报讯昨晚 A7路口的堤上亮了灯疑，", "人们都出来看"]
        assert not found(page(1, {}), "//p:TextLine")


class TestMets:
    def test_an_article_points_at_its_blocks_in_order_over_pages(self) -> None:
        story = found(mets(), "//m:structMap[@TYPE='LOGICAL']//m:div[@ID='a01']")[0]
        assert found(story, "m:div/@TYPE") == ["headline", *["byline"] * 2, *["paragraph"] * 2, "illustration"]
        pieces = found(story, "m:div[4]/m:fptr/m:seq/m:area")
        assert [(area.get("FILEID"), area.get("BEGIN")) for area in pieces] == [
            ("alto-p01", "p01-a01-b01-1"),
            ("alto-p01", "p01-a01-b01-2"),
            ("alto-p02", "p02-a01-b01-3"),
        ]

    def test_everything_pointed_at_is_there(self) -> None:
        root = mets()
        blocks = {f"alto-p{number:02d}": set(found(alto(number), "//@ID")) for number in (1, 2)}
        for area in found(root, "//m:area"):
            assert area.get("BEGIN") in blocks[area.get("FILEID")]
        files = set(found(root, "//m:file/@ID"))
        assert set(found(root, "//@FILEID")) <= files
        assert set(found(root, "//m:div/@DMDID")) == set(found(root, "//m:dmdSec/@ID"))

    def test_metadata_are_mods(self) -> None:
        story = found(mets(), "//m:dmdSec[@ID='dmd-a01']//mods:mods")[0]
        assert found(story, "mods:titleInfo/mods:title/text()") == ["灯亮<了> & 人来了", "引题"]
        assert found(story, "mods:titleInfo/mods:subTitle/text()") == ["副题"]
        assert found(story, "mods:name/mods:namePart/text()") == ["林书言"]
        issue = found(mets(), "//m:dmdSec[@ID='dmd-issue']//mods:mods")[0]
        assert found(issue, "mods:originInfo/mods:dateIssued/text()") == ["2021-03-25"]

    def test_scans_are_named_with_their_sums(self) -> None:
        files = found(mets(), "//m:fileGrp[@USE='MASTER']/m:file")
        assert [file.get("CHECKSUM") for file in files] == ["ab" * 32, "cd" * 32]
        assert found(files[1], "m:FLocat/@xlink:title") == ["picture 2 of the file"]


def test_a_page_that_failed_is_in_the_issue_and_has_no_alto(tmp_path: Path) -> None:
    issue = kept_issue()
    failed = Page(PageSource(3, Path("坏.jpg")), "failed", error="坏.jpg: damaged; scan it again")
    names = (*issue.labels, None)
    document = IssueDocument.from_issue(
        replace(issue, pages=(*issue.pages, failed), labels=names, sections=names), NOON
    )
    files = FORMATS["mets"](document, tmp_path).files
    assert list(files) == ["alto/p01.xml", "alto/p02.xml", "mets.xml"]
    pages = found(etree.fromstring(files["mets.xml"]), "//m:structMap[@TYPE='PHYSICAL']//m:div[@TYPE='page']")
    assert [found(div, "m:fptr/@FILEID") for div in pages][2] == ["scan-p03"]


def test_what_xml_cannot_hold_is_replaced() -> None:
    make = maker("urn:x")
    root = etree.fromstring(serialized(make("a", {"b": "堤\x00"}, "灯\x0b\ufffe")))
    assert (root.get("b"), root.text) == ("堤\ufffd", "灯\ufffd\ufffd")


@pytest.mark.parametrize("name", ["alto", "page", "mets"])
def test_archive_files_are_as_the_golden_files_say(name: str) -> None:
    roots = {"alto": lambda: alto(1), "page": lambda: page(2), "mets": mets}
    written = etree.tostring(roots[name](), encoding="unicode") + "\n"
    assert written == golden(f"kept.{name}.xml", written)


@cache
def official(name: str) -> Found:
    return etree.XMLSchema(etree.parse(SCHEMAS / OFFICIAL[name]))


def refused(name: str, content: Found) -> list[str]:
    """What the official schema of this name has against a document; nothing where it accepts it."""
    schema = official(name)
    return [] if schema.validate(content) else [str(error) for error in schema.error_log] or ["refused"]


@with_schemas
@pytest.mark.parametrize("kept", [True, False], ids=["with lines", "lines gone"])
def test_the_official_schemas_accept_them(kept: bool) -> None:
    lines = kept_pages() if kept else {}
    for number in (1, 2):
        assert refused("alto", alto(number, lines)) == []
        assert refused("page", page(number, lines)) == []
    assert refused("mets", mets(lines)) == []


@with_schemas
def test_the_official_schemas_accept_pages_without_anything(tmp_path: Path) -> None:
    issue = kept_issue()
    blank = Page(PageSource(1, Path("空.jpg")), "blank", WIDTH, HEIGHT)
    document = IssueDocument.from_issue(
        replace(issue, pages=(blank,), labels=(None,), sections=(None,), articles=(), illustrations=(), title=None),
        NOON,
    )
    found = [(name, refused(name, content)) for name, content in written_files(tmp_path, document)]
    assert {name for name, _ in found} == {"alto", "mets", "page"}
    assert [told for told in found if told[1]] == []


def written_files(folder: Path, document: IssueDocument) -> Iterator[tuple[str, Found]]:
    for name in OFFICIAL:
        for file, content in FORMATS[name](document, folder).files.items():
            yield "alto" if file.startswith("alto") else name, etree.fromstring(content)


@with_schemas
def test_the_official_schemas_accept_the_sample_issue(sample_outcome: Outcome) -> None:
    folder = sample_outcome.document.parent
    kinds = set()
    for name, content in written_files(folder, read_issue(folder)):
        assert refused(name, content) == []
        kinds.add(name)
    assert sorted(kinds) == ["alto", "mets", "page"]
