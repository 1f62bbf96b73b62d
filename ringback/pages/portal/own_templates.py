"""The seller's own templates: what they wrote once, kept under a name and filled in again."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ringback.pages.portal.describe import describe_page
from ringback.pages.portal.drafting import issue_type_of, kept
from ringback.pages.portal.forms import DraftForm, TemplateNameForm
from ringback.pages.portal.seller import for_seller, see_other
from ringback.records.cases import drafts, template
from ringback.records.sellers import actions as sellers_actions
from ringback.records.sellers import readers as sellers
from ringback.records.sellers.readers import Seller


@require_POST
@for_seller
def save_template(request: HttpRequest, seller: Seller, slug: str) -> HttpResponse:
    """The fields as they stand in the form, kept under a name of the seller's."""
    issue_type = issue_type_of(request, seller, slug)
    form, name = DraftForm(template.fields_of(issue_type), request.POST), TemplateNameForm(request.POST)
    for problem in name.errors.values():
        messages.error(request, str(problem[0]))
    if not form.is_valid() or not name.is_valid():
        return describe_page(request, seller, issue_type, form=form, status=422)
    kept(seller, issue_type, form)
    saved = sellers_actions.save_template(
        seller,
        issue_slug=slug,
        name=name.cleaned_data["name"],
        values=form.values(),
        description=form.cleaned_data["description"],
        now=datetime.now(UTC),
    )
    messages.success(request, _("Saved as your template “%(name)s”.") % {"name": saved.name})
    return see_other(reverse("portal:describe", args=[slug]))


@require_POST
@for_seller
def use_template(request: HttpRequest, seller: Seller, slug: str, pk: int) -> HttpResponse:
    issue_type = issue_type_of(request, seller, slug)
    saved = sellers.templates_of(seller, slug).filter(pk=pk).first()
    if saved is None:
        raise Http404
    now = datetime.now(UTC)
    draft = drafts.draft_of(seller, issue_type, now=now)
    drafts.save_draft(
        draft,
        values=saved.values,
        description=saved.description,
        urgent_claimed=draft.urgent_claimed,
        now=now,
    )
    messages.success(request, _("Filled in from your template “%(name)s”.") % {"name": saved.name})
    return see_other(reverse("portal:describe", args=[slug]))


@require_POST
@for_seller
def delete_template(request: HttpRequest, seller: Seller, slug: str, pk: int) -> HttpResponse:
    if not sellers_actions.delete_template(seller, pk=pk):
        raise Http404
    messages.success(request, _("The template is deleted."))
    return see_other(reverse("portal:describe", args=[slug]))
