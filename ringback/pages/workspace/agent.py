"""Who may use the workspace: agents. A supervisor is led to their own pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from ringback.records.agents.readers import Agent, agent_for


def agent_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.role == "supervisor":
            return redirect("supervisor:callbacks")
        request.agent = agent_for(request.user)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def agent_of(request: HttpRequest) -> Agent:
    agent: Agent = request.agent  # type: ignore[attr-defined]
    return agent
