"""Golden files: what came out when somebody last looked at it and found it good.

``REWRITE_GOLDEN=1 python -m pytest -k golden`` writes them anew from what comes out now; git then shows what changed,
and a test fails as long as the flag is set, so that no run that only rewrites is taken for a pass.

What a reading says is compared to the letter. What it measures may differ a little from one processor to the next
(OpenVINO or ONNX Runtime, AVX2 or AVX-512: other sums in another order), so numbers of these keys have some room.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ocr.stories.doubts import DOUBTFUL

FLAG = "REWRITE_GOLDEN"
"""Not BAOKAN_…: those are settings, and one that is not known is refused."""
FOLDER = Path(__file__).parent / "golden"
ROOM = {"confidence": 0.05, "bbox": 2, "skew_deg": 0.05}
"""By how much numbers under a key may differ: of 1, in pixels of the scan, in degrees."""


def rewriting() -> bool:
    """Whether golden files are to be written anew."""
    return os.environ.get(FLAG, "") not in ("", "0")


def golden(name: str, found: str) -> str:
    """What the golden file says; with the flag set, ``found``, which it says from now on."""
    file = FOLDER / name
    if rewriting():
        file.write_text(found, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def differences(found: Any, wanted: Any, place: str = "issue", room: float = 0) -> list[str]:
    """Where two JSON values differ by more than they may, a line each."""
    if place.endswith(".doubts"):
        return _doubts_apart(found, wanted, place)
    if isinstance(found, dict) and isinstance(wanted, dict) and list(found) == list(wanted):
        inside = [(f"{place}.{key}", found[key], wanted[key], ROOM.get(key, room)) for key in wanted]
    elif isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        inside = [(f"{place}[{k}]", *pair, room) for k, pair in enumerate(zip(found, wanted, strict=True))]
    elif room and _is_number(found) and _is_number(wanted):
        return [] if abs(found - wanted) <= room else [f"{place}: {found} for {wanted}"]
    else:
        same = found == wanted and type(found) is type(wanted)
        return [] if same else [f"{place}: {found!r} for {wanted!r}"]
    return [line for where, one, other, more in inside for line in differences(one, other, where, more)]


def _doubts_apart(found: list[list[float]], wanted: list[list[float]], place: str) -> list[str]:
    """Doubts that one list has and the other lacks, or rates otherwise; a character near the limit may be in either."""
    one, other, room = dict(found), dict(wanted), ROOM["confidence"]
    sure = {at: (one.get(at, DOUBTFUL), other.get(at, DOUBTFUL)) for at in sorted({*one, *other})}
    return [f"{place}[{at}]: {a} for {b}" for at, (a, b) in sure.items() if abs(a - b) > room]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
