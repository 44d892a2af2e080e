"""Tables and schedules: read row by row."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.geometry import Box
from ocr.model import Frame, Role, Rule, TextLine
from ocr.stories import find_stories
from ocr.stories.tables import find_tables
from tests.layouts import (
    CHAR,
    LAMP,
    PITCH,
    SEED,
    columns,
    found,
    headline,
    level_rule,
    moved,
    page,
    pour,
    text_line,
    upright_rule,
)

PRICES = (("品名", "规格", "单价"), ("青菜", "500克", "2.60"), ("五花肉", "500克", "17.80"), ("鲫鱼", "条", "12.00"))
GAMES = (
    ("对阵", "地点"),
    ("石榴巷队对麦桥队", "东篱球场"),
    ("望星队对澄河队", "文化站"),
    ("决赛", "体育馆"),
)
STAFF = (("单秋白", "男", "自费修椅二十把"), ("季春兰", "女", "照看邻居老人十年"), ("葛永福", "男", "免费修鞋配钥匙"))


def cells(rows: Sequence[Sequence[str]], lefts: Sequence[int], top: int, pitch: int = PITCH) -> list[TextLine]:
    return [
        text_line(text, left, top + k * pitch)
        for k, row in enumerate(rows)
        for left, text in zip(lefts, row, strict=False)
        if text
    ]


def rows_of(lines: Sequence[TextLine], rules: Sequence[Rule] = (), frames: Sequence[Frame] = ()) -> list[list[str]]:
    return [[" ".join(c.text for c in row) for row in t.rows] for t in find_tables(lines, rules, frames, CHAR)]


def test_a_table_without_rules() -> None:
    assert rows_of(cells(PRICES, (100, 300, 480), 100)) == [[" ".join(row) for row in PRICES]]


def test_columns_of_words_of_unlike_length() -> None:
    assert rows_of(cells(STAFF, (100, 260, 380), 100)) == [[" ".join(row) for row in STAFF]]


def test_rules_make_a_table_of_what_might_be_a_list() -> None:
    lines = cells(GAMES, (100, 400), 100, 54)
    assert rows_of(lines) == []
    rules = [level_rule(90, 127 + k * 54, 600) for k in range(3)]
    assert rows_of(lines, rules) == [[" ".join(row) for row in GAMES]]
    assert rows_of(lines, [upright_rule(380, 90, 300)]) == [[" ".join(row) for row in GAMES]]


def test_a_cell_in_two_lines_is_in_one_row() -> None:
    rows = (("8:30", "开幕式"), ("9:00", "三人篮球"), ("", "男子组"), ("10:30", "拔河"), ("15:00", "闭幕式"))
    tops = (100, 160, 160 + 24, 220, 280)
    lines = [
        text_line(text, left, top)
        for row, top in zip(rows, tops, strict=True)
        for left, text in zip((100, 240), row, strict=True)
        if text
    ]
    assert rows_of(lines) == [["8:30 开幕式", "9:00 三人篮球 男子组", "10:30 拔河", "15:00 闭幕式"]]


def test_two_tables_side_by_side_are_two() -> None:
    lines = [*cells(PRICES, (100, 260, 380), 100, 40), *cells(STAFF, (520, 640, 720), 118, 52)]
    assert [len(rows) for rows in rows_of(lines)] == [4, 3]


def test_columns_of_names_are_no_table() -> None:
    names = (("林书言", "周可文", "陶令仪"), ("邱见山", "单秋白", "邬彤"), ("裴长根", "顾大勇", "黎舒文"))
    assert rows_of(cells(names, (100, 260, 420), 100)) == []


def test_prose_between_column_rules_is_no_table() -> None:
    lefts = columns(100, 3)
    text = "".join(LAMP + SEED).replace("，", "").replace("。", "").replace("、", "")
    lines = pour((text,), lefts, 100)
    rules = [upright_rule(round(left) - 22, 100, 400) for left in lefts[1:]]
    assert rows_of(lines, rules) == []


def test_a_table_in_its_story() -> None:
    """A row is one item; the rules of its grid part no stories, and its head row is no advertisement."""
    grid = [level_rule(90, 290 + k * 54, 690) for k in range(5)] + [
        upright_rule(x, 290, 506) for x in (90, 280, 460, 690)
    ]
    frames = [Frame(Box(90, 290 + k * 54, 690, 346 + k * 54), "box") for k in range(4)]
    layout = page(
        headline("今日菜价", 100, 220),
        cells(PRICES, (100, 300, 480), 306, 54),
        headline("一盏灯的来历", 900, 220),
        pour(LAMP + SEED, columns(900, 2), 290),
        rules=grid,
        frames=frames,
    )
    rows = tuple(" ".join(row) for row in PRICES)
    assert {(story.headline, story.blocks) for story in found(layout)} == {
        ("今日菜价", rows),
        ("一盏灯的来历", LAMP + SEED),
    }
    stories = find_stories(layout)
    assert {line.role for line in stories.lines if line.text in {c for row in PRICES for c in row}} == {Role.LIST_ITEM}
    kinds = {piece.kind for zone in stories.zones if zone.headline == "今日菜价" for piece in zone.pieces}
    assert kinds == {"list_item"}


def ruled_statistics() -> tuple[list[TextLine], list[Rule]]:
    """A table with a head of two lines and merged cells, all its cells between rules, and its number and name."""
    lines = [
        text_line("表6-3-2", 180, 60),
        text_line("各县沟道数量与长度", 330, 60),
        text_line("沟道", 120, 118),
        text_line("级别", 120, 148),
        text_line("数量/万条", 290, 106),
        text_line("长度/万 km", 560, 106),
    ]
    for left in (240, 480):
        lines += [text_line("丘陵", left, 144), text_line("沟壑区", left - 10, 168), text_line("合计", left + 120, 156)]
    figures = (("合计", "55.64", "66.67", "47.1", "56.33"), ("500～1000m", "43.31", "51.97", "29.76", "35.73"))
    figures = (*figures, ("1000m以上", "12.33", "14.70", "17.34", "20.6"))
    for k, row in enumerate(figures):
        lefts = (104, 240, 360, 480, 600)
        lines += [text_line(text, left, 212 + 40 * k, 0.9) for left, text in zip(lefts, row, strict=True)]
    level = [level_rule(90, y, 720) for y in (94, 198, 238, 278, 318)] + [level_rule(220, 134, 720)]
    upright = [upright_rule(x, 94, 318) for x in (220, 460)] + [upright_rule(x, 134, 318) for x in (340, 580)]
    return lines, [*level, *upright]


def test_a_ruled_table_keeps_its_rows_whatever_its_head_is() -> None:
    lines, rules = ruled_statistics()
    layout = page(lines, pour(LAMP, (100,), 350, chars=28), rules=rules)
    (zone,) = find_stories(layout).zones
    rows = [piece.text for piece in zone.pieces if piece.kind == "list_item"]
    assert rows == [
        "表6-3-2 各县沟道数量与长度",
        "沟道级别 数量/万条 长度/万 km",
        "丘陵沟壑区 合计 丘陵沟壑区 合计",
        "合计 55.64 66.67 47.1 56.33",
        "500～1000m 43.31 51.97 29.76 35.73",
        "1000m以上 12.33 14.70 17.34 20.6",
    ]


def test_a_ruled_table_s_title_takes_no_text_of_the_next_column() -> None:
    lines, rules = ruled_statistics()
    table = moved(page(lines, rules=rules), dx=600)
    beside = text_line("看门的师傅每天六点起床", 100, 60)
    (rows,) = rows_of([beside, *table.lines], table.rules)
    assert rows[0] == "表6-3-2 各县沟道数量与长度"


def test_the_head_of_a_table_set_like_a_headline_is_none() -> None:
    head = [text_line(word, left, 170, 1.6, 1.6) for word, left in (("名称栏", 100), ("收盘价", 300), ("涨跌额", 480))]
    layout = page(headline("今日行情", 100, 60), head, cells(PRICES, (100, 300, 480), 206, 36))
    (story,) = found(layout)
    assert story.headline == "今日行情"


def test_no_text_goes_on_from_a_table() -> None:
    lines, rules = ruled_statistics()
    note = text_line("级别用沟道的长度表示。", 100, 340, 0.8)
    (zone,) = find_stories(page(lines, note, rules=rules)).zones
    after = zone.pieces[-1]
    assert (after.kind, after.starts, after.text) == ("paragraph", True, note.text)


def test_briefs_between_rules_are_no_table() -> None:
    lefts = columns(100, 3, chars=10)
    lines = [line for left in lefts for top in (100, 330) for line in pour((LAMP[0],), (left,), top, chars=10)]
    rules = [level_rule(90, y, 900) for y in (80, 310, 540, 560)]
    rules += [upright_rule(round(left) - 20, 80, 560) for left in lefts[1:]]
    assert rows_of(lines, rules) == []


def test_what_stands_under_a_table_is_in_none_of_its_columns() -> None:
    """A bold head longer than the cells over it, as wide as a column, and the text under it."""
    lefts = (100, 300, 480)
    head = text_line("桥头换了灯", 300, 100 + len(PRICES) * PITCH + 20, weight=1.5)
    text = pour(LAMP, (300,), 100 + (len(PRICES) + 1) * PITCH + 20)
    assert rows_of([*cells(PRICES, lefts, 100), head, *text]) == [[" ".join(row) for row in PRICES]]


def test_the_heads_of_a_table_s_columns_are_no_byline() -> None:
    rows = (
        ("名称", "收盘", "涨跌"),
        ("江南水泥", "15.98", "2"),
        ("东港股份", "42.15", "8"),
        ("云台旅游", "73.34", "1"),
    )
    layout = page(headline("部分股票收盘行情", 100, 40), cells(rows, (100, 260, 400), 106, 40))
    (zone,) = find_stories(layout).zones
    assert (zone.byline, [piece.text for piece in zone.pieces]) == (None, [" ".join(row) for row in rows])


def test_a_grid_of_which_rules_are_missing_is_read_by_its_columns() -> None:
    """Two cells without a rule between them would be one, of two rows."""
    lines = cells(PRICES, (100, 300, 480), 100, 40)
    level = [level_rule(90, 92, 640), *(level_rule(90, 92 + 40 * k, 280) for k in (1, 2, 3)), level_rule(90, 252, 640)]
    rules = [*level, *(upright_rule(x, 92, 252) for x in (280, 460))]
    assert rows_of(lines, rules) == [[" ".join(row) for row in PRICES]]
