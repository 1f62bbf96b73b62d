"""Evidence of drafts and cases: taken in, taken back, and given out as a download that no browser runs."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ringback.pages.portal import words
from ringback.pages.portal.drafting import draft_or_404, issue_type_of
from ringback.pages.portal.seller import for_seller, is_fragment, see_other
from ringback.pages.shared.evidence import as_download
from ringback.pages.shared.templatetags.ringback import colon
from ringback.records.cases import drafts, evidence
from ringback.records.cases import readers as cases
from ringback.records.cases.readers import Case
from ringback.records.sellers.readers import Seller


@require_POST
@for_seller
def add_evidence(request: HttpRequest, seller: Seller, slug: str) -> HttpResponse:
    draft = drafts.draft_of(seller, issue_type_of(request, seller, slug), now=datetime.now(UTC))
    refusals = taken_in(request, draft)
    if is_fragment(request):
        return _evidence_fragment(request, draft, refusals)
    for refusal in refusals:
        messages.error(request, refusal)
    return see_other(reverse("portal:describe", args=[slug]))


@require_POST
@for_seller
def remove_evidence(request: HttpRequest, seller: Seller, slug: str, pk: int) -> HttpResponse:
    draft = draft_or_404(request, seller, slug)
    if not evidence.remove_evidence(draft, pk=pk):
        raise Http404
    if is_fragment(request):
        return _evidence_fragment(request, draft, [])
    return see_other(reverse("portal:describe", args=[slug]))


@require_safe
@for_seller
def serve(request: HttpRequest, seller: Seller, pk: int) -> FileResponse:
    try:
        return as_download(cases.evidence_of(seller, pk))
    except cases.Evidence.DoesNotExist as unknown:
        raise Http404 from unknown


def taken_in(request: HttpRequest, case: Case) -> list[str]:
    """Adds the uploaded files to a case and tells which were refused, and why."""
    refusals = []
    for upload in request.FILES.getlist("files"):
        try:
            evidence.add_evidence(case, name=upload.name or "", content=upload.read(), now=datetime.now(UTC))
        except evidence.EvidenceRefused as refused:
            refusals.append(f"{upload.name}{colon()}{words.of_evidence_refusal(refused.why)}")
    return refusals


def _evidence_fragment(request: HttpRequest, draft: Case, refusals: list[str]) -> HttpResponse:
    context = {
        "draft": draft,
        "issue_type": draft.issue_type,
        "files": list(draft.evidence.all()),
        "refusals": refusals,
    }
    response = render(request, "portal/_evidence_list.html", context)
    response["HX-Trigger"] = "uploaded"  # the meter counts anew
    return response
