"""Imports of standings as they are looked at, and the sample of a file for this desk."""

from django.db.models import QuerySet

from ringback.records.desk.models import Site
from ringback.records.sellers.models import StandingImport
from ringback.records.sellers.readers import DESK, owner_of
from ringback.rules.standing.rows import FACT_NAMES, TELEPHONE
from ringback.rules.standing.sample import sample

# Pages name the type without importing tables.
__all__ = ["StandingImport", "import_of", "imports", "sample_of_this_desk"]


def imports(most: int = 50) -> QuerySet[StandingImport]:
    """The youngest first, without their files."""
    return StandingImport.objects.select_related("by", "site").defer("content", "problems", "older")[:most]


def import_of(pk: int) -> StandingImport:
    """Raises StandingImport.DoesNotExist."""
    return StandingImport.objects.select_related("by", "site").defer("content").get(pk=pk)


def sample_of_this_desk() -> str:
    """Without what the desk owns itself on every site."""
    sites = list(Site.objects.all())
    owned = [
        {name for name in FACT_NAMES if owner_of(site, name) == DESK and name != "language"} for site in sites
    ]
    without = set.intersection(*owned) if owned else set()
    if "phone_verified" in without:
        without |= set(TELEPHONE)
    return sample([site.slug for site in sites], without=frozenset(without))
