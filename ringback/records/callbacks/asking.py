"""Asking for a callback: what the desk would answer, and the asking itself."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from ringback.records.callbacks.claims import facts_for, is_urgent
from ringback.records.callbacks.forecast import Forecast, Look, Wanted, glance
from ringback.records.callbacks.intake import refuse_where_closed
from ringback.records.callbacks.law import queue_for
from ringback.records.callbacks.models import OPEN, Callback
from ringback.records.callbacks.opening import open_callback
from ringback.records.callbacks.resting import PHONE, may_ring_from, rest_for
from ringback.records.callbacks.slots import slots_for, window_is_free
from ringback.records.cases.actions import CaseIsClosed
from ringback.records.cases.models import Case
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.lines.readers import open_lines
from ringback.records.policies.models import RulebookVersion
from ringback.records.policies.readers import rulebook_for, version_at
from ringback.records.sellers.models import Seller
from ringback.records.sellers.readers import standing_of
from ringback.rules.hours import next_opening, opening_minutes
from ringback.rules.policy.decide import decide, recommend
from ringback.rules.policy.rulebook import Rulebook
from ringback.rules.policy.verdict import NoLanguageLeft, Verdict
from ringback.rules.queue.discipline import effective_after_credit
from ringback.rules.queue.discipline import window as law_of_window
from ringback.rules.queue.promise import Window, chosen_window
from ringback.rules.queue.slots import Slot

MINUTE = timedelta(minutes=1)
Span = tuple[datetime, datetime]


class NotEligible(Exception):
    """The policy refuses; the verdict has every rule with its reason."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("not eligible to be rung on this line")
        self.verdict = verdict


class AlreadyAsked(Exception):
    """This case has an open callback."""

    def __init__(self, callback: Callback) -> None:
        super().__init__(f"case {callback.case.number} waits for a callback already")
        self.callback = callback


class WindowFull(Exception):
    """So many have chosen this window, or it begins before anybody could ring, that it is not to be had."""

    def __init__(self, span: Span) -> None:
        super().__init__("this window is full or too soon")
        self.span = span


class LineShut(Exception):
    """No line of this name can ring now, or there is no number for it."""

    def __init__(self, line: str) -> None:
        super().__init__(f"the line {line!r} is shut")
        self.line = line


class NoSuchLanguage(ValueError):
    """Nobody at this site is asked to speak it."""


@dataclass(frozen=True)
class Offer:
    """What the desk would say now. `verdict` carries the recommendation that knows the window; `opens_at` is set while the
    site is closed; `window` is None when nothing can be promised."""

    verdict: Verdict
    window: Window | None
    ahead: int
    agents: int
    opens_at: datetime | None
    slots: list[Slot]
    talk_minutes: float
    talk_source: str


def rulebook_version(site: Site, *, now: datetime) -> RulebookVersion:
    """The one that is valid on the site's own date. Raises NoRulebook."""
    return version_at(site.rulebook_name, now.astimezone(ZoneInfo(site.zone)).date())


def rulebook_in_force(site: Site, *, now: datetime) -> Rulebook:
    """In the zone of the site's own page. Raises NoRulebook."""
    return rulebook_for(rulebook_version(site, now=now), site=site.slug, zone=site.zone)


def verdict_for(case: Case, *, line: str, now: datetime) -> Verdict:
    """The first question: eligibility, class, credits and languages. Raises UnfitFacts (MissingFact, WrongFact)."""
    return decide(rulebook_in_force(case.site, now=now), facts_for(case, line=line, now=now))


