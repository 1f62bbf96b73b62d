"""What each issue type would bring a seller who asked now: before anything is described, so on an empty description."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from ringback.records.callbacks.claims import with_claims
from ringback.records.callbacks.forecast import Wanted, glance
from ringback.records.callbacks.offering import law_for, rulebook_in_force
from ringback.records.callbacks.resting import may_ring_from
from ringback.records.cases.models import Case
from ringback.records.desk.models import IssueType, Site
from ringback.records.desk.readers import calendar_of
from ringback.records.sellers.models import Seller
from ringback.records.sellers.readers import facts_of_seller, request_facts
from ringback.rules.hours import next_opening, opening_minutes
from ringback.rules.policy.decide import decide
from ringback.rules.policy.facts import UnfitFacts
from ringback.rules.policy.verdict import Verdict
from ringback.rules.queue.promise import Window


@dataclass(frozen=True)
class Prospect:
    """`verdict` is None while the marketplace owes us facts; `opens_at` is set while the site is closed."""

    verdict: Verdict | None
    window: Window | None = None
    opens_at: datetime | None = None


def outlook(
    seller: Seller, site: Site, issue_types: Iterable[IssueType], *, line: str, now: datetime
) -> dict[str, Prospect]:
    """By slug of the issue type. One look at the site serves them all."""
    rulebook = rulebook_in_force(site, now=now)
    known = with_claims(facts_of_seller(seller, site), Case(seller=seller, site=site), now=now)
    starts = may_ring_from(site, seller, line=line, at=now)
    look = glance(site, now=now, rulebook=rulebook)
    opened, opens_at = opening_minutes(calendar_of(site), now), next_opening(calendar_of(site), now)

    @cache
    def window(
        languages: tuple[str, ...], skills: tuple[str, ...], target: float, effective: float
    ) -> Window | None:
        wanted = Wanted(languages, skills, target, effective)
        return look.forecast(wanted, starts=starts).window if starts else None

    def prospect(issue_type: IssueType) -> Prospect:
        case = Case(seller=seller, site=site, issue_type=issue_type)
        facts: dict[str, Any] = {"seller": known, "request": request_facts(case, line=line, now=now)}
        try:
            verdict = decide(rulebook, facts)
        except UnfitFacts:
            return Prospect(None)
        target, effective = law_for(site, verdict, opened, None)
        skills = tuple(sorted({*issue_type.skills, *seller.skills}))
        seen = window(verdict.languages, skills, target, effective) if verdict.eligible else None
        return Prospect(verdict, seen, None if opens_at == now else opens_at)

    return {one.slug: prospect(one) for one in issue_types}
