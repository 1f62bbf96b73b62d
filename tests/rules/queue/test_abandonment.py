"""The short form of a forecast against the sums it stands for."""

from math import inf
from random import Random

import pytest

from ringback.rules.queue.abandonment import wait_behind


def drawn(random: Random, ahead: int, *, agents: float, talk: float, patience: float) -> float:
    return sum(random.expovariate(agents / talk + still / patience) for still in range(ahead + 1))


@pytest.mark.parametrize(("ahead", "patience"), [(0, inf), (3, inf), (12, 600.0), (60, 300.0)])
def test_the_quantiles_are_those_of_departures_one_after_the_other(ahead: int, patience: float) -> None:
    random = Random(ahead)
    waits = sorted(drawn(random, ahead, agents=8, talk=180, patience=patience) for _ in range(20_000))
    said = wait_behind(ahead, agents=8, talk=180, patience=patience)
    for level, one in zip((0.05, 0.5, 0.95), said, strict=True):
        assert one == pytest.approx(waits[int(level * len(waits))], rel=0.06, abs=0.5)


def test_whoever_may_give_up_makes_it_shorter() -> None:
    stays = wait_behind(20, agents=5, talk=180, patience=inf)
    gives_up = wait_behind(20, agents=5, talk=180, patience=300)
    assert all(less < more for less, more in zip(gives_up, stays, strict=True))
