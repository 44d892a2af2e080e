"""What a served instance is made of, killed once each: ``make soak`` does it several times, at other moments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service import free_port
from tests.soak.__main__ import CASES, left_out
from tests.soak.ground import Ground
from tests.soak.kills import KINDS

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One instance for all cases that need nothing of their own."""
    ground = Ground(tmp_path_factory.mktemp("soak"), free_port())
    try:
        yield ground
    finally:
        ground.end()


@pytest.mark.parametrize("case", KINDS)
def test_what_is_killed_loses_nothing_and_does_nothing_twice(case: str, ground: Ground) -> None:
    if reason := left_out(case):
        pytest.skip(reason)
    ground.chance.seed(case)
    (attempt,) = CASES[case](ground, 1)
    assert attempt.problem is None, f"{attempt.moment}: {attempt.problem}"
