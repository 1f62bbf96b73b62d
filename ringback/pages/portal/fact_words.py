"""Values of facts as their seller reads them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ringback.pages.shared.names import language
from ringback.pages.shared.templatetags.ringback import date_words, masked_number, money
from ringback.rules.policy.facts import FACTS


def value_of(name: str, value: Any) -> str:
    """What it says; a telephone shows no more than it needs."""
    if name == "phone":
        return masked_number(str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "language":
        return language(str(value))
    if name == "registered_at":
        return _day(str(value))
    return _number(name, value) if isinstance(value, int | float) else _word(str(value))


def _day(text: str) -> str:
    try:
        return date_words(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def _number(name: str, value: float) -> str:
    unit = FACTS[name].unit if name in FACTS else ""
    if unit == "share":
        return f"{100 * value:.3g}%"
    if unit == "percent":
        return f"{value:g}%"
    return money(value) if unit == "usd" else f"{value:g}"


def _word(value: str) -> str:
    return {
        "professional": _("professional"),
        "individual": _("individual"),
        "complete": _("complete"),
        "pending": _("pending"),
        "none": _("none"),
    }.get(value, value)
