"""What the desk knows of a seller: sites, standing, and the facts a policy is asked with."""

from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db.models import QuerySet

from ringback.records.desk.models import IssueType, Site
from ringback.records.people.models import Person
from ringback.records.sellers.models import SavedTemplate, Seller, Standing

# Pages name these types without importing tables.
__all__ = ["IssueType", "Person", "SavedTemplate", "Seller", "Site", "Standing"]

MARKETPLACE, DESK = "marketplace", "desk"
COUNTED_HERE = ("urgent_claims_30d",)  # the marketplace knows of no claim that is made at this desk


class Asks(Protocol):
    """A case, as far as the policy asks about it (sellers know no cases)."""

    seller: Any
    site: Any
    issue_type: Any
    completeness: Any
    urgent_claimed: Any


def seller_of(person: Person) -> Seller:
    """Raises Seller.DoesNotExist for people who sell nothing."""
    seller = Seller.objects.get(person=person)
    seller.person = person
    return seller


def sites_of(seller: Seller) -> list[Site]:
    return list(Site.objects.filter(standings__seller=seller))


def standing_of(seller: Seller, site: Site) -> Standing | None:
    return Standing.objects.filter(seller=seller, site=site).first()


def issue_types_of(site: Site) -> list[IssueType]:
    """Those that are offered, without their forms."""
    return list(site.issue_types.filter(offered=True).defer("template", "evidence_hint", "checklist"))


def issue_type_of(site: Site, slug: str) -> IssueType:
    """Raises IssueType.DoesNotExist."""
    return site.issue_types.get(slug=slug)


def templates_of(seller: Seller, issue_slug: str) -> QuerySet[SavedTemplate]:
    return SavedTemplate.objects.filter(seller=seller, issue_slug=issue_slug)


def owner_of(site: Site, fact: str) -> str:
    """Who owns a fact: as the site says; else the desk what it counts itself, the marketplace the rest."""
    return str(site.fact_owners.get(fact, DESK if fact in COUNTED_HERE else MARKETPLACE))


def mend_link(site: Site, fact: str) -> str:
    """The marketplace's own page that mends a fact; empty where the site names none."""
    return str(site.mend_links.get(fact, ""))


def facts_about(
    case: Asks, *, line: str, now: datetime, standing: Standing | None = None
) -> dict[str, dict[str, Any]]:
    """`{"seller": …, "request": …}` by the names of the policy language; what nobody sent is left out.

    `standing`: where it has been read already.
    """
    standing = standing or standing_of(case.seller, case.site)
    return {
        "seller": facts_known(standing, case.seller, case.site),
        "request": request_facts(case, line=line, now=now),
    }


def request_facts(case: Asks, *, line: str, now: datetime) -> dict[str, Any]:
    """What is asked for, as far as it is known before a promise."""
    return {
        "site": case.site.slug,
        "issue_type": case.issue_type.slug,
        "urgent_claimed": case.urgent_claimed,
        "completeness": case.completeness,
        "line": line,
        "promised_by_minutes": None,
        "chat_open": settings.CHAT_OPEN,
        "now": now.isoformat(),
    }


def facts_of_seller(seller: Seller, site: Site) -> dict[str, Any]:
    return facts_known(standing_of(seller, site), seller, site)


def facts_known(standing: Standing | None, seller: Seller, site: Site) -> dict[str, Any]:
    """The standing's facts of which the marketplace is the owner, and what follows from them."""
    known = dict(standing.facts) if standing else {}
    if standing and standing.phone:
        known.setdefault("phone_verified", standing.phone_verified_at is not None)
    known.setdefault("language", seller.person.language)
    return {
        fact: value
        for fact, value in known.items()
        if owner_of(site, fact) == MARKETPLACE or fact == "language"
    }
