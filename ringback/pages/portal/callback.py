"""A callback's own page (screens 4 to 7): waiting, calling, in the call, after it, and why it was missed."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ringback.pages.portal import callback_parts as parts
from ringback.pages.portal.chrome import page, truth_of
from ringback.pages.portal.finding import shown_or_404
from ringback.pages.portal.seller import for_seller
from ringback.pages.portal.steps import steps_of
from ringback.records.sellers.readers import Seller


@require_safe
@for_seller
def show(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    found, now = shown_or_404(seller, pk), datetime.now(UTC)
    callback, attempts = found.callback, found.attempts
    context: dict[str, Any] = {
        "callback": callback,
        "case": callback.case,
        "state": callback.state,
        "rest": callback.rest_reason,
        "waits_for_me": callback.rest_reason == "seller",
        "is_open": callback.state in parts.OPEN,
        "may_change": callback.state in parts.MAY_CHANGE,
        "now": now,
        "cap": settings.CALL_CAP,
        "steps": steps_of(callback, attempts),
        **parts.promised(callback, attempts),
        **parts.rung(callback, attempts),
        **parts.place_of(callback, now),
        **parts.class_of(callback),
        **parts.said_by_the_desk(callback, attempts),
        **parts.at_hand(callback, found.files),
        **parts.arranged(seller, callback),
        "line_is_down": parts.line_is_down(callback),
    }
    return page(
        request, seller, "portal/callback.html", context, site=callback.site, told=truth_of(found.heard)
    )
