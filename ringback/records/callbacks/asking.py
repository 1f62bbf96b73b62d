"""Asking for a callback: what refuses it, and what is written when nothing does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from ringback.records.callbacks.claims import is_urgent
from ringback.records.callbacks.intake import refuse_where_closed
from ringback.records.callbacks.law import queue_for
from ringback.records.callbacks.models import OPEN, Callback, Queue
from ringback.records.callbacks.offering import Basis, forecast_for, law_for, recommended, skills_for
from ringback.records.callbacks.opening import open_callback
from ringback.records.callbacks.resting import PHONE, rest_for
from ringback.records.callbacks.slots import Span, window_is_free
from ringback.records.cases.actions import CaseIsClosed
from ringback.records.cases.models import Case
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of, rings_country_of
from ringback.records.lines.readers import open_lines
from ringback.records.policies.models import RulebookVersion
from ringback.records.policies.readers import rulebook_for
from ringback.records.sellers.models import Seller
from ringback.records.sellers.readers import standing_of
from ringback.rules.hours import opening_minutes
from ringback.rules.policy.rulebook import Rulebook
from ringback.rules.policy.verdict import NoLanguageLeft, Verdict
from ringback.rules.queue.promise import Window, chosen_window


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
    basis = Basis(case, now=now)
    verdict = basis.verdict(line)
    if not verdict.eligible:
        raise NotEligible(verdict)
    spoken = spoken_languages(case.site, verdict, languages)
    if window is not None and not window_is_free(
        case.site, case.seller, basis.wanted(verdict, spoken), window, line=line, now=now
    ):
        raise WindowFull(window)
    return _make(basis, line=line, verdict=verdict, spoken=spoken, window=window)


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
    if standing is None or not standing.phone or not rings_country_of(case.site, standing.phone):
        raise LineShut(line)
    return standing.phone


def _count_claims_in_turn(case: Case) -> None:
    """Of two cases that claim urgency at once, the second sees the first one's claim."""
    if case.urgent_claimed:
        Seller.objects.select_for_update(no_key=True).get(pk=case.seller_id)


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
    basis: Basis, *, line: str, verdict: Verdict, spoken: tuple[str, ...], window: Span | None
) -> Callback:
    case, now = basis.case, basis.now
    seen = (
        chosen_window(*window)
        if window
        else forecast_for(case, verdict, spoken, line=line, rulebook=basis.rulebook, now=now).window
    )
    terms = Terms(
        site=case.site,
        line=line,
        number=number_for(case, line),
        spoken=spoken,
        window=window,
        verdict=verdict,
        promised=seen,
        version=basis.version,
        facts=basis.facts(line),
    )
    callback = drawn_up(case, terms, ordinal=case.callbacks.count() + 1, now=now)
    open_callback(callback, (_THE_CASE, [case.pk]), window=seen, made_for=terms.made_for, now=now)
    return callback


def drawn_up(
    case: Case, terms: Terms, *, ordinal: int, now: datetime, queue: Queue | None = None
) -> Callback:
    """The callback on these terms, not written yet; `queue` where it is known already."""
    site, window, skills = case.site, terms.window, skills_for(case)
    asked = opening_minutes(calendar_of(site), now)
    target, effective = law_for(site, terms.verdict, asked, window)
    rest = rest_for(site, case.seller, line=terms.line, window_from=window[0] if window else None, now=now)
    verdict = recommended(terms.rulebook, terms.facts, terms.verdict, terms.promised, now)
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
        queue=queue or queue_for(site, languages=terms.spoken, skills=skills, target=target, line=terms.line),
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
