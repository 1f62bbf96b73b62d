"""A ring of the next day waits for the hour at which people answer, if one is known, and never one of the most urgent class."""

from datetime import datetime, time
from itertools import count

import pytest

from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.sellers.models import Seller
from ringback.rules.calls.lifecycle import Outcome
from tests.past import was_rung
from tests.people import DAY, HOUR, NOON, SmallDesk, asks, sells

pytestmark = pytest.mark.django_db

NINE, TEN, THREE_PM = (
    NOON + hours * HOUR for hours in (13, 14, 19)
)  # of tomorrow in Shanghai, where dialling begins at nine
A_WEEK = 7 * DAY
NUMBERS = count(1)


@pytest.fixture
def world(db: None) -> SmallDesk:
    return SmallDesk()


def were_rung(world: SmallDesk, at: datetime, *, answered: bool, times: int = 60) -> None:
    """Another seller of the same zone, a while ago."""
    eve = sells(f"Eve{next(NUMBERS)}", world.site)
    callback = asks(eve, world.site, at=at)
    Callback.objects.filter(pk=callback.pk).update(
        state="completed", finished_at=at, finished_because="solved"
    )
    was_rung(callback, world.bo, at, answered=answered, times=times)


def is_open_only(world: SmallDesk, begins: str, ends: str) -> None:
    """After the rings of today; hours of UTC."""
    later = {"wed": [[begins, ends]]}
    Site.objects.filter(pk=world.site.pk).update(zone="UTC", hours={"tue": [["00:00", "24:00"]], **later})


def is_missed_three_times(world: SmallDesk) -> datetime | None:
    """As often as a day allows; when it is to be rung again."""
    for n in range(3):
        at = NOON + n * HOUR
        world.ends(world.rings(at), Outcome.NO_ANSWER, at)
    return world.callback.ready_at


def test_it_waits_for_the_hour_at_which_people_answer_and_says_so(world: SmallDesk) -> None:
    were_rung(world, THREE_PM - A_WEEK, answered=True)
    were_rung(world, NINE - A_WEEK, answered=False)
    assert is_missed_three_times(world) == THREE_PM
    rested = world.callback.events.filter(kind="rested").order_by("pk").last()
    assert rested is not None
    assert rested.detail["hour"]["rung"] == 60
    assert 0.6 < rested.detail["hour"]["chance"] < 1


def test_a_few_lucky_rings_decide_nothing(world: SmallDesk) -> None:
    were_rung(world, THREE_PM - A_WEEK, answered=True, times=5)
    were_rung(world, NINE - A_WEEK, answered=False)
    assert is_missed_three_times(world) == NINE


def test_rings_of_long_ago_are_forgotten(world: SmallDesk) -> None:
    were_rung(world, THREE_PM - 20 * A_WEEK, answered=True)
    assert is_missed_three_times(world) == NINE


def test_the_most_urgent_class_is_not_put_off(world: SmallDesk) -> None:
    were_rung(world, THREE_PM - A_WEEK, answered=True)
    were_rung(world, NINE - A_WEEK, answered=False)
    Callback.objects.filter(pk=world.callback.pk).update(priority="high")
    assert is_missed_three_times(world) == NINE


def test_nor_into_the_seller_s_quiet_hours(world: SmallDesk) -> None:
    were_rung(world, THREE_PM - A_WEEK, answered=True)
    were_rung(world, NINE - A_WEEK, answered=False)
    Seller.objects.filter(pk=world.ada.pk).update(quiet_from=time(14), quiet_until=time(17))
    assert is_missed_three_times(world) == NINE


def test_nor_to_an_hour_at_which_the_site_is_shut(world: SmallDesk) -> None:
    were_rung(world, THREE_PM - A_WEEK, answered=True)
    were_rung(world, NINE - A_WEEK, answered=False)
    is_open_only(world, "00:00", "06:00")
    assert is_missed_three_times(world) == NINE


def test_but_to_the_next_best_of_those_at_which_it_is_open(world: SmallDesk) -> None:
    were_rung(world, THREE_PM - A_WEEK, answered=True)
    were_rung(world, TEN - A_WEEK, answered=True)
    were_rung(world, TEN - A_WEEK, answered=False, times=20)
    were_rung(world, NINE - A_WEEK, answered=False)
    is_open_only(world, "00:00", "06:00")
    assert is_missed_three_times(world) == TEN


def test_what_counts_at_a_site_that_opens_late_is_the_hour_at_which_it_opens(world: SmallDesk) -> None:
    were_rung(world, THREE_PM - A_WEEK, answered=True, times=60)
    were_rung(world, THREE_PM - A_WEEK, answered=False, times=20)
    were_rung(world, TEN - A_WEEK, answered=True)
    were_rung(world, NINE - A_WEEK, answered=False)
    is_open_only(world, "02:00", "09:00")
    assert is_missed_three_times(world) == NINE
