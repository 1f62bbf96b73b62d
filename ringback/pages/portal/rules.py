"""The rules of this desk as they read for this seller, on an issue type of their choice, with their version."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ringback.pages.portal import refusals
from ringback.pages.portal.chrome import page
from ringback.pages.portal.seller import for_seller, site_of
from ringback.records.callbacks.offering import Basis, rulebook_in_force
from ringback.records.cases.readers import Case
from ringback.records.sellers.readers import Seller, issue_types_of, sites_of
from ringback.rules.policy.facts import UnfitFacts
from ringback.rules.policy.verdict import Verdict


@require_safe
@for_seller
def rules(request: HttpRequest, seller: Seller) -> HttpResponse:
    site = site_of(request, seller, sites_of(seller))
    if site is None:
        return page(request, seller, "portal/no_site.html", {})
    now, types = datetime.now(UTC), issue_types_of(site)
    chosen = next((one for one in types if one.slug == request.GET.get("type")), types[0] if types else None)
    context = {
        "rulebook": rulebook_in_force(site, now=now),
        "issue_types": types,
        "chosen": chosen,
    }
    if chosen is not None:
        try:
            case = Case(seller=seller, site=site, issue_type=chosen)
            context["groups"] = _groups(Basis(case, now=now).verdict("in-app"))
        except UnfitFacts as unfit:
            context["missing"] = refusals.unknown(site, unfit.names)
    return page(request, seller, "portal/rules.html", context, site=site)


def _groups(verdict: Verdict) -> list[tuple[str, list[object]]]:
    titles = {
        "refuse": _("Who may be rung"),
        "class": _("How urgent it is"),
        "credit": _("What moves you forward"),
        "languages": _("In which language"),
        "recommend": _("Which channel we recommend"),
    }
    return [
        (title, [reason for reason in verdict.reasons if reason.effect == effect])
        for effect, title in titles.items()
    ]
