"""My setup: the language we write in, the zone times are shown in, and hours in which no telephone rings."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from ringback.pages.portal.chrome import page
from ringback.pages.portal.forms import SetupForm
from ringback.pages.portal.seller import for_seller, see_other
from ringback.records.callbacks.changing import hours_have_changed
from ringback.records.people import actions as people
from ringback.records.sellers import actions as sellers
from ringback.records.sellers.readers import Seller


@require_http_methods(["GET", "HEAD", "POST"])
@for_seller
def setup(request: HttpRequest, seller: Seller) -> HttpResponse:
    if request.method != "POST":
        return page(request, seller, "portal/setup.html", {"form": SetupForm(initial=_as_it_stands(seller))})
    form = SetupForm(request.POST)
    if not form.is_valid():
        return page(request, seller, "portal/setup.html", {"form": form}, status=422)
    chosen = form.cleaned_data
    try:
        sellers.set_quiet_hours(seller, begin=chosen["quiet_from"], until=chosen["quiet_until"])
    except sellers.NoTimeLeft:
        form.add_error(None, _no_time_left())
        return page(request, seller, "portal/setup.html", {"form": form}, status=422)
    people.write_in(seller.person, language=chosen["language"])
    people.show_times_in(seller.person, zone=chosen["zone"])
    hours_have_changed(seller, now=datetime.now(UTC))
    with override(chosen["language"]):
        messages.success(request, _("Your setup is saved."))
    return see_other(reverse("portal:setup"))


def _no_time_left() -> str:
    begin, end = settings.DIAL_HOURS[:2]
    return _(
        "These quiet hours leave no time in which a telephone may ring, which is from %(begin)s to %(end)s. Leave a part of it free."
    ) % {"begin": f"{begin:%H:%M}", "end": f"{end:%H:%M}"}


def _as_it_stands(seller: Seller) -> dict[str, object]:
    return {
        "language": seller.person.language,
        "zone": seller.person.zone,
        "quiet_from": seller.quiet_from,
        "quiet_until": seller.quiet_until,
    }
