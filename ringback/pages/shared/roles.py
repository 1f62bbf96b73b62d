"""Pages of one role do not exist for the others."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from ringback.records.setup.progress import is_empty


def supervisor_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """These pages do not exist for agents."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request.user, "role", "") != "supervisor":
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def set_up_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """On an empty desk, where there is nothing to look at, a supervisor is led through its set-up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("setup:start") if is_empty() else view(request, *args, **kwargs)

    return guarded
