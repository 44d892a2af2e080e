"""MODS 3.8: what a library's catalogue wants to know of an issue and of each of its articles."""

from __future__ import annotations

from ocr.export.records import ArticleRecord
from ocr.export.schema import IssueDocument
from ocr.export.xml_tree import Element, maker

NAMESPACE = "http://www.loc.gov/mods/v3"
VERSION = "3.8"

_make = maker(NAMESPACE, {"mods": NAMESPACE})


def mods_of_issue(document: IssueDocument) -> Element:
    """The issue: title, date, number."""
    number = _make("detail", {"type": "issue"}, _make("number", None, document.number)) if document.number else None
    date = _make("dateIssued", {"encoding": "w3cdtf", "keyDate": "yes"}, document.date) if document.date else None
    return _make(
        "mods",
        {"version": VERSION},
        _make("identifier", {"type": "local"}, document.id),
        _make("titleInfo", None, _make("title", None, document.title or document.id)),
        _make("originInfo", None, date) if date is not None else None,
        _make("part", None, number) if number is not None else None,
        _language(),
        _make("genre", {"authority": "marcgt"}, "newspaper"),
        _make("physicalDescription", None, _make("extent", {"unit": "pages"}, str(len(document.pages)))),
    )


def mods_of_article(article: ArticleRecord) -> Element:
    """An article: its titles, authors, byline, section and pages."""
    title = article.headline or article.kicker or article.subtitle or article.id
    subtitle = _make("subTitle", None, article.subtitle) if article.headline and article.subtitle else None
    kicker = article.kicker if article.headline else None
    return _make(
        "mods",
        {"version": VERSION},
        _make("identifier", {"type": "local"}, article.id),
        _make("titleInfo", None, _make("title", None, title), subtitle),
        _make("titleInfo", {"type": "alternative", "otherType": "kicker"}, _make("title", None, kicker))
        if kicker
        else None,
        *(_author(name) for name in article.authors),
        _make("note", {"type": "statement of responsibility"}, article.byline) if article.byline else None,
        _make("note", {"type": "editor's note"}, article.editor_note) if article.editor_note else None,
        _language(),
        _make("genre", {"authority": "marcgt"}, "article"),
        _make(
            "part",
            None,
            _make("detail", {"type": "section"}, _make("title", None, article.section)) if article.section else None,
            _make("extent", {"unit": "pages"}, _make("list", None, ", ".join(map(str, article.pages)))),
        ),
    )


def _author(name: str) -> Element:
    role = _make("roleTerm", {"type": "code", "authority": "marcrelator"}, "aut")
    return _make("name", {"type": "personal"}, _make("namePart", None, name), _make("role", None, role))


def _language() -> Element:
    return _make("language", None, _make("languageTerm", {"type": "code", "authority": "iso639-2b"}, "chi"))
