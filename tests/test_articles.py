"""The issue put together from its pages: continuations, packages, ids, doubts."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.geometry import Box, Transform
from ocr.model import Article, Figure, Furniture, Issue, IssueSource, Page, PageSource, Piece, Role, Zone
from ocr.report import outcome_of
from ocr.text.articles import assemble

OPEN = "看门的师傅每天六点起床，用一面铜"
REST = "锣报时，一直敲到钟修好。"
WHOLE = "傍晚关门前，他又把黑板擦干净。"


def piece(text: str, starts: bool = True, confidence: float = 0.99) -> Piece:
    return Piece("paragraph", text, confidence, Box(100, 200, 400, 300), starts, text.endswith("。"))


def zone(headline: str | None, *texts: str, top: int = 100, left: int = 100) -> Zone:
    """A story's part of a page. A text that begins with + goes on from elsewhere."""
    pieces = tuple(piece(text.removeprefix("+"), not text.startswith("+")) for text in texts)
    return Zone(Box(left, top, left + 400, top + 300), headline=headline, pieces=pieces)


def page(number: int, *zones: Zone, furniture: tuple[Furniture, ...] = (), label: str | None = None) -> Page:
    source = PageSource(number, Path(f"{number:02d}.jpg"), label=label)
    return Page(source, "ok", 1000, 1400, char_px=20.0, confidence=0.99, zones=zones, furniture=furniture, engine="e")


def issue(*pages: Page, title: str | None = None) -> Issue:
    source = IssueSource("i", Path("i"), tuple(p.source for p in pages), title=title)
    return assemble(source, pages, "e", "s", 0.9)


def said(article: Article) -> list[str]:
    return [block.text for block in article.body]


def test_a_story_that_jumps_is_one_article() -> None:
    first = replace(zone("铜锣报时的人", OPEN), jump_to="2")
    other = zone("种子站里排长队", WHOLE, top=500)
    (article, alone) = issue(
        page(1, first, other), page(2, replace(zone("铜锣报时", "+" + REST), jump_from="1"))
    ).articles
    assert (article.pages, article.headline, said(article)) == ((1, 2), "铜锣报时的人", [OPEN + REST])
    assert article.jump is not None
    assert (article.jump.from_page, article.jump.to_page, article.jump.headline) == (1, 2, "铜锣报时")
    (join,) = article.body[0].joins
    assert (join.offset, join.kind) == (len(OPEN), "page")
    assert "下转第2版" in join.evidence
    assert article.review_reasons == ()
    assert alone.pages == (1,)


def test_pages_in_between_do_not_part_a_story() -> None:
    first = replace(zone("铜锣报时的人", OPEN), jump_to="三")
    rest = replace(zone(None, "+" + REST), jump_from="一")
    article = issue(page(1, first), page(2, zone("种子站里排长队", WHOLE)), page(3, rest)).articles[0]
    assert (article.pages, said(article)) == ((1, 3), [OPEN + REST])


def test_a_continuation_finds_its_story_among_several() -> None:
    stories = (
        replace(zone("种子站里排长队", OPEN), jump_to="3"),
        replace(zone("铜锣报时的人", OPEN, top=500), jump_to="2"),
        zone("河堤上的灯", WHOLE, top=900),
    )
    rest = replace(zone("铜锣报时", "+" + REST), jump_from="1")
    articles = issue(page(1, *stories), page(2, rest)).articles
    assert {article.headline: article.pages for article in articles} == {
        "种子站里排长队": (1,),
        "铜锣报时的人": (1, 2),
        "河堤上的灯": (1,),
    }


def test_a_paragraph_that_ended_before_the_jump_stays_ended() -> None:
    first = replace(zone("铜锣报时的人", WHOLE), jump_to="2")
    rest = replace(zone("铜锣报时", WHOLE), jump_from="1")
    (article,) = issue(page(1, first), page(2, rest)).articles
    assert said(article) == [WHOLE, WHOLE]
    assert [block.joins for block in article.body] == [(), ()]


