"""The demo's people: written once however often they are seeded, and each rule that refuses has somebody who meets it."""

import tomllib
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings

from ringback.cli import preset_sites, presets
from ringback.cli.demo import seeding
from ringback.cli.demo.cast import VISITOR, Part, cast_of
from ringback.cli.demo.sellers import TELEPHONE_HOURS
from ringback.cli.demo.talks import GOOD_BYE, summary_of, talks
from ringback.records.agents.models import Agent
from ringback.records.callbacks.claims import with_claims
from ringback.records.cases.models import Case
from ringback.records.people.models import Person
from ringback.records.sellers.models import Seller, Standing
from ringback.records.sellers.readers import facts_of_seller, sites_of
from ringback.rules.policy.decide import decide
from ringback.rules.policy.rulebook import Rulebook, parse
from ringback.rules.policy.verdict import Verdict

PRESET = "amazon-like"
CAST = cast_of(presets.folder() / PRESET)
RULEBOOK: Rulebook = parse((presets.folder() / PRESET / "rulebook.toml").read_text())
REFUSING = [rule.name for rule in RULEBOOK.rules if rule.effect == "refuse"]
SHOWN = [part for part in CAST if part.fails]


@pytest.fixture
def seeded(db: None, settings: LazySettings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    preset_sites.write(PRESET)
    seeding.write(PRESET)
    return tmp_path


def verdict_for(seller: Seller, **request: Any) -> Verdict:
    """What the rulebook says of this seller's standing on their first site."""
    site = sites_of(seller)[0]
    asked = {
        "site": site.slug,
        "issue_type": "payment-on-hold",
        "urgent_claimed": False,
        "completeness": 0.5,
        "line": "phone",
        "promised_by_minutes": None,
        "chat_open": False,
        "now": datetime.now(UTC).isoformat(),
    }
    known = with_claims(facts_of_seller(seller, site), Case(seller=seller, site=site), now=datetime.now(UTC))
    return decide(RULEBOOK, {"seller": known, "request": {**asked, **request}})


def refused_by(verdict: Verdict) -> list[str]:
    return [reason.rule for reason in verdict.reasons if reason.effect == "refuse" and not reason.holds]


def seller_of(part: Part) -> Seller:
    return Seller.objects.get(person__email=part.email)


def test_there_are_forty_sellers_twelve_agents_and_their_visitors(seeded: Path) -> None:
    assert Seller.objects.count() == 40
    assert Agent.objects.exclude(skills__contains=[VISITOR]).count() == 12
    assert Agent.objects.filter(skills__contains=[VISITOR]).count() == 1
    assert Person.objects.filter(role="supervisor").count() == 1


def test_every_site_has_agents_for_every_language_its_sellers_speak(seeded: Path) -> None:
    for part in CAST:
        for site in part.sites if part.role == "seller" else ():
            assert Agent.objects.filter(
                sites__slug=site, languages__contains=list(part.languages)
            ).exists(), f"nobody on {site} speaks {part.languages} with {part.company}"


def test_seeding_again_changes_nobody(seeded: Path) -> None:
    def everybody() -> list[Any]:
        return [
            list(Person.objects.order_by("pk").values("pk", "email", "name", "password")),
            list(Seller.objects.order_by("pk").values("pk", "code", "company", "skills")),
            list(Standing.objects.order_by("pk").values("pk", "facts", "phone")),
            list(Agent.objects.order_by("pk").values("pk", "languages", "skills", "presence", "sites")),
        ]

    before = everybody()
    preset_sites.write(PRESET)
    seeding.write(PRESET)
    assert everybody() == before


def test_only_the_owner_of_the_data_can_read_the_passwords(seeded: Path) -> None:
    assert (seeded / "demo-people.json").stat().st_mode & 0o777 == 0o600


def test_every_rule_that_refuses_is_shown_by_somebody() -> None:
    assert set(REFUSING) <= {part.fails for part in SHOWN}


@pytest.mark.parametrize(
    "part", [part for part in SHOWN if part.fails in REFUSING], ids=lambda part: part.fails
)
def test_a_seller_who_shows_a_rule_is_refused_by_it_and_by_no_other(seeded: Path, part: Part) -> None:
    assert refused_by(verdict_for(seller_of(part))) == [part.fails]


def test_a_low_rating_in_japan_undoes_a_claim_of_urgency(seeded: Path) -> None:
    (part,) = [part for part in SHOWN if part.fails == "jp-urgent-rating"]
    verdict = verdict_for(seller_of(part), urgent_claimed=True)
    assert next(reason.holds for reason in verdict.reasons if reason.rule == part.fails)
    assert verdict.priority == "medium"


@pytest.mark.parametrize(
    "part",
    [part for part in CAST if part.role == "seller" and not part.fails],
    ids=lambda part: part.company,
)
def test_everybody_else_may_be_rung_about_their_account(seeded: Path, part: Part) -> None:
    assert verdict_for(seller_of(part), issue_type="account-health-warning").eligible


def test_at_every_hour_it_is_day_for_somebody_who_sells_in_north_america() -> None:
    zones = {part.zone for part in CAST if asks_by_telephone(part) and "na" in part.sites}
    for hour in range(24):
        moment = datetime(2026, 1, 14, hour, tzinfo=UTC)
        assert any(moment.astimezone(ZoneInfo(zone)).hour in TELEPHONE_HOURS for zone in zones), hour


def asks_by_telephone(part: Part) -> bool:
    return part.role == "seller" and not (part.visiting or part.sounding or part.fails)


def test_every_talk_is_about_an_issue_that_the_preset_has_and_is_told_in_both_languages() -> None:
    issues = tomllib.loads((presets.folder() / PRESET / "issue_types.toml").read_text())["issue_type"]
    for talk in talks():
        assert talk.issue in {issue["slug"] for issue in issues}
        assert set(talk.asks) == set(talk.summary) == {"en", "zh-hans"}


def test_the_agent_sums_up_what_the_seller_asked_in_the_sellers_language() -> None:
    one = talks()[1]
    assert summary_of(f"<p>{escape(one.asks['en'])}</p>") == one.summary["en"]
    assert summary_of(f"<p>{one.asks['zh-hans']}</p>") == one.summary["zh-hans"]
    assert summary_of("<p>My own words.</p>") == GOOD_BYE
