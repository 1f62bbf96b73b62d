"""The bar over an agent's other pages: what is reserved for them and the call that goes on, so that reading costs neither."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ringback.pages.shared.who import person_of
from ringback.pages.workspace.agent import agent_only, desk_of
from ringback.pages.workspace.workspace import call_context


@require_GET
@agent_only
def bar_part(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/_bar.html", {"bar": call_context(desk_of(request))})


def about_bar(request: HttpRequest) -> dict[str, Any]:
    """Nothing for a supervisor, for whom nobody is reserved."""
    if person_of(request).role != "agent":
        return {}
    return {"bar": call_context(desk_of(request))}
