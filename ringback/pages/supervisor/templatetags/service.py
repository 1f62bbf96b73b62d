"""Figures of the service report in words."""

from datetime import timedelta

from django import template

from ringback.pages.supervisor import service_words
from ringback.rules.reports.figures import Share

register = template.Library()


@register.filter
def share(one: Share) -> str:
    """92.3%, or too few"""
    return service_words.share(one)


@register.filter
def lasted(length: timedelta | None) -> str:
    """3 h 10 min, or too few"""
    return service_words.lasted(length)


@register.filter
def seconds(length: timedelta | None) -> str:
    """For scripts: a plain number, empty without a length."""
    return "" if length is None else f"{length.total_seconds():.0f}"


@register.filter
def plain(one: Share) -> str:
    """For scripts: 0.9231, empty where the cases are too few."""
    return "" if one.value is None else f"{one.value:.4f}"
