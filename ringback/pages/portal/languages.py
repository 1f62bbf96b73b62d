"""On the waiting page: what it costs to be rung in one language alone, and the way back to all that the rules allow."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ringback.pages.portal import ask_form
from ringback.pages.portal.callback_parts import MAY_CHANGE
from ringback.pages.portal.finding import callback_or_404
from ringback.pages.portal.seller import for_seller
from ringback.records.callbacks.offering import Basis
from ringback.records.sellers.readers import Seller
from ringback.rules.policy.facts import UnfitFacts


@require_safe
@for_seller
def show(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    """Fetched after the page, as it looks at the queue twice; empty unless the seller has given languages up."""
    callback, context = callback_or_404(seller, pk), {}
    if callback.state in MAY_CHANGE:
        basis = Basis(callback.case, now=datetime.now(UTC))
        try:
            verdict = basis.verdict(callback.line)
        except UnfitFacts:
            verdict = None
        if verdict is not None and set(callback.languages) < set(verdict.languages):
            chosen = tuple(callback.languages)
            costs = ask_form.language_costs(basis, verdict, callback.line, chosen=chosen)
            begin, end = callback.window_from, callback.window_until
            context = {
                "costs": costs,
                "all_languages": verdict.languages,
                "when": ask_form.written(begin, end) if begin and end else ask_form.SOONEST,
            }
    return render(request, "portal/_languages.html", {"callback": callback, **context})
