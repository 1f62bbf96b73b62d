"""What a seller does with a callback: change, cancel, be called now, ask again, rate."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ringback.pages.portal import ask_form, callback_parts
from ringback.pages.portal.choose import ask_fields, offer_on
from ringback.pages.portal.chrome import page
from ringback.pages.portal.finding import callback_or_404
from ringback.pages.portal.forms import AskForm, RatingForm
from ringback.pages.portal.seller import for_seller, see_other
from ringback.pages.shared.kept import refuse
from ringback.pages.shared.templatetags.ringback import moment
from ringback.records.callbacks import asking, changing
from ringback.records.callbacks.offering import Basis
from ringback.records.callbacks.readers import Callback
from ringback.records.calls import wishes, wrapping
from ringback.records.calls.for_seller import attempts_of
from ringback.records.calls.limits import NoAttemptsLeft
from ringback.records.sellers.readers import Seller
from ringback.rules.policy.facts import UnfitFacts


@require_http_methods(["GET", "HEAD", "POST"])
@for_seller
def change(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    callback = callback_or_404(seller, pk)
    if callback.state not in callback_parts.MAY_CHANGE:
        return see_other(reverse("portal:callback", args=[pk]))
    return (
        _change(request, seller, callback)
        if request.method == "POST"
        else _change_page(request, seller, callback)
    )


def _change(request: HttpRequest, seller: Seller, callback: Callback) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _change_page(request, seller, callback, form=form, status=422)
    try:
        changing.change_callback(
            callback,
            line=form.cleaned_data["line"],
            languages=tuple(form.cleaned_data["languages"]),
            window=ask_form.window_of(form.cleaned_data["when"]),
            by=seller.person,
            now=datetime.now(UTC),
        )
    except ask_form.WISH_REFUSED as problem:
        messages.error(request, ask_form.why_not(problem))
        return _change_page(request, seller, callback, form=form, status=409)
    except (asking.NotEligible, asking.LineShut, UnfitFacts):
        messages.error(request, _("The rules do not allow that now. Nothing was changed."))
    except changing.NotWhile:
        messages.error(request, _("It was your turn in the meantime, so that nothing was changed."))
    return see_other(reverse("portal:callback", args=[callback.pk]))


def _change_page(
    request: HttpRequest,
    seller: Seller,
    callback: Callback,
    *,
    form: AskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    wish = request.POST or request.GET or _as_it_stands(callback)
    basis = Basis(callback.case, now=datetime.now(UTC))
    try:
        line, offer = offer_on(basis, wish.get("line", ""), languages=tuple(wish.getlist("languages")))
    except UnfitFacts:
        messages.error(request, _("The rules do not allow that now. Nothing was changed."))
        return see_other(reverse("portal:callback", args=[callback.pk]))
    context: dict[str, Any] = {"callback": callback, "case": callback.case, "form": form}
    context |= ask_fields(basis, line, offer, wish, own=_window(callback))
    return page(request, seller, "portal/change.html", context, site=callback.site, status=status)


def _as_it_stands(callback: Callback) -> QueryDict:
    wish = QueryDict(mutable=True)
    wish["line"] = callback.line
    wish.setlist("languages", callback.languages)
    if window := _window(callback):
        wish["when"] = ask_form.written(*window)
    return wish


def _window(callback: Callback) -> ask_form.Span | None:
    begin, end = callback.window_from, callback.window_until
    return (begin, end) if begin and end else None


@require_POST
@for_seller
def cancel(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    """`because` is "solved", which closes the case as well, or "seller"."""
    callback = callback_or_404(seller, pk)
    because = "solved" if request.POST.get("because") == "solved" else "seller"
    try:
        wishes.cancel(callback, by=seller.person, because=because, now=datetime.now(UTC))
    except changing.NotWhile:
        messages.error(request, _("You are in the call already. Hang up there, and the callback is done."))
    return see_other(reverse("portal:callback", args=[pk]))


@require_POST
@for_seller
def call_me_now(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    """After a missed ring: the pause is over, the place is kept."""
    return _wish(request, callback_or_404(seller, pk), wishes.call_me_now)


@require_POST
@for_seller
def ask_again(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    """After a declined ring: a new place, counted from now."""
    return _wish(request, callback_or_404(seller, pk), wishes.ask_again)


def _wish(request: HttpRequest, callback: Callback, wish: Callable[..., Callback]) -> HttpResponse:
    try:
        wish(callback, now=datetime.now(UTC))
    except changing.NotWhile:
        messages.error(request, _("It has changed in the meantime: see below."))
    except wishes.NotBefore as early:
        messages.error(
            request,
            _("We have rung as often as we may today. The next time is %(at)s.")
            % {"at": moment(early.until)},
        )
    except NoAttemptsLeft:
        messages.error(
            request, _("This request has used up its attempts. Cancel it and ask once more, or write to us.")
        )
    return see_other(reverse("portal:callback", args=[callback.pk]))


@require_POST
@for_seller
def rate(request: HttpRequest, seller: Seller, pk: UUID) -> HttpResponse:
    callback, form = callback_or_404(seller, pk), RatingForm(request.POST)
    answered = [one.call for one in attempts_of(callback) if hasattr(one, "call")]
    if not answered:
        raise Http404
    if form.is_valid():
        wrapping.rate(answered[-1], **form.cleaned_data, now=datetime.now(UTC))
    else:
        refuse(request, _not_rated(form), page=reverse("portal:callback", args=[pk]))
    return see_other(reverse("portal:callback", args=[pk]))


def _not_rated(form: RatingForm) -> str:
    """Of a comment its own word; the rest is chosen, not typed."""
    if "solved" in form.errors or "rating" in form.errors:
        return _("Say whether it is solved, and choose a number from 1 to 5.")
    return str(form.errors["comment"][0])
