"""The sample issue: three pages of a district paper, made up from ``sample_copy`` and scanned in an office."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tests.drawer import sample_copy as copy
from tests.drawer.copy import Cell, Continuation, Masthead, PagePlan, Photo, RunningHead, Style
from tests.drawer.drawing import DrawnPage, draw_issue
from tests.drawer.scanner import OFFICE, encode_jpeg
from tests.drawer.truth import IssueHead, IssueTruth

ISSUE_ID = "澄湾报_2024-05-16"
DPI = 240
_SEED = 20240516
_QUALITY = 70
_STYLE = Style(char_px=32, leading=1.44)
_SIZE = (2080, 3000)
_DATE = "2024年5月16日"
_LOOK = replace(OFFICE, quality=None, noise=2.4)
_LOOKS = (
    replace(_LOOK, skew_deg=0.35),
    replace(_LOOK, skew_deg=-0.52, show_through=0.02),
    replace(_LOOK, skew_deg=0.18, uneven=14.0),
)


def _running_head(number: int, section: str) -> RunningHead:
    return RunningHead(f"第{number}版", section, f"{_DATE}　《澄湾报》")


def _front_page() -> PagePlan:
    market = replace(
        copy.MARKET,
        columns=4,
        rows=15,
        jump_to="第3版",
        photos=(
            Photo("改造后的澄河菜场，过道宽敞明亮。 本报记者 闻小满 摄", "hall", rows=10, column=1, span=2, down=2),
        ),
    )
    chairs = replace(
        copy.CHAIRS,
        columns=2,
        photos=(Photo("石榴巷口的“百家椅”前，街坊们正在聊天。 陶令仪 摄", "people", rows=10, column=1, down=3),),
    )
    cobbler = replace(copy.COBBLER, columns=2)
    head = Masthead(
        "澄湾报",
        (_DATE, "星期四　农历四月初九", "第1428期　本期3版", "澄湾区融媒体中心主办"),
    )
    library = replace(copy.LIBRARY, columns=2)
    return _page(1, ((Cell((copy.PACKAGE,)),), (Cell((market,)),), (Cell((chairs,)), Cell((cobbler, library)))), head)


def _second_page() -> PagePlan:
    ducks = replace(
        copy.DUCKS,
        columns=4,
        photos=(
            Photo("图①：白鹭村的麻鸭排着队下田。", "field", rows=12, column=0, span=2, down=6),
            Photo("图②：佟知夏（右）和学生在田边量苗高。", "hills", rows=14, column=3, down=2),
        ),
    )
    falls = replace(
        copy.FALLS,
        columns=2,
        photos=(Photo("简宁示范坐姿踮脚练习。 路晚晴 摄", "people", rows=8, column=1, down=4),),
    )
    bus = replace(copy.BUS, columns=2)
    briefs = tuple(Cell((story,)) for story in (copy.FOUNTAINS, copy.TOOLS, copy.BOOKS))
    return _page(2, ((Cell((ducks,)),), briefs, (Cell((falls,)), Cell((bus, copy.TEA)))), _running_head(2, "街镇"))


def _third_page() -> PagePlan:
    rest = Continuation(
        copy.MARKET,
        "第1版",
        "老菜场又闻到烟火气",
        columns=4,
        photos=(Photo("傍晚，街坊们到“晚市食堂”买小吃。 菜场供图", "street", rows=7, column=1, span=2, down=2),),
    )
    gate = replace(
        copy.GATE,
        columns=3,
        photos=(Photo("修缮一新的老校门。 康又青 摄", "gate", rows=10, column=1, span=2, down=2),),
    )
    footer = "本报地址：澄湾区麦桥路19号　邮编：000000　新闻热线：5550100　投稿邮箱：news@example.com"
    middle = (Cell((copy.BOATS,), span=2), Cell((copy.FERRY,)))
    page = _page(3, ((Cell((rest,)),), middle, (Cell((gate,)),)), _running_head(3, "副刊"), footer)
    return replace(page, story_rules=False)


def _page(number: int, rows: tuple[tuple[Cell, ...], ...], head: Masthead | RunningHead, footer: str = "") -> PagePlan:
    return PagePlan(rows, head, footer, number, *_SIZE)


def draw_sample() -> tuple[list[DrawnPage], IssueTruth]:
    """All pages of the sample issue and its truth."""
    plans = (_front_page(), _second_page(), _third_page())
    head: IssueHead = {"id": ISSUE_ID, "title": "澄湾报", "date": _DATE, "kind": "drawn"}
    return draw_issue(plans, _STYLE, _LOOKS, head, _SEED)


def write_sample(root: Path) -> None:
    """Writes ``scans/<issue>/01.jpg …`` and ``tests/data/<issue>/truth.json`` under ``root``, over what is there."""
    pages, truth = draw_sample()
    scans, data = root / "scans" / ISSUE_ID, root / "tests" / "data" / ISSUE_ID
    for folder in (scans, data):
        folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        (scans / page.page["file"]).write_bytes(encode_jpeg(page.image, _QUALITY, DPI))
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (data / "truth.json").write_text(text + "\n", encoding="utf-8")
