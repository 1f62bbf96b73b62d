"""Choose how (screen 3): may I be rung, when, on what, in which language; or the written answer, which is always open."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ringback.pages.portal import ask_form, refusals, words
from ringback.pages.portal.chrome import Truth, page, truth_among
from ringback.pages.portal.finding import case_or_404
from ringback.pages.portal.forms import AskForm
from ringback.pages.portal.seller import for_seller, see_other
from ringback.records.callbacks import asking
from ringback.records.callbacks.intake import IntakeClosed
from ringback.records.callbacks.offering import Basis, Offer
from ringback.records.callbacks.readers import open_callbacks_of
from ringback.records.cases.actions import CaseIsClosed
from ringback.records.cases.readers import Case
from ringback.records.reports.kept import kept_lately
from ringback.records.sellers.readers import Seller
from ringback.rules.policy.facts import LANGUAGES, UnfitFacts

IN_APP = "in-app"
SHOWN_AT_ONCE = 4


@require_http_methods(["GET", "HEAD", "POST"])
@for_seller
def choose(request: HttpRequest, seller: Seller, number: int) -> HttpResponse:
    case = case_or_404(seller, number)
    open_ones = open_callbacks_of(seller)
    if callback := next((one for one in open_ones if one.case_id == case.pk), None):
        return see_other(reverse("portal:callback", args=[callback.pk]))
    if case.state == Case.State.CLOSED:
        return see_other(reverse("portal:case", args=[number]))
    told = truth_among(seller, open_ones)
    return (
        _ask(request, seller, case, told)
        if request.method == "POST"
        else _choose_page(request, seller, case, request.GET, told=told)
    )


def _ask(request: HttpRequest, seller: Seller, case: Case, told: Truth) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _choose_page(request, seller, case, request.POST, told=told, form=form, status=422)
    try:
        callback = asking.ask_for_callback(
            case,
            line=form.cleaned_data["line"],
            languages=tuple(form.cleaned_data["languages"]),
            window=ask_form.window_of(form.cleaned_data["when"]),
            now=datetime.now(UTC),
        )
    except asking.AlreadyAsked as already:
        callback = already.callback
    except (UnfitFacts, asking.NotEligible, CaseIsClosed, IntakeClosed):
        return see_other(reverse("portal:channel", args=[case.number]))  # which says why
    except ask_form.WISH_REFUSED as problem:
        messages.error(request, ask_form.why_not(problem))
        return _choose_page(request, seller, case, request.POST, told=told, form=form, status=409)
    except asking.LineShut:
        messages.error(request, _("That line is shut now. This browser can ring you."))
        return _choose_page(request, seller, case, QueryDict(), told=told, status=409)
    return see_other(reverse("portal:callback", args=[callback.pk]))


def _choose_page(
    request: HttpRequest,
    seller: Seller,
    case: Case,
    wish: QueryDict,
    *,
    told: Truth,
    form: AskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    basis = Basis(case, now=datetime.now(UTC))
    context = {"case": case, "form": form, **_written(case, basis.now)}
    if basis.closure:
        context |= {"closure": basis.closure, "recommended": "email"}
        return page(request, seller, "portal/choose.html", context, site=case.site, told=told, status=status)
    try:
        line, offer = offer_on(basis, wish.get("line", IN_APP), languages=tuple(wish.getlist("languages")))
    except UnfitFacts as unfit:
        context |= {"missing": refusals.unknown(case.site, unfit.names), "recommended": "email"}
        return page(request, seller, "portal/choose.html", context, site=case.site, told=told, status=status)
    context |= {"recommended": offer.verdict.recommended_channel, "held": refusals.held(offer.verdict)}
    context |= _open(basis, line, offer, wish) if offer.verdict.eligible else _refused(basis, offer)
    return page(request, seller, "portal/choose.html", context, site=case.site, told=told, status=status)


def offer_on(basis: Basis, line: str, *, languages: tuple[str, ...]) -> tuple[str, Offer]:
    """The offer on the wished line, or on one that is open when that one alone is shut."""
    languages = tuple(tag for tag in languages if tag in LANGUAGES)
    wished = line if line in basis.lines_up else IN_APP
    offer = basis.offer(wished, languages=languages or None)
    others = [one for one in offer.verdict.lines if one in basis.lines_up]
    if offer.verdict.eligible or not others:
        return wished, offer
    return others[0], basis.offer(others[0], languages=languages or None)


def _open(basis: Basis, line: str, offer: Offer, wish: QueryDict) -> dict[str, Any]:
    because = {
        reason.effect: reason.because.read_in(get_language() or "en") for reason in offer.verdict.reasons
    }
    kept = kept_lately(basis.case.site, now=basis.now).get(offer.verdict.priority)
    return {
        "offer": offer,
        "window": offer.window,
        "kept": words.of_kept(kept) if kept else "",
        "ahead": offer.ahead,
        "opens_at": offer.opens_at,
        "cap": settings.CALL_CAP,
        "recommended_because": because.get("recommend", ""),
        **ask_fields(basis, line, offer, wish),
    }


def ask_fields(
    basis: Basis, line: str, offer: Offer, wish: QueryDict, *, own: ask_form.Span | None = None
) -> dict[str, Any]:
    """What the fields of the form show, with the seller's wish chosen."""
    chosen = _chosen(wish.get("when", ""))
    windows = ask_form.windows_to_choose(offer, chosen, own=own)
    spoken = wish.getlist("languages")
    because = next((reason for reason in offer.verdict.reasons if reason.effect == "languages"), None)
    return {
        "lines": ask_form.lines_to_choose(basis, allowed=offer.verdict.lines, chosen=line),
        "soonest": offer.window,
        "slots": windows,
        "chosen_window": chosen,
        "later_is_chosen": any(one.chosen for one in windows[SHOWN_AT_ONCE:]),
        "languages_to_choose": ask_form.languages_to_choose(
            basis.case, ours=offer.verdict.languages, chosen=spoken or offer.verdict.languages
        ),
        "language_because": because.because.read_in(get_language() or "en") if because else "",
        "language_costs": ask_form.language_costs(
            offer.verdict.languages,
            lambda tags: basis.window(offer.verdict, line, tags),
            chosen=spoken or offer.verdict.languages,
        ),
        "button": ask_form.button(offer, chosen),
    }


def _refused(basis: Basis, offer: Offer) -> dict[str, Any]:
    site, rulebook = basis.case.site, basis.rulebook
    found = refusals.refusals_of(offer.verdict, site, rulebook, now=basis.now)
    return {
        "refused": True,
        "refusals": found,
        "unlocks_at": refusals.opens_by_itself(found),
        "rule_count": len(found) + len(refusals.held(offer.verdict)),
        "rulebook": rulebook,
        "site_zone": ZoneInfo(site.zone).key,
    }


def _written(case: Case, now: datetime) -> dict[str, Any]:
    within = case.site.answer_within
    return {
        "written_by": case.answer_by or now + within,
        "answer_hours": round(within.total_seconds() / 3600),
    }


def _chosen(text: str) -> ask_form.Span | None:
    """A window from the address is only shown as chosen if it is among those offered; anything else is as soon as possible."""
    try:
        return ask_form.window_of(text)
    except ValueError:
        return None
