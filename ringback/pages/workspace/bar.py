"""The bar over an agent's other pages: what is reserved for them and the call that goes on, so that reading costs neither."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ringback.pages.workspace.agent import agent_of, agent_only
from ringback.pages.workspace.workspace import call_context
from ringback.records.agents.readers import agent_for
from ringback.records.calls import serving


@require_GET
@agent_only
def bar_part(request: HttpRequest) -> HttpResponse:
    bar = call_context(request, serving.serving_of(agent_of(request)))
    return render(request, "workspace/_bar.html", {"bar": bar})


def about_bar(request: HttpRequest) -> dict[str, Any]:
    """Nothing for a supervisor, for whom nobody is reserved."""
    if request.user.role != "agent":  # type: ignore[union-attr]
        return {}
    agent = agent_for(request.user)  # type: ignore[arg-type]
    return {"bar": call_context(request, serving.serving_of(agent))}
