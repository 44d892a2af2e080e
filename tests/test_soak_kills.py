"""What a served instance is made of, killed once each: ``make soak`` does it several times, at other moments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.soak.ground import Ground
from tests.soak.kills import KINDS
from tests.soak.once import one_ground, problem_of

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with one_ground(tmp_path_factory.mktemp("kills")) as ground:
        yield ground


@pytest.mark.parametrize("case", KINDS)
def test_what_is_killed_loses_nothing_and_does_nothing_twice(case: str, ground: Ground) -> None:
    assert problem_of(case, ground) is None
