"""My cases, and a case with its messages, files, callbacks and mails."""

from datetime import UTC, datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ringback.pages.portal.attachments import taken_in
from ringback.pages.portal.chrome import page
from ringback.pages.portal.finding import case_or_404
from ringback.pages.portal.forms import GivenForm, MessageForm, asked_for
from ringback.pages.portal.seller import for_seller, see_other
from ringback.pages.shared.answers import answers
from ringback.records.callbacks import readers as callbacks
from ringback.records.callbacks import returning
from ringback.records.callbacks.returning import Answered
from ringback.records.cases import actions
from ringback.records.cases import readers as cases
from ringback.records.cases.readers import Case
from ringback.records.notices.of_case import notices_of_case
from ringback.records.sellers.readers import Seller

PER_PAGE = 25


@require_safe
@for_seller
def my_cases(request: HttpRequest, seller: Seller) -> HttpResponse:
    shown = Paginator(cases.cases_of(seller), PER_PAGE).get_page(request.GET.get("page"))
    return page(request, seller, "portal/cases.html", {"cases": shown, "drafts": cases.drafts_of(seller)})


@require_safe
@for_seller
def case(request: HttpRequest, seller: Seller, number: int) -> HttpResponse:
    return _case_page(request, seller, case_or_404(seller, number))


@require_POST
@for_seller
def write(request: HttpRequest, seller: Seller, number: int) -> HttpResponse:
    found = case_or_404(seller, number)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _case_page(request, seller, found, form=form, status=422)
    try:
        answered = returning.write(found, words=form.cleaned_data["body"], now=datetime.now(UTC))
    except actions.CaseIsClosed:
        messages.error(
            request, _("The case was closed in the meantime. Reopen it first; your words are below.")
        )
        return _case_page(request, seller, found, form=form, status=409)
    return _after_answering(request, found, answered, "messages")


@require_POST
@for_seller
def give(request: HttpRequest, seller: Seller, number: int) -> HttpResponse:
    """Some of what we had asked for, ticked or with a line to it, and files beside them."""
    found = case_or_404(seller, number)
    form = GivenForm(request.POST)
    refused = taken_in(request, found)
    for refusal in refused:
        messages.error(request, refusal)
    if refused or not form.is_valid():
        if not found.missing:  # another page of hers has answered it, so there is no list to say it beside
            for problem in form.non_field_errors():
                messages.error(request, str(problem))
        return _case_page(request, seller, found, given=form, status=422)
    try:
        answered = returning.give(found, things=form.things, words=form.words, now=datetime.now(UTC))
    except actions.CaseIsClosed:
        messages.error(
            request, _("The case was closed in the meantime. Reopen it first; your words are below.")
        )
        return _case_page(request, seller, found, form=MessageForm({"body": form.words}), status=409)
    return _after_answering(request, found, answered, "missing")


def _after_answering(request: HttpRequest, case: Case, answered: Answered, part: str) -> HttpResponse:
    """To the callback that waits again; else to this part of the case."""
    if answered.callback is not None:
        messages.success(
            request, _("Thank you, nothing is missing now. Your callback is back at its old place.")
        )
        return see_other(reverse("portal:callback", args=[answered.callback.pk]))
    if answered.left:
        messages.success(request, _("Thank you. We ring you when the rest is there, too."))
    elif answered.because:
        messages.warning(
            request,
            _(
                "Thank you. We cannot ring you at present, so we answer in writing. “Choose how we answer” says why."
            ),
        )
    return see_other(reverse("portal:case", args=[case.number]) + f"#{part}")


@require_POST
@for_seller
def ask_in_writing(request: HttpRequest, seller: Seller, number: int) -> HttpResponse:
    try:
        actions.ask_in_writing(case_or_404(seller, number), now=datetime.now(UTC))
    except actions.CaseIsClosed:
        messages.error(request, _("The case is closed. Reopen it first."))
    return see_other(reverse("portal:case", args=[number]) + "#messages")


@require_POST
@for_seller
def add_evidence(request: HttpRequest, seller: Seller, number: int) -> HttpResponse:
    found = case_or_404(seller, number)
    refused = taken_in(request, found)
    for refusal in refused:
        messages.error(request, refusal)
    if len(refused) == len(request.FILES.getlist("files")):
        return see_other(reverse("portal:case", args=[number]) + "#files")
    answered = returning.add_files(found, now=datetime.now(UTC))
    return _after_answering(request, found, answered, "files")


@require_POST
@for_seller
def close(request: HttpRequest, seller: Seller, number: int) -> HttpResponse:
    """A case whose callback is still open is closed by saying so on the callback: "I solved it myself"."""
    found = case_or_404(seller, number)
    if callback := callbacks.open_callback_of(found):
        return see_other(reverse("portal:callback", args=[callback.pk]))
    actions.close(found, now=datetime.now(UTC))
    return see_other(reverse("portal:case", args=[number]))


@require_POST
@for_seller
def reopen(request: HttpRequest, seller: Seller, number: int) -> HttpResponse:
    actions.reopen(case_or_404(seller, number), now=datetime.now(UTC))
    return see_other(reverse("portal:case", args=[number]))


def _case_page(
    request: HttpRequest,
    seller: Seller,
    found: Case,
    *,
    form: MessageForm | None = None,
    given: GivenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": found,
        "issue_type": found.issue_type,
        "draft": found,
        "answers": answers(found),
        "open_callback": callbacks.open_callback_of(found),
        "letters": list(cases.messages_of(found)),
        "files": list(found.evidence.all()),
        "answer_hours": round(found.site.answer_within.total_seconds() / 3600),
        "callbacks": callbacks.of_case(found),
        "notices": list(notices_of_case(seller.person, found.number or 0)),
        "form": form or MessageForm(),
        "asked": asked_for(found.missing, found.given, given),
        "given_form": given,
    }
    return page(request, seller, "portal/case.html", context, site=found.site, status=status)
