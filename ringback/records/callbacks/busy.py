"""How busy each site is at this moment."""

from dataclasses import dataclass

from django.db.models import Count, Q

from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site

State = Callback.State
IN_A_CALL = (State.RINGING, State.TALKING)


@dataclass(frozen=True)
class Busy:
    """`waiting` counts those whose turn may come now, `calls` those that are rung or talk."""

    site: Site
    waiting: int
    calls: int


def busy_sites() -> list[Busy]:
    """Every site, in the desk's order."""
    counted = Site.objects.annotate(
        waiting=Count("callbacks", filter=Q(callbacks__state=State.WAITING)),
        calls=Count("callbacks", filter=Q(callbacks__state__in=IN_A_CALL)),
    )
    return [Busy(site, site.waiting, site.calls) for site in counted.order_by("position", "slug")]
