"""The reader of an issue and the list of all issues, in a real browser: click, search, keys, phone, accessibility."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
from opencc import OpenCC
from playwright.sync_api import Browser, Page, expect

from ocr.export.library import rebuild_library
from ocr.export.pictures import COVER_PX, LARGE_PX, SMALL_PX, scaled, webp
from ocr.export.places import COVER_NAME, large_name, small_name
from ocr.export.reader.issue import reader_html
from ocr.export.reader.library import articles_js
from ocr.export.records import ArticleRecord
from ocr.export.schema import IssueDocument
from ocr.export.tables import issue_json
from tests.browser import PHONE, browser, faults, opened
from tests.golden_files import FOLDER

__all__ = ["browser"]

SCANS = Path(__file__).parents[1] / "scans" / "澄湾报_2024-05-16"
MOST_BYTES_A_PAGE = 1_500_000
"""Twelve megabytes for eight pages."""
HOSTILE = "</script><script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">"


def sample_document() -> IssueDocument:
    """The sample issue as the golden file has it."""
    content = json.loads((FOLDER / "sample_issue.json").read_text(encoding="utf-8"))
    content["generator"]["created"] = "2026-11-23T12:00:00Z"
    return IssueDocument.model_validate(content)


def write_reader(output: Path, document: IssueDocument, pictures: bool = True) -> Path:
    """The issue's folder with its reader, as the writer leaves it; the list of issues above it."""
    folder = output / document.id
    (folder / "pages").mkdir(parents=True)
    if pictures:
        for page in document.pages:
            scan = cv2.imread(str(SCANS / page.source.file))
            assert scan is not None
            (folder / "pages" / large_name(page.number)).write_bytes(webp(scaled(scan, LARGE_PX)))
            (folder / "pages" / small_name(page.number)).write_bytes(webp(scaled(scan, SMALL_PX)))
            (folder / "pages" / COVER_NAME).write_bytes(webp(scaled(scan, COVER_PX)))
    (folder / "index.html").write_bytes(reader_html(document, {page.number for page in document.pages}))
    (folder / "articles.js").write_bytes(articles_js(document))
    (folder / "issue.json").write_bytes(issue_json(document))
    assert rebuild_library(output) == []
    return folder / "index.html"


@pytest.fixture(scope="module")
def document() -> IssueDocument:
    return sample_document()


