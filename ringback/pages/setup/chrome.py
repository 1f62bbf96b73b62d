"""What every page of setting up has around it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ringback.pages.setup import history_words
from ringback.records.agents.readers import names_of_agents
from ringback.records.desk.readers import Site
from ringback.records.history.readers import changes_of
from ringback.records.setup.thing import Thing

Tab = tuple[str, str, str]


def page(
    request: HttpRequest, template: str, *, status: int = 200, site: Site | None = None, **context: Any
) -> HttpResponse:
    """A page of a `site` has its tabs."""
    if site is not None:
        context |= {"site": site, "site_name": name_of(site), "site_tabs": tabs(site)}
    return render(request, template, context, status=status)


def see_other(url: str) -> HttpResponse:
    """After a POST the browser asks again by GET."""
    return HttpResponse(status=303, headers={"Location": url})


def name_of(site: Site) -> str:
    return site.name_in(get_language() or "en")


def tabs(site: Site) -> list[Tab]:
    """Key, address and name of each page of a site."""
    names = {
        "site": _("The site"),
        "hours": _("Hours and days"),
        "types": _("Issue types"),
        "roster": _("Roster"),
        "rules": _("Targets"),
    }
    return [(key, reverse(f"setup:{key}", args=[site.slug]), name) for key, name in names.items()]


def last_change(thing: Thing[Any], key: str) -> history_words.Told | None:
    found = changes_of(thing.kind, key).first()
    return history_words.change(found, names_of_agents()) if found else None
