"""What others ask of a site: its calendar."""

from ringback.records.desk.models import Site
from ringback.rules.hours import Calendar, calendar_from


def calendar_of(site: Site) -> Calendar:
    """Raises ValueError where the site's hours are not written as hours."""
    return calendar_from(site.zone, site.hours, site.closed_days, site.holiday_country)


def sites_by_slug() -> dict[str, Site]:
    return {site.slug: site for site in Site.objects.all()}
