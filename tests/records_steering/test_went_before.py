"""Who went first and why: the counts on the page are recounted from the story by SQL of their own, on a hard history."""

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection

from ringback.records.callbacks import turning
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.went_before import went_before
from ringback.records.calls import holds, picking
from ringback.records.steering import classes
from tests.people import (
    MINUTE,
    NOON,
    SECOND,
    a_lease,
    a_site,
    answers,
    asks,
    closes_page,
    opens_page,
    sells,
    supervises,
)

pytestmark = pytest.mark.django_db

# One row for each pick after the asking, with the newest step of one's own before it, by window functions instead of look-ups.
RECOUNTED = """
WITH me AS (SELECT * FROM ringback_callback WHERE id = %(me)s),
line AS (
    SELECT e.at, e.id, e.callback_id = me.id AS own, e.kind, e.detail, c.asked
    FROM ringback_callbackevent e JOIN ringback_callback c ON c.id = e.callback_id, me
    WHERE c.site_id = me.site_id AND c.languages && me.languages AND (e.at > me.asked_at OR c.id = me.id)
), walked AS (
    SELECT *, sum(CASE WHEN own AND kind IN ('rested', 'woken', 'reserved', 'given-back', 'calling', 'rang', 'answered', 'ended')
                  THEN 1 ELSE 0 END) OVER (ORDER BY at, own DESC, id) AS step FROM line
), steps AS (
    SELECT step, kind IN ('woken', 'given-back') AS stands FROM walked
    WHERE own AND kind IN ('rested', 'woken', 'reserved', 'given-back', 'calling', 'rang', 'answered', 'ended')
), picks AS (
    SELECT w.*, coalesce(s.stands, true) AS stands FROM walked w LEFT JOIN steps s ON s.step = w.step
    WHERE NOT w.own AND w.kind = 'reserved'
)
SELECT why, count(*) FROM (
    SELECT CASE WHEN detail @> '{"lane": true}' THEN 'lane' WHEN detail @> '{"own_agent": true}' THEN 'continuation'
                WHEN NOT stands THEN 'not-waiting' WHEN (detail ->> 'target')::float8 < me.target THEN 'higher-class'
                WHEN picks.asked < me.asked THEN 'earlier' WHEN (detail ->> 'target')::float8 > me.target THEN 'more-urgent'
                ELSE 'credited' END AS why
    FROM picks, me) each GROUP BY why
"""


def recounted(callback: Callback) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(RECOUNTED, {"me": callback.pk})
        return Counter(dict(cursor.fetchall()))


def a_busy_hour(seed: int) -> None:
    """Forty ask in three classes, some with credits; pages close and come back, agents say not now, promises break, a class
    is changed, and two agents are given whom the law says."""
    chance, site, epoch = random.Random(seed), a_site(), a_lease()
    crew, rosa = [answers(name, site) for name in ("Bo", "Di")], supervises("Rosa")
    issues = ["payment-on-hold", "account-deactivated", "advertising-charges", "shipment-lost"]
    waiting: list[Callback] = []
    now = NOON
    for number in range(40):
        now += timedelta(seconds=chance.randint(20, 200))
        sales = chance.choice([900, 5_000])
        seller = sells(f"Ada{number}", site, monthly_sales_usd=sales)
        waiting.append(asks(seller, site, chance.choice(issues), at=now))
        _everybody_looks(waiting, now, chance)
        turning.tick(site.pk, epoch=epoch, now=now)
        if chance.random() < 0.2:
            _change(chance.choice(waiting), chance, rosa, now)
        for agent in crew:
            agent.refresh_from_db()
            _serve(agent, chance, epoch, now)


def _everybody_looks(waiting: list[Callback], now: datetime, chance: random.Random) -> None:
    for one in waiting:
        (closes_page if chance.random() < 0.15 else lambda who: opens_page(who, now))(one.seller.person)


def _change(one: Callback, chance: random.Random, rosa: object, now: datetime) -> None:
    one.refresh_from_db()
    if one.state in ("waiting", "resting"):
        other = chance.choice([each for each in ("high", "medium", "low") if each != one.priority])
        classes.change_class(one, priority=other, said="Seen anew.", by=rosa, now=now)  # type: ignore[arg-type]


def _serve(agent: object, chance: random.Random, epoch: int, now: datetime) -> None:
    from_agent = agent
    hold = picking.pick_for(from_agent.pk, epoch=epoch, now=now)  # type: ignore[attr-defined]
    if hold is None:
        return
    if chance.random() < 0.3:
        holds.lapse(hold.pk, epoch=epoch, now=now + 20 * SECOND)
    else:
        holds.give_back(
            hold, because="limits", now=now + SECOND, rest={"rest_reason": "seller", "ready_at": None}
        )
    from_agent.presence, from_agent.free_since = "available", now  # type: ignore[attr-defined]
    from_agent.save()  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_counts_are_those_of_the_story(seed: int) -> None:
    a_busy_hour(seed)
    seen: Counter[str] = Counter()
    for callback in Callback.objects.all():
        found = went_before(callback, until=None)
        assert found == recounted(callback)
        seen += found
    assert {"higher-class", "earlier", "not-waiting", "credited", "more-urgent"} <= set(seen)


def test_whoever_rests_is_passed_for_that_reason() -> None:
    site, epoch = a_site(), a_lease()
    bo = answers("Bo", site)
    ada = asks(sells("Ada", site), site)
    closes_page(ada.seller.person)
    asks(sells("Cy", site), site, at=NOON + MINUTE)
    assert picking.pick_for(bo.pk, epoch=epoch, now=NOON + MINUTE) is not None
    ada.refresh_from_db()
    assert (ada.state, went_before(ada, until=None)) == ("resting", Counter({"not-waiting": 1}))
