"""Get support (screen 1): what is open stands on top; then one picks what it is about and sees what today would bring."""

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ringback.pages.portal import words
from ringback.pages.portal.chrome import page, truth_among
from ringback.pages.portal.seller import for_seller, see_other, site_of
from ringback.records.callbacks import intake
from ringback.records.callbacks import readers as callbacks
from ringback.records.callbacks.outlook import outlook
from ringback.records.callbacks.readers import Callback
from ringback.records.callbacks.surge import arrivals
from ringback.records.callbacks.waiting import number_of
from ringback.records.cases import readers as cases
from ringback.records.reports.kept import kept_lately
from ringback.records.sellers import readers as sellers
from ringback.records.sellers.readers import IssueType, Seller, Site

LONGEST_SEARCH = 80
IN_APP = "in-app"


@require_safe
@for_seller
def support(request: HttpRequest, seller: Seller) -> HttpResponse:
    sites = sellers.sites_of(seller)
    site = site_of(request, seller, sites)
    if site is None:
        return page(request, seller, "portal/no_site.html", {})
    open_ones = callbacks.open_callbacks_of(seller)
    unfinished = list(cases.unfinished_of(seller))
    rung = {one.case_id for one in open_ones}  # these stand above with their callback
    search = request.GET.get("q", "")[:LONGEST_SEARCH].replace("\0", "").strip()
    context = {
        "sites": sites,
        "search": search,
        "groups": _groups(sellers.issue_types_of(site), search),
        "waiting": _waiting(open_ones),
        "open_cases": [case for case in unfinished if case.number and case.pk not in rung],
        "drafts": [case for case in unfinished if not case.number and case.site_id == site.pk],
    }
    told = truth_among(seller, open_ones)
    return page(request, seller, "portal/support.html", context, site=site, told=told)


@require_safe
@for_seller
def today(request: HttpRequest, seller: Seller) -> HttpResponse:
    """What each issue type would bring this seller now; fetched after the page, because it looks at the whole queue."""
    site = _site(request, seller)
    now = datetime.now(UTC)
    found = outlook(seller, site, sellers.issue_types_of(site), line=IN_APP, now=now)
    context = {"outlook": found, "site": site, "closure": intake.closure_of(site)}
    return render(request, "portal/_today.html", context)


@require_safe
@for_seller
def news(request: HttpRequest, seller: Seller) -> HttpResponse:
    """What is unusual about this site today: the intake is closed, or far more ask than on other days. And how its promises
    were kept."""
    site, now = _site(request, seller), datetime.now(UTC)
    kept = words.of_kept_by_class(kept_lately(site, now=now))
    seen = {"closure": intake.closure_of(site), "arrivals": arrivals(site, now=now), "kept": kept}
    return render(request, "portal/_news.html", seen)


@require_POST
@for_seller
def switch_site(request: HttpRequest, seller: Seller) -> HttpResponse:
    chosen = request.POST.get("site", "")
    if chosen not in [site.slug for site in sellers.sites_of(seller)]:
        raise Http404
    request.session["site"] = chosen
    return see_other(reverse("portal:facts" if request.POST.get("back") == "facts" else "portal:support"))


def _site(request: HttpRequest, seller: Seller) -> Site:
    site = site_of(request, seller, sellers.sites_of(seller))
    if site is None:
        raise Http404
    return site


def _waiting(found: list[Callback]) -> list[dict[str, Any]]:
    """Open callbacks; the place is counted for the first alone, as counting looks at the whole queue."""
    numbers = {one.pk: number_of(one, now=datetime.now(UTC)) for one in found[:1] if one.state == "waiting"}
    return [{"callback": one, "case": one.case, "number": numbers.get(one.pk)} for one in found]


def _groups(issue_types: list[IssueType], search: str) -> list[tuple[str, list[IssueType]]]:
    """By group, in the order of the data; a search keeps what it finds in names and needs, in either language."""
    found: dict[str, list[IssueType]] = {}
    for one in issue_types:
        text = " ".join([*one.name.values(), *one.needs.values(), one.slug]).casefold()
        if all(word in text for word in search.casefold().split()):
            found.setdefault(one.group, []).append(one)
    return [(_group_name(group), types) for group, types in found.items()]


def _group_name(group: str) -> str:
    return {
        "account": _("Account"),
        "listing": _("Listings"),
        "payment": _("Payment"),
        "tax": _("Tax"),
        "delivery": _("Delivery"),
        "advertising": _("Advertising"),
        "technical": _("Technical"),
        "other": _("Everything else"),
    }.get(group, group.replace("-", " ").capitalize())
