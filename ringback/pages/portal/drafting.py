"""A draft as its page shows and keeps it: fields, meter, and what the form says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest

from ringback.pages.portal import ask_form, words
from ringback.pages.portal.forms import DraftForm
from ringback.pages.portal.seller import site_of
from ringback.records.callbacks.claims import claim_on
from ringback.records.callbacks.offering import Basis, offer_for
from ringback.records.cases import drafts, template
from ringback.records.cases import readers as cases
from ringback.records.cases.readers import Case
from ringback.records.sellers import readers as sellers
from ringback.records.sellers.readers import IssueType, Seller
from ringback.rules.policy.facts import UnfitFacts

IN_APP = "in-app"


@dataclass(frozen=True)
class Shown:
    """A field as the page shows it; a field that does not apply yet is kept in its place, empty."""

    field: template.Field
    text: str
    applies: bool
    problem: str = ""

    @property
    def key(self) -> str:
        return self.field.name if self.field.name == template.DESCRIPTION else f"f-{self.field.name}"


def shown(
    draft: Case, problems: Mapping[str, str] | None = None, *, typed: Mapping[str, str] | None = None
) -> list[Shown]:
    """`typed` is what was sent and could not be kept: it stands before what the draft says."""
    values = {**draft.values, template.DESCRIPTION: draft.description}
    if typed is not None:
        values |= {key.removeprefix("f-"): text for key, text in typed.items()}
    return [
        Shown(one, values.get(one.name, ""), one.applies(values), (problems or {}).get(one.name, ""))
        for one in template.fields_of(draft.issue_type)
    ]


def meter(draft: Case) -> dict[str, Any]:
    found = drafts.measure(draft) if draft.pk else template.completeness(
        draft.issue_type, values={}, description="", evidence=0
    )  # fmt: skip
    labels: dict[str, Mapping[str, str]] = {
        one.name: one.label for one in template.fields_of(draft.issue_type)
    }
    return {
        "share": round(100 * found.share),
        "missing": [words.of_field(name, labels.get(name)) for name in found.missing],
        "issue_type": draft.issue_type,
        **_in_the_rules_words(draft, found.share),
    }


def _in_the_rules_words(draft: Case, share: float) -> dict[str, Any]:
    """What the rules make of the completeness, and of a claim of urgency; nothing while they lack facts."""
    case = Case(
        pk=draft.pk, seller=draft.seller, site=draft.site, issue_type=draft.issue_type, completeness=share
    )
    basis = Basis(case, now=datetime.now(UTC))
    named = {rule.name for rule in basis.rulebook.rules if "completeness" in rule.facts_used}
    try:
        reasons = basis.verdict(IN_APP).reasons
        claim = claim_on(basis.rulebook, basis.facts(IN_APP))
    except UnfitFacts:
        return {"effects": []}
    return {"effects": [reason.because for reason in reasons if reason.rule in named], "claim": claim}


def kept(seller: Seller, issue_type: IssueType, form: DraftForm) -> Case:
    now = datetime.now(UTC)
    return drafts.save_draft(
        drafts.draft_of(seller, issue_type, now=now),
        **form.written(),
        now=now,
    )


def issue_type_of(request: HttpRequest, seller: Seller, slug: str) -> IssueType:
    site = site_of(request, seller, sellers.sites_of(seller))
    if site is None:
        raise Http404
    try:
        found = sellers.issue_type_of(site, slug)
    except IssueType.DoesNotExist as unknown:
        raise Http404 from unknown
    # One that is offered no more can be finished, not begun.
    if not found.offered and cases.draft_of(seller, found) is None:
        raise Http404
    return found


def draft_or_404(request: HttpRequest, seller: Seller, slug: str) -> Case:
    draft = cases.draft_of(seller, issue_type_of(request, seller, slug))
    if draft is None:
        raise Http404
    return draft


def short_way(draft: Case) -> dict[str, Any]:
    """What the button promises; nothing while the draft is not ready, or this browser may not be rung."""
    found = {"issue_type": draft.issue_type}
    if draft.pk is None or drafts.problems(draft):
        return found
    try:
        offer = offer_for(draft, line=IN_APP, now=datetime.now(UTC))
    except UnfitFacts:
        return found
    if not offer.verdict.eligible or IN_APP not in offer.verdict.lines:
        return found
    return {**found, "ring_me": ask_form.button(offer, None), "ahead": offer.ahead, "soonest": offer.window}
