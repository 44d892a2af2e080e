"""Joining the pieces of a story: nothing is lost, nothing invented, and every join is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.geometry import IDENTITY, Box, Transform
from ocr.model import Piece
from ocr.text.joins import PlacedPiece, across_pages, join_pieces

Kind = Literal["paragraph", "subhead", "verse", "list_item"]
KINDS: tuple[Kind, ...] = ("paragraph", "subhead", "verse", "list_item")
TEXTS = st.text(alphabet="灯亮了，。“”abcXY-9 ", min_size=1, max_size=12).filter(lambda text: text == text.strip())
PIECES = st.builds(
    Piece,
    kind=st.sampled_from(KINDS),
    text=TEXTS,
    confidence=st.floats(0, 1),
    box=st.just(Box(0, 0, 10, 10)),
    starts=st.booleans(),
    ends=st.booleans(),
    break_before=st.sampled_from(("column", "illustration", "page", "none")),
    evidence=st.just("flush"),
    join_confidence=st.floats(0, 1),
)


def piece(text: str, starts: bool = True, ends: bool = False, kind: Kind = "paragraph") -> Piece:
    return Piece(kind, text, 0.9, Box(10, 20, 30, 40), starts, ends)


def placed(pieces: list[Piece], page: int = 1) -> list[PlacedPiece]:
    return [PlacedPiece(p, page, IDENTITY) for p in pieces]


def test_a_piece_that_starts_nothing_goes_on() -> None:
    second = replace(piece("岗值守。", starts=False), break_before="column", evidence="flush", join_confidence=0.9)
    (block,) = join_pieces(placed([piece("小区站"), second]))
    assert block.text == "小区站岗值守。"
    (join,) = block.joins
    assert (join.offset, join.kind, join.evidence, join.confidence) == (3, "column", "flush", 0.9)


def test_doubts_stay_with_their_characters() -> None:
    first = replace(piece("灯亮 the inter-"), doubts=((1, 0.5), (12, 0.7)))
    second = replace(piece("national会", starts=False), doubts=((8, 0.6),))
    (block,) = join_pieces(placed([first, second]))
    assert [(block.text[at], sure) for at, sure in block.doubts] == [("亮", 0.5), ("会", 0.6)]


def test_an_item_of_a_list_goes_on_too_but_not_in_a_paragraph() -> None:
    items = [piece("1.独居老人家中由网", kind="list_item"), piece("格员上门查看。", starts=False, kind="list_item")]
    assert [block.text for block in join_pieces(placed(items))] == ["1.独居老人家中由网格员上门查看。"]
    assert len(join_pieces(placed([items[0], piece("格员上门查看。", starts=False)]))) == 2


def test_boxes_are_those_of_the_scan() -> None:
    twice = Transform((2.0, 0.0, 5.0, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0))
    pieces = [PlacedPiece(piece("灯"), 1, twice), PlacedPiece(piece("亮", starts=False), 2, IDENTITY)]
    (block,) = join_pieces(pieces)
    assert [(source.page, source.bbox) for source in block.sources] == [
        (1, Box(25, 40, 65, 80)),
        (2, Box(10, 20, 30, 40)),
    ]


def test_a_hyphen_goes_and_the_evidence_says_so() -> None:
    second = replace(piece("national灯", starts=False), break_before="column", evidence="flush")
    (block,) = join_pieces(placed([piece("灯inter-"), second]))
    assert block.text == "灯international灯"
    assert block.joins[0].offset == len("灯inter")
    assert "hyphen dropped" in block.joins[0].evidence


def test_latin_words_get_their_space_back_before_the_second_half() -> None:
    (block,) = join_pieces(placed([piece("在New"), piece("York的灯", starts=False)]))
    assert block.text == "在New York的灯"
    assert block.text[block.joins[0].offset :] == "York的灯"


def test_confidence_is_the_mean_over_the_characters() -> None:
    pieces = [replace(piece("灯灯灯"), confidence=1.0), replace(piece("亮", starts=False), confidence=0.6)]
    assert join_pieces(placed(pieces))[0].confidence == pytest.approx(0.9)


@pytest.mark.parametrize("kind", ["subhead", "verse"])
def test_only_paragraphs_join(kind: Kind) -> None:
    assert len(join_pieces(placed([piece("灯亮了", kind=kind), piece("以后", starts=False)]))) == 2
    assert len(join_pieces(placed([piece("灯亮了"), piece("以后", starts=False, kind=kind)]))) == 2


@given(st.lists(PIECES, max_size=8))
def test_joining_loses_and_adds_no_character(pieces: list[Piece]) -> None:
    blocks = join_pieces(placed(pieces))
    dropped = sum("hyphen dropped" in join.evidence for block in blocks for join in block.joins)
    printed, kept = "".join(p.text for p in pieces), "".join(block.text for block in blocks)
    assert len(printed.replace(" ", "")) - len(kept.replace(" ", "")) == dropped
    assert printed.replace(" ", "").replace("-", "") == kept.replace(" ", "").replace("-", "")


@given(st.lists(PIECES, max_size=8))
def test_every_piece_stands_in_one_block_and_joins_point_at_its_beginning(pieces: list[Piece]) -> None:
    blocks = join_pieces(placed(pieces))
    left = list(pieces)
    for block in blocks:
        own, left = left[: len(block.sources)], left[len(block.sources) :]
        assert len(block.joins) == len(own) - 1
        assert block.kind == own[0].kind
        for part, join in zip(own[1:], block.joins, strict=True):
            assert 0 < join.offset < len(block.text)
            tail = block.text[join.offset :]
            # The piece's own end may have lost its hyphen to the next one.
            assert tail.startswith(part.text) or tail.startswith(part.text.removesuffix("-"))
    assert left == []


@given(st.lists(PIECES, max_size=8))
def test_what_is_joined_joins_no_further(pieces: list[Piece]) -> None:
    blocks = join_pieces(placed(pieces))
    again = join_pieces(placed([replace(piece(b.text, kind=b.kind), confidence=b.confidence) for b in blocks]))
    assert [(b.kind, b.text) for b in again] == [(b.kind, b.text) for b in blocks]


@pytest.mark.parametrize(
    ("before", "after", "goes_on"),
    [
        (piece("灯刚刚亮起"), piece("来的时候。", starts=False), True),
        (piece("他说，"), piece("灯亮了。", starts=False), True),
        (piece("灯亮了。", ends=True), piece("人也来了。", starts=True), False),
        (piece("灯亮了。", ends=True), piece("，人也来了。", starts=False), True),
        (piece("街道办事"), piece("处换了灯。", starts=True), True),
        (piece("灯亮了。", ends=True), piece("下棋的人", kind="subhead"), False),
        (piece("下棋的人", kind="subhead"), piece("灯亮了。", starts=False), False),
    ],
)
def test_a_continuation_on_the_next_page(before: Piece, after: Piece, goes_on: bool) -> None:
    told = across_pages(before, after, "jump line")
    assert told.starts is not goes_on
    assert told.text == after.text
    if goes_on:
        assert told.break_before == "page"
        assert told.evidence.startswith("jump line")
