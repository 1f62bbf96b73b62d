"""What every page may say without being told by its view."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ringback.pages.shared.held import held
from ringback.pages.shared.navigation import sections
from ringback.pages.shared.reader import language_of, zone_of


def shared(request: HttpRequest) -> dict[str, Any]:
    """`host` is portal or desk, or empty on the page for a host that is neither."""
    host = getattr(request, "host", None)
    return {
        "host": host.name if host else "",
        "PORTAL_URL": settings.PORTAL_URL,
        "DESK_URL": settings.DESK_URL,
        "DEMO": settings.DEMO,
        "reader": getattr(request, "user", None),
        "language": language_of(request),
        "languages": settings.LANGUAGES,
        "zone": zone_of(request),
        "desk_is_held": held,
        "sections": SimpleLazyObject(lambda: sections(request)),
    }