def test_a_story_that_runs_over_without_a_jump_line() -> None:
    upper, lower = zone("河堤上的灯", WHOLE), zone("铜锣报时的人", OPEN, top=500)
    lower = replace(lower, pieces=(replace(lower.pieces[0], box=Box(100, 1200, 400, 1300)),))
    articles = issue(page(1, upper, lower), page(2, zone(None, "+" + REST), zone("种子站", WHOLE, top=500))).articles
    assert [(article.headline, article.pages) for article in articles] == [
        ("河堤上的灯", (1,)),
        ("铜锣报时的人", (1, 2)),
        ("种子站", (2,)),
    ]
    assert said(articles[1]) == [OPEN + REST]


def test_a_page_set_in_another_direction_goes_on_nothing() -> None:
    first, second = page(1, zone("灯", OPEN)), page(2, zone(None, "+" + REST))
    assert len(issue(first, second).articles) == 1
    assert len(issue(first, replace(second, writing_mode="vertical-rl")).articles) == 2


def test_a_story_without_a_headline_in_the_middle_of_a_page_goes_on_nothing() -> None:
    articles = issue(
        page(1, zone("铜锣报时的人", OPEN)), page(2, zone("种子站", WHOLE), zone(None, REST, top=500))
    ).articles
    assert [article.pages for article in articles] == [(1,), (2,), (2,)]
    assert "no headline" in articles[2].review_reasons


def test_a_missing_page_is_told() -> None:
    first = replace(zone("铜锣报时的人", OPEN), jump_to="5")
    rest = replace(zone("种子站", "+" + REST), jump_from="7")
    gone, lost = issue(page(1, first), page(2, rest)).articles
    assert any("page 5" in reason for reason in gone.review_reasons)
    assert any("page 7" in reason and "not in this issue" in reason for reason in lost.review_reasons)
    assert gone.jump is not None
    assert (gone.jump.from_page, gone.jump.to_page) == (1, 5)
    assert lost.jump is not None
    assert (lost.jump.from_page, lost.jump.to_page) == (7, 2)


@pytest.mark.parametrize(
    ("labels", "source", "target"),
    [
        (("A4", "A5"), "A4", "A5"),
        ((None, "A5"), "A4", "A5"),
        (("第四版", "第五版"), "四", "5"),
        ((None, "12版"), "1", "12"),
        ((None, None), "1", "2"),
    ],
)
def test_jump_lines_mean_the_pages_whose_folios_say_so(
    labels: tuple[str | None, str | None], source: str, target: str
) -> None:
    first = page(1, replace(zone("铜锣报时的人", OPEN), jump_to=target), label=labels[0])
    second = page(2, replace(zone(None, "+" + REST), jump_from=source), label=labels[1])
    (article,) = issue(first, second).articles
    assert article.pages == (1, 2)
    assert article.jump is not None
    assert (article.jump.from_page, article.jump.to_page) == (1, 2)


def test_a_page_is_told_by_its_place_among_those_with_a_folio() -> None:
    lost = replace(zone("种子站", "+" + REST), jump_from="A2")
    away = replace(zone("铜锣报时的人", OPEN), jump_to="B7")
    alone, gone = issue(page(1, lost), page(2, away, label="A5")).articles
    assert any("not in this issue" in reason for reason in alone.review_reasons)
    assert any("page B7" in reason for reason in gone.review_reasons)


def test_stories_under_a_package_carry_its_id() -> None:
    package = Zone(Box(100, 100, 900, 180), headline="把灯点到家门口", editor_note="编者按：灯亮了。", is_package=True)
    under = (zone("河堤上的灯", WHOLE, top=200), zone("种子站", WHOLE, top=200, left=500))
    beside = Zone(Box(920, 200, 990, 500), headline="铜锣", pieces=(piece(WHOLE),))
    articles = issue(page(1, package, *under, beside)).articles
    assert [article.package for article in articles] == [None, "a01", "a01", None]
    assert articles[0].review_reasons == ()


def test_illustrations_are_numbered_page_by_page_and_placed_on_the_scan() -> None:
    twice = Transform((2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0))
    lower, upper = Figure(Box(100, 300, 200, 400), "图②"), Figure(Box(300, 50, 400, 100), "图①")
    first = replace(page(1, replace(zone("铜锣", WHOLE), figures=(lower,))), loose_figures=(upper,), to_scan=twice)
    made = issue(first, page(2, replace(zone("种子站", WHOLE), figures=(Figure(Box(0, 0, 10, 10)),))))
    assert [(i.id, i.caption, i.article_id) for i in made.illustrations] == [
        ("p01-i01", "图①", None),
        ("p01-i02", "图②", "a01"),
        ("p02-i01", None, "a02"),
    ]
    assert made.illustrations[1].bbox == Box(200, 600, 400, 800)
    assert made.articles[0].illustrations == (made.illustrations[1],)


