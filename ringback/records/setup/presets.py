"""What a preset brings to an empty desk: sites to begin with, issue types, and the rulebook that they follow."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from ringback.records.desk.models import Site
from ringback.records.people.models import Person
from ringback.records.policies.actions import add_version
from ringback.records.policies.readers import has_rulebook
from ringback.records.setup.issue_types import from_preset, make_issue_type
from ringback.records.setup.sites import make_site
from ringback.rules.history import Snapshot
from ringback.rules.policy.rulebook import parse

PLAIN = "plain-helpdesk"


@dataclass(frozen=True)
class Preset:
    """`sites` and `issue_types` as in its files; `origin` says whose figures these are, in both languages."""

    name: str
    origin: Mapping[str, str]
    sites: Sequence[Mapping[str, Any]]
    issue_types: Sequence[Mapping[str, Any]]
    mend: Mapping[str, str]
    owners: Mapping[str, str]
    rulebook: str


def presets() -> list[Preset]:
    """Those of the presets' folder that have sites, by name."""
    folders = sorted(path.parent.name for path in settings.POLICIES.glob("*/sites.toml"))
    return [preset(name) for name in folders]


def preset(name: str) -> Preset:
    """Raises OSError or ValueError for files that cannot be read."""
    folder = settings.POLICIES / name
    sites = tomllib.loads((folder / "sites.toml").read_text())
    text = (folder / "rulebook.toml").read_text()
    return Preset(
        name=name,
        origin=parse(text, file=name).origin.as_json(),
        sites=sites["site"],
        issue_types=tomllib.loads((folder / "issue_types.toml").read_text())["issue_type"],
        mend=sites.get("mend", {}),
        owners=sites.get("owners", {}),
        rulebook=text,
    )


def values_from(found: Preset, site: Mapping[str, Any] | None) -> dict[str, Any]:
    """A site of the preset as a snapshot; None for a blank one that takes its links and rules alone."""
    own = site or {}
    values: dict[str, Any] = {
        "exists": True,
        "name.en": own.get("name", {}).get("en", ""),
        "name.zh-hans": own.get("name", {}).get("zh-hans", ""),
        "mark": own.get("mark", ""),
        "zone": own.get("zone", "UTC"),
        "languages": list(own.get("languages", ["en", "zh-hans"])),
        "round-the-clock": not own.get("hours", {}),
        "holiday.country": own.get("holiday_country", ""),
        "holiday.subdivision": own.get("holiday_subdivision", ""),
        "official-number": own.get("official_number", ""),
        "other-numbers": [],
        "phone-countries": list(own.get("phone_countries", [])),
        "rulebook": found.name,
        "answer-within-hours": own.get("answer_within_hours", 24),
    }
    values |= {f"hours.{day}": spans for day, spans in own.get("hours", {}).items()}
    values |= {f"mend.{fact}": link for fact, link in found.mend.items()}
    return values | {f"owner.{fact}": owner for fact, owner in found.owners.items()}


@transaction.atomic
def begin_site(
    found: Preset, slug: str, values: Snapshot, *, with_types: bool, by: Person, now: datetime
) -> Site:
    """The site, the preset's issue types if they are wanted, and the rulebook, unless the desk has one of that name.

    Raises Wrong.
    """
    site = make_site(slug, values, by=by, now=now)
    if not has_rulebook(found.name):
        version = tomllib.loads(found.rulebook)["version"]
        # In force from its first day on, even where the machine's clock is behind the preset.
        add_version(found.name, text=found.rulebook, valid_from=min(version, now.date()), now=now)
    if with_types:
        take_types(found, site, by=by, now=now)
    return site


def take_types(found: Preset, site: Site, *, by: Person, now: datetime) -> int:
    """The preset's issue types that this site does not have. How many."""
    known = set(site.issue_types.values_list("slug", flat=True))
    fresh = [values for values in found.issue_types if values["slug"] not in known]
    for values in fresh:
        make_issue_type(site, values["slug"], from_preset(values), by=by, now=now)
    return len(fresh)
