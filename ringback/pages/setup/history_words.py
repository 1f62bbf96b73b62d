"""A change in words: what was changed, and what each field was and is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ringback.pages.setup import words
from ringback.pages.shared.templatetags.ringback import class_name, language_names, listed, told
from ringback.records.history.readers import Change
from ringback.rules.hours import WEEKDAYS

DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Row:
    """`before` and `after` are empty where the field was not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """`act` says what was done in a word or two."""

    change: Change
    what: str
    act: str
    rows: list[Row]

    @property
    def who(self) -> str:
        return self.change.by.name if self.change.by else _("the command line")

    @property
    def can_be_undone(self) -> bool:
        return bool(self.change.before)


def change(one: Change, agents: dict[int, str] | None = None) -> Told:
    """`agents` are names by their number, for rosters."""
    agents = agents or {}
    return Told(
        change=one,
        what=_("%(kind)s: %(name)s") % {"kind": kind(one.kind), "name": told(one.name)},
        act=acts().get(one.act, one.act),
        rows=[
            Row(field(one.kind, name, agents), value(name, was), value(name, one.after[name]))
            for name, was in one.before.items()
            if not _is_position(name)
        ],
    )


def kind(name: str) -> str:
    return {
        "site": _("Site"),
        "issue-type": _("Issue type"),
        "person": _("Person"),
        "roster": _("Roster"),
        "rules": _("Targets and attempts"),
    }.get(name, name)


def acts() -> dict[str, str]:
    return {
        "made": _("Made"),
        "changed": _("Changed"),
        "confirmed": _("Looked at and left as it is"),
        "undone": _("Undone"),
    }


def field(of: str, name: str, agents: dict[int, str] | None = None) -> str:
    """The name of a field as pages call it."""
    first, _dot, rest = name.partition(".")
    if of == "roster":
        whose = (agents or {}).get(int(first), first)
        return _("%(name)s, %(day)s") % {"name": whose, "day": words.day(rest)}
    if rest and (called := _of_many(first, rest)):
        return called
    return _fields().get(name, name)


def _of_many(first: str, rest: str) -> str:
    """Fields of which there are many; empty for the others."""
    names: dict[str, tuple[str, Callable[[str], str]]] = {
        "hours": (_("Hours on %(name)s"), _weekday),
        "day": (_("Closed on %(name)s"), words.day),
        "peak": (_("Peak from %(name)s"), words.day),
        "target": (_("Target, %(name)s"), class_name),
        "spacing": (_("Pauses, %(name)s"), class_name),
        "mend": (_("Link that mends: %(name)s"), words.fact),
        "owner": (_("Owner of: %(name)s"), words.fact),
        "field": (_("Field %(name)s"), str),
    }
    if first not in names:
        return ""
    called, name_of = names[first]
    return called % {"name": name_of(rest)}


def _weekday(day: str) -> str:
    return words.weekdays()[WEEKDAYS.index(day)]


def value(name: str, what: Any) -> str:
    """As a person would write it; empty for what is not there."""
    if what is None or what in ("", []):
        return ""
    if isinstance(what, bool):
        return _("yes") if what else _("no")
    if isinstance(what, float):
        return f"{what:g}"
    if name in ("languages", "speaks"):
        return language_names(what)
    if isinstance(what, list):
        return _of_list(name, what)
    return _of_words(what) if isinstance(what, dict) else str(what)


def cell(what: dict[str, Any] | None) -> str:
    """A day of a roster: 9:00–17:00, with why they do not come after all."""
    if not what:
        return ""
    spans = ", ".join(f"{wall(begin)}–{wall(end)}" for begin, end in what["spans"])
    away = words.away_reasons().get(what["away"], "")
    return _("%(hours)s (%(away)s)") % {"hours": spans, "away": away} if away and spans else spans or away


def wall(minutes: int) -> str:
    """9:00; past midnight on from 0:00."""
    hours, rest = divmod(minutes if minutes <= DAY_MINUTES else minutes - DAY_MINUTES, 60)
    return f"{hours}:{rest:02}"


def _of_list(name: str, what: list[Any]) -> str:
    if name.startswith("hours."):
        return ", ".join(f"{begin}–{end}" for begin, end in what)
    if name.startswith("spacing."):
        return listed([_("next day") if one == "next day" else f"{one:g}" for one in what])
    return listed([told(one) if isinstance(one, dict) else one for one in what])


def _of_words(what: dict[str, Any]) -> str:
    if "spans" in what:
        return cell(what)
    if "label" in what:
        kind_of = words.field_kinds().get(what["kind"], what["kind"])
        return _("%(question)s (%(kind)s)") % {"question": told(what["label"]), "kind": kind_of}
    if "until" in what:
        return f"{told(what)}, {words.day(what['from'])} – {words.day(what['until'])}"
    return told(what) or _("closed")


def _is_position(name: str) -> bool:
    return name in ("position", "order")


def _fields() -> dict[str, str]:
    return {
        "exists": _("There is such a site"),
        "name.en": _("Name in English"),
        "name.zh-hans": _("Name in Chinese"),
        "mark": _("Mark of record numbers"),
        "zone": _("Time zone"),
        "languages": _("Languages in which sellers are rung"),
        "round-the-clock": _("Never closes"),
        "holiday.country": _("Public holidays of"),
        "holiday.subdivision": _("and of its part"),
        "official-number": _("Number from which we ring"),
        "other-numbers": _("Other numbers that are ours"),
        "phone-countries": _("Countries in which sellers’ telephones ring"),
        "rulebook": _("Rulebook"),
        "answer-within-hours": _("Hours until a written answer"),
        "offered": _("Sellers can choose it"),
        "group": _("Group"),
        "needs.en": _("What to have ready, in English"),
        "needs.zh-hans": _("What to have ready, in Chinese"),
        "evidence-weight": _("Weight of evidence"),
        "evidence-hint.en": _("Which evidence helps, in English"),
        "evidence-hint.zh-hans": _("Which evidence helps, in Chinese"),
        "checklist": _("Checklist of the call"),
        "skills": _("Skills"),
        "subject": _("Field that tells two cases apart"),
        "name": _("Name"),
        "email": _("E-mail"),
        "role": _("Role"),
        "language": _("Language that we write in"),
        "active": _("Belongs to the desk"),
        "speaks": _("Languages spoken"),
        "sites": _("Sites"),
        "credit": _("Most that credits may reach, as a share of the target"),
        "talk": _("Minutes of a call until there are own figures"),
        "per-request": _("Rings for one request"),
        "per-day": _("Rings for one request and day"),
        "per-number-and-day": _("Rings to one number and day"),
        "minutes-apart": _("Least minutes between two rings"),
        "seconds-after-cut": _("Least seconds after a call that we cut"),
    }
