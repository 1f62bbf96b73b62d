"""How far a desk is set up: six steps, each done by what is there or by somebody who looked at it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Value

from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.history.readers import was_made, was_touched
from ringback.records.people.models import Person
from ringback.records.rosters.models import RosterDay
from ringback.records.setup.sites import SITE

HOURS = ("round-the-clock", "hours.", "holiday.", "day.")


@dataclass(frozen=True)
class Step:
    """`name` is site, hours, types, people, roster or try."""

    name: str
    done: bool


@dataclass(frozen=True)
class Overview:
    """A site with what it has; `agents` are those who sign in or are invited to."""

    site: Site
    agents: int
    types: int
    rostered: bool


@dataclass(frozen=True)
class Progress:
    """`site` is the first that is not set up to the end, else the first; None on an empty desk."""

    site: Site | None
    steps: tuple[Step, ...]
    sites: tuple[Overview, ...]
    people: int

    @property
    def done(self) -> bool:
        return all(step.done for step in self.steps)

    @property
    def next(self) -> int:
        """The number of the first step that is not done; one more than all when they are."""
        return next((n for n, step in enumerate(self.steps, 1) if not step.done), len(self.steps) + 1)


def is_empty() -> bool:
    """No site: nobody can be served."""
    return not Site.objects.exists()


def progress() -> Progress:
    sites = tuple(_overviews())
    staff = Person.objects.exclude(role=Person.Role.SELLER).filter(is_active=True).count()
    found = [(each, _steps(each)) for each in sites]
    if not found:
        return Progress(None, _steps(None), sites, staff)
    unfinished = (each for each in found if not all(step.done for step in each[1]))
    first, steps = next(unfinished, found[0])
    return Progress(first.site, steps, sites, staff)


def _overviews() -> list[Overview]:
    belongs = Q(agents__person__is_active=True) | Q(
        agents__person__invitations__isnull=False,
        agents__person__invitations__used_at__isnull=True,
        agents__person__invitations__revoked_at__isnull=True,
    )
    counted = Site.objects.annotate(
        agents_count=Count("agents", filter=belongs, distinct=True),
        types_count=Count("issue_types", filter=Q(issue_types__offered=True), distinct=True),
        rostered=Exists(RosterDay.objects.filter(site=OuterRef("pk")).exclude(spans=Value([]))),
    )
    return [Overview(site, site.agents_count, site.types_count, site.rostered) for site in counted]


def _steps(seen: Overview | None) -> tuple[Step, ...]:
    """A site that a command wrote has the hours of its preset; one that was made here is asked about them."""
    if seen is None:
        return tuple(Step(name, done=False) for name in ("site", "hours", "types", "people", "roster", "try"))
    slug = seen.site.slug
    looked = not was_made(SITE.kind, slug) or was_touched(SITE.kind, slug, fields=HOURS)
    return (
        Step("site", done=True),
        Step("hours", done=looked),
        Step("types", done=seen.types > 0),
        Step("people", done=seen.agents > 0),
        Step("roster", done=seen.rostered or was_touched(SITE.kind, slug, fields=("roster",))),
        Step("try", done=_was_tried(seen.site) or was_touched(SITE.kind, slug, fields=("tried",))),
    )


def _was_tried(site: Site) -> bool:
    return Callback.objects.filter(site=site).exists()
