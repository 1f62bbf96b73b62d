"""The form that asks for a callback or changes one: what rings, when, in which languages, as the page offers it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from ringback.pages.shared import names
from ringback.pages.shared.templatetags.ringback import language_names
from ringback.pages.shared.templatetags.ringback import window as span_words
from ringback.records.callbacks import asking
from ringback.records.callbacks.offering import Basis, Offer
from ringback.records.callbacks.resting import PHONE
from ringback.records.cases.readers import Case
from ringback.records.sellers.readers import mend_link
from ringback.rules.numbers import masked
from ringback.rules.policy.verdict import NoLanguageLeft
from ringback.rules.queue.promise import Window
from ringback.rules.queue.slots import Slot

SOONEST = "soonest"
Span = tuple[datetime, datetime]


class NoWindow(ValueError):
    """The text names no span of time."""


# What a wish may be refused for; `why_not` says it.
WISH_REFUSED = (asking.WindowFull, asking.NoSuchLanguage, NoLanguageLeft, NoWindow)


@dataclass(frozen=True)
class LineChoice:
    """`closed` lines are shown with the reason; `mend` is a link, or empty."""

    name: str
    label: str
    hint: str
    chosen: bool
    closed: bool = False
    simulated: bool = False
    mend: str = ""


@dataclass(frozen=True)
class WindowChoice:
    value: str
    shown_from: datetime
    shown_until: datetime
    full: bool
    chosen: bool

    @property
    def length(self) -> timedelta:
        return self.shown_until - self.shown_from


@dataclass(frozen=True)
class LanguageChoice:
    tag: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class LanguageCost:
    """The soonest window in these languages, None when nothing can be promised."""

    name: str
    window: Window | None
    chosen: bool


def lines_to_choose(basis: Basis, *, allowed: Iterable[str], chosen: str) -> list[LineChoice]:
    """This browser always; the verified number only where a line that can ring it is up. `allowed` by the rules."""
    here = LineChoice(
        "in-app",
        _("this browser"),
        _("Safest. Keep the page open."),
        chosen == "in-app",
        closed="in-app" not in allowed,
    )
    standing = basis.standing if PHONE in settings.LINES else None
    if standing is None or not standing.phone:
        return [here]
    is_open = PHONE in allowed
    from_hour, until_hour = settings.DIAL_HOURS[:2]
    hint = _("Verified. Rings %(begin)s–%(end)s, your time.") % {
        "begin": f"{from_hour:%H:%M}",
        "end": f"{until_hour:%H:%M}",
    }
    is_down = PHONE not in basis.lines_up
    shut = _why_shut(basis, is_down)
    phone = LineChoice(
        PHONE,
        masked(standing.phone),
        hint if is_open and not is_down else shut,
        chosen == PHONE and is_open and not is_down,
        closed=is_down or not is_open,
        simulated=PHONE in settings.SIMULATED_LINES,
        mend="" if is_down or is_open else mend_link(basis.case.site, "phone_verified"),
    )
    return [here, phone]


def _why_shut(basis: Basis, is_down: bool) -> str:
    if not basis.rings_their_country:
        return _("We do not ring telephones in the country of this number.")
    return (
        _("Our telephone line is down now.") if is_down else _("The rules do not open it: verify it first.")
    )


def windows_to_choose(offer: Offer, chosen: Span | None, *, own: Span | None = None) -> list[WindowChoice]:
    """`own` is the window that a callback has already; it stays to be chosen whether or not it is still offered."""
    kept = (
        []
        if own is None or own in [(slot.begin, slot.end) for slot in offer.slots]
        else [Slot(*own, full=False)]
    )
    return [
        WindowChoice(
            written(slot.begin, slot.end), slot.begin, slot.end, slot.full, (slot.begin, slot.end) == chosen
        )
        for slot in [*kept, *offer.slots]
    ]


def languages_to_choose(case: Case, *, ours: tuple[str, ...], chosen: Iterable[str]) -> list[LanguageChoice]:
    """What the policy says first, then what else is spoken on this site."""
    tags = dict.fromkeys([*ours, *case.site.languages])
    return [LanguageChoice(tag, names.language(tag), tag in chosen) for tag in tags]


def language_costs(
    allowed: tuple[str, ...],
    window_in: Callable[[tuple[str, ...]], Window | None],
    *,
    chosen: Iterable[str],
) -> list[LanguageCost]:
    """Where the rules let agents of several languages serve: the time with all of them, and in the seller's own alone."""
    if len(allowed) < 2:
        return []
    own = allowed[:1]
    return [
        LanguageCost(
            _("%(languages)s only") % {"languages": language_names(tags)}
            if tags == own
            else language_names(tags),
            window_in(tags),
            set(tags) == set(chosen),
        )
        for tags in (allowed, own)
    ]


def written(begin: datetime, end: datetime) -> str:
    return f"{begin.isoformat()}/{end.isoformat()}"


def window_of(text: str) -> Span | None:
    """None for as soon as possible. Raises NoWindow."""
    if text in ("", SOONEST):
        return None
    begin, _slash, end = text.partition("/")
    try:
        span = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    except ValueError:
        raise NoWindow(text) from None
    if any(moment.tzinfo is None for moment in span):
        raise NoWindow(text)
    return span


def why_not(problem: Exception) -> str:
    """Of what is in WISH_REFUSED."""
    if isinstance(problem, (asking.NoSuchLanguage, NoLanguageLeft)):
        return _("Nobody at this site can ring in that language. Choose another.")
    return _("That window is no longer to be had. Choose another, or as soon as possible.")


def button(offer: Offer, chosen: Span | None) -> str:
    """The words of the button say what will happen."""
    if chosen is not None:
        return _("Ring me %(span)s") % {"span": span_words(_Shown(*chosen))}
    if offer.window is not None:
        return _("Ring me %(span)s") % {"span": span_words(offer.window)}
    if offer.opens_at is not None:
        return _("Ring me when the desk opens")
    return _("Ring me as soon as somebody is there")


@dataclass(frozen=True)
class _Shown:
    shown_from: datetime
    shown_until: datetime
