"""Describe (screen 2): the issue type's template with its completeness; then the draft becomes a case."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ringback.pages.portal import words
from ringback.pages.portal.chrome import page
from ringback.pages.portal.drafting import draft_or_404, issue_type_of, kept, meter, short_way, shown
from ringback.pages.portal.forms import DraftForm
from ringback.pages.portal.seller import for_seller, see_other
from ringback.records.cases import drafts, template
from ringback.records.cases import readers as cases
from ringback.records.cases.readers import Case
from ringback.records.sellers import readers as sellers
from ringback.records.sellers.readers import IssueType, Seller


@require_http_methods(["GET", "HEAD", "POST"])
@for_seller
def describe(request: HttpRequest, seller: Seller, slug: str) -> HttpResponse:
    issue_type = issue_type_of(request, seller, slug)
    if request.method == "POST":
        return _send(request, seller, issue_type)
    return describe_page(request, seller, issue_type)


@require_POST
@for_seller
def save_draft(request: HttpRequest, seller: Seller, slug: str) -> HttpResponse:
    """Called while the seller types."""
    issue_type = issue_type_of(request, seller, slug)
    form = DraftForm(template.fields_of(issue_type), request.POST)
    if not form.is_valid():
        return JsonResponse({"problems": form.errors}, status=422)
    kept(seller, issue_type, form)
    return HttpResponse(status=204)


@require_safe
@for_seller
def show_meter(request: HttpRequest, seller: Seller, slug: str) -> HttpResponse:
    return render(request, "portal/_meter.html", meter(draft_or_404(request, seller, slug)))


@require_POST
@for_seller
def continue_there(request: HttpRequest, seller: Seller, slug: str) -> HttpResponse:
    """What was written goes into the case about the same issue."""
    draft = draft_or_404(request, seller, slug)
    first = drafts.case_about_the_same(draft)
    if first is None:
        return see_other(reverse("portal:describe", args=[slug]))
    drafts.continue_in(first, draft=draft, now=datetime.now(UTC))
    messages.success(request, _("What you wrote is now in case %(number)s.") % {"number": first.number})
    return see_other(reverse("portal:case", args=[first.number]))


@require_POST
@for_seller
def throw_away(request: HttpRequest, seller: Seller, slug: str) -> HttpResponse:
    drafts.throw_away(draft_or_404(request, seller, slug))
    messages.success(request, _("The draft is gone."))
    return see_other(reverse("portal:support"))


def _send(request: HttpRequest, seller: Seller, issue_type: IssueType) -> HttpResponse:
    form = DraftForm(template.fields_of(issue_type), request.POST)
    if not form.is_valid():
        return describe_page(request, seller, issue_type, form=form, status=422)
    draft = kept(seller, issue_type, form)
    try:
        case = drafts.send_case(draft, now=datetime.now(UTC))
    except drafts.NotReady as refused:
        return describe_page(request, seller, issue_type, problems=refused.problems, status=422)
    except drafts.SameIssue as same:
        return same_issue_page(request, seller, draft, same.case)
    return see_other(reverse("portal:channel", args=[case.number]))


def same_issue_page(request: HttpRequest, seller: Seller, draft: Case, first: Case) -> HttpResponse:
    return page(request, seller, "portal/same_issue.html", {"draft": draft, "first": first}, site=draft.site)


def describe_page(
    request: HttpRequest,
    seller: Seller,
    issue_type: IssueType,
    *,
    problems: Mapping[str, str] | None = None,
    form: DraftForm | None = None,
    status: int = 200,
) -> HttpResponse:
    draft = cases.draft_of(seller, issue_type) or Case(
        seller=seller, site=issue_type.site, issue_type=issue_type
    )
    told = {name: words.of_field_problem(problem) for name, problem in (problems or {}).items()}
    errors = form.errors if form else {}
    told |= {name.removeprefix("f-"): str(said[0]) for name, said in errors.items()}
    context = {
        "draft": draft,
        "issue_type": draft.issue_type,
        "fields": shown(draft, told, typed=request.POST if errors else None),
        "template_name": request.POST.get("name", ""),
        "told": told,
        "files": list(draft.evidence.all()) if draft.pk else [],
        "templates": list(sellers.templates_of(seller, draft.issue_type.slug)),
        **meter(draft),
        **short_way(draft),
    }
    return page(request, seller, "portal/describe.html", context, site=draft.site, status=status)