@pytest.fixture(scope="module")
def file(document: IssueDocument, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reader(tmp_path_factory.mktemp("reader"), document)


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    with opened(browser, file) as page:
        yield page


def long_story(document: IssueDocument) -> ArticleRecord:
    """The article that goes on from page 1 to page 3."""
    return next(article for article in document.articles if article.pages == (1, 3))


def over_a_join(article: ArticleRecord) -> str:
    """Characters on both sides of a break in a paragraph."""
    block = next(block for block in article.body if block.joins)
    at = block.joins[0].offset
    return block.text[at - 4 : at + 4]


def test_click_on_a_headline_opens_its_article(page: Page, document: IssueDocument) -> None:
    article = long_story(document)
    left, top, right, bottom = article.title_sources[0].bbox
    picture = page.locator("#p1").bounding_box()
    assert picture is not None
    scale = picture["width"] / document.pages[0].width
    page.mouse.click(picture["x"] + (left + right) / 2 * scale, picture["y"] + (top + bottom) / 2 * scale)
    expect(page.get_by_role("heading", name=article.headline or "", exact=True)).to_be_visible()
    assert page.url.endswith(f"#{article.id}")
    expect(page.locator(".list")).to_be_hidden()


def test_columns_of_the_open_article_stand_out_on_all_its_pages(page: Page, document: IssueDocument) -> None:
    article = long_story(document)
    page.locator(f".list a[data-article={article.id}]").click()
    for number in article.pages:
        wanted = sum(source.page == number for block in article.body for source in block.sources)
        expect(page.locator(f"#p{number} .pieces.on rect")).to_have_count(wanted)
    page.locator(f"article.on .to-page[data-page='{article.pages[1]}']").click()
    expect(page.locator(f"#p{article.pages[1]}")).to_be_visible()
    expect(page.locator(f"#p{article.pages[1]} .region.on")).to_be_visible()


def test_a_paragraph_lights_up_where_it_stands(page: Page, document: IssueDocument) -> None:
    article = long_story(document)
    page.goto(f"{page.url}#{article.id}")
    k, block = next((k, block) for k, block in enumerate(article.body, 1) if block.joins)
    page.locator(f"#{article.id}-{k}").hover()
    on_page = [source for source in block.sources if source.page == 1]
    expect(page.locator("#p1 rect.near")).to_have_count(len(on_page))
    page.locator("#p1 rect.near").first.click()
    expect(page.locator(f"#{article.id}-{k}")).to_be_in_viewport()


def test_text_is_as_read_with_joins_and_doubts_marked(page: Page, document: IssueDocument) -> None:
    for article in document.articles:
        page.goto(f"{page.url.partition('#')[0]}#{article.id}")
        shown = page.locator(f"#{article.id} .block")
        assert shown.all_text_contents() == [block.text for block in article.body]
        doubts = [block.text[at] for block in article.body for at, _ in block.doubts]
        assert page.locator(f"#{article.id} .doubt").all_text_contents() == doubts
        joins = [join.kind for block in article.body for join in block.joins]
        assert [str(mark) for mark in page.locator(f"#{article.id} .join").evaluate_all(KINDS)] == joins


KINDS = "marks => marks.map(mark => mark.classList[1])"


def test_marks_can_be_hidden_and_are_not_copied(page: Page, document: IssueDocument) -> None:
    article = long_story(document)
    page.goto(f"{page.url}#{article.id}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("article.on [data-do=copy]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[-1] == [placed.caption for placed in article.illustrations][-1]
    assert article.body[0].text in copied
    mark = page.locator("article.on .join").first
    expect(mark).to_be_visible()
    page.locator("article.on [data-do=marks]").click()
    expect(mark).to_be_hidden()


def test_photo_is_cut_out_of_the_page(page: Page, document: IssueDocument) -> None:
    article = long_story(document)
    page.goto(f"{page.url}#{article.id}")
    photo, placed = page.locator("article.on .crop").first, article.illustrations[0]
    photo.scroll_into_view_if_needed()
    expect(page.locator("article.on figcaption").first).to_have_text(placed.caption or "")
    box, whole = photo.bounding_box(), photo.locator("img").bounding_box()
    assert box is not None
    assert whole is not None
    scale = box["width"] / (placed.bbox[2] - placed.bbox[0])
    assert whole["x"] == pytest.approx(box["x"] - placed.bbox[0] * scale, abs=2)
    assert whole["y"] == pytest.approx(box["y"] - placed.bbox[1] * scale, abs=2)
    assert whole["height"] == pytest.approx(document.pages[0].height * scale, abs=4)


def test_search_finds_text_over_a_join_in_the_other_script(page: Page, document: IssueDocument) -> None:
    article = long_story(document)
    words = OpenCC("s2t").convert(over_a_join(article))
    page.keyboard.press("/")
    page.keyboard.type(words)
    found = page.locator(".results a")
    expect(found).to_have_count(1)
    assert OpenCC("t2s").convert(words) in OpenCC("t2s").convert(page.locator(".results mark").inner_text())
    page.keyboard.press("ArrowDown")
    expect(found).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{article.id}")).to_be_visible()
    assert page.evaluate("CSS.highlights.get('found').size") == 1
    page.keyboard.press("Escape")
    expect(found).to_be_focused()


def test_search_with_two_words_and_with_none_that_is_there(page: Page) -> None:
    page.locator("#query").fill("鸭子 稻鸭")
    expect(page.locator(".results a")).to_have_count(1)
    page.locator("#query").fill("鸭子 没有这句话")
    expect(page.locator(".results .count")).to_have_text("没有找到")
    page.locator("#query").press("Escape")
    expect(page.locator(".list")).to_be_visible()


def test_keys_walk_pages_and_articles(page: Page, document: IssueDocument) -> None:
    page.keyboard.press("ArrowRight")
    expect(page.locator("#p2")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".list a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{document.articles[1].id}")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"#{document.articles[2].id}")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f".list a[data-article={document.articles[2].id}]")).to_be_focused()


def test_articles_on_the_page_are_reached_by_tab(page: Page) -> None:
    page.locator(".viewport").focus()
    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_zoom_takes_the_large_picture_and_a_drag_moves_it(page: Page, file: Path) -> None:
    picture = page.locator("#p1 img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.currentSrc").endswith("small.webp")
    before = picture.bounding_box()
    for _ in range(4):
        page.keyboard.press("+")
    after = picture.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] == pytest.approx(before["width"] * 1.5**4, rel=0.01)
    expect(picture).to_have_js_property("currentSrc", (file.parent / "pages" / large_name(1)).as_uri())
    view = page.locator(".viewport")
    at = view.evaluate("element => element.scrollTop")
    page.mouse.move(300, 500)
    page.mouse.down()
    page.mouse.move(300, 400, steps=4)
    page.mouse.up()
    assert view.evaluate("element => element.scrollTop") == pytest.approx(at + 100, abs=2)
    expect(page.locator("article.on")).to_have_count(0)
    page.keyboard.press("0")
    assert picture.bounding_box() == before


