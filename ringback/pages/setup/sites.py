"""A site's own page, its hours and days, and how a new one begins."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ringback.pages.setup import new_site, words
from ringback.pages.setup.chrome import last_change, page, see_other
from ringback.pages.setup.editing import edit
from ringback.pages.setup.site_forms import HoursForm, SiteForm
from ringback.pages.shared.roles import supervisor_only
from ringback.pages.shared.templatetags.ringback import told
from ringback.pages.shared.who import person_of
from ringback.records.desk.days import holidays_ahead
from ringback.records.setup.saving import confirm
from ringback.records.setup.sites import SITE

HOLIDAYS_SHOWN = 6
CONFIRMED = ("round-the-clock", "roster", "tried")


@require_http_methods(["GET", "POST"])
@supervisor_only
def site(request: HttpRequest, site: str) -> HttpResponse:
    edited = edit(request, SITE, site, SiteForm)
    if edited.saved:
        return see_other(reverse("setup:site", args=[site]))
    return page(
        request,
        "setup/site.html",
        status=edited.status,
        site=edited.one,
        here="site",
        edited=edited,
        last=last_change(SITE, site),
    )


@require_http_methods(["GET", "POST"])
@supervisor_only
def hours(request: HttpRequest, site: str) -> HttpResponse:
    edited = edit(request, SITE, site, HoursForm)
    if edited.saved:
        return see_other(reverse("setup:hours", args=[site]))
    ahead = holidays_ahead(edited.one, now=datetime.now(UTC), most=HOLIDAYS_SHOWN)
    context: dict[str, Any] = {
        "ahead": [(words.day(day.isoformat()), told(name)) for day, name in ahead],
        "sentence": words.opening(edited.one),
        "last": last_change(SITE, site),
    }
    return page(
        request,
        "setup/hours.html",
        status=edited.status,
        site=edited.one,
        here="hours",
        edited=edited,
        **context,
    )


@require_POST
@supervisor_only
def confirmed(request: HttpRequest, site: str) -> HttpResponse:
    """Looked at and left as it is: the step of setting up is done."""
    what = request.POST.get("what", "")
    if what not in CONFIRMED:
        raise Http404
    try:
        confirm(SITE, site, field=what, by=person_of(request), now=datetime.now(UTC))
    except LookupError as problem:
        raise Http404 from problem
    return see_other(reverse("setup:start"))


@require_http_methods(["GET", "POST"])
@supervisor_only
def begin(request: HttpRequest) -> HttpResponse:
    """From a site of a preset, or a blank one."""
    form = new_site.form_for(request)
    sent = request.method == "POST" and form.is_valid()
    if sent and new_site.make(form, by=person_of(request), now=datetime.now(UTC)):
        messages.success(request, _("The site is there."))
        return see_other(reverse("setup:start"))
    chosen = request.POST.get("from") or request.GET.get("from", "")
    return page(
        request,
        "setup/new_site.html",
        status=422 if form.errors else 200,
        form=form,
        choices=new_site.choices(),
        chosen=chosen,
    )
