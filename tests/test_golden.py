"""The sample issue through the flow, against what came out of it when it was last found good."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ocr.run import Outcome
from tests.golden_files import FLAG, differences, golden, rewriting

DATED = {"version": "…", "engine": "…", "settings": "…", "created": "…"}
"""In place of what names a version or a day."""


def in_bfloat16() -> bool:
    """Whether the networks compute in bfloat16 here, which reads some characters otherwise (docs/adr/020)."""
    try:
        from openvino import Core
    except ImportError:
        return False
    return "BF16" in Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


@pytest.fixture
def found(sample_outcome: Outcome) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(sample_outcome.document.read_text(encoding="utf-8"))
    assert set(content["generator"]) == {"name", *DATED}
    return {**content, "generator": {**content["generator"], **DATED}}


def test_the_sample_issue_is_read_as_the_golden_file_says(found: dict[str, Any]) -> None:
    name = f"sample_issue{'' if in_bfloat16() else '.float32'}.json"
    wanted = json.loads(golden(name, json.dumps(found, ensure_ascii=False, indent=1) + "\n"))
    assert differences(found, wanted) == []


def test_rewriting_golden_files_is_off() -> None:
    assert not rewriting(), f"the golden files were written anew; look at them, unset {FLAG} and run it again"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"text": "水退了"}, {"text": "水退子"}, ["issue.text: '水退了' for '水退子'"]),
        ({"bbox": [10, 20, 30, 40]}, {"bbox": [12, 18, 30, 40]}, []),
        ({"bbox": [10, 20, 30, 40]}, {"bbox": [13, 20, 30, 40]}, ["issue.bbox[0]: 10 for 13"]),
        ({"confidence": 0.95}, {"confidence": 0.99}, []),
        ({"confidence": 0.9}, {"confidence": 0.99}, ["issue.confidence: 0.9 for 0.99"]),
        ({"char_count": 7}, {"char_count": 8}, ["issue.char_count: 7 for 8"]),
        ({"needs_review": 1}, {"needs_review": True}, ["issue.needs_review: 1 for True"]),
        ([{"a": None}], [{"a": None}, {"a": 1}], ["issue: [{'a': None}] for [{'a': None}, {'a': 1}]"]),
        ({"doubts": [[3, 0.5], [7, 0.88]]}, {"doubts": [[3, 0.52]]}, []),
        (
            {"doubts": [[3, 0.5]]},
            {"doubts": [[4, 0.5]]},
            ["issue.doubts[3]: 0.5 for 0.9", "issue.doubts[4]: 0.9 for 0.5"],
        ),
        ({"a": 1}, {"a": 1, "b": 2}, ["issue: {'a': 1} for {'a': 1, 'b': 2}"]),
    ],
)
def test_what_counts_as_different(one: Any, other: Any, told: list[str]) -> None:
    assert differences(one, other) == told
