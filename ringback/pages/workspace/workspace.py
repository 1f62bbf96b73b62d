"""The workspace: one page of three columns, each a part that refreshes itself when the desk says look."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ringback.pages.shared.answers import answers
from ringback.pages.workspace import words
from ringback.pages.workspace.agent import agent_only, desk_of
from ringback.records.agents.readers import sites_of
from ringback.records.calls import leaving, looking_up, serving
from ringback.records.calls.servable import servable
from ringback.records.calls.serving import Serving


@require_GET
@agent_only
def page(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    context = {**queue_context(desk), **case_context(desk), **call_context(desk)}
    return render(request, "workspace/page.html", context)


@require_GET
@agent_only
def queue_part(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    return render(request, "workspace/_queue.html", queue_context(desk))


@require_GET
@agent_only
def case_part(request: HttpRequest) -> HttpResponse:
    """Answers 204 while the same case is shown, so that nothing that is being typed is swapped away."""
    desk = desk_of(request)
    if request.GET.get("shown") == case_key(desk):
        return HttpResponse(status=204)
    return render(request, "workspace/_case_part.html", case_context(desk))


@require_GET
@agent_only
def call_part(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    return render(request, "workspace/_call.html", call_context(desk))


def queue_context(desk: Serving) -> dict[str, Any]:
    now, sites = datetime.now(UTC), sites_of(desk.agent)
    held = desk.callback if desk.hold else None
    return {
        "me": words.me(desk),
        "today": serving.today_of(desk.agent, zone=desk.agent.person.zone, now=now),
        "servable": servable(desk.agent, sites, held=held, now=now),
        "owed": list(looking_up.owed_answers(sites)),
        "away_reasons": words.away_reasons(),
        "stays": [(words.minutes(length), until) for length, until in leaving.stays_offered(desk.agent)],
    }


def case_key(desk: Serving) -> str:
    """Changes when another case is to be shown, or when notes begin; not while a call goes on to its wrap-up."""
    return f"{desk.case.pk if desk.case else ''}-{desk.call.pk if desk.call else ''}-{desk.agent.presence if not desk.case else ''}"


def case_context(desk: Serving) -> dict[str, Any]:
    context: dict[str, Any] = {"me": words.me(desk), "case_key": case_key(desk), "case": desk.case}
    if desk.case is None:
        return context
    return {**context, **about_case(desk.case, desk.callback), **about_call(desk)}


def about_case(case: Any, callback: Any) -> dict[str, Any]:
    """`callback` is the one that tells its class and languages."""
    files = list(case.evidence.all())
    return {
        "case": case,
        "callback": callback,
        "classes": words.classes(callback),
        "back": "page",
        "facts": words.facts(looking_up.facts_of(case)),
        "answers": answers(case),
        "missing": words.missing(case, files=len(files)),
        "files": files,
        "messages_of_case": list(looking_up.messages_of(case)),
        "history": list(looking_up.other_cases(case)),
    }


def about_call(desk: Serving) -> dict[str, Any]:
    if desk.call is None or desk.case is None:
        return {}
    return {"call": desk.call, "checklist": desk.case.issue_type.checklist, "outcomes": words.outcomes()}


def call_context(desk: Serving) -> dict[str, Any]:
    attempt, now = desk.attempt, datetime.now(UTC)
    return {
        "now": now,
        "me": words.me(desk),
        "hold": desk.hold,
        "attempt": attempt,
        "call": desk.call,
        "case": desk.case,
        "callback": desk.callback,
        "promise": desk.callback.promise if desk.callback else None,
        "simulated": bool(desk.callback and desk.callback.line in settings.SIMULATED_LINES),
        "why": words.why(desk.hold.why) if desk.hold else [],
        "talk": serving.talk_of(attempt) if attempt else None,
        "ended_said": serving.said_at_the_end(attempt) if attempt else "",
        "wrap_until": serving.wrap_up_ends(attempt) if attempt else None,
        "last": _last(desk, now),
        **words.warnings(attempt),
    }


def _last(desk: Serving, now: datetime) -> str:
    """Why the agent serves nobody, when that began a moment ago."""
    if desk.case is not None:
        return ""
    vain = serving.came_to_nothing(desk.agent, now=now)
    return words.last(desk.agent) or (words.of_vain(vain) if vain else "")
