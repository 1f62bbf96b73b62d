"""Targets, attempts and credit: a new dated version of the same text; what waits keeps what it was given."""

from typing import Any

import pytest

from ringback.records.callbacks.models import Callback
from ringback.records.history.models import Change
from ringback.records.people.models import Person
from ringback.records.policies.models import RulebookVersion
from ringback.records.setup import undoing
from ringback.records.setup.rules import RULES, edited, values_of
from ringback.records.setup.saving import read, save
from ringback.records.setup.wrong import Wrong
from ringback.rules.policy.rulebook import parse
from tests.people import DAY, HOUR, NOON, POLICIES, a_site, answers, asks, sells, supervises

pytestmark = pytest.mark.django_db


def set_rules(rosa: Person, fields: dict[str, Any]) -> Change:
    seen = read(RULES, "amazon-like")
    made = save(RULES, "amazon-like", {**seen.values, **fields}, seen=seen.version, by=rosa, now=NOON + HOUR)
    assert made is not None
    return made


@pytest.mark.parametrize("name", ["amazon-like", "plain-helpdesk"])
def test_only_the_figures_change_and_comments_and_rules_stay(name: str) -> None:
    text = (POLICIES / name / "rulebook.toml").read_text()
    values = values_of(parse(text))
    day = parse(text).version
    assert edited(text, values, day=day) == text
    fresh = edited(
        text,
        {**values, "target.high": 45, "spacing.low": [90, "next day"], "per-day": 2, "credit": "1/4"},
        day=day + DAY,
    )
    book = parse(fresh)
    assert (book.classes["high"].target_minutes, book.attempts.per_day) == (45, 2)
    assert (book.version, str(book.credit_limit)) == (day + DAY, "1/4")
    assert book.rules == parse(text).rules
    assert [line for line in fresh.splitlines() if line.startswith("#")] == [
        line for line in text.splitlines() if line.startswith("#")
    ]
    changed = [one for one in fresh.splitlines() if one not in text.splitlines()]
    assert len(changed) <= 6, changed


def test_what_waits_keeps_its_target_and_place_and_who_asks_next_gets_the_new_one() -> None:
    site, rosa = a_site(), supervises("Rosa")
    answers("Bo", site)
    before = asks(sells("Ada", site), site)
    set_rules(rosa, {"target.medium": 200})
    kept = Callback.objects.get(pk=before.pk)
    assert (kept.target, kept.effective, kept.rulebook) == (120, before.effective, before.rulebook)
    assert asks(sells("Cy", site), site, at=NOON + 2 * HOUR).target == 200


def test_undoing_writes_another_version_and_keeps_later_figures() -> None:
    a_site()
    rosa = supervises("Rosa")
    first = set_rules(rosa, {"target.medium": 200})
    set_rules(rosa, {"per-day": 2})
    undoing.undo(first, by=rosa, now=NOON + 2 * HOUR)
    values = read(RULES, "amazon-like").values
    assert (values["target.medium"], values["per-day"]) == (120, 2)
    assert RulebookVersion.objects.count() == 4


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"target.high": 0}, "target.high"),
        ({"target.medium": 20}, "target.medium"),
        ({"target.low": 100}, "target.low"),
        ({"spacing.high": []}, "spacing.high"),
        ({"spacing.high": [4]}, "spacing.high"),
        ({"per-request": 5}, "per-request"),
        ({"per-day": 4}, "per-day"),
        ({"per-number-and-day": 7}, "per-number-and-day"),
        ({"minutes-apart": 4}, "minutes-apart"),
        ({"seconds-after-cut": 59}, "seconds-after-cut"),
        ({"credit": "2"}, "credit"),
        ({"credit": "1/0"}, "credit"),
        ({"talk": 0}, "talk"),
    ],
)
def test_nobody_is_rung_more_often_or_sooner_than_the_ceiling_allows(
    fields: dict[str, Any], where: str
) -> None:
    a_site()
    with pytest.raises(Wrong) as told:
        set_rules(supervises("Rosa"), fields)
    assert list(told.value.problems) == [where]
    assert RulebookVersion.objects.count() == 1
