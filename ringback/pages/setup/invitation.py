"""Where the link of an invitation leads: choose a password, and sit down at the desk."""

from datetime import UTC, datetime

from allauth.account.forms import SetPasswordForm
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ringback.pages.setup.chrome import see_other
from ringback.records.people import inviting


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    now = datetime.now(UTC)
    try:
        found = inviting.invitation_of(token, now=now)
        form = SetPasswordForm(data=request.POST or None, user=found.person)
        if request.method == "POST" and form.is_valid():
            person = inviting.accept(token, password=form.cleaned_data["password1"], now=now)
            login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
            return see_other("/")
    except inviting.NotGood as problem:
        said = {"because": _because(problem.because)}
        return render(request, "setup/invitation.html", said, status=410)
    # The address is a secret until it was used. Django's referrer policy, same-origin, keeps it from other sites.
    context = {"form": form, "invitation": found}
    return render(request, "setup/invitation.html", context, status=422 if form.errors else 200)


def _because(word: str) -> str:
    return {
        "used": _("It was used already. Sign in with the password that you chose."),
        "expired": _("It is too old. Ask your supervisor for a new one."),
        "revoked": _(
            "A newer one was sent, or it was taken back. Look for a later mail, or ask your supervisor."
        ),
    }.get(
        word,
        _("It is not whole. Copy the whole address from the mail, or ask your supervisor for a new one."),
    )
