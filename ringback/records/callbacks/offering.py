"""What the desk would answer to a case: the policy's verdict, the window, and the windows to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from ringback.records.callbacks.arrival import Arrival
from ringback.records.callbacks.claims import facts_for
from ringback.records.callbacks.forecast import Forecast, Look, Wanted, glance, wanted_of
from ringback.records.callbacks.grounds import Grounds, grounds_of
from ringback.records.callbacks.models import Callback, IntakeClosure, Queue
from ringback.records.callbacks.resting import PHONE, may_ring_from
from ringback.records.callbacks.slots import Span, slots_for
from ringback.records.cases.models import Case
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of, rings_country_of
from ringback.records.lines.readers import open_lines
from ringback.records.policies.models import RulebookVersion
from ringback.records.policies.readers import rulebook_for, version_at
from ringback.records.sellers.models import Seller, Standing
from ringback.rules.hours import next_opening, opening_minutes
from ringback.rules.policy.decide import decide, recommend
from ringback.rules.policy.rulebook import Rulebook
from ringback.rules.policy.verdict import Verdict
from ringback.rules.queue.discipline import effective_after_credit
from ringback.rules.queue.discipline import window as law_of_window
from ringback.rules.queue.promise import Window
from ringback.rules.queue.slots import Slot

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Offer:
    """What the desk would say now. `verdict` carries the recommendation that knows the window; `opens_at` is set while the
    site is closed; `window` is None when nothing can be promised. Who is refused gets the verdict and nothing else."""

    verdict: Verdict
    opens_at: datetime | None
    window: Window | None = None
    ahead: int = 0
    agents: int = 0
    slots: tuple[Slot, ...] = ()


class Basis:
    """What every answer to a case at one moment stands on. Each part is asked for once, whichever lines are tried.

    Its methods raise UnfitFacts (MissingFact, WrongFact) and NoRulebook.
    """

    def __init__(self, case: Case, *, now: datetime) -> None:
        self.case, self.now = case, now

    @property
    def version(self) -> RulebookVersion:
        version = self._grounds.version
        return version or rulebook_version(self.case.site, now=self.now)  # which says what is missing

    @cached_property
    def rulebook(self) -> Rulebook:
        return rulebook_for(self.version, site=self.case.site.slug, zone=self.case.site.zone)

    @cached_property
    def lines_up(self) -> list[str]:
        """Lines that can ring this seller now, whatever the rules say."""
        return [one for one in open_lines() if one != PHONE or self.rings_their_country]

    @property
    def rings_their_country(self) -> bool:
        return self.standing is None or rings_country_of(self.case.site, self.standing.phone)

    @property
    def standing(self) -> Standing | None:
        return self._grounds.standing

    @property
    def closure(self) -> IntakeClosure | None:
        """The site takes no new requests to be rung."""
        return self._grounds.closure

    @cached_property
    def _grounds(self) -> Grounds:
        return grounds_of(self.case, now=self.now)

    def facts(self, line: str) -> dict[str, dict[str, Any]]:
        found = self._grounds
        return facts_for(self.case, line=line, now=self.now, standing=found.standing, claims=found.claims)

    def verdict(self, line: str) -> Verdict:
        """The first question: eligibility, class, credits and languages."""
        return decide(self.rulebook, self.facts(line))

    def offer(self, line: str, *, languages: tuple[str, ...] | None = None) -> Offer:
        first = self.verdict(line)
        opens_at = next_opening(calendar_of(self.case.site), self.now)
        answer = Offer(first, None if opens_at == self.now else opens_at)
        if not first.eligible:
            return answer
        wanted, seller = self.wanted(first, languages or first.languages), self.case.seller
        seen = _from_the_first_ring(self._look, wanted, seller, line)
        return replace(
            answer,
            verdict=recommended(self.rulebook, self.facts(line), first, seen.window, self.now),
            window=seen.window,
            ahead=seen.count_ahead,
            agents=seen.agents,
            slots=tuple(slots_for(self._look, seller, wanted, seen, line=line)),
        )

    def window(self, verdict: Verdict, line: str, languages: tuple[str, ...]) -> Window | None:
        """What could be promised in these languages."""
        wanted = self.wanted(verdict, languages)
        return _from_the_first_ring(self._look, wanted, self.case.seller, line).window

    def wanted(self, verdict: Verdict, spoken: tuple[str, ...]) -> Wanted:
        return wanted_for(self.case, verdict, spoken, now=self.now)

    @cached_property
    def _look(self) -> Look:
        return glance(self.case.site, now=self.now, rulebook=self.rulebook)


def windows_in(
    callback: Callback, sets: Iterable[tuple[str, ...]], *, now: datetime
) -> dict[tuple[str, ...], Window | None]:
    """What could be promised to one that waits, at its own place, were it to be served in these languages."""
    look, wanted = glance(callback.site, now=now), wanted_of(callback)
    return {
        spoken: _from_the_first_ring(
            look, replace(wanted, languages=spoken), callback.seller, callback.line
        ).window
        for spoken in sets
    }


def offer_for(case: Case, *, line: str, languages: tuple[str, ...] | None = None, now: datetime) -> Offer:
    """Raises as Basis."""
    return Basis(case, now=now).offer(line, languages=languages)


def forecast_for(
    case: Case, verdict: Verdict, spoken: tuple[str, ...], *, line: str, rulebook: Rulebook, now: datetime
) -> Forecast:
    """For what is decided on it."""
    wanted = wanted_for(case, verdict, spoken, now=now)
    return _from_the_first_ring(Look(case.site, now=now, rulebook=rulebook), wanted, case.seller, line)


def seen_on_arrival(
    case: Case, verdict: Verdict, *, line: str, rulebook: Rulebook, now: datetime
) -> tuple[Window | None, Queue | None]:
    """What `forecast_for` promises in the policy's languages, for less; and the queue to wait in, where it is there already."""
    wanted = wanted_for(case, verdict, verdict.languages, now=now)
    arrival = Arrival(case.site, wanted, line=line, rulebook=rulebook, now=now)
    starts = may_ring_from(case.site, case.seller, line=line, at=now)
    return arrival.window(starts=starts) if starts else None, arrival.queue


