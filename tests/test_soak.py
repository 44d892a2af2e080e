"""What may happen to a served instance, done to it once: ``make soak`` does each several times, at other moments. The
kills have a file of their own, so that two processes share the cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service import free_port
from tests.soak.__main__ import CASES, FLOOD, left_out
from tests.soak.ground import Ground
from tests.soak.kills import KINDS

FEW = 6
"""Issues at once, where ``make soak`` has 200."""
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One instance for all cases that need nothing of their own."""
    ground = Ground(tmp_path_factory.mktemp("soak"), free_port())
    try:
        yield ground
    finally:
        ground.end()


@pytest.mark.parametrize("case", [case for case in CASES if case not in KINDS])
def test_nothing_is_lost_and_nothing_is_done_twice(case: str, ground: Ground) -> None:
    if reason := left_out(case):
        pytest.skip(reason)
    ground.chance.seed(case)
    (attempt,) = CASES[case](ground, FEW if case == FLOOD else 1)
    assert attempt.problem is None, f"{attempt.moment}: {attempt.problem}"
