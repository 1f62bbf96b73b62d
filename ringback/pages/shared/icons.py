"""lucide's tag for templates: an icon of one size and class is drawn once, not for each page."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags import lucide as drawing

register = template.Library()

KEPT = 512  # all that the templates ask for; what is computed (a class by state) is of few values


@register.simple_tag
def lucide(name: str, *, size: int = 24, **attributes: object) -> SafeString:
    """As lucide's own, `{% lucide "phone" size=18 class="shrink-0" %}`."""
    return _drawn(name, size, **attributes)


@lru_cache(maxsize=KEPT)
def _drawn(name: str, size: int, **attributes: object) -> SafeString:
    return SafeString(drawing.lucide(name, size=size, **attributes))
