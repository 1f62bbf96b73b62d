"""Cases as the desk sees them: the search, one case, its written answer, its files."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.pages.shared.evidence import as_download
from ringback.pages.shared.who import person_of
from ringback.pages.workspace.bar import about_bar
from ringback.pages.workspace.workspace import about_case
from ringback.records.callbacks.changing import NotWhile
from ringback.records.calls import looking_up
from ringback.records.cases import actions
from ringback.records.steering import classes
from ringback.records.steering.saying import NothingSaid

LONGEST = 80


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:LONGEST].replace("\0", "")
    results = looking_up.search(person_of(request), text)
    return render(request, "workspace/search.html", {"q": text, "results": results, **about_bar(request)})


@require_GET
def case(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, _case(request, number))


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponseBase:
    """The seller gets a mail; what could not be sent stays in the field."""
    found, body = _case(request, number), request.POST.get("body", "").replace("\0", "")
    try:
        actions.write_message(found, author=person_of(request), body=body, now=datetime.now(UTC))
    except actions.NothingWritten:
        problem = _("Write an answer before you send it.")
        return _shown(request, found, answer_error=problem, answer_text=body, status=400)
    except actions.CaseIsClosed:
        messages.error(request, _("The case was closed meanwhile; the seller may reopen it."))
        return redirect("workspace:case", number=number)
    messages.success(request, _("Your answer is in the case. The seller gets a mail."))
    return redirect("workspace:case", number=number)


@require_POST
def judge_class(request: HttpRequest, number: int) -> HttpResponseBase:
    """Confirm the class of the case's callback, or lower it; the seller reads the reason."""
    found, said = _case(request, number), request.POST.get("said", "")
    callback, priority = looking_up.latest_callback(found), request.POST.get("priority", "")
    by: Any = {"said": said, "by": request.user, "now": datetime.now(UTC)}
    try:
        if callback is None or callback.priority == priority:
            _confirmed(request, callback, by)
        else:
            classes.change_class(callback, priority=priority, **by)
            messages.success(request, _("The class is lowered. The seller reads your reason."))
    except NothingSaid:
        messages.error(request, _("Nothing was changed: write the reason, which the seller reads."))
    except (classes.SameClass, classes.OnlyLower):
        messages.error(request, _("Nothing was changed: a class can be confirmed or lowered here."))
    except NotWhile:
        messages.error(request, _("Nothing was changed: the callback is over."))
    if request.POST.get("back") == "page":
        return redirect("workspace:page")
    return redirect("workspace:case", number=number)


def _confirmed(request: HttpRequest, callback: Any, by: dict[str, Any]) -> None:
    if callback is None:
        raise classes.SameClass
    classes.confirm_class(callback, **by)
    messages.success(request, _("The class is confirmed. The seller reads your reason."))


@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    try:
        found = looking_up.evidence_for(person_of(request), pk)
    except looking_up.Evidence.DoesNotExist as problem:
        raise Http404 from problem
    return as_download(found)


def _case(request: HttpRequest, number: int) -> looking_up.Case:
    try:
        return looking_up.case_for(person_of(request), number)
    except looking_up.Case.DoesNotExist as problem:
        raise Http404 from problem


def _shown(request: HttpRequest, found: looking_up.Case, *, status: int = 200, **more: str) -> HttpResponse:
    about = about_case(found, looking_up.latest_callback(found))
    context = {**about, **about_bar(request), "calls": looking_up.calls_of(found), "back": "case", **more}
    return render(request, "workspace/case.html", context, status=status)