def test_what_an_article_takes_from_its_zone() -> None:
    own = replace(
        zone("河堤上的灯", "本报讯　昨晚七点，灯亮了。（本报记者 林书言）"),
        kicker="城东", subtitle="有人散步了", byline="本报记者 林书言 通讯员 周可",
    )  # fmt: skip
    (article,) = issue(page(1, own)).articles
    assert (article.kicker, article.subtitle, article.dateline) == ("城东", "有人散步了", "本报讯")
    assert article.authors == ("林书言", "周可")
    assert said(article) == ["本报讯　昨晚七点，灯亮了。（本报记者 林书言）"]


def test_low_confidence_is_told() -> None:
    doubtful = replace(zone("河堤上的灯"), pieces=(piece(WHOLE, confidence=0.6),))
    (article,) = issue(page(1, doubtful)).articles
    assert article.confidence == pytest.approx(0.6)
    assert article.review_reasons == ("low confidence: 0.60",)


@pytest.mark.parametrize(
    ("char_px", "confidence", "too_small"), [(8.7, 0.56, True), (8.7, 0.97, False), (20.0, 0.56, False)]
)
def test_type_too_small_for_its_scan_is_told(char_px: float, confidence: float, too_small: bool) -> None:
    small = replace(page(1, zone("河堤上的灯", WHOLE)), char_px=char_px, confidence=confidence)
    (article,) = issue(small).articles
    reason = "the type of page 1 is too small to be read well (9 px)"
    assert article.review_reasons == ((reason,) if too_small else ())
    remedy = "; its type is 9 px high, scan it at twice the resolution" if too_small else ""
    assert outcome_of(small) == f"read, confidence {confidence:.3f}{remedy}"


def test_the_imprint_is_read_where_it_is_not_given() -> None:
    furniture = (
        Furniture(Role.MASTHEAD, "澄湾报", Box(0, 0, 200, 60)),
        Furniture(Role.RUNNING_HEAD, "2024年5月16日　总第1428期", Box(300, 0, 600, 20)),
        Furniture(Role.FOLIO, "第1版", Box(700, 0, 760, 20)),
        Furniture(Role.RUNNING_HEAD, "要闻", Box(500, 0, 560, 20)),
    )
    made = issue(page(1, zone("灯", WHOLE), furniture=furniture), page(2, label="A2"))
    assert (made.title, made.date, made.issue_number) == ("澄湾报", "2024-05-16", "总第1428期")
    assert (made.labels, made.sections) == (("第1版", "A2"), ("要闻", None))
    assert made.articles[0].section == "要闻"
    assert issue(page(1, furniture=furniture), title="晨报").title == "晨报"


def test_the_largest_word_of_a_later_page_is_its_section() -> None:
    furniture = (
        Furniture(Role.MASTHEAD, "要闻·综合", Box(0, 0, 200, 60)),
        Furniture(Role.FOLIO, "第2版", Box(700, 0, 760, 20)),
        Furniture(Role.RUNNING_HEAD, "澄湾日報", Box(800, 0, 860, 20)),
    )
    made = issue(page(1, zone("灯", WHOLE), furniture=furniture))
    assert (made.title, made.sections) == ("澄湾日報", ("要闻·综合",))


@pytest.mark.parametrize(
    ("words", "box", "title"),
    [
        ("天天有得看 澄湾日報", Box(60, 40, 700, 160), "澄湾日報"),
        ("澄湾日報", Box(60, 900, 700, 1020), None),
        ("澄湾日報", Box(60, 40, 160, 60), None),
        ("天天有得看", Box(60, 40, 700, 160), None),
    ],
    ids=["large at the head", "in the middle", "small", "no name"],
)
def test_a_nameplate_on_a_picture_names_the_paper(words: str, box: Box, title: str | None) -> None:
    furniture = (Furniture(Role.DECORATION, words, box),)
    assert issue(page(1, zone("灯", WHOLE), furniture=furniture)).title == title


