"""The first page of setting up: what there is, and on a new desk the six steps that lead through it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ringback.pages.setup import words
from ringback.pages.setup.chrome import Tab, name_of, page, tabs
from ringback.pages.shared.roles import supervisor_only
from ringback.records.desk.readers import Site
from ringback.records.setup import progress
from ringback.records.setup.progress import Overview, Progress


@dataclass(frozen=True)
class Step:
    """`confirm` is what is done by looking at it; `url` is empty before there is a site."""

    title: str
    about: str
    button: str
    url: str
    done: bool
    confirm: str = ""
    confirm_button: str = ""


@dataclass(frozen=True)
class Card:
    site: Site
    name: str
    hours: str
    agents: int
    types: int
    rostered: bool
    tabs: list[Tab]


@require_safe
@supervisor_only
def start(request: HttpRequest) -> HttpResponse:
    found = progress.progress()
    context: dict[str, Any] = {
        "found": found,
        "sentence": _sentence(found),
        "steps": steps(found),
        "cards": [_card(one) for one in found.sites],
    }
    return page(request, "setup/start.html", here="start", **context)


def steps(found: Progress) -> list[Step]:
    done = {step.name: step.done for step in found.steps}
    return [_step(name, done[name], found.site) for name in done]


def _sentence(found: Progress) -> str:
    if found.site is None:
        return _("Six steps, and sellers can be rung.")
    if not found.done:
        left = sum(not step.done for step in found.steps)
        return ngettext(
            "%(name)s: %(n)s step is left until sellers can be rung.",
            "%(name)s: %(n)s steps are left until sellers can be rung.",
            left,
        ) % {"name": name_of(found.site), "n": left}
    return ngettext(
        "The desk serves %(n)s site with %(people)s people.",
        "The desk serves %(n)s sites with %(people)s people.",
        len(found.sites),
    ) % {"n": len(found.sites), "people": found.people}


def _step(name: str, done: bool, site: Site | None) -> Step:
    return {
        "site": _the_site,
        "hours": _its_hours,
        "types": _types,
        "people": _people,
        "roster": _roster,
        "try": _try,
    }[name](done, site)


def _url(name: str, site: Site | None) -> str:
    return reverse(f"setup:{name}", args=[site.slug]) if site else ""


def _the_site(done: bool, site: Site | None) -> Step:
    about = _(
        "One marketplace in one region: its name, time zone and languages. A preset brings its rules and issue types."
    )
    url = _url("site", site) or reverse("setup:new-site")
    return Step(_("The site"), about, _("Look at it") if site else _("Make the first site"), url, done)


def _its_hours(done: bool, site: Site | None) -> Step:
    about = _("Outside of them nobody is rung; whoever asks keeps their place until the site opens.")
    return Step(
        _("Its hours"),
        about,
        _("Set the hours"),
        _url("hours", site),
        done,
        "round-the-clock",
        _("The hours are right as they are"),
    )


def _types(done: bool, site: Site | None) -> Step:
    about = _("Each issue type has its template, so that agents know what it is about before they ring.")
    return Step(_("What sellers may ask about"), about, _("Choose issue types"), _url("types", site), done)


def _people(done: bool, site: Site | None) -> Step:
    about = _("Agents are invited by e-mail and choose their own password.")
    url = f"{reverse('setup:invite')}?site={site.slug}" if site else ""
    return Step(_("Who answers"), about, _("Invite an agent"), url, done)


def _roster(done: bool, site: Site | None) -> Step:
    about = _(
        "With a roster the desk can promise a time while nobody is there yet. Without one it counts who is present."
    )
    return Step(
        _("When they are at work"),
        about,
        _("Write the roster"),
        _url("roster", site),
        done,
        "roster",
        _("Go by presence alone"),
    )


def _try(done: bool, site: Site | None) -> Step:
    about = _(
        "Sign in to the portal as a seller of this site and ask to be rung. Sellers come with the marketplace’s facts on them: ringback seed --demo brings some to try with."
    )
    return Step(_("Try it"), about, "", "", done, "tried", _("It works"))


def _card(one: Overview) -> Card:
    return Card(
        one.site,
        name_of(one.site),
        words.hours_of(one.site),
        one.agents,
        one.types,
        one.rostered,
        tabs(one.site),
    )
