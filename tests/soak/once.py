"""What the tests take of the cases: each is tried once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.service import free_port
from tests.soak.__main__ import CASES, left_out
from tests.soak.ground import Ground


@contextmanager
def one_ground(folder: Path) -> Iterator[Ground]:
    """One instance for all cases that need nothing of their own."""
    ground = Ground(folder, free_port())
    try:
        yield ground
    finally:
        ground.end()


def problem_of(case: str, ground: Ground, times: int = 1) -> str | None:
    """What was wrong, and when; None where nothing was. Skips a case that cannot be tried here."""
    if reason := left_out(case):
        pytest.skip(reason)
    ground.chance.seed(case)
    (attempt,) = CASES[case](ground, times)
    return attempt.problem and f"{attempt.moment}: {attempt.problem}"
