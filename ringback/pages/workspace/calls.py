"""What an agent does with the callback that is reserved for them, and with the call."""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ringback.pages.workspace.agent import agent_of, agent_only
from ringback.pages.workspace.outcome import outcome_from
from ringback.pages.workspace.workspace import call_context
from ringback.records.calls import attempts, holds, parties, serving, wrapping

GONE = 410


@require_POST
@agent_only
def accept(request: HttpRequest) -> HttpResponseBase:
    if not holds.accept(agent_of(request), now=datetime.now(UTC)):
        messages.error(request, _("The time to accept was over; the callback went to the next agent."))
    return _call_part(request)


@require_POST
@agent_only
def not_now(request: HttpRequest) -> HttpResponseBase:
    holds.decline(agent_of(request), now=datetime.now(UTC))
    return _call_part(request)


@require_POST
@agent_only
def hang_up(request: HttpRequest, attempt: UUID) -> HttpResponseBase:
    """410 when the call is over already, or is not this agent's."""
    if not parties.is_of_agent(attempt, agent_of(request).pk):
        return HttpResponse(status=404)
    done = attempts.hang_up(attempt, by="agent", now=datetime.now(UTC))
    if request.headers.get("HX-Request") == "true" or done:
        return _call_part(request)
    return HttpResponse(status=GONE)


@require_POST
@agent_only
def save_notes(request: HttpRequest, attempt: UUID) -> HttpResponseBase:
    call = wrapping.call_of_agent(attempt, agent_of(request))
    if call is None:
        return HttpResponse(status=404)
    notes, summary = request.POST.get("notes", ""), request.POST.get("summary", "")
    if "\0" in notes + summary:
        return JsonResponse({"problem": _("The text holds a character that cannot be stored.")}, status=400)
    ticked = sorted(
        {int(each) for each in request.POST.getlist("ticked") if each.isdecimal() and len(each) < 4}
    )
    wrapping.save_notes(call, notes=notes, summary=summary, ticked=ticked, now=datetime.now(UTC))
    return HttpResponse(status=204) if "X-Autosave" in request.headers else redirect("workspace:page")


@require_POST
@agent_only
def finish(request: HttpRequest, attempt: UUID) -> HttpResponseBase:
    """The outcome. Given during the call it is kept; the call goes on and the wrap-up needs no second word."""
    call = wrapping.call_of_agent(attempt, agent_of(request))
    if call is None:
        return HttpResponse(status=404)
    form = outcome_from(request.POST, zone=call.attempt.seller.person.zone, now=datetime.now(UTC))
    if form.problem:
        messages.error(request, form.problem)
        return redirect("workspace:page")
    wrapping.finish(
        call, outcome=form.outcome, missing=form.missing, next_at=form.next_at, now=datetime.now(UTC)
    )
    return redirect("workspace:page")


def _call_part(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request") != "true":
        return redirect("workspace:page")
    agent = agent_of(request)
    agent.refresh_from_db()
    response = render(request, "workspace/_call.html", call_context(request, serving.serving_of(agent)))
    response["HX-Trigger-After-Settle"] = "look"
    return response
