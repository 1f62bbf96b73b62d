"""A site's roster of one week: a grid of agents and days, each cell a line of text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ringback.pages.setup import history_words, words
from ringback.pages.setup.chrome import last_change, page, see_other
from ringback.pages.setup.editing import edit
from ringback.pages.setup.fields import BETWEEN, SPAN
from ringback.pages.setup.forms import LINE, SetUpForm
from ringback.pages.shared.roles import supervisor_only
from ringback.records.desk.readers import Site, site_called
from ringback.records.rosters.coverage import uncovered
from ringback.records.setup.rosters import (
    ROSTER,
    WEEK,
    Week,
    agents_of,
    cell,
    copied,
    key_of,
    monday_of,
    swapped,
)
from ringback.records.setup.saving import read

DAY_MINUTES = 24 * 60


class ShiftField(forms.CharField):
    """ "9–17, 22–6" as minutes since midnight; what ends before it begins ends on the next day."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(f"{history_words.wall(a)}–{history_words.wall(b)}" for a, b in value)
        return value

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").strip()
        found = [tuple(int(part or 0) for part in match.groups()) for match in SPAN.finditer(text)]
        if BETWEEN.sub("", SPAN.sub("", text)) or any(
            a > 24 or b > 59 or c > 24 or d > 59 for a, b, c, d in found
        ):
            raise forms.ValidationError(words.problem("no-span"))
        return [_span(60 * a + b, 60 * c + d) for a, b, c, d in found]

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.prepare_value(value))


def _span(begin: int, end: int) -> list[int]:
    return [begin, end if end > begin else end + DAY_MINUTES]


@dataclass(frozen=True)
class Row:
    """An agent and their cells, each a field of hours and one of why they do not come."""

    name: str
    speaks: list[str]
    cells: list[tuple[forms.BoundField, forms.BoundField]]


class RosterForm(SetUpForm):
    """`filled` stands in the grid in place of what is saved."""

    def __init__(
        self, data: Any = None, *, known: Any, week: Week, filled: Mapping[str, Any] | None = None
    ) -> None:
        self.week, self.filled = week, filled
        self.agents = agents_of(week.site, week)
        super().__init__(data, known=known)

    def build(self) -> None:
        reasons = [("", _("comes")), *words.away_reasons().items()]
        for agent in self.agents:
            for day, called in zip(self.week.days, words.weekdays(), strict=True):
                name, whose = cell(agent.pk, day), f"{agent.person.name}, {called}"
                self.fields[name] = ShiftField(label=whose, required=False, max_length=LINE)
                self.fields[f"{name}.away"] = forms.ChoiceField(
                    label=_("%(whose)s: comes or not") % {"whose": whose}, required=False, choices=reasons
                )

    def shown(self) -> dict[str, Any]:
        values = self.known if self.filled is None else self.filled
        return {
            **{name: value["spans"] for name, value in values.items()},
            **{f"{name}.away": value["away"] for name, value in values.items()},
        }

    def values(self) -> dict[str, Any]:
        found = {}
        for agent in self.agents:
            for day in self.week.days:
                name = cell(agent.pk, day)
                spans, away = self.cleaned_data[name], self.cleaned_data[f"{name}.away"]
                if spans or away:
                    found[name] = {"spans": spans, "away": away}
        return found

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                agent.person.name,
                agent.languages,
                [
                    (self[name], self[f"{name}.away"])
                    for name in (cell(agent.pk, day) for day in self.week.days)
                ],
            )
            for agent in self.agents
        ]


@require_safe
@supervisor_only
def now(request: HttpRequest, site: str) -> HttpResponse:
    here = _site(site)
    today = datetime.now(ZoneInfo(here.zone)).date()
    return see_other(reverse("setup:week", args=[site, _week(today)]))


@require_http_methods(["GET", "POST"])
@supervisor_only
def week(request: HttpRequest, site: str, week: str) -> HttpResponse:
    here = _site(site)
    try:
        which = Week(here, monday_of(week))
    except ValueError as problem:
        raise Http404 from problem
    filled = _filled(request, which)
    edited = edit(request, ROSTER, key_of(site, which.monday), RosterForm, week=which, filled=filled)
    if edited.saved:
        return see_other(reverse("setup:week", args=[site, week]))
    gaps = uncovered(here, which.days)
    return page(
        request,
        "setup/roster.html",
        status=edited.status,
        site=here,
        here="roster",
        edited=edited,
        week=which,
        week_name=week,
        days=[
            (called, day, words.day(day.isoformat()))
            for called, day in zip(words.weekdays(), which.days, strict=True)
        ],
        filled=filled is not None,
        before=_week(which.monday - WEEK),
        after=_week(which.monday + WEEK),
        gaps=words.gaps(gaps, ZoneInfo(here.zone)),
        last=last_change(ROSTER, which.key),
    )


def _filled(request: HttpRequest, week: Week) -> dict[str, Any] | None:
    """Last week's, or with a swap: shown, not saved. None for what is saved."""
    asked = request.GET
    if request.method != "GET":
        return None
    if asked.get("fill") == "last-week":
        return copied(week)
    agents = {str(one.pk): one.pk for one in agents_of(week.site, week)}
    days = {day.isoformat(): day for day in week.days}
    one, other, day = (asked.get(name, "") for name in ("one", "other", "day"))
    if one in agents and other in agents and day in days and one != other:
        return swapped(read(ROSTER, week.key).values, days[day], agents[one], agents[other])
    return None


def _week(day: date) -> str:
    year, number, _day = day.isocalendar()
    return f"{year}-W{number:02}"


def _site(slug: str) -> Site:
    try:
        return site_called(slug)
    except Site.DoesNotExist as problem:
        raise Http404 from problem
