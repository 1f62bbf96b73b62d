"""The short way of a draft that is ready: asked to be rung in this browser, as soon as possible, by one click."""

from datetime import UTC, datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ringback.pages.portal.describe import describe_page, same_issue_page
from ringback.pages.portal.drafting import IN_APP, draft_or_404, issue_type_of, kept, short_way
from ringback.pages.portal.forms import DraftForm
from ringback.pages.portal.seller import for_seller, see_other
from ringback.pages.shared.who import person_of
from ringback.records.callbacks import asking, at_once
from ringback.records.callbacks.intake import IntakeClosed
from ringback.records.callbacks.readers import Callback, open_callback_of
from ringback.records.cases import drafts, template
from ringback.records.cases.readers import Case
from ringback.records.sellers.readers import Seller
from ringback.rules.policy.facts import UnfitFacts


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ring_me(request: HttpRequest, slug: str) -> HttpResponseBase:
    """GET is the part of the page with the window; POST asks."""
    return _ask(request, slug) if request.method == "POST" else _part(request, slug)


@for_seller
def _part(request: HttpRequest, seller: Seller, slug: str) -> HttpResponse:
    return render(request, "portal/_ring_me.html", short_way(draft_or_404(request, seller, slug)))


def _ask(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The seller is read with the draft."""
    now, person = datetime.now(UTC), person_of(request)
    draft = at_once.read_draft(person, slug, site=request.session.get("site"), now=now)
    if draft is None:
        return _ask_carefully(request, slug)
    form = DraftForm(template.fields_of(draft.case.issue_type), request.POST)
    if not form.is_valid():
        return _ask_carefully(request, slug)
    at_once.write_into(draft, **form.written())
    try:
        callback = at_once.ask_at_once(draft, line=IN_APP, now=now)
    except (drafts.NotReady, UnfitFacts, asking.NotEligible, asking.LineShut):
        callback = None
    if callback is None:
        return _ask_carefully(request, slug)
    return see_other(reverse("portal:callback", args=[callback.pk]))


@for_seller
def _ask_carefully(request: HttpRequest, seller: Seller, slug: str) -> HttpResponse:
    """Keeps what was typed, and says what stands in the way."""
    issue_type = issue_type_of(request, seller, slug)
    form = DraftForm(template.fields_of(issue_type), request.POST)
    if not form.is_valid():
        return describe_page(request, seller, issue_type, form=form, status=422)
    draft = kept(seller, issue_type, form)
    try:
        callback = at_once.ask_with_draft(draft, line=IN_APP, now=datetime.now(UTC))
    except drafts.NotReady as refused:
        return describe_page(request, seller, issue_type, problems=refused.problems, status=422)
    except drafts.SameIssue as same:
        if made_before := _second_click(draft, same.case):
            drafts.throw_away(draft)
            return see_other(reverse("portal:callback", args=[made_before.pk]))
        return same_issue_page(request, seller, draft, same.case)
    except asking.AlreadyAsked as already:
        callback = already.callback
    except (UnfitFacts, asking.NotEligible, asking.LineShut, IntakeClosed):
        # The case is made all the same, and its page says what else there is.
        case = drafts.send_case(draft, now=datetime.now(UTC))
        return see_other(reverse("portal:channel", args=[case.number]))
    return see_other(reverse("portal:callback", args=[callback.pk]))


def _second_click(draft: Case, first: Case) -> Callback | None:
    """The callback that the first click made, when the draft says nothing that its case does not say already."""
    says = ("values", "description", "urgent_claimed")
    if draft.evidence.exists() or any(getattr(draft, one) != getattr(first, one) for one in says):
        return None
    return open_callback_of(first)
