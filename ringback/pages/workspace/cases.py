"""Cases as the desk sees them: the search, one case, its written answer, its files."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.pages.shared.evidence import as_download
from ringback.pages.shared.kept import refuse, unsayable
from ringback.pages.shared.who import person_of
from ringback.pages.workspace.bar import about_bar
from ringback.pages.workspace.workspace import about_case
from ringback.records.callbacks.changing import NotWhile
from ringback.records.calls import looking_up
from ringback.records.cases import actions
from ringback.records.saying import NothingSaid, Unsayable
from ringback.records.steering import classes

LONGEST = 80
JUDGED_NOT = (NothingSaid, Unsayable, NotWhile, classes.SameClass, classes.OnlyLower)


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
    found, body = _case(request, number), request.POST.get("body", "")
    try:
        actions.write_message(found, author=person_of(request), body=body, now=datetime.now(UTC))
    except actions.NothingWritten:
        problem = _("Write an answer before you send it.")
        return _shown(request, found, answer_error=problem, answer_text=body, status=422)
    except Unsayable as why:
        return _shown(request, found, answer_error=unsayable(why), answer_text=body, status=422)
    except actions.CaseIsClosed:
        problem = _("The case was closed meanwhile; the seller may reopen it.")
        refuse(request, problem, page=reverse("workspace:case", args=[number]))
        return redirect("workspace:case", number=number)
    messages.success(request, _("Your answer is in the case. The seller gets a mail."))
    return redirect("workspace:case", number=number)


@require_POST
def judge_class(request: HttpRequest, number: int) -> HttpResponseBase:
    """Confirm the class of the case's callback, or lower it; the seller reads the reason."""
    found, on_page = _case(request, number), request.POST.get("back") == "page"
    back = reverse("workspace:page") if on_page else reverse("workspace:case", args=[number])
    try:
        done = _judged(
            found, request.POST.get("priority", ""), said=request.POST.get("said", ""), by=request.user
        )
    except JUDGED_NOT as refused:
        refuse(request, _not_judged(refused), page=back)
    else:
        messages.success(request, done)
    return redirect(back)


def _judged(found: looking_up.Case, priority: str, *, said: str, by: Any) -> str:
    """What happened, in a sentence."""
    callback = looking_up.latest_callback(found)
    if callback is None:
        raise classes.SameClass
    if callback.priority == priority:
        classes.confirm_class(callback, said=said, by=by, now=datetime.now(UTC))
        return _("The class is confirmed. The seller reads your reason.")
    classes.change_class(callback, priority=priority, said=said, by=by, now=datetime.now(UTC))
    return _("The class is lowered. The seller reads your reason.")


def _not_judged(refused: Exception) -> str:
    if isinstance(refused, Unsayable):
        return unsayable(refused)
    if isinstance(refused, NothingSaid):
        return _("Nothing was changed: write the reason, which the seller reads.")
    if isinstance(refused, NotWhile):
        return _("Nothing was changed: the callback is over.")
    return _("Nothing was changed: a class can be confirmed or lowered here.")


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