def offer_for(case: Case, *, line: str, languages: tuple[str, ...] | None = None, now: datetime) -> Offer:
    """Raises as verdict_for. A refused seller gets the verdict and no window."""
    book, facts = rulebook_in_force(case.site, now=now), facts_for(case, line=line, now=now)
    first = decide(book, facts)
    spoken = languages or first.languages
    wanted, look = _wanted(case, first, spoken, now), glance(case.site, now=now, rulebook=book)
    seen = _seen_from(look, wanted, case.seller, line)
    opens_at = next_opening(calendar_of(case.site), now)
    return Offer(
        verdict=_recommended(book, facts, seen.window, now) if first.eligible else first,
        window=seen.window if first.eligible else None,
        ahead=seen.number - 1,
        agents=seen.agents,
        opens_at=None if opens_at == now else opens_at,
        slots=slots_for(look, case.seller, wanted, seen, line=line),
        talk_minutes=seen.talk.minutes,
        talk_source=seen.talk.source,
    )


@transaction.atomic
def ask_for_callback(
    case: Case,
    *,
    line: str,
    languages: tuple[str, ...] | None = None,
    window: Span | None = None,
    now: datetime,
) -> Callback:
    """Raises UnfitFacts, NotEligible, AlreadyAsked, IntakeClosed, WindowFull, LineShut, NoSuchLanguage, NoLanguageLeft,
    CaseIsClosed.

    When nobody is there the callback is made all the same, and no promise with it.
    """
    _count_claims_in_turn(case)
    case = Case.objects.select_for_update(of=("self",)).select_related(
        "seller__person", "site", "issue_type"
    ).get(pk=case.pk)  # fmt: skip
    _refuse_second(case)
    refuse_where_closed(case.site)
    verdict = verdict_for(case, line=line, now=now)
    if not verdict.eligible:
        raise NotEligible(verdict)
    spoken = spoken_languages(case.site, verdict, languages)
    if window is not None and not window_is_free(
        case.site, case.seller, _wanted(case, verdict, spoken, now), window, line=line, now=now
    ):
        raise WindowFull(window)
    return _make(case, line=line, verdict=verdict, spoken=spoken, window=window, now=now)


def spoken_languages(site: Site, verdict: Verdict, wish: tuple[str, ...] | None) -> tuple[str, ...]:
    """The seller's wish for this request, or what the policy says. Raises NoSuchLanguage, NoLanguageLeft."""
    if wish is None:
        return verdict.languages
    for language in wish:
        if language not in {*site.languages, *verdict.languages}:
            raise NoSuchLanguage(language)
    if not wish:
        raise NoLanguageLeft("at least one language must stay")
    return tuple(dict.fromkeys(wish))


def number_for(case: Case, line: str) -> str:
    """The number that a line rings, empty for this browser. Raises LineShut."""
    if line not in settings.LINES:
        raise LineShut(line)
    if line != PHONE:
        return ""
    if line not in open_lines():
        raise LineShut(line)
    standing = standing_of(case.seller, case.site)
    if standing is None or not standing.phone:
        raise LineShut(line)
    return standing.phone


def skills_for(case: Case) -> list[str]:
    return sorted({*case.issue_type.skills, *case.seller.skills})


def _count_claims_in_turn(case: Case) -> None:
    """Of two cases that claim urgency at once, the second sees the first one's claim."""
    if case.urgent_claimed:
        Seller.objects.select_for_update().get(pk=case.seller_id)


def _refuse_second(case: Case) -> None:
    if case.state not in (Case.State.OPEN, Case.State.NEEDS_SELLER):
        raise CaseIsClosed(case)
    present = case.callbacks.filter(state__in=OPEN).first()
    if present is not None:
        raise AlreadyAsked(present)


@dataclass(frozen=True)
class Terms:
    """On what a callback is opened: what the seller wants, what the policy gives, what the desk promises."""

    site: Site
    line: str
    number: str
    spoken: tuple[str, ...]
    window: Span | None
    verdict: Verdict
    promised: Window | None
    version: RulebookVersion
    facts: dict[str, Any]

    @property
    def rulebook(self) -> Rulebook:
        return rulebook_for(self.version, site=self.site.slug, zone=self.site.zone)

    @property
    def made_for(self) -> str:
        return "window" if self.window else "first"


_THE_CASE = "SELECT id, number FROM ringback_case WHERE id = %s"


