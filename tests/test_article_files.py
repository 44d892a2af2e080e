"""Files an article each: schema.org's NewsArticle and Markdown, in which whatever was printed stays text."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ocr.export.jsonld import article_jsonld
from ocr.export.markdown import article_markdown, escaped
from ocr.export.records import BlockRecord, BlockType
from tests.golden_files import golden
from tests.kept_pages import kept_document

DOCUMENT = kept_document()
STORY, BRIEF = DOCUMENT.articles


def jsonld(text: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(text)
    return content


def parts(text: bytes) -> tuple[dict[str, Any], str]:
    """Front matter and text."""
    _, matter, body = re.split(r"^---\n", text.decode(), maxsplit=2, flags=re.MULTILINE)
    return yaml.safe_load(matter), body


def shown(text: str) -> str:
    """What a reader of the Markdown sees, its white space aside."""
    seen: list[str] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        for child in token.children or ():
            assert child.type in ("text", "text_special", "hardbreak", "softbreak"), child.type
            seen.append(child.content)
    return "".join("".join(seen).split())


def block(kind: BlockType, text: str) -> BlockRecord:
    return BlockRecord(type=kind, text=text, confidence=1, sources=(), joins=())


class TestJsonLd:
    def test_a_story_in_the_words_of_schema_org(self) -> None:
        story = jsonld(article_jsonld(STORY, DOCUMENT))
        assert (story["@context"], story["@type"]) == ("https://schema.org", "NewsArticle")
        assert story["headline"] == "灯亮<了> & 人来了"
        assert story["alternativeHeadline"] == ["引题", "副题"]
        assert story["author"] == [{"@type": "Person", "name": "林书言"}]
        assert story["datePublished"] == "2021-03-25"
        assert story["articleBody"] == "\n".join(block.text for block in STORY.body)
        assert story["isPartOf"]["isPartOf"] == {"@type": "Newspaper", "name": "晨报"}
        assert story["image"][0]["caption"] == "堤上的灯。 林书言 摄"

    def test_what_the_paper_has_not_is_left_out(self) -> None:
        assert {"author", "dateline", "image", "backstory"}.isdisjoint(jsonld(article_jsonld(BRIEF, DOCUMENT)))

    def test_no_text_ends_the_script_it_is_put_into(self) -> None:
        nasty = STORY.model_copy(update={"headline": "</script><script>alert(1)</script>"})
        content = article_jsonld(nasty, DOCUMENT)
        assert b"<" not in content
        assert jsonld(content)["headline"] == nasty.headline


class TestMarkdown:
    def test_a_story_is_as_the_golden_file_says(self) -> None:
        written = article_markdown(STORY, DOCUMENT).decode()
        assert written == golden("kept_story.md", written)

    def test_the_front_matter_is_yaml_whatever_a_headline_says(self) -> None:
        headline = '---\n---\n"a": [b] # c: {d} !!e & 题：'
        matter, _ = parts(article_markdown(STORY.model_copy(update={"headline": headline}), DOCUMENT))
        assert matter["title"] == headline

    def test_front_matter_has_the_titles_and_the_place(self) -> None:
        matter, text = parts(article_markdown(STORY, DOCUMENT))
        assert matter["title"] == STORY.headline
        assert matter["pages"] == [1, 2]
        assert matter["date"] == "2021-03-25"
        assert matter["illustrations"] == [{"id": "p01-i01", "page": 1, "caption": "堤上的灯。 林书言 摄"}]
        assert text.strip().startswith("> 编者按：请看。")

    def test_verses_are_lines_and_items_a_list(self) -> None:
        body = (
            block("paragraph", "题记"),
            block("verse", "河水"),
            block("verse", "让开"),
            block("subhead", "二"),
            block("list_item", "一张椅"),
            block("list_item", "一盏灯"),
        )
        _, text = parts(article_markdown(STORY.model_copy(update={"body": body, "editor_note": None}), DOCUMENT))
        assert text.strip() == "题记\n\n河水\\\n让开\n\n## 二\n\n- 一张椅\n- 一盏灯"

    @pytest.mark.parametrize(
        "text",
        [
            "# 一",
            "1. 二",
            "- 三",
            "+ 四",
            "<script>",
            "[五](x)",
            "*六*",
            "`七`",
            "~~八~~",
            "a_b_c",
            "=== 九",
            "&lt;",
            "a|b",
            "\\*",
        ],
    )
    def test_marks_of_markdown_stay_text(self, text: str) -> None:
        assert shown(escaped(text)) == "".join(text.split())

    @given(
        st.lists(st.text(st.sampled_from("水灯 。#*_-+=1.)>`<&[]()!~|\\:'\"a"), min_size=1, max_size=12), max_size=3)
    )
    def test_no_character_is_lost_or_made_a_mark(self, lines: list[str]) -> None:
        assert shown(escaped("\n".join(lines))) == "".join("".join(lines).split())
