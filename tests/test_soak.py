"""What may happen to a served instance, done to it once: ``make soak`` does each several times, at other moments. The
kills have a file of their own, so that two processes share the cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.soak.__main__ import CASES, FLOOD
from tests.soak.ground import Ground
from tests.soak.kills import KINDS
from tests.soak.once import one_ground, problem_of

FEW = 6
"""Issues at once, where ``make soak`` has 200."""
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with one_ground(tmp_path_factory.mktemp("soak")) as ground:
        yield ground


@pytest.mark.parametrize("case", [case for case in CASES if case not in KINDS])
def test_nothing_is_lost_and_nothing_is_done_twice(case: str, ground: Ground) -> None:
    assert problem_of(case, ground, FEW if case == FLOOD else 1) is None