def _make(
    case: Case, *, line: str, verdict: Verdict, spoken: tuple[str, ...], window: Span | None, now: datetime
) -> Callback:
    seen = (
        chosen_window(*window) if window else forecast_for(case, verdict, spoken, line=line, now=now).window
    )
    terms = Terms(
        site=case.site,
        line=line,
        number=number_for(case, line),
        spoken=spoken,
        window=window,
        verdict=verdict,
        promised=seen,
        version=rulebook_version(case.site, now=now),
        facts=facts_for(case, line=line, now=now),
    )
    callback = drawn_up(case, terms, ordinal=case.callbacks.count() + 1, now=now)
    open_callback(callback, (_THE_CASE, [case.pk]), window=seen, made_for=terms.made_for, now=now)
    return callback


def drawn_up(case: Case, terms: Terms, *, ordinal: int, now: datetime) -> Callback:
    """The callback on these terms, not written yet."""
    site, window, skills = case.site, terms.window, skills_for(case)
    asked = opening_minutes(calendar_of(site), now)
    target, effective = law_for(site, terms.verdict, asked, window)
    rest = rest_for(site, case.seller, line=terms.line, window_from=window[0] if window else None, now=now)
    verdict = _recommended(terms.rulebook, terms.facts, terms.promised, now)
    return Callback(
        case=case,
        ordinal=ordinal,
        seller=case.seller,
        site=site,
        state=Callback.State.RESTING if rest else Callback.State.WAITING,
        rest_reason=rest.reason if rest else "",
        ready_at=rest.until if rest else None,
        state_since=now,
        priority=verdict.priority,
        target=target,
        credit=0 if window else verdict.credit_minutes,
        asked_at=now,
        asked=asked,
        effective=effective,
        queue=queue_for(site, languages=terms.spoken, skills=skills, target=target, line=terms.line),
        languages=list(terms.spoken),
        skills=skills,
        line=terms.line,
        number=terms.number,
        window_from=window[0] if window else None,
        window_until=window[1] if window else None,
        urgent=is_urgent(terms.rulebook, terms.facts, terms.verdict),
        rulebook=terms.version,
        facts=terms.facts,
        reasons=verdict.as_json()["reasons"],
    )


def law_for(site: Site, verdict: Verdict, asked: float, window: Span | None) -> tuple[float, float]:
    """(T, eff) of the law."""
    if window is None:
        return verdict.target_minutes, effective_after_credit(asked, credit=verdict.credit_minutes)
    calendar = calendar_of(site)
    begin, end = (opening_minutes(calendar, moment) for moment in window)
    return law_of_window(begin, end, least=settings.SLOT_LENGTHS[0] / MINUTE)


def _wanted(case: Case, verdict: Verdict, spoken: tuple[str, ...], now: datetime) -> Wanted:
    asked = opening_minutes(calendar_of(case.site), now)
    target, effective = law_for(case.site, verdict, asked, None)
    return Wanted(languages=spoken, skills=tuple(skills_for(case)), target=target, effective=effective)


def forecast_for(
    case: Case, verdict: Verdict, spoken: tuple[str, ...], *, line: str, now: datetime
) -> Forecast:
    """For what is decided on it."""
    return _seen_from(Look(case.site, now=now), _wanted(case, verdict, spoken, now), case.seller, line)


def _seen_from(look: Look, wanted: Wanted, seller: Seller, line: str) -> Forecast:
    """From the first moment at which this line may ring."""
    starts = may_ring_from(look.site, seller, line=line, at=look.now)
    seen = look.forecast(wanted, starts=starts)
    return seen if starts else replace(seen, window=None)


def _recommended(book: Rulebook, facts: dict[str, Any], window: Window | None, now: datetime) -> Verdict:
    """The second question: the first one's answer with the channel that the promise recommends."""
    minutes = (window.shown_until - now) / MINUTE if window else None
    return recommend(book, facts, promised_by_minutes=minutes)
