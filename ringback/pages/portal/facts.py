"""The facts that the desk holds on a seller: what, since when, from whom, and where it is mended."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ringback.pages.portal import words
from ringback.pages.portal.chrome import page
from ringback.pages.portal.fact_words import value_of
from ringback.pages.portal.seller import for_seller, site_of
from ringback.pages.shared import names
from ringback.records.sellers.held import Held, held_on
from ringback.records.sellers.readers import Seller, Site, mend_link, sites_of


@dataclass(frozen=True)
class Told:
    """`mend` is the marketplace's page for it, empty where it names none."""

    name: str
    label: str
    value: str
    owner: str
    since: datetime | None
    by_file: bool
    mend: str


@require_safe
@for_seller
def facts(request: HttpRequest, seller: Seller) -> HttpResponse:
    sites = sites_of(seller)
    site = site_of(request, seller, sites)
    if site is None:
        return page(request, seller, "portal/no_site.html", {})
    held = held_on(seller, site)
    return page(
        request,
        seller,
        "portal/facts.html",
        {
            "known": [_told(one, site) for one in held if one.known],
            "unknown": [_told(one, site) for one in held if not one.known and one.owner != "desk"],
            "counted": [_told(one, site) for one in held if one.owner == "desk"],
            "youngest": max((one.since for one in held if one.since), default=None),
            "sites": sites,
        },
        site=site,
    )


def _told(one: Held, site: Site) -> Told:
    label = _("telephone") if one.name == "phone" else names.fact(one.name)
    fact = "phone_verified" if one.name == "phone" else one.name
    return Told(
        one.name,
        label,
        value_of(one.name, one.value) if one.known else "",
        words.of_owner(one.owner),
        one.since,
        one.by_file,
        mend_link(site, fact),
    )
