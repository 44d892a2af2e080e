"""Runs of body lines: what they go past, what ends them, and where their column's edges are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.geometry import Box
from ocr.model import Rule, TextLine
from ocr.stories.elements import Run
from ocr.stories.flow import goes_on, is_indented, is_short, misfit, reading_order
from ocr.stories.runs import gather_runs, with_drop_caps
from tests.layouts import BELL, CHAR, EM, LAMP, PITCH, SEED, columns, level_rule, pour, run_of, text_line


def runs_of(
    lines: Sequence[TextLine], rules: Sequence[Rule] = (), obstacles: Sequence[Box] = ()
) -> list[tuple[TextLine, ...]]:
    runs = gather_runs(lines, rules, obstacles, CHAR)
    assert sorted(line.box for run in runs for line in run.lines) == sorted(line.box for line in lines)
    return [run.lines for run in runs]


def test_a_run_goes_past_indents_and_short_last_lines() -> None:
    lines = pour(LAMP + SEED + BELL, (100,), 100)
    assert runs_of(lines) == [lines]


def test_columns_are_runs_of_their_own() -> None:
    lines = pour(LAMP + SEED, columns(100, 3), 100)
    assert [len(run) for run in runs_of(lines)] == [8, 8, 6]


def test_a_run_goes_past_a_centred_subhead() -> None:
    lines = pour(("晚饭后总算有人出来散步，下棋的和拉琴的也来。", "## 下棋的人", LAMP[1]), (100,), 100, chars=12)
    assert runs_of(lines) == [lines]


def test_a_very_short_last_line_before_an_indent_is_no_break() -> None:
    lines = (*pour(("灯亮了起来以后，散步的人一天比一天多",), (100,), 100), *pour(LAMP, (100,), 100 + 2 * PITCH))
    short = replace(lines[1], line=replace(lines[1].line, box=Box(100, 131, 121, 151)))
    assert len(runs_of((lines[0], short, *lines[2:]))) == 1


def test_a_wide_gap_ends_a_run() -> None:
    upper, lower = pour(LAMP[:1], (100,), 100), pour(SEED[:1], (100,), 300)
    assert runs_of((*upper, *lower)) == [upper, lower]


def test_a_rule_ends_a_run() -> None:
    lines = pour(LAMP, (100,), 100)
    rule = level_rule(100, lines[4].box.bottom + 5, 100 + 14 * EM)
    assert runs_of(lines, [rule]) == [lines[:5], lines[5:]]


def test_a_photo_ends_a_run() -> None:
    upper, lower = pour(LAMP[:1], (100,), 100), pour(SEED[:1], (100,), 246)
    photo = Box(100, upper[-1].box.bottom + 4, 100 + 14 * EM, 240)
    assert runs_of((*upper, *lower), obstacles=[photo]) == [upper, lower]


def test_white_text_is_no_part_of_a_black_run() -> None:
    lines = pour(LAMP[:1], (100,), 100)
    white = replace(lines[1], line=replace(lines[1].line, reverse=True))
    assert len(runs_of((lines[0], white, *lines[2:]))) > 1


@pytest.mark.parametrize("slope", [-0.03, 0.0, 0.03])
def test_edges_of_a_column_that_leans(slope: float) -> None:
    upright = pour(LAMP + SEED + BELL, (200,), 100)
    lean = [round(slope * (line.box.cy - 100)) for line in upright]
    boxes = [
        b._replace(left=b.left + dx, right=b.right + dx) for b, dx in zip((x.box for x in upright), lean, strict=True)
    ]
    lines = [replace(x, line=replace(x.line, box=box)) for x, box in zip(upright, boxes, strict=True)]
    (run,) = gather_runs(lines, (), (), CHAR)
    (straight,) = gather_runs(upright, (), (), CHAR)
    assert run.left.slope == pytest.approx(slope, abs=0.01)
    assert [is_indented(x, run, CHAR) for x in lines] == [is_indented(x, straight, CHAR) for x in upright]
    assert [is_short(x, run, CHAR) for x in lines] == [is_short(x, straight, CHAR) for x in upright]


def test_only_first_lines_are_indented_and_only_last_lines_short() -> None:
    lines = pour(LAMP, (100,), 100)
    (run,) = gather_runs(lines, (), (), CHAR)
    starts = {paragraph[:4] for paragraph in LAMP}
    ends = {paragraph[-4:] for paragraph in LAMP if len(paragraph) % 14 not in (11, 12)}
    assert {x.text[:4] for x in lines if is_indented(x, run, CHAR)} == starts
    assert {x.text[-4:] for x in lines if is_short(x, run, CHAR)} <= ends


def test_a_closing_mark_at_the_edge_makes_no_short_line() -> None:
    run = run_of([text_line("灯" * 13 + "。", 100, 100)], 100)
    assert not is_short(run.lines[0], run, CHAR)


def test_short_runs_beside_each_other_take_no_edges_of_a_wider_column() -> None:
    verses = [text_line("灯亮了，人来了", left, 100) for left in (100, 100 + 9 * EM, 100 + 18 * EM)]
    below = pour(LAMP, (100,), 100 + 3 * PITCH, chars=26)
    runs = gather_runs([*verses, *below], (), (), CHAR)
    read = [run.lines[0] for run in reading_order(runs[:3])]
    assert read == verses
    assert [run.column.left for run in runs[:3]] == [verse.box.left for verse in verses]


def test_a_short_run_takes_its_column_s_edges_from_its_neighbour() -> None:
    long = pour(LAMP, (100,), 100)
    tail = (text_line("灯也睡了。", 100, long[-1].box.bottom + 60),)
    _, run = gather_runs((*long, *tail), (), (), CHAR)
    assert is_short(run.lines[0], run, CHAR)
    assert not is_indented(run.lines[0], run, CHAR)


def test_a_drop_capital_is_the_first_character_of_its_paragraph() -> None:
    cap = text_line("天", 100, 100, 2.6)
    beside = [text_line("色一暗，桥头的路灯就", 160, 100 + k * PITCH) for k in (0, 1)]
    (whole, second), made = with_drop_caps([cap, *beside])
    assert (whole.text, second.text) == ("天色一暗，桥头的路灯就", beside[1].text)
    assert whole.box.left == second.box.left == cap.box.left
    assert made == {id(whole.line): (cap, beside[0]), id(second.line): (beside[1],)}


@pytest.mark.parametrize(
    "cap", [text_line("天色", 100, 100, 2.6), text_line("·", 100, 100, 2.6), text_line("天", 100, 100)]
)
def test_no_drop_capital(cap: TextLine) -> None:
    lines = [cap, *(text_line("色一暗，桥头的路灯就", 160, 100 + k * PITCH) for k in (0, 1))]
    assert with_drop_caps(lines) == (lines, {})


def test_runs_are_read_column_by_column_past_figures() -> None:
    left, right = columns(100, 2)
    runs = [
        run_of(pour(copy, (x,), y), x)
        for copy, x, y in ((LAMP, left, 100), (SEED, left, 700), (BELL, right, 100), (LAMP[:1], right, 650))
    ]
    assert reading_order(runs[::-1]) == tuple(runs)


def test_a_wide_run_comes_before_what_is_below_it_and_after_what_is_above() -> None:
    left, right = columns(100, 2)
    wide = run_of(pour(LAMP, (left,), 500, 30), left, 30)
    above = [run_of(pour(LAMP[:1], (x,), 100), x) for x in (left, right)]
    below = [run_of(pour(SEED[:1], (x,), 800), x) for x in (left, right)]
    assert reading_order([*below, wide, *above]) == (*above, wide, *below)


@given(st.permutations(range(7)))
def test_reading_order_does_not_depend_on_the_order_given(order: list[int]) -> None:
    runs = [run_of(pour(LAMP[:1], (x,), y), x) for x in columns(100, 3) for y in (100, 600)]
    runs.append(run_of(pour(SEED[:1], (100,), 400, 46), 100, 46))
    assert reading_order([runs[i] for i in order]) == reading_order(runs)


def broken(text: str, chars: int = 14) -> tuple[Run, Run]:
    """A paragraph cut at the foot of a column."""
    left, right = columns(100, 2, chars)
    lines = pour((text,), (left,), 100, chars)
    head = text_line(lines[-1].text, right, 100)
    return run_of(lines[:-1], left, chars), run_of([head], right, chars)


def test_a_paragraph_cut_in_mid_sentence_goes_on() -> None:
    before, after = broken("看门的师傅每天六点起床，用一面铜锣报时，一直敲到钟修好的那一天")
    score, evidence = goes_on(before, after, CHAR)
    assert score > 1
    assert "in mid-sentence" in evidence
    assert misfit(before, after, CHAR) < 0


def test_an_indented_line_after_a_full_stop_begins_a_paragraph() -> None:
    left, right = columns(100, 2)
    before, after = run_of(pour(LAMP[:1], (left,), 100), left), run_of(pour(SEED[:1], (right,), 100), right)
    score, evidence = goes_on(before, after, CHAR)
    assert score < -1
    assert "indented" in evidence
    assert misfit(before, after, CHAR) <= 0


def test_an_indented_line_does_not_fit_a_text_in_mid_sentence() -> None:
    left, right = columns(100, 2)
    before = run_of(pour(LAMP[:1], (left,), 100)[:2], left)
    assert misfit(before, run_of(pour(SEED[:1], (right,), 100), right), CHAR) > 1
