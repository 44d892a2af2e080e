"""METS 1.12.1 of an issue: its scans and ALTO pages, and its articles, each pointing at its ALTO blocks in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from urllib.parse import quote

from ocr.export.mods import VERSION, mods_of_article, mods_of_issue
from ocr.export.records import ArticleRecord, PageRecord
from ocr.export.regions import PageView, Picture, Region
from ocr.export.schema import IssueDocument
from ocr.export.xml_tree import XLINK, Element, maker, serialized

NAMESPACE = "http://www.loc.gov/METS/"

_make = maker(NAMESPACE, {None: NAMESPACE, "xlink": XLINK})


def mets_issue(document: IssueDocument, views: Sequence[PageView], alto: Mapping[int, tuple[str, bytes]]) -> bytes:
    """The issue. ``alto`` has, for a page's number, its ALTO file's place beside this one and what is in it."""
    created = document.generator.created.isoformat()
    agent = {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"}
    name = f"{document.generator.name} {document.generator.version}"
    root = _make(
        "mets",
        {"OBJID": document.id, "LABEL": document.title or document.id, "TYPE": "Newspaper issue"},
        _make("metsHdr", {"CREATEDATE": created}, _make("agent", agent, _make("name", None, name))),
        _described("dmd-issue", mods_of_issue(document)),
        *(_described(f"dmd-{article.id}", mods_of_article(article)) for article in document.articles),
        _files(document, alto),
        _physical(document, alto),
        _logical(document, views),
    )
    return serialized(root)


def _described(name: str, mods: Element) -> Element:
    wrap = _make("mdWrap", {"MDTYPE": "MODS", "MDTYPEVERSION": VERSION}, _make("xmlData", None, mods))
    return _make("dmdSec", {"ID": name}, wrap)


def _files(document: IssueDocument, alto: Mapping[int, tuple[str, bytes]]) -> Element:
    scans = [_scan(page) for page in document.pages]
    texts = [
        _file(
            f"alto-p{number:02d}",
            "application/xml",
            hashlib.sha256(content).hexdigest(),
            {"LOCTYPE": "URL", f"{{{XLINK}}}href": quote(place)},
        )
        for number, (place, content) in sorted(alto.items())
    ]
    groups = [_make("fileGrp", {"USE": "MASTER"}, *scans)] if scans else []
    groups += [_make("fileGrp", {"USE": "FULLTEXT"}, *texts)] if texts else []
    return _make("fileSec", None, *groups) if groups else None


def _scan(page: PageRecord) -> Element:
    """The scan, of which issue.json knows the name, not the folder."""
    frame = f"picture {page.source.frame + 1} of the file" if page.source.frame else None
    location = {
        "LOCTYPE": "OTHER",
        "OTHERLOCTYPE": "file name",
        f"{{{XLINK}}}href": quote(page.source.file),
        f"{{{XLINK}}}title": frame,
    }
    return _file(f"scan-p{page.number:02d}", None, page.source.sha256, location)


def _file(name: str, kind: str | None, sha256: str, location: Mapping[str, str | None]) -> Element:
    checksum = {"CHECKSUM": sha256, "CHECKSUMTYPE": "SHA-256"} if sha256 else {}
    return _make("file", {"ID": name, "MIMETYPE": kind, **checksum}, _make("FLocat", location))


def _physical(document: IssueDocument, alto: Mapping[int, tuple[str, bytes]]) -> Element:
    pages = [
        _make(
            "div",
            {"ID": f"page-{page.number}", "TYPE": "page", "ORDER": page.number, "ORDERLABEL": page.label},
            _make("fptr", {"FILEID": f"scan-p{page.number:02d}"}),
            _make("fptr", {"FILEID": f"alto-p{page.number:02d}"}) if page.number in alto else None,
        )
        for page in document.pages
    ]
    return _make("structMap", {"TYPE": "PHYSICAL"}, _make("div", {"TYPE": "issue", "DMDID": "dmd-issue"}, *pages))


def _logical(document: IssueDocument, views: Sequence[PageView]) -> Element:
    articles = [_article(article, order, views) for order, article in enumerate(document.articles, 1)]
    attributes = {"TYPE": "issue", "DMDID": "dmd-issue", "LABEL": document.title or document.id}
    return _make("structMap", {"TYPE": "LOGICAL"}, _make("div", attributes, *articles))


def _article(article: ArticleRecord, order: int, views: Iterable[PageView]) -> Element:
    """An article with a div for each of its parts; a paragraph over several columns or pages is one."""
    stories = [(view.page.number, story) for view in views for story in view.stories if story.article.id == article.id]
    placed = [(page, region) for page, story in stories for region in story.regions]
    pictures = [(page, picture) for page, story in stories for picture in story.pictures]
    return _make(
        "div",
        {
            "ID": article.id,
            "TYPE": "article",
            "ORDER": order,
            "LABEL": article.headline or article.id,
            "DMDID": f"dmd-{article.id}",
        },
        *_parts(placed),
        *(_picture(page, picture) for page, picture in pictures),
    )


def _parts(placed: Iterable[tuple[int, Region]]) -> Iterator[Element]:
    """Titles as they stand on each page, then the body's blocks, whole."""
    titles = [(page, region) for page, region in placed if region.block is None]
    body = sorted(((page, region) for page, region in placed if region.block is not None), key=_block)
    yield from (_part(region.role, [(page, region)]) for page, region in titles)
    for _, block in groupby(body, key=_block):
        pieces = list(block)
        yield _part(pieces[0][1].role, pieces)


def _block(placed: tuple[int, Region]) -> int:
    return placed[1].block or 0


def _part(role: str, pieces: Iterable[tuple[int, Region]]) -> Element:
    areas = [_area(page, region.id) for page, region in pieces]
    return _make("div", {"TYPE": role}, _make("fptr", None, _make("seq", None, *areas)))


def _picture(page: int, picture: Picture) -> Element:
    caption = picture.caption
    areas = [_area(page, picture.id)] + ([_area(page, caption.id)] if caption is not None else [])
    return _make("div", {"TYPE": "illustration"}, _make("fptr", None, _make("seq", None, *areas)))


def _area(page: int, block: str) -> Element:
    return _make("area", {"FILEID": f"alto-p{page:02d}", "BETYPE": "IDREF", "BEGIN": block})
