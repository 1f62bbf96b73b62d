"""All callbacks of some sites, for whoever supervises them: promises at risk first."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as When
from django.db.models import Count, F, IntegerField, Q, QuerySet, Value
from django.db.models import When as Then

from ringback.records.callbacks.models import OPEN, Callback
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.promises.models import Promise
from ringback.rules.hours import opening_minutes

PAGE = 50
FILTERS = ("open", "at-risk", "broken", "finished", "all")


@dataclass(frozen=True)
class Row:
    """`share` is the part of the target that is used (1.0 is all of it), None for a finished callback."""

    callback: Callback
    share: float | None
    at_risk: bool

    @property
    def percent(self) -> int:
        return round(100 * (self.share or 0))

    @property
    def bar(self) -> int:
        return min(100, self.percent)

    @property
    def promise_state(self) -> str:
        if self.callback.promise is None:
            return ""
        return "at-risk" if self.at_risk else self.callback.promise.state


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    number: int
    pages: int
    counts: dict[str, int] = field(default_factory=dict)


def overview(
    sites: QuerySet[Site], *, which: str, search: str, page: int, soon: timedelta, now: datetime
) -> Page:
    """`which` is one of FILTERS; a promise is at risk when its bound is nearer than `soon` and nothing has rung."""
    every = Callback.objects.filter(site__in=sites)
    risk = Q(state__in=OPEN, promise__state=Promise.State.PENDING, promise__shown_until__lte=now + soon)
    kinds = {
        "open": Q(state__in=OPEN),
        "at-risk": risk,
        "broken": Q(state__in=OPEN, broken_at__isnull=False),
        "finished": ~Q(state__in=OPEN),
        "all": Q(),
    }
    counts = every.filter(kinds["open"]).aggregate(
        **{
            "open": Count("pk"),
            "at-risk": Count("pk", filter=risk),
            "broken": Count("pk", filter=kinds["broken"]),
        }
    )
    found = every.filter(kinds.get(which, kinds["open"]), _matching(search))
    total = found.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(1, page), pages)
    rows = _ordered(found, risk)[(number - 1) * PAGE : number * PAGE]
    return Page([_row(one, soon, now) for one in rows], number, pages, counts)


def _ordered(found: QuerySet[Callback], risk: Q) -> QuerySet[Callback]:
    at_risk = When(Then(risk, then=Value(0)), default=Value(1), output_field=IntegerField())
    still_open = When(Then(state__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        found.annotate(at_risk=at_risk, done=still_open)
        .select_related("case__seller__person", "case__issue_type", "site", "promise")
        .order_by("done", "at_risk", F("promise__shown_until").asc(nulls_last=True), "-asked_at")
    )


def _matching(search: str) -> Q:
    text = search.strip()
    if not text:
        return Q()
    if text.isdecimal() and len(text) <= 12:
        return Q(case__number=int(text))
    recorded = Callback.objects.filter(attempts__record_number=text.upper()).values("pk")
    return Q(seller__code__iexact=text) | Q(seller__company__icontains=text) | Q(pk__in=recorded)


def _row(one: Callback, soon: timedelta, now: datetime) -> Row:
    if one.state not in OPEN:
        return Row(one, None, at_risk=False)
    opened = opening_minutes(calendar_of(one.site), now)
    promise: Any = one.promise
    at_risk = (
        promise is not None and promise.state == Promise.State.PENDING and promise.shown_until <= now + soon
    )
    return Row(one, max(0.0, (opened - one.asked) / one.target), at_risk)
