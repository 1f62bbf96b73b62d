"""What surrounds each page of the portal: the site's name and the truth bar, which says whether we are calling."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ringback.pages.portal.seller import for_seller, is_fragment, site_of
from ringback.records.callbacks.readers import Callback
from ringback.records.calls import for_seller as calls
from ringback.records.calls.for_seller import Attempt
from ringback.records.desk.days import closed_today, peak_now
from ringback.records.sellers.readers import Seller, Site, sites_of

Truth = dict[str, Any]


def page(
    request: HttpRequest,
    seller: Seller,
    template: str,
    context: Mapping[str, Any],
    *,
    site: Site | None = None,
    told: Truth | None = None,
    status: int = 200,
) -> HttpResponse:
    """`site` is that of the page's case, else the one the seller switched to; `told` is the truth, if it is known already.

    A form that is sent without leaving the page, so that its sound goes on, swaps in only what came with 200.
    """
    here = site or site_of(request, seller, sites_of(seller))
    around = {
        "seller": seller,
        "site": here,
        "site_name": here.name_in(get_language() or "en") if here else "",
        **(_today(here) if here else {}),
    }
    truths = truth(seller) if told is None else told
    shown = 200 if is_fragment(request) else status
    return render(request, template, {**around, **truths, **context}, status=shown)


def _today(site: Site) -> dict[str, Any]:
    """What is otherwise than on other days: closed, and why; a peak."""
    now = datetime.now(UTC)
    return {"closed_today": closed_today(site, now=now), "peak_now": peak_now(site, now=now)}


@require_safe
@for_seller
def truth_bar(request: HttpRequest, seller: Seller) -> HttpResponse:
    return render(request, "portal/_bar.html", truth(seller))


def truth(seller: Seller) -> Truth:
    """`calling` while a ring is on its way, `talking` while both sides are connected, else nothing."""
    return truth_of(calls.attempt_now(seller))


def truth_among(seller: Seller, open_callbacks: list[Callback]) -> Truth:
    """Asks only if one of the seller's open callbacks rings or is talked about."""
    return truth(seller) if any(one.state in ("ringing", "talking") for one in open_callbacks) else {}


def truth_of(attempt: Attempt | None) -> Truth:
    if attempt is None:
        return {}
    case = attempt.callback.case
    told = {
        "agent_name": attempt.agent.person.name,
        "case_number": case.number,
        "url": reverse("portal:callback", args=[attempt.callback_id]),
    }
    if attempt.state == Attempt.State.LIVE:
        return {"talking": told}
    in_app = attempt.line == "in-app"
    rung_here = {
        "ring_url": reverse("portal:ring", args=[attempt.pk]),
        "answer_url": reverse("portal:answer", args=[attempt.pk]),
        "decline_url": reverse("portal:decline", args=[attempt.pk]),
    }
    return {
        "calling": {
            **told,
            **(rung_here if in_app else {}),
            "attempt": attempt.pk,
            "from_number": case.site.official_number,
            "line": attempt.line,
            "until": attempt.ring_deadline,
            "title": _("We are calling you: %(name)s") % {"name": attempt.agent.person.name},
        }
    }
