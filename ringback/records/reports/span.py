"""The moments of a report's days at each of its sites, as the questions to the database begin with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from ringback.records.desk.models import Site
from ringback.rules.reports.period import Period

# A site's pk, its zone, and the moments from which and before which something belongs to the period there.
SPAN = """WITH span AS (
    SELECT * FROM unnest(%(sites)s::bigint[], %(zones)s::text[], %(begins)s::timestamptz[], %(ends)s::timestamptz[])
    AS s(site_id, zone, begins, ends))
"""


@dataclass(frozen=True)
class Span:
    sites: Sequence[Site]
    period: Period

    def moments(self, site: Site) -> tuple[datetime, datetime]:
        return self.period.moments(site.zone)

    def rows(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        """Of a question that begins after SPAN. It may name `first` and `last`, the outermost moments of all sites: plain values,
        from which the database can tell beforehand how much it will find."""
        if not self.sites:
            return []
        moments = [self.moments(site) for site in self.sites]
        values: dict[str, Any] = {
            "sites": [site.pk for site in self.sites],
            "zones": [site.zone for site in self.sites],
            "begins": [begins for begins, _ends in moments],
            "ends": [ends for _begins, ends in moments],
            "first": min(begins for begins, _ends in moments),
            "last": max(ends for _begins, ends in moments),
            **more,
        }
        with connection.cursor() as cursor:
            cursor.execute(SPAN + sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