def rulebook_version(site: Site, *, now: datetime) -> RulebookVersion:
    """The one that is valid on the site's own date. Raises NoRulebook."""
    return version_at(site.rulebook_name, now.astimezone(ZoneInfo(site.zone)).date())


def rulebook_in_force(site: Site, *, now: datetime) -> Rulebook:
    """In the zone of the site's own page. Raises NoRulebook."""
    return rulebook_for(rulebook_version(site, now=now), site=site.slug, zone=site.zone)


def recommended(
    book: Rulebook, facts: dict[str, Any], first: Verdict, window: Window | None, now: datetime
) -> Verdict:
    """The second question: the first one's answer with the channel that the promise recommends."""
    minutes = (window.shown_until - now) / MINUTE if window else None
    return recommend(book, facts, first, promised_by_minutes=minutes)


def skills_for(case: Case) -> list[str]:
    return sorted({*case.issue_type.skills, *case.seller.skills})


def law_for(site: Site, verdict: Verdict, asked: float, window: Span | None) -> tuple[float, float]:
    """(T, eff) of the law."""
    if window is None:
        return verdict.target_minutes, effective_after_credit(asked, credit=verdict.credit_minutes)
    calendar = calendar_of(site)
    begin, end = (opening_minutes(calendar, moment) for moment in window)
    return law_of_window(begin, end, least=settings.SLOT_LENGTHS[0] / MINUTE)


def _from_the_first_ring(look: Look, wanted: Wanted, seller: Seller, line: str) -> Forecast:
    """From the first moment at which this line may ring."""
    starts = may_ring_from(look.site, seller, line=line, at=look.now)
    seen = look.forecast(wanted, starts=starts)
    return seen if starts else replace(seen, window=None)


def wanted_for(case: Case, verdict: Verdict, spoken: tuple[str, ...], *, now: datetime) -> Wanted:
    asked = opening_minutes(calendar_of(case.site), now)
    target, effective = law_for(case.site, verdict, asked, None)
    return Wanted(languages=spoken, skills=tuple(skills_for(case)), target=target, effective=effective)
