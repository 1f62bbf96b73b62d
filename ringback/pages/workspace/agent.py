"""Who may use the workspace: agents. A supervisor is led to their own pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from ringback.pages.shared.who import person_of
from ringback.records.agents.readers import Agent, agent_for
from ringback.records.calls.serving import Serving, serving_of


def agent_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.role == "supervisor":
            return redirect("supervisor:now")
        return view(request, *args, **kwargs)

    return guarded


def agent_of(request: HttpRequest) -> Agent:
    return agent_for(person_of(request))


def desk_of(request: HttpRequest) -> Serving:
    """What this agent serves at this moment."""
    return serving_of(person_of(request))
