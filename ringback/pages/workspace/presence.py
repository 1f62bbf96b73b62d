"""An agent says whether they take calls."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ringback.pages.workspace import words
from ringback.pages.workspace.agent import agent_of, agent_only, desk_of
from ringback.pages.workspace.workspace import queue_context
from ringback.records.agents import actions


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
    if request.headers.get("HX-Request") != "true":
        return redirect("workspace:page")
    return render(request, "workspace/_queue.html", queue_context(desk_of(request)))
