"""Be the seller, be the agent, be the supervisor: one click, and what to try."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.pages.demo import cast, sites
from ringback.pages.shared.hosts import host_of
from ringback.records.people.actions import write_in


@require_GET
@login_not_required
def first_page(request: HttpRequest) -> HttpResponse:
    """The two hosts are strangers to each other, so each signs in its own people: this page stands on both."""
    context = {
        "sellers": cast.visiting_sellers(),
        "refused": [(each, rules().get(each["fails"], each["fails"])) for each in cast.refused_sellers()],
        "sites": sites.shown(datetime.now(UTC)),
        "on_portal": host_of(request).name == "portal",
    }
    return render(request, "demo/first_page.html", context)


@require_POST
@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    person = cast.person_of(request.POST.get("who", ""))
    if person is None or person.role not in host_of(request).roles:
        raise Http404
    if request.POST["who"] not in cast.speakers():
        write_in(person, language=get_language() or person.language)
    auth.login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    response = redirect({"seller": "/support/", "agent": "/", "supervisor": "/supervisor/"}[person.role])
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax")
    return response


def rules() -> dict[str, str]:
    """What each refused seller shows."""
    return {
        "account-age": _("the account is 21 days old, 30 are needed"),
        "professional-plan": _("no professional plan"),
        "identity-verified": _("the identity is not verified"),
        "mfa-on": _("two-factor sign-in is off"),
        "stable-sales": _("no month with sales yet"),
        "eu-kyc": _("KYC is not complete, needed in Europe"),
        "phone-bound": _("no verified phone: this browser stays open"),
        "no-pending-verification": _("a verification is pending"),
        "warnings-handled": _("two warnings are not handled: only an account issue may be rung"),
        "jp-urgent-rating": _("rating 91%: a claim of urgency does not count in Japan"),
    }
