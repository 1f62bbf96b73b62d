"""What an agent does with the callback that is reserved for them, and with the call."""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ringback.pages.shared.kept import refuse, unsayable
from ringback.pages.shared.who import person_of
from ringback.pages.workspace import words
from ringback.pages.workspace.agent import agent_of, agent_only, desk_of
from ringback.pages.workspace.outcome import outcome_from
from ringback.pages.workspace.workspace import call_context
from ringback.records.calls import agreeing, attempts, holds, serving, wrapping
from ringback.records.saying import Unsayable

GONE = 410


@require_POST
@agent_only
def accept(request: HttpRequest) -> HttpResponseBase:
    try:
        holds.accept(agent_of(request), now=datetime.now(UTC))
    except holds.NothingReserved:
        messages.error(request, _("The time to accept was over; the callback went to the next agent."))
    return _call_part(request)


@require_POST
@agent_only
def not_now(request: HttpRequest) -> HttpResponseBase:
    try:
        holds.decline(agent_of(request), now=datetime.now(UTC))
    except holds.NothingReserved:
        messages.error(request, _("The time to accept was over; the callback went to the next agent."))
    return _call_part(request)


@require_POST
@agent_only
def hang_up(request: HttpRequest, attempt: UUID) -> HttpResponseBase:
    """410 when the call is over already."""
    try:
        one = serving.attempt_of_agent(agent_of(request), attempt)
    except serving.Attempt.DoesNotExist as problem:
        raise Http404 from problem
    done = attempts.hang_up(one, by=person_of(request), now=datetime.now(UTC))
    if request.headers.get("HX-Request") == "true" or done:
        return _call_part(request)
    return HttpResponse(status=GONE)


@require_POST
@agent_only
def save_notes(request: HttpRequest, attempt: UUID) -> HttpResponseBase:
    notes, summary = request.POST.get("notes", ""), request.POST.get("summary", "")
    ticked = sorted(
        {int(each) for each in request.POST.getlist("ticked") if each.isdecimal() and len(each) < 4}
    )
    try:
        wrapping.save_notes(
            _call(request, attempt), notes=notes, summary=summary, ticked=ticked, now=datetime.now(UTC)
        )
    except (wrapping.WrappedUp, Unsayable) as refused:
        return _not_saved(request, refused)
    return HttpResponse(status=204) if "X-Autosave" in request.headers else redirect("workspace:page")


def _not_saved(request: HttpRequest, refused: Exception) -> HttpResponseBase:
    problem = unsayable(refused) if isinstance(refused, Unsayable) else _over()
    if "X-Autosave" in request.headers:
        return JsonResponse({"problem": problem}, status=422 if isinstance(refused, Unsayable) else GONE)
    refuse(request, problem, page=reverse("workspace:page"))
    return redirect("workspace:page")


def _over() -> str:
    return _("The time to wrap up was over; the case stays open and a supervisor sees it.")


@require_POST
@agent_only
def finish(request: HttpRequest, attempt: UUID) -> HttpResponseBase:
    """The agent's outcome, once the call has ended; what is wrong with it is said on the page."""
    call, now = _call(request, attempt), datetime.now(UTC)
    form = outcome_from(request.POST, zone=call.attempt.seller.person.zone, now=now)
    problem, instead = form.problem, []
    if not problem:
        try:
            wrapping.finish(call, outcome=form.outcome, missing=form.missing, next_at=form.next_at, now=now)
        except wrapping.Unfinished:
            problem = _("Choose a time within the coming days at which the seller is rung again.")
        except agreeing.NotFree as taken:
            problem = words.not_free(taken.because, any_left=bool(taken.instead))
            instead = words.times_in(call.attempt.seller.person.zone, taken.instead)
        except wrapping.StillTalking:
            problem = _("The call goes on. Give its outcome when it has ended; your notes are kept.")
        except wrapping.WrappedUp:
            problem = _over()
    in_place = request.headers.get("HX-Request") == "true"
    if problem and in_place:
        return _outcome_part(request, call, problem, instead)
    if problem:
        refuse(request, problem, page=reverse("workspace:page"))
    return (
        HttpResponse(headers={"HX-Redirect": reverse("workspace:page")})
        if in_place
        else redirect("workspace:page")
    )


def _outcome_part(
    request: HttpRequest, call: serving.Call, problem: str, instead: list[tuple[str, str]]
) -> HttpResponse:
    """The form as it was filled in, with what is wrong beside it; `instead` are times to be had, as the form takes them and in
    words."""
    case = call.attempt.callback.case
    context = {
        "call": call,
        "case": case,
        "outcomes": words.outcomes(),
        "outcome_form": request.POST,
        "outcome_error": problem,
        "instead": instead,
    }
    return render(request, "workspace/_outcome.html", context)


def _call(request: HttpRequest, attempt: UUID) -> serving.Call:
    try:
        return serving.call_of_agent(agent_of(request), attempt)
    except serving.Call.DoesNotExist as problem:
        raise Http404 from problem


def _call_part(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request") != "true":
        return redirect("workspace:page")
    # Said here and now: left in the session it would be said on a page of later.
    said = [str(message) for message in messages.get_messages(request)]
    response = render(request, "workspace/_call.html", {**call_context(desk_of(request)), "said": said})
    response["HX-Trigger-After-Settle"] = "look"
    return response
