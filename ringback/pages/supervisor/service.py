"""The service report: which sites and days are asked for, the page, and each of its tables as a file."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ringback.pages.shared.reader import zone_of
from ringback.pages.shared.roles import supervisor_only
from ringback.pages.shared.who import person_of
from ringback.pages.supervisor import service_words as words
from ringback.pages.supervisor.service_tables import TABLES, as_csv
from ringback.records.calls.looking_up import sites_of
from ringback.records.reports.service import Report, Site, report
from ringback.rules.reports.period import (
    Period,
    WrongPeriod,
    from_days,
    number_of_quarter,
    quarter,
    quarter_of,
)

QUARTERS = 5  # named on the page: this one and a year before it


@dataclass(frozen=True)
class Asked:
    """`site` is None for all sites; `first` and `last` are the days as they were written."""

    sites: list[Site]
    site: Site | None
    first: str
    last: str
    period: Period | None
    problem: str = ""

    @property
    def chosen(self) -> list[Site]:
        return [self.site] if self.site else self.sites

    def query(self, **more: str) -> str:
        values = {"site": self.site.slug if self.site else "", "from": self.first, "until": self.last, **more}
        return urlencode(values)


@require_GET
@supervisor_only
def page(request: HttpRequest) -> HttpResponse:
    now = datetime.now(UTC)
    asked = _asked(request, now)
    context = {"asked": asked, "quarters": _quarters(asked, now.astimezone(ZoneInfo(zone_of(request))))}
    if asked.period is None:
        return render(request, "supervisor/service.html", context, status=422)
    told = report(asked.chosen, asked.period, now=now)
    return render(request, "supervisor/service.html", {**context, **_told(told, now)})


@require_GET
@supervisor_only
def table(request: HttpRequest) -> HttpResponse:
    """One table as CSV; without a name the first promises. Wrong days give their reason as text."""
    now = datetime.now(UTC)
    asked = _asked(request, now)
    if asked.period is None:
        return HttpResponse(asked.problem, status=422, content_type="text/plain; charset=utf-8")
    name = request.GET.get("table", "")
    name = name if name in TABLES else next(iter(TABLES))
    told = report(asked.chosen, asked.period, now=now)
    where = asked.site.slug if asked.site else "all"
    file_name = f"{name}-{where}-{asked.period.first}-{asked.period.last}.csv"
    return HttpResponse(
        as_csv(told, name),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


def _asked(request: HttpRequest, now: datetime) -> Asked:
    sites = list(sites_of(person_of(request)))
    slug = request.GET.get("site", "")
    site = next((one for one in sites if one.slug == slug), None)
    today = now.astimezone(ZoneInfo(site.zone if site else zone_of(request))).date()
    present = quarter_of(today)
    first = request.GET.get("from", "")[:10] or present.first.isoformat()
    last = request.GET.get("until", "")[:10] or present.last.isoformat()
    try:
        return Asked(sites, site, first, last, from_days(first, last))
    except WrongPeriod as wrong:
        return Asked(sites, site, first, last, None, words.wrong_period(wrong))


def _quarters(asked: Asked, today: datetime) -> list[dict[str, Any]]:
    """The present one and those before it, each with its address."""
    year, number, found = today.year, number_of_quarter(today.date()), []
    for _each in range(QUARTERS):
        period = quarter(year, number)
        days = {"from": period.first.isoformat(), "until": period.last.isoformat()}
        found.append(
            {
                "name": words.quarter_name(year, number),
                "query": asked.query(**days),
                "chosen": period == asked.period,
            }
        )
        year, number = (year, number - 1) if number > 1 else (year - 1, 4)
    return found


def _told(told: Report, now: datetime) -> dict[str, Any]:
    return {
        "report": told,
        "headline": words.headline(told),
        "days": words.days(told.period, now),
        "classes": [(words.row_name(key), scores) for key, scores in told.first.items()],
        "stretches": [(words.short_day(day), scores) for day, scores in told.by_stretch.items()],
        "waits": [(words.row_name(row.key), row) for row in told.waits],
        "steps": words.steps(),
        "levels": [words.level(row) for row in told.levels],
        "week": [
            (name, [told.reach[weekday, hour] for hour in range(24)])
            for weekday, name in enumerate(words.weekdays(), start=1)
        ],
        "hours": range(24),
        "outcomes": [(words.outcome(name), share) for name, share in told.outcomes.items()],
        "endings": [(words.ending(name), share) for name, share in told.endings.items()],
        "stars": list(enumerate(told.ratings.by_stars, start=1)),
        "printed_at": now,
    }
