"""An agent says whether they take calls, and how long."""

from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ringback.pages.workspace import words
from ringback.pages.workspace.agent import agent_of, agent_only, desk_of
from ringback.pages.workspace.workspace import queue_context
from ringback.records.agents import actions
from ringback.records.calls import leaving


@require_POST
@agent_only
def choose(request: HttpRequest) -> HttpResponse:
    agent, now = agent_of(request), datetime.now(UTC)
    chosen = request.POST.get("presence", "")
    if chosen == "available":
        actions.set_available(agent, now=now)
    elif chosen == "away":
        reason = request.POST.get("reason", "break")
        actions.set_away(agent, reason=reason if reason in dict(words.away_reasons()) else "break", now=now)
    else:
        return HttpResponseBadRequest(_("Choose available or away; wrap-up begins by itself after a call."))
    return _part(request)


@require_POST
@agent_only
def stay(request: HttpRequest) -> HttpResponse:
    """`minutes` beyond the end of the shift; empty: not at all."""
    chosen = request.POST.get("minutes", "")
    if chosen and not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 5):
        return HttpResponseBadRequest(_("Choose how long you stay from the list."))
    length = timedelta(minutes=int(chosen)) if chosen else None
    try:
        leaving.stay(agent_of(request), length=length, now=datetime.now(UTC))
    except leaving.NotThatLong:
        return HttpResponseBadRequest(_("Choose how long you stay from the list."))
    except leaving.NoShiftEnds:
        messages.error(request, _("Your shift does not end soon, so there is nothing to stay beyond."))
    return _part(request)


def _part(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return redirect("workspace:page")
    return render(request, "workspace/_queue.html", queue_context(desk_of(request)))
