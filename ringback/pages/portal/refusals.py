"""Why somebody may not be rung, rule by rule: in the rule's words, with the link that mends it or the day it opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from ringback.pages.portal import words
from ringback.pages.shared import names
from ringback.records.sellers.readers import Site, mend_link, owner_of
from ringback.rules.policy.rulebook import Rulebook
from ringback.rules.policy.verdict import Reason, Verdict


@dataclass(frozen=True)
class Refusal:
    """`days_done` of `days_needed` are over where the rule opens by itself at `opens_at`."""

    rule: str
    title: str
    because: str
    mend: str = ""
    opens_at: datetime | None = None
    days_done: int = 0
    days_needed: int = 0

    @property
    def days_percent(self) -> int:
        return round(100 * self.days_done / self.days_needed) if self.days_needed else 0


@dataclass(frozen=True)
class Unknown:
    """A fact that was not sent, or not so that it can be read."""

    name: str
    owner: str
    mend: str


def refusals_of(verdict: Verdict, site: Site, rulebook: Rulebook, *, now: datetime) -> list[Refusal]:
    return [_refusal(reason, site, rulebook, now) for reason in verdict.refusals]


def held(verdict: Verdict) -> list[Reason]:
    """The rules on being rung that hold."""
    return [reason for reason in verdict.reasons if reason.effect == "refuse" and reason.holds]


def opens_by_itself(refusals: list[Refusal]) -> datetime | None:
    """When all of them hold without anybody doing anything; None when somebody must."""
    moments = [one.opens_at for one in refusals]
    return max((at for at in moments if at), default=None) if all(moments) else None


def unknown(site: Site, facts: Iterable[str]) -> list[Unknown]:
    return [
        Unknown(names.fact(fact), words.of_owner(owner_of(site, fact)), mend_link(site, fact))
        for fact in facts
    ]


def _refusal(reason: Reason, site: Site, rulebook: Rulebook, now: datetime) -> Refusal:
    title, because = first_sentence(reason.because.read_in(get_language() or "en"))
    unlock = reason.unlock
    if unlock is None:
        return Refusal(reason.rule, title, because)
    if unlock.date is None:
        return Refusal(reason.rule, title, because, mend=mend_link(site, unlock.link or ""))
    zone = ZoneInfo(site.zone)
    needed = next(
        (
            int(rule.unlock_test.value)
            for rule in rulebook.rules
            if rule.name == reason.rule and rule.unlock_test
        ),
        0,
    )
    left = (unlock.date - now.astimezone(zone).date()).days
    opens_at = datetime.combine(unlock.date, time.min, zone)
    return Refusal(
        reason.rule, title, because, opens_at=opens_at, days_done=max(0, needed - left), days_needed=needed
    )


def first_sentence(text: str) -> tuple[str, str]:
    """The heading and what follows; a full stop ends a sentence before a space, a Chinese one anywhere."""
    for stop in (". ", "。"):
        first, found, rest = text.partition(stop)
        if found and rest.strip():
            return first + stop.strip(), rest.strip()
    return text, ""
