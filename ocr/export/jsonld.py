"""schema.org's NewsArticle as JSON-LD: a file an article, as a web page of that article carries it."""

from __future__ import annotations

import json
from typing import Any

from ocr.export.records import ArticleRecord
from ocr.export.schema import IssueDocument


def article_jsonld(article: ArticleRecord, document: IssueDocument) -> bytes:
    """One article. UTF-8; ``<`` is written ``\\u003c``, so that no text ends the script element it is put into."""
    text = json.dumps(news_article(article, document), ensure_ascii=False, indent=2)
    return (text.replace("<", "\\u003c") + "\n").encode()


def news_article(article: ArticleRecord, document: IssueDocument) -> dict[str, Any]:
    """The article in schema.org's words; what the paper does not have is left out, as is usual there."""
    paper = {"@type": "Newspaper", "name": document.title} if document.title else None
    issue = {
        "@type": "PublicationIssue",
        "identifier": document.id,
        "issueNumber": document.number,
        "datePublished": document.date,
        "isPartOf": paper,
    }
    fields = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "identifier": f"{document.id}#{article.id}",
        "headline": article.headline,
        "alternativeHeadline": [part for part in (article.kicker, article.subtitle) if part],
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "creditText": article.byline,
        "dateline": article.dateline,
        "backstory": article.editor_note,
        "articleSection": article.section,
        "datePublished": document.date,
        "inLanguage": "zh",
        "articleBody": "\n".join(block.text for block in article.body),
        "image": [
            _present({"@type": "ImageObject", "identifier": placed.id, "caption": placed.caption})
            for placed in article.illustrations
        ],
        "pagination": ", ".join(map(str, article.pages)),
        "printPage": str(article.pages[0]) if article.pages else None,
        "isPartOf": _present(issue),
    }
    return _present(fields)


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