def test_a_notice_s_date_and_number_are_not_the_issue_s() -> None:
    furniture = (
        Furniture(Role.ADVERTISEMENT, "2024年5月16日开奖　第018期", Box(0, 900, 200, 920)),
        Furniture(Role.RUNNING_HEAD, "中華民國二十八年四月廿六日", Box(300, 0, 600, 20)),
        Furniture(Role.FOLIO, "· 13 ·", Box(700, 0, 760, 20)),
    )
    made = issue(page(1, zone("灯", WHOLE), furniture=furniture))
    assert (made.date, made.issue_number, made.labels) == ("1939-04-26", None, ("13",))


def test_a_failed_page_and_a_blank_one_stop_nothing() -> None:
    failed = Page(PageSource(2, Path("02.jpg")), "failed", error="02.jpg: gone")
    blank = Page(PageSource(3, Path("03.jpg")), "blank")
    made = issue(page(1, zone("铜锣", WHOLE)), failed, blank, page(4, zone("种子站", WHOLE)))
    assert [article.pages for article in made.articles] == [(1,), (4,)]
    assert [p.status for p in made.pages] == ["ok", "failed", "blank", "ok"]


@given(
    st.lists(st.lists(st.sampled_from([WHOLE, OPEN, "+" + REST]), min_size=1, max_size=3), min_size=1, max_size=6),
    st.lists(st.tuples(st.none() | st.integers(1, 4), st.none() | st.integers(1, 4)), min_size=6, max_size=6),
    st.integers(0, 99),
)
def test_every_zone_stands_in_one_article_whatever_the_jump_lines_say(
    texts: list[list[str]], jumps: list[tuple[int | None, int | None]], seed: int
) -> None:
    """Of stories that go forward: a page's jump line names a later page, a continuation's an earlier one."""
    pages = []
    for number, (own, (to, back)) in enumerate(zip(texts, jumps, strict=False), 1):
        one = zone(f"标题{number}" if number % 3 else None, *own)
        pages.append(
            page(
                number,
                replace(
                    one,
                    jump_to=str(number + to) if to else None,
                    jump_from=str(number - back) if back and back < number else None,
                ),
            )
        )
    made = issue(*random.Random(seed).sample(pages, len(pages)))
    assert made == issue(*pages)
    printed = "".join(p.text for one in pages for z in one.zones for p in z.pieces)
    assert sorted("".join("".join(said(article)) for article in made.articles)) == sorted(printed)
    assert sorted(source.page for article in made.articles for source in article.zone_boxes) == list(
        range(1, len(pages) + 1)
    )
    assert [article.id for article in made.articles] == [f"a{n:02d}" for n in range(1, len(made.articles) + 1)]


def test_a_near_thing_is_told() -> None:
    doubtful = replace(zone("河堤上的灯"), pieces=(piece(WHOLE),), margin=0.3)
    assert issue(page(1, doubtful)).articles[0].review_reasons == ("which text belongs to it was a near thing",)
    first, second = piece(WHOLE), replace(piece(WHOLE), join_confidence=0.6, break_before="column")
    (reason,) = issue(page(1, replace(zone("河堤上的灯"), pieces=(first, second)))).articles[0].review_reasons
    assert reason == "whether a paragraph goes on over a break was a near thing"


def test_a_paragraph_that_breaks_off_is_told() -> None:
    broken = replace(zone("河堤上的灯"), pieces=(replace(piece(OPEN), ends=False), piece(WHOLE)))
    assert issue(page(1, broken)).articles[0].review_reasons == ("a paragraph breaks off in mid-sentence",)
    joined = replace(broken, pieces=(replace(piece(OPEN), ends=False), piece(REST, starts=False), piece(WHOLE)))
    assert issue(page(1, joined)).articles[0].review_reasons == ()
    led_on = replace(zone("河堤上的灯"), pieces=(piece(WHOLE), replace(piece(OPEN), ends=False)), jump_to="9")
    assert not any("breaks off" in reason for reason in issue(page(1, led_on)).articles[0].review_reasons)
