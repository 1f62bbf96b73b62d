"""Fields whose names have dots."""

from django import template
from django.forms import BaseForm, BoundField

register = template.Library()


@register.filter
def bound(form: BaseForm, name: str) -> BoundField:
    return form[name]
