"""The sections that a reader can go to: one list per role, the same on each of their pages, the current one marked."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True)
class Section:
    """`current` is what aria-current says: page, true for a page that lies below it, or nothing."""

    name: str
    url: str
    current: str


@dataclass(frozen=True)
class _Place:
    """`holds` are the beginnings of the names of all views that lie in it."""

    view: str
    name: Callable[[], str]
    holds: tuple[str, ...]


SELLER = (
    _Place(
        "portal:support",
        lambda: _("Get support"),
        ("portal:support", "portal:describe", "portal:ring-me", "portal:channel"),
    ),
    _Place(
        "portal:cases",
        lambda: _("My cases"),
        ("portal:case", "portal:callback", "portal:story", "portal:change"),
    ),
    _Place("portal:setup", lambda: _("My setup"), ("portal:setup", "portal:facts")),
)
AGENT = (
    _Place("workspace:page", lambda: _("Workspace"), ("workspace:page",)),
    _Place("workspace:search", lambda: _("Find"), ("workspace:search", "workspace:case")),
)
_ACTS = tuple(
    f"supervisor:{act}" for act in ("story", "cancel", "move", "undo-move", "give", "class", "end-call")
)
SUPERVISOR = (
    _Place(
        "supervisor:now",
        lambda: pgettext("the supervisor's page", "Now"),
        (
            "supervisor:now",
            "supervisor:agent",
            "supervisor:end-this-call",
            "supervisor:close-intake",
            "supervisor:open-intake",
        ),
    ),
    _Place("supervisor:callbacks", lambda: _("Callbacks"), ("supervisor:callbacks", "workspace:", *_ACTS)),
    _Place("supervisor:service", lambda: pgettext("the report", "Service"), ("supervisor:service",)),
    _Place("supervisor:standing", lambda: pgettext("on sellers", "Facts"), ("supervisor:standing",)),
    _Place("setup:start", lambda: _("Setting up"), ("setup:",)),
)
PLACES = {"seller": SELLER, "agent": AGENT, "supervisor": SUPERVISOR}


def sections(request: HttpRequest) -> list[Section]:
    """None for somebody who is not signed in, or is at the other people's host."""
    reader, host = getattr(request, "user", None), getattr(request, "host", None)
    if reader is None or host is None or not reader.is_authenticated or reader.role not in host.roles:
        return []
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [Section(one.name(), reverse(one.view), _current(one, here)) for one in PLACES[reader.role]]


def _current(place: _Place, here: str) -> str:
    if here == place.view:
        return "page"
    return "true" if here.startswith(place.holds) else ""
