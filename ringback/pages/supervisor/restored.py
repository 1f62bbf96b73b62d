"""What a restore brought back, and the one button that lets the desk go on."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.pages.shared.held import ask_again
from ringback.pages.shared.roles import supervisor_only
from ringback.pages.shared.who import person_of
from ringback.records.calls.after_restore import NothingToConfirm, confirm, in_doubt
from ringback.records.restores.readers import waiting_restore


@require_GET
@supervisor_only
def seen(request: HttpRequest) -> HttpResponse:
    restore = waiting_restore()
    return render(
        request, "supervisor/restored.html", {"restore": restore, "doubt": in_doubt() if restore else None}
    )


@require_POST
@supervisor_only
def go_on(request: HttpRequest) -> HttpResponse:
    try:
        confirm(by=person_of(request), now=datetime.now(UTC))
    except NothingToConfirm:
        messages.info(request, _("Somebody has confirmed it already. The desk rings and writes."))
    else:
        messages.success(
            request, _("The desk rings and writes again. Each open callback gets a new time and one notice.")
        )
    ask_again()
    return redirect("supervisor:now")
