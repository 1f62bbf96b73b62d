"""What was changed by whom, of one thing or of everything; and undoing any of it."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ringback.pages.setup import history_words, words
from ringback.pages.setup.chrome import page, see_other
from ringback.pages.setup.editing import sentences
from ringback.pages.shared.roles import supervisor_only
from ringback.pages.shared.who import person_of
from ringback.records.agents.readers import names_of_agents
from ringback.records.history import readers
from ringback.records.setup import undoing
from ringback.records.setup.wrong import CannotBeUndone, NothingToUndo, Strands, TouchedLater, Wrong


@require_safe
@supervisor_only
def listed(request: HttpRequest) -> HttpResponse:
    kind, key = (request.GET.get(name, "")[:80].replace("\0", "") for name in ("kind", "key"))
    number = request.GET.get("page", "1")
    found = readers.page_of(
        kind=kind, key=key, number=int(number) if number.isdecimal() and len(number) < 7 else 1
    )
    agents = names_of_agents()
    context: dict[str, Any] = {
        "found": found,
        "changes": [history_words.change(one, agents) for one in found.changes],
        "kind": kind,
        "key": key,
        "kinds": [(one, history_words.kind(one)) for one in undoing.THINGS],
        "of": history_words.change(found.changes[0]).what if key and found.changes else "",
    }
    return page(request, "setup/history.html", **context)


@require_http_methods(["GET", "POST"])
@supervisor_only
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """Shows what it would mean first; asks again where later changes or waiting callbacks are in the way."""
    try:
        one = readers.change(change)
    except readers.Change.DoesNotExist as problem:
        raise Http404 from problem
    context: dict[str, Any] = {"told": history_words.change(one, names_of_agents())}
    if request.method == "POST":
        context |= _undone(request, one)
        if context.get("done"):
            messages.success(request, _("Undone."))
            return see_other(f"{reverse('setup:history')}?kind={one.kind}&key={one.key}")
    return page(request, "setup/undo.html", status=422 if len(context) > 1 else 200, **context)


def _undone(request: HttpRequest, one: readers.Change) -> dict[str, Any]:
    """What the page says next; `done` when it was undone."""
    later_too, all_the_same = "later-too" in request.POST, "all-the-same" in request.POST
    try:
        undoing.undo(
            one, later_too=later_too, all_the_same=all_the_same, by=person_of(request), now=datetime.now(UTC)
        )
    except TouchedLater as touched:
        return {"later": [history_words.change(each, names_of_agents()) for each in touched.later]}
    except Strands as strands:
        return {"strands": sentences(strands.found), "later_too": later_too}
    except Wrong as wrong:
        return {"problems": _problems(one.kind, wrong)}
    except (NothingToUndo, CannotBeUndone, LookupError) as refused:
        return {"refused": _refusal(refused)}
    return {"done": True}


def _problems(kind: str, wrong: Wrong) -> list[tuple[str, str]]:
    agents = names_of_agents()
    return [
        (history_words.field(kind, name, agents), words.problem(problem, name))
        for name, problem in wrong.problems.items()
    ]


def _refusal(refused: Exception) -> str:
    if isinstance(refused, NothingToUndo):
        return _("It is as it was before this change already.")
    if isinstance(refused, CannotBeUndone):
        return _("Sellers, agents or cases belong to this site, so it stays.")
    return _("What was changed is there no more. Undo its removal first.")
