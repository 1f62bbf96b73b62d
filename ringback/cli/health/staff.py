"""Who can be called back: sites with a rulebook that is in force, and people for each of their languages and hours."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from ringback.cli import presets
from ringback.cli.health.finding import Finding, error, ok, warning
from ringback.records.agents.readers import unspoken
from ringback.records.callbacks.unattended import unattended
from ringback.records.desk.readers import Site, sites
from ringback.records.people.readers import has_supervisor
from ringback.records.policies.readers import NoRulebook, RulebookVersion, rulebook_of, version_at
from ringback.records.rosters.coverage import uncovered
from ringback.records.rosters.readers import has_roster
from ringback.rules.policy.wrong import WrongRulebook


def people() -> Iterator[Finding]:
    if not has_supervisor():
        yield warning(
            "people",
            _("The desk has no supervisor."),
            _("Run `ringback create-supervisor`; one person sets it up."),
        )
    if not sites():
        yield warning(
            "people",
            _("The desk has no site."),
            _("Let a supervisor set it up, or write a preset with `ringback seed`."),
        )


def agents() -> Iterator[Finding]:
    found = [*_languages(), *_uncovered(), *_absent()]
    yield from found
    if not found and sites():
        yield ok("agents", _("Each site has people for each of its languages."))


def _languages() -> Iterator[Finding]:
    for site, language in unspoken():
        yield warning(
            "agents",
            _("Site %(site)s offers %(language)s, and no agent of it speaks it.")
            % {"site": site, "language": language},
            _("Give the site such an agent, or take the language from it."),
        )


def _uncovered() -> Iterator[Finding]:
    """Opening hours to come for which a site that has a roster has nobody on it."""
    for site in sites():
        if not has_roster(site):
            continue
        here = datetime.now(UTC).astimezone(ZoneInfo(site.zone))
        days = [here.date() + timedelta(days=n) for n in range(settings.DOCTOR_ROSTER_DAYS)]
        spans = [span for span in uncovered(site, days) if span[1] > here]
        if spans:
            begin, end = (moment.astimezone(here.tzinfo) for moment in spans[0])
            hours = sum((until - max(since, here)).total_seconds() for since, until in spans) / 3600
            yield warning(
                "agents",
                _(
                    "Site %(site)s is open on %(day)s from %(from)s to %(until)s, and nobody is rostered: %(hours).1f such hours in %(days)d days."
                )
                % {
                    "site": site.slug,
                    "day": begin.date(),
                    "from": f"{begin:%H:%M}",
                    "until": f"{end:%H:%M}",
                    "hours": hours,
                    "days": settings.DOCTOR_ROSTER_DAYS,
                },
                _("Fill the roster at %(url)s, or close the site for these hours.")
                % {"url": f"{settings.DESK_URL}/setup/sites/{site.slug}/roster/"},
            )


def _absent() -> Iterator[Finding]:
    for one in unattended(now=datetime.now(UTC)):
        yield warning(
            "agents",
            _("Site %(site)s is open, callbacks wait (%(count)d), and no agent is there.")
            % {"site": one.site, "count": one.waiting},
            _("Ask somebody to be available, or close the site's intake for today."),
        )


def policy() -> Iterator[Finding]:
    now = datetime.now(UTC)
    found = [finding for site in sites() for finding in _rulebook(site, now)]
    yield from found
    if not found and sites():
        yield ok("policy", _("Each site follows a rulebook that is in force."))


def _rulebook(site: Site, now: datetime) -> Iterator[Finding]:
    names = {"site": site.slug, "name": site.rulebook_name}
    try:
        version = version_at(site.rulebook_name, now.astimezone(ZoneInfo(site.zone)).date())
        rulebook_of(version)
    except NoRulebook:
        yield error(
            "policy",
            _("Site %(site)s: no version of rulebook %(name)s is in force, so nobody may ask.") % names,
            _("Run `ringback seed --preset %(name)s`, or add a version that is valid today.") % names,
        )
    except WrongRulebook as wrong:
        yield error(
            "policy",
            _("Site %(site)s: rulebook %(name)s cannot be read by this program: %(wrong)s")
            % {**names, "wrong": wrong},
            _("Add a corrected version."),
        )
    else:
        yield from _stale(version, names, now)


def _stale(version: RulebookVersion, names: dict[str, str], now: datetime) -> Iterator[Finding]:
    newer = _date_of_preset(version.name)
    if newer is not None and newer > version.valid_from:
        yield warning(
            "policy",
            _("Site %(site)s follows rulebook %(name)s of %(from)s; the preset's is of %(newer)s.")
            % {**names, "from": version.valid_from, "newer": newer},
            _("Compare them, then run `ringback seed --preset %(name)s` to add it.") % names,
        )
    elif now - version.added_at > settings.DOCTOR_POLICY:
        yield warning(
            "policy",
            _("Site %(site)s: rulebook %(name)s is unchanged since %(day)s.")
            % {**names, "day": version.added_at.date()},
            _("Compare its figures with what the marketplace says now."),
        )


def _date_of_preset(name: str) -> date | None:
    path = presets.rulebook_path(name)
    found = tomllib.loads(path.read_text()).get("version") if path.is_file() else None
    return found if isinstance(found, date) else None
