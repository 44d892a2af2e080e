"""The formulas of newspapers, as printed in many papers and as misread; and sentences that only look like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr import language

TEXT = st.text(alphabet="本报讯电社记者灯亮了，。“”（ab-Z 9　()下转第二版", max_size=30)


@pytest.mark.parametrize(
    "text",
    [
        "□通讯员 蔡颖琛",
        "■ 林书言",
        "●记者 林书言",
        "本报记者 林书言 通讯员 周可",
        "本报特约记者　林书言",
        "本刊通讯员 林书言",
        "本报实习记者 周可",
        "（记者林书言）",
        "(本报记者 林书言)",
        "文/林书言",
        "文／图　林书言",
        "图/周可",
        "撰文：林书言",
        "作者：林书言",
        "摄影｜周可",
        "摘自《灯下集》",
        "摘编自《灯下集》",
        "新华社记者 林书言",
    ],
)
def test_bylines(text: str) -> None:
    assert language.is_byline(text)


@pytest.mark.parametrize(
    "text",
    [
        "记者来到现场，看见淤泥已经清走",
        "本报记者从街道办事处了解到，",
        "图书馆里坐满了人",
        "文化站的灯也亮了",
        "作者在书里写过这条河",
        "来源不明的旧灯泡",
        "他当过记者",
        "",
    ],
)
def test_no_bylines(text: str) -> None:
    assert not language.is_byline(text)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("□通讯员 蔡颖琛", ("蔡颖琛",)),
        ("本报记者 林书言 实习生 周可", ("林书言", "周可")),
        ("（本报记者 林书言 通讯员 周可 陶令仪）", ("林书言", "周可", "陶令仪")),
        ("文/何清越　图/沈一鸣", ("何清越", "沈一鸣")),
        ("本报特约通讯员　林书言、周可", ("林书言", "周可")),
        ("■林书言", ("林书言",)),
        (None, ()),
        ("", ()),
    ],
)
def test_authors(byline: str | None, names: tuple[str, ...]) -> None:
    assert language.authors_of(byline) == names


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("（下转第2版）", "2"),
        ("(下转第2版)", "2"),
        ("（下转第 12 版）", "12"),
        ("【下转A5版】", "A5"),
        ("下转三版", "三"),
        ("（下接第十二版）", "十二"),
        ("（下轉第二版）", "二"),
        ("（緊轉第三頁）", "三"),
        ("（下转第２版）", "２"),
        ("下午转晴", None),
        ("他下班后转了三趟车", None),
        ("（上接第1版）", None),
    ],
)
def test_jump_to(text: str, page: str | None) -> None:
    assert language.jump_to(text) == page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("（上接第一版）工程旨在提升", ("一", "（上接第一版）")),
        ("(上接1版)灯下", ("1", "(上接1版)")),
        ("　（紧续接第2版）灯下", ("2", "（紧续接第2版）")),
        ("（续接A3版）灯下", ("A3", "（续接A3版）")),
        ("上接第４版", ("４", "上接第４版")),
        ("工程（上接第一版）", None),
        ("街上接连亮起了灯", None),
    ],
)
def test_jump_from(text: str, page: tuple[str, str] | None) -> None:
    assert language.jump_from(text) == page


@pytest.mark.parametrize("text", ["（下转第2版）", "(上接第1版)", "下转A5版", "↓下转4版", " （上接第十二版） "])
def test_jump_lines(text: str) -> None:
    assert language.is_jump_line(text)


@pytest.mark.parametrize("text", ["下午转晴", "这里的灯要转到下个月才换，（下转第2版）", "第2版", "转身就走"])
def test_no_jump_lines(text: str) -> None:
    assert not language.is_jump_line(text)


@pytest.mark.parametrize(
    ("label", "number"),
    [("2", 2), ("１２", 12), ("A5", 5), ("二", 2), ("十", 10), ("十一", 11), ("二十", 20), ("三十二", 32), ("", None)],
)
def test_page_number(label: str, number: int | None) -> None:
    assert language.page_number(label) == number


@pytest.mark.parametrize(
    "text",
    [
        "桥头新灯。 陶令仪 摄",
        "桥头新灯。陶令仪/摄",
        "桥头新灯（陶令仪 摄）",
        "本报记者 陶令仪 摄影报道",
        "菜场供图",
        "（受访单位供图）",
        "（资料图片）",
        "桥头新灯，资料照片",
        "本报记者 陶令仪摄于桥头",
        "網上圖片",
    ],
)
def test_credits(text: str) -> None:
    assert language.has_credit(text)


@pytest.mark.parametrize("text", ["桥头的新灯下坐满了人。", "摄影爱好者围住了桥头", "他供图书馆用灯", "摄氏十五度"])
def test_no_credits(text: str) -> None:
    assert not language.has_credit(text)


@pytest.mark.parametrize("text", ["图①：桥头。", "图为桥头新灯。", "图1：桥头", "左图：桥头", "▲桥头夜景"])
def test_caption_openings(text: str) -> None:
    assert language.opens_caption(text)


@pytest.mark.parametrize("text", ["图书馆里坐满了人", "桥头的图", "图纸改了五遍"])
def test_no_caption_openings(text: str) -> None:
    assert not language.opens_caption(text)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("编者按：连日来", True),
        ("【编者按】连日来", True),
        ("编者按　连日来", True),
        ("开栏的话：", True),
        ("（主持人语）", True),
        ("编辑同志：", False),
        ("按照规定", False),
        ("编者在书里说", False),
    ],
)
def test_notes(text: str, note: bool) -> None:
    assert language.is_note(text) is note


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("本报讯　7月8日凌晨", "本报讯"),
        ("本报讯（记者 林书言）昨晚", "本报讯"),
        ("本报北京3月5日电 记者", "本报北京3月5日电"),
        ("新华社北京3月5日电（记者林书言）", "新华社北京3月5日电"),
        ("通讯员走进社区", None),
        ("居民区党群服务站", None),
    ],
)
def test_datelines(text: str, dateline: str | None) -> None:
    assert language.dateline_of(text) == dateline


@pytest.mark.parametrize(
    ("text", "ends", "may", "must"),
    [
        ("灯亮了。", True, True, False),
        ("灯亮了。”", True, True, False),
        ("（灯亮了。）", True, True, False),
        ("灯亮了……", True, True, False),
        ("他问：", False, True, False),
        ("（许一舟）", False, True, False),
        ("灯亮了，", False, False, True),
        ("他说：“灯亮了。", True, True, True),
        ("灯（新换的", False, False, True),
        ("过往车辆", False, False, False),
        ("", False, False, False),
    ],
)
def test_how_a_text_ends(text: str, ends: bool, may: bool, must: bool) -> None:
    assert (language.ends_sentence(text), language.may_end(text), language.must_go_on(text)) == (ends, may, must)


@pytest.mark.parametrize(
    ("left", "right", "splits"),
    [
        ("街道办事", "处的人", True),
        ("用了20", "24年的灯", True),
        ("the New Yor", "k灯", True),
        ("灯亮了。", "街道办事处", False),
        ("灯亮了", "，街道", False),
        ("", "街道", False),
    ],
)
def test_split_words(left: str, right: str, splits: bool) -> None:
    assert language.splits_word(left, right) is splits


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021年3月25日 星期四", "2021-03-25"),
        ("2021.3.5", "2021-03-05"),
        ("2021-12-31", "2021-12-31"),
        ("2021年13月1日", None),
        ("3月25日", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert language.date_of(text) == date


@given(TEXT)
def test_compact_twice_is_compact_once(text: str) -> None:
    assert language.compact(language.compact(text)) == language.compact(text)


@given(TEXT)
def test_compact_loses_only_spaces(text: str) -> None:
    assert "".join(language.compact(text).split()) == "".join(text.split())


@given(TEXT, TEXT)
def test_joined_loses_only_the_hyphen(left: str, right: str) -> None:
    text, hyphen = language.joined(left, right)
    kept = left.removesuffix("-") if hyphen else left
    assert text in (kept + right, f"{kept} {right}")


@given(TEXT)
def test_what_must_go_on_with_a_comma_is_no_end(text: str) -> None:
    assert not language.ends_sentence(text + "，")
    assert language.must_go_on(text + "，")


@pytest.mark.parametrize(
    "text",
    [
        "【本報記者簡惠如／專題報導】",
        "〔記者鍾愛蓮／台中報導〕",
        "【特派員羅志遠／松嶺報導】",
        "【記者鄭書豪／中部電】",
        "（本报记者王小明北京报道）",
    ],
)
def test_a_byline_in_brackets_opens_a_body(text: str) -> None:
    assert language.opening_byline(f"{text}入夜八點，南門市場的鐵捲門一扇一扇拉起。") == text


@pytest.mark.parametrize("text", ["（本報訊）入夜八點", "【記者觀察】入夜八點，電台報導）", "記者昨天報導，入夜八點"])
def test_other_openings_are_no_byline(text: str) -> None:
    assert language.opening_byline(text) is None


def test_a_byline_whose_bracket_is_open_goes_on_with_the_text() -> None:
    assert not language.is_byline("【本報記者簡惠如")
    assert language.is_byline("（本报记者 许一舟）")


@pytest.mark.parametrize("text", ["實習記者　康寧", "特派員　羅志遠", "體育組　費小軍", "本報特約記者　方立中"])
def test_bylines_in_traditional_characters(text: str) -> None:
    assert language.is_byline(text)
    assert language.authors_of(text) == (text.split("　")[1],)
