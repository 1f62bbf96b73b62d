"""What the demo's people ask for so that no visitor is left alone: who waits for them, and the loan of a skill."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from ringback.pages.demo import cast
from ringback.pages.shared.who import person_of
from ringback.records.agents import actions
from ringback.records.agents.readers import Agent, agent_for
from ringback.records.callbacks.by_skill import free_with, oldest_waiting_for


@require_GET
@login_not_required
def state(request: HttpRequest) -> HttpResponse:
    """{"waits": seconds or null, "site", "languages", "free": the visiting agent's address if nobody holds them}"""
    oldest = oldest_waiting_for(settings.DEMO_SKILL)
    visiting = cast.person_of("agent")
    free = visiting is not None and visiting.email in free_with(settings.DEMO_SKILL)
    waits = (datetime.now(UTC) - oldest[0]).total_seconds() if oldest else None
    return JsonResponse(
        {
            "waits": waits,
            "site": oldest[1] if oldest else "",
            "languages": oldest[2] if oldest else [],
            "visiting_agent_is_free": free,
        }
    )


@require_POST
def lend(request: HttpRequest) -> HttpResponse:
    actions.lend_skill(_agent(request), skill=settings.DEMO_SKILL)
    return HttpResponse(status=204)


@require_POST
def give_back(request: HttpRequest) -> HttpResponse:
    actions.take_skill_back(_agent(request), skill=settings.DEMO_SKILL)
    return HttpResponse(status=204)


def _agent(request: HttpRequest) -> Agent:
    try:
        return agent_for(person_of(request))
    except Agent.DoesNotExist as problem:
        raise Http404 from problem
