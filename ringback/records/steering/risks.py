"""Promises that are broken, at risk, or were ready for a seller who was not there; and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Case, F, IntegerField, Q, Value, When

from ringback.records.callbacks.forecast import Look, glance, wanted_of
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.promises.models import Promise
from ringback.records.steering.crew import Member

SHOWN = 8
BEFORE_A_RING = ("waiting", "resting", "reserved")


@dataclass(frozen=True)
class Way:
    """What stands in the way: of `able` agents at work who can serve it `busy` are busy, `ahead` go first. `away` is the one
    of those who could that has been away longest; `has` the one for whom it is reserved."""

    able: int
    busy: int
    ahead: int
    away: Member | None
    has: Member | None


@dataclass(frozen=True)
class Risk:
    """`state` is broken, at-risk or ready. `due` is the bound of the promise that is spoken of."""

    callback: Callback
    state: str
    due: datetime
    way: Way


@dataclass(frozen=True)
class Risks:
    """The first few; the counts are of all."""

    rows: list[Risk]
    broken: int
    at_risk: int
    ready: int

    @property
    def more(self) -> int:
        return self.broken + self.at_risk + self.ready - len(self.rows)


def risks_of(site: Site, crew: Sequence[Member], *, now: datetime) -> Risks:
    soon = Q(promise__state=Promise.State.PENDING, promise__shown_until__lte=now + settings.AT_RISK)
    kinds = {
        "broken": Q(broken_at__isnull=False),
        "at-risk": Q(broken_at__isnull=True) & soon,
        "ready": Q(broken_at__isnull=True, promise__state=Promise.State.READY),
    }
    waiting = Callback.objects.filter(site=site, state__in=BEFORE_A_RING).exclude(rest_reason="seller")
    rank = Case(
        *(When(kind, then=Value(place)) for place, kind in enumerate(kinds.values())),
        output_field=IntegerField(),
    )
    found = (
        waiting.filter(kinds["broken"] | kinds["at-risk"] | kinds["ready"])
        .annotate(rank=rank)
        .select_related("case__issue_type", "case__seller", "site", "promise", "queue")
        .order_by("rank", F("promise__shown_until").asc(nulls_last=True), "pk")
    )
    counts = {name: waiting.filter(kind).count() for name, kind in kinds.items()}
    look = glance(site, now=now)
    rows = [_risk(one, list(kinds)[one.rank], crew, look) for one in found[:SHOWN]]
    return Risks(rows, counts["broken"], counts["at-risk"], counts["ready"])


def _risk(one: Callback, state: str, crew: Sequence[Member], look: Look) -> Risk:
    due = one.broken_at if state == "broken" else one.promise.shown_until if one.promise else None
    return Risk(one, state, due or look.now, _way(one, crew, look))


def _way(one: Callback, crew: Sequence[Member], look: Look) -> Way:
    could = [each for each in crew if each.can_serve(one.languages, one.skills)]
    able = [each for each in could if each.is_there]
    away = sorted((each for each in could if not each.is_there), key=lambda each: each.since)
    has = next((each for each in crew if each.case == one.case.number and one.state == "reserved"), None)
    ahead = look.forecast(wanted_of(one)).count_ahead if one.state == "waiting" else 0
    busy = sum(1 for each in able if each.is_busy)
    return Way(len(able), busy, ahead, away[0] if away else None, has)
