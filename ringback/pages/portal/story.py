"""Everything that has happened to a callback, in its seller's words."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ringback.pages.portal.chrome import page
from ringback.pages.portal.finding import callback_or_404
from ringback.pages.portal.seller import for_seller
from ringback.pages.portal.story_words import lines_of
from ringback.records.callbacks import readers as callbacks
from ringback.records.calls.for_seller import agent_names
from ringback.records.sellers.readers import Seller


@require_safe
@for_seller
def story(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    callback = callback_or_404(seller, pk)
    events = list(callbacks.events_of(callback))
    context = {
        "callback": callback,
        "case": callback.case,
        "lines": lines_of(events, agent_names(events)),
        "promises": list(callbacks.promises_of(callback)),
    }
    return page(request, seller, "portal/story.html", context, site=callback.site)
