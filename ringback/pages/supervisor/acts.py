"""What a supervisor does, from the page that they see: each answers with that page's part and one sentence on what happened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ringback.pages.shared.kept import refuse
from ringback.pages.shared.roles import supervisor_only
from ringback.pages.shared.templatetags.ringback import class_name
from ringback.pages.shared.who import person_of
from ringback.pages.supervisor import steering_words as words
from ringback.pages.supervisor.callbacks import story_context
from ringback.records.agents.readers import Agent
from ringback.records.callbacks.asking import WindowFull
from ringback.records.callbacks.changing import NotWhile
from ringback.records.callbacks.slots import Span
from ringback.records.calls import story as stories
from ringback.records.calls.looking_up import sites_of
from ringback.records.calls.story import Callback
from ringback.records.saying import NothingSaid, Unsayable
from ringback.records.steering import assigning, calls, classes, moving

SOONEST = "soonest"


@dataclass(frozen=True)
class Said:
    """What came of an act. `undo` is the address that takes it back, or empty; `wrong` when nothing was changed."""

    text: str
    undo: str = ""
    wrong: bool = False


REFUSALS = (
    NothingSaid,
    Unsayable,
    NotWhile,
    WindowFull,
    moving.NothingToUndo,
    assigning.CannotServe,
    calls.NoSuchCall,
    classes.SameClass,
)
Act = Callable[[HttpRequest, Callback], Said]


def on_callback(act: Act) -> Callable[..., HttpResponse]:
    """The story's page is where acts on a callback are; what was refused is said there, and nothing was changed."""

    @require_POST
    @supervisor_only
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        try:
            callback = stories.story_of(pk, sites=sites_of(person_of(request))).callback
        except Callback.DoesNotExist as problem:
            raise Http404 from problem
        try:
            said = act(request, callback)
        except REFUSALS as refused:
            said = Said(words.refused(refused), wrong=True)
        return answered(
            request,
            said,
            part="supervisor/_story.html",
            context=lambda: story_context(request, pk),
            back=reverse("supervisor:story", args=[pk]),
        )

    return view


def answered(
    request: HttpRequest, said: Said, *, part: str, context: Callable[[], dict[str, Any]], back: str
) -> HttpResponse:
    """Without a script the page is loaded again; `back` is its address."""
    if request.headers.get("HX-Request") != "true":
        if said.wrong:
            refuse(request, said.text, page=back)
        else:
            messages.success(request, said.text)
        return redirect(back)
    told = {**context(), "said": said, "swapped": True}
    html = render_to_string(part, told, request) + render_to_string("supervisor/_said.html", told, request)
    return HttpResponse(html)


@on_callback
def cancel(request: HttpRequest, callback: Callback) -> Said:
    calls.cancel(callback, **_by(request))
    return Said(_("Cancelled. The seller gets a mail with your reason."))


@on_callback
def move(request: HttpRequest, callback: Callback) -> Said:
    moved = moving.move(callback, window=_window(request.POST.get("when", "")), **_by(request))
    return Said(words.moved_to(moved), undo=reverse("supervisor:undo-move", args=[callback.pk]))


@on_callback
def undo_move(request: HttpRequest, callback: Callback) -> Said:
    moving.undo_move(callback, by=person_of(request), now=datetime.now(UTC))
    return Said(_("It is back at its former time and place, and the seller is told."))


@on_callback
def give(request: HttpRequest, callback: Callback) -> Said:
    """`agent` is their pk, or empty for all."""
    agent = _agent(callback, request.POST.get("agent", ""))
    assigning.assign(callback, agent=agent, **_by(request))
    if agent is None:
        return Said(_("Open to every agent now."))
    return Said(_("Given to %(name)s.") % {"name": agent.person.name})


@on_callback
def change_class(request: HttpRequest, callback: Callback) -> Said:
    changed = classes.change_class(callback, priority=request.POST.get("priority", ""), **_by(request))
    return Said(
        _("It is of the class “%(name)s” now. The promise stays as it was given.")
        % {"name": class_name(changed.priority)}
    )


@on_callback
def end_call(request: HttpRequest, callback: Callback) -> Said:
    try:
        attempt = UUID(request.POST.get("attempt", ""))
    except ValueError as problem:
        raise calls.NoSuchCall from problem
    calls.end_call(attempt, of=callback, **_by(request))
    return Said(_("The call is ended. Both sides read your reason."))


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"said": request.POST.get("said", ""), "by": request.user, "now": datetime.now(UTC)}


def _window(text: str) -> Span | None:
    """Raises WindowFull for what is no window."""
    if text == SOONEST:
        return None
    try:
        begin, end = (datetime.fromisoformat(moment) for moment in text.split("/"))
    except ValueError as problem:
        raise WindowFull((datetime.now(UTC), datetime.now(UTC))) from problem
    return begin, end


def _agent(callback: Callback, pk: str) -> Agent | None:
    """Raises CannotServe."""
    if not pk:
        return None
    found = assigning.who_may_serve(callback).filter(pk=int(pk) if pk.isdecimal() and len(pk) < 12 else 0)
    agent = found.first()
    if agent is None:
        raise assigning.CannotServe
    return agent