def test_phone(browser: Browser, file: Path, document: IssueDocument) -> None:
    article = long_story(document)
    with opened(browser, file, viewport=PHONE, is_mobile=True, has_touch=True) as page:
        page.locator(f".list a[data-article={article.id}]").tap()
        expect(page.locator(f"#{article.id} h2")).to_be_in_viewport()
        expect(page.locator(".sheet")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.locator("article.on [data-do=peek]").tap()
        expect(page.locator("#p1")).to_be_in_viewport()
        assert not faults(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#a02"])
def test_accessible(browser: Browser, file: Path, scheme: str, fragment: str) -> None:
    with opened(browser, file, fragment, color_scheme=scheme) as page:
        assert not faults(page)
        page.locator("#query").fill("老街")
        assert not faults(page)


def test_controls_are_in_the_browser_s_language(browser: Browser, file: Path) -> None:
    for locale, word in (("zh-CN", "复制"), ("zh-TW", "复制"), ("en-GB", "Copy"), ("fr-FR", "Copy")):
        with opened(browser, file, "#a01", locale=locale) as page:
            expect(page.locator("article.on [data-do=copy]")).to_have_text(word)


def test_print_has_the_open_article_alone(page: Page) -> None:
    page.goto(f"{page.url}#a02")
    page.emulate_media(media="print")
    expect(page.locator("article:visible")).to_have_count(1)
    for part in (".sheet", ".list", ".search", "article.on .commands", "article.on .join >> nth=0"):
        expect(page.locator(part)).to_be_hidden()


def test_a_page_is_small(file: Path, document: IssueDocument) -> None:
    pictures = [picture.stat().st_size for picture in (file.parent / "pages").iterdir()]
    assert (sum(pictures) + file.stat().st_size) / len(document.pages) < MOST_BYTES_A_PAGE / 2


def test_picture_that_is_missing_is_told(browser: Browser, document: IssueDocument, tmp_path: Path) -> None:
    with opened(browser, write_reader(tmp_path, document, pictures=False)) as page:
        expect(page.locator("#p1 .missing")).to_contain_text("缺少这一版的图片")
        expect(page.locator("#p1 .missing")).to_contain_text("pages/p01-large.webp")
        page.locator("#p1 .region").first.click()
        expect(page.locator("article.on")).to_be_visible()


def test_what_a_scan_says_is_never_markup(browser: Browser, document: IssueDocument, tmp_path: Path) -> None:
    block = document.articles[0].body or document.articles[1].body
    spoilt = document.articles[1].model_copy(
        update={
            "headline": HOSTILE,
            "kicker": HOSTILE,
            "byline": HOSTILE,
            "body": (block[0].model_copy(update={"text": HOSTILE, "joins": (), "doubts": ((3, 0.5),)}),),
            "review_reasons": (HOSTILE,),
            "text": HOSTILE,
        }
    )
    hostile = document.model_copy(update={"title": HOSTILE, "number": HOSTILE, "articles": (spoilt,)})
    file = write_reader(tmp_path, hostile)
    assert len(re.findall(rb"</script>", file.read_bytes())) == 2
    with opened(browser, file, f"#{spoilt.id}") as page:
        expect(page.locator("article.on h2")).to_have_text(HOSTILE)
        expect(page.locator("article.on .block")).to_have_text(HOSTILE)
        page.locator("#query").fill("document")
        expect(page.locator(".results mark")).to_have_text("document")
        assert "hacked" not in (page.title().replace(HOSTILE, ""))
    with opened(browser, tmp_path / "index.html") as page:
        page.locator("#query").fill("document")
        expect(page.locator(".results .title")).to_have_text(HOSTILE)
        assert page.title() == "报刊 · baokan"


def test_list_shows_issues_and_searches_their_articles(browser: Browser, file: Path, document: IssueDocument) -> None:
    with opened(browser, file.parents[1] / "index.html") as page:
        assert not faults(page)
        expect(page.locator(".issue .date")).to_have_text([document.date or ""])
        page.keyboard.press("/")
        page.keyboard.type("鴨子")
        expect(page.locator(".results a")).to_have_count(1)
        expect(page.locator(".results mark")).to_have_text("鸭子")
        assert not faults(page)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("article.on")).to_contain_text("鸭子")
        page.locator(".home").click()
        page.locator(".issue a").click()
        expect(page.locator("#p1")).to_be_visible()
