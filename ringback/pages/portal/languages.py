"""On the waiting page: what it costs to be rung in one language alone, and the way back to all that the rules allow."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ringback.pages.portal import ask_form
from ringback.pages.portal.callback_parts import MAY_CHANGE
from ringback.pages.portal.finding import callback_or_404
from ringback.pages.portal.seller import for_seller
from ringback.records.callbacks.offering import Basis, windows_in
from ringback.records.callbacks.readers import Callback
from ringback.records.sellers.readers import Seller
from ringback.rules.policy.facts import UnfitFacts


@require_safe
@for_seller
def show(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    """Fetched after the page, as it looks at the whole queue; empty unless the seller has given languages up."""
    callback, now = callback_or_404(seller, pk), datetime.now(UTC)
    allowed = _allowed(callback, now) if callback.state in MAY_CHANGE else ()
    given_up = set(callback.languages) < set(allowed)
    told = _told(callback, allowed, now) if given_up else {}
    return render(request, "portal/_languages.html", {"callback": callback, **told})


def _allowed(callback: Callback, now: datetime) -> tuple[str, ...]:
    """By the rules of today; none while they lack facts."""
    try:
        return Basis(callback.case, now=now).verdict(callback.line).languages
    except UnfitFacts:
        return ()


def _told(callback: Callback, allowed: tuple[str, ...], now: datetime) -> dict[str, Any]:
    windows = windows_in(callback, (allowed, allowed[:1]), now=now)
    begin, end = callback.window_from, callback.window_until
    return {
        "costs": ask_form.language_costs(allowed, windows.__getitem__, chosen=callback.languages),
        "all_languages": allowed,
        "when": ask_form.written(begin, end) if begin and end else ask_form.SOONEST,
    }
