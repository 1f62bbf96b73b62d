"""Bo is free; the law says whom Bo serves next, and nobody is reserved for a closed page."""

from typing import Any

import pytest

from ringback.records.agents.actions import set_available, set_away
from ringback.records.callbacks import turning
from ringback.records.callbacks.models import Callback
from ringback.records.calls import holds, picking
from ringback.records.calls.models import AgentHold
from ringback.records.desk.models import Site
from ringback.records.lease.actions import Fenced
from ringback.records.notices.models import Notice
from tests.people import (
    HOUR,
    MINUTE,
    NOON,
    OFFICE_HOURS,
    SECOND,
    a_lease,
    a_site,
    answers,
    asks,
    closes_page,
    is_reserved,
    opens_page,
    sells,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return a_site()


@pytest.fixture
def epoch() -> int:
    return a_lease()


def everybody_is_here(at: Any) -> None:
    for callback in Callback.objects.select_related("seller__person"):
        opens_page(callback.seller.person, at)


def test_the_most_urgent_one_is_reserved_and_says_why(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    asks(sells("Ada", site), site, at=NOON - 20 * MINUTE)
    high = asks(sells("Cy", site), site, "account-deactivated", at=NOON - 12 * MINUTE)
    everybody_is_here(NOON)
    hold = is_reserved(bo, epoch=epoch)
    assert hold.callback == high
    assert hold.accept_by == NOON + 20 * SECOND
    assert hold.why == {
        "servable": 2,
        "share": 0.4,
        "credit": 10,
        "target": 30,
        "priority": "high",
        "lane": False,
        "broken": False,
        "own_agent": False,
        "next": {"case": 41, "share": 0.1667, "priority": "medium"},
        "had_before": None,
        "before": "",
    }
    high.refresh_from_db()
    assert high.state == "reserved"
    site.refresh_from_db()
    assert site.picks == 1


def test_an_old_low_one_goes_before_a_fresh_high_one(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    low = asks(sells("Ada", site), site, "advertising-charges", at=NOON - 8 * HOUR)
    asks(sells("Cy", site), site, "listing-removed", at=NOON)
    everybody_is_here(NOON)
    assert is_reserved(bo, epoch=epoch).callback == low


def test_of_two_who_asked_alike_the_first_goes_first(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    first, _second = (asks(sells(name, site), site) for name in ("Ada", "Cy"))
    assert is_reserved(bo, epoch=epoch).callback == first


@pytest.mark.parametrize(
    ("who", "wish"),
    [
        ({"languages": ("ja",)}, {}),
        ({"presence": "away"}, {}),
        ({"presence": "wrap-up"}, {}),
        ({}, {"languages": ("ja",)}),
    ],
    ids=["another language", "away", "wrapping up", "the seller wants Japanese"],
)
def test_who_may_not_serve_gets_nothing(site: Site, epoch: int, who: Any, wish: Any) -> None:
    bo = answers("Bo", site, **who)
    asks(sells("Ada", site), site, **wish)
    assert picking.pick_for(bo.pk, epoch=epoch, now=NOON) is None


def test_an_issue_that_needs_a_skill_waits_for_it(site: Site, epoch: int) -> None:
    site.issue_types.filter(slug="technical").update(skills=["technical"])
    bo, di = answers("Bo", site), answers("Di", site, skills=("technical", "tax"))
    callback = asks(sells("Ada", site), site, "technical")
    assert picking.pick_for(bo.pk, epoch=epoch, now=NOON) is None
    assert is_reserved(di, epoch=epoch).callback == callback


def test_an_agent_of_another_site_gets_nothing(site: Site, epoch: int) -> None:
    bo = answers("Bo", a_site("eu"))
    asks(sells("Ada", site), site)
    assert picking.pick_for(bo.pk, epoch=epoch, now=NOON) is None


def test_an_agent_is_never_held_for_two(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    for name in ("Ada", "Cy"):
        asks(sells(name, site), site)
    is_reserved(bo, epoch=epoch)
    assert picking.pick_for(bo.pk, epoch=epoch, now=NOON) is None
    assert AgentHold.objects.count() == 1


def test_nobody_is_reserved_for_a_closed_page_and_the_next_one_goes_on(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    gone = asks(sells("Ada", site), site)
    there = asks(sells("Cy", site), site)
    closes_page(gone.seller.person)
    assert is_reserved(bo, epoch=epoch).callback == there
    gone.refresh_from_db()
    assert (gone.state, gone.rest_reason, gone.attempts_counted) == ("resting", "page-closed", 0)
    assert gone.promise is not None
    assert gone.promise.state == "ready"
    assert Notice.objects.filter(person=gone.seller.person).order_by("pk").last().kind == "ready"  # type: ignore[union-attr]


def test_a_page_that_cannot_sound_counts_as_closed(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    mute = asks(sells("Ada", site), site)
    opens_page(mute.seller.person, NOON, can_ring=False)
    assert picking.pick_for(bo.pk, epoch=epoch, now=NOON) is None
    mute.refresh_from_db()
    assert mute.rest_reason == "page-closed"


def test_while_our_own_hub_is_away_nobody_is_called_absent(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    later = NOON + 11 * SECOND
    assert picking.pick_for(bo.pk, epoch=epoch, now=later) is None
    callback.refresh_from_db()
    assert callback.state == "waiting"


def test_a_seller_on_another_call_is_not_rung_twice_at_once(site: Site, epoch: int) -> None:
    bo, di = answers("Bo", site), answers("Di", site)
    ada = sells("Ada", site)
    asks(ada, site)
    second = asks(ada, site)
    is_reserved(bo, epoch=epoch)
    assert picking.pick_for(di.pk, epoch=epoch, now=NOON) is None
    second.refresh_from_db()
    assert (second.state, second.rest_reason) == ("resting", "other-call")


def test_nothing_is_picked_behind_closed_doors(epoch: int) -> None:
    site = a_site("eu", hours=OFFICE_HOURS)
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    night = NOON + 10 * HOUR
    opens_page(bo.person, night)
    assert picking.pick_for(bo.pk, epoch=epoch, now=night) is None


def test_every_seventh_pick_goes_to_a_broken_promise(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    low = asks(sells("Ada", site), site, "advertising-charges", at=NOON - 5 * MINUTE)
    asks(sells("Cy", site), site, "account-deactivated", at=NOON - 10 * MINUTE)
    everybody_is_here(NOON)
    Callback.objects.filter(pk=low.pk).update(broken_at=NOON)
    Site.objects.filter(pk=site.pk).update(picks=6)
    hold = is_reserved(bo, epoch=epoch)
    assert hold.callback == low
    assert hold.why["lane"]


def test_a_lane_without_broken_promises_is_a_pick_like_any_other(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    Site.objects.filter(pk=site.pk).update(picks=6)
    assert is_reserved(bo, epoch=epoch).callback == callback


def test_not_now_gives_it_back_at_its_old_place_and_the_agent_is_away(site: Site, epoch: int) -> None:
    bo, di = answers("Bo", site), answers("Di", site)
    callback = asks(sells("Ada", site), site)
    is_reserved(bo, epoch=epoch)
    holds.decline(bo, now=NOON)
    bo.refresh_from_db()
    assert (bo.presence, bo.presence_reason) == ("away", "declined")
    hold = is_reserved(di, epoch=epoch)
    assert hold.callback.effective == callback.effective
    assert (hold.why["had_before"], hold.why["before"]) == (bo.pk, "Bo")


def test_available_once_more_keeps_the_turn_and_nobody_bound_is_idle(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    assert set_available(bo, now=NOON).free_since == NOON - HOUR
    asks(sells("Ada", site), site)
    is_reserved(bo, epoch=epoch)
    set_away(bo, reason="break", now=NOON)
    assert set_available(bo, now=NOON).free_since is None


def test_a_countdown_that_runs_out_does_the_same(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    hold = is_reserved(bo, epoch=epoch)
    with pytest.raises(holds.NothingReserved):
        holds.accept(bo, now=NOON + 20 * SECOND)
    assert holds.lapse(hold.pk, epoch=epoch, now=NOON + 20 * SECOND)
    assert not holds.lapse(hold.pk, epoch=epoch, now=NOON + 20 * SECOND)
    callback.refresh_from_db()
    bo.refresh_from_db()
    assert (callback.state, bo.presence) == ("waiting", "away")


def test_an_accepted_one_does_not_lapse(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    hold = is_reserved(bo, epoch=epoch)
    holds.accept(bo, now=NOON + 19 * SECOND)
    assert not holds.lapse(hold.pk, epoch=epoch, now=NOON + 20 * SECOND)


def test_a_dispatcher_of_an_older_epoch_picks_nothing(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    with pytest.raises(Fenced):
        picking.pick_for(bo.pk, epoch=epoch - 1, now=NOON)


def test_a_page_that_comes_and_goes_is_written_to_once_an_hour(site: Site, epoch: int) -> None:
    bo = answers("Bo", site)
    callback = asks(sells("Ada", site), site)
    for minutes in (0, 5, 61):
        at = NOON + minutes * MINUTE
        opens_page(bo.person, at)
        closes_page(callback.seller.person)
        assert picking.pick_for(bo.pk, epoch=epoch, now=at) is None
        opens_page(callback.seller.person, at)
        turning.tick(site.pk, epoch=epoch, now=at)
    assert Notice.objects.filter(kind="ready").count() == 2
