"""Sites, and a site's hours as the rules want them."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from ringback.records.desk.models import IssueType, Site
from ringback.rules.hours import Calendar, calendar_from
from ringback.rules.numbers import country_of

# Others name the type without importing tables.
__all__ = [
    "IssueType",
    "Site",
    "calendar_of",
    "every_issue_type",
    "rings_country_of",
    "site_called",
    "sites",
    "sites_by_slug",
]

Hours = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def sites() -> QuerySet[Site]:
    """In the desk's own order."""
    return Site.objects.all()


def sites_by_slug() -> dict[str, Site]:
    return {site.slug: site for site in sites()}


def site_called(slug: str) -> Site:
    """Raises Site.DoesNotExist."""
    return Site.objects.get(slug=slug)


def every_issue_type(site: Site) -> QuerySet[IssueType]:
    """Those too that are offered no more."""
    return site.issue_types.order_by("-offered", "position", "slug")


def rings_country_of(site: Site, number: str) -> bool:
    """Whether the site rings telephones in that country at all; a site that names none rings any."""
    return not site.phone_countries or country_of(number) in site.phone_countries


def calendar_of(site: Site) -> Calendar:
    """Read once for each state of the hours, as every look at a queue asks for it. Raises ValueError where they are no hours."""
    return _calendar(
        site.zone,
        _frozen(site.hours),
        frozenset(site.closed_days),
        (site.holiday_country, site.holiday_subdivision),
        site.clock_offset,
    )


def _frozen(hours: Mapping[str, Sequence[Sequence[str]]]) -> Hours:
    return tuple((day, tuple((a, b) for a, b in spans)) for day, spans in sorted(hours.items()))


@lru_cache(maxsize=256)
def _calendar(
    zone: str, hours: Hours, closed: frozenset[date], holidays: tuple[str, str], offset: float
) -> Calendar:
    country, part = holidays
    return calendar_from(zone, dict(hours), closed, country=country, subdivision=part, offset=offset)
