"""What setting up says: problems, what would strand, the names of fields, and values as people write them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ringback.pages.shared import names
from ringback.pages.shared.templatetags.ringback import language_names, listed, moment, zh
from ringback.records.desk.readers import Site, calendar_of
from ringback.records.setup.wrong import Stranded
from ringback.rules.hours import WEEKDAYS, closes_at, is_open, next_opening


def problem(word: str, where: str = "") -> str:
    """What is wrong and what to do, for one field."""
    return {
        "empty": _("Fill this in."),
        "taken": _("Something else has this already. Choose another."),
        "no-slug": _("Use small letters, digits and hyphens, such as late-delivery."),
        "no-zone": _("This is no time zone. Choose one from the list."),
        "no-language": _("Choose at least one language of the list."),
        "not-positive": _("Write a number above 0."),
        "never-open": _(
            "Then the site would never open. Give at least one day hours, or tick “Never closes”."
        ),
        "no-hours": _(
            "Write hours in their order, such as 9:00–12:30, 13:30–18:00, until 24:00 at the latest."
        ),
        "no-country": _(
            "At least one of these is no country that we know. Write two letters each, such as US, CN."
        ),
        "no-subdivision": _(
            "This is no part of that country. Choose one from the list, or the whole country."
        ),
        "no-date": _("Choose the day too, or empty the whole row."),
        "both-languages": _("Sellers read it in either language: fill in both."),
        "ends-before": _("It ends before it begins."),
        "no-number": _("Write each number with its country, such as +1 206 555 0142."),
        **_of_types(),
        **_of_people(),
        **_of_rosters(),
        **_of_rules(),
    }.get(word, _("This cannot be saved: %(problem)s.") % {"problem": word})


def _of_types() -> dict[str, str]:
    return {
        "no-field": _("The template has no such field any more. Choose another, or none."),
        "no-kind": _("Choose one of the kinds."),
        "no-choices": _("Write each choice on a line of its own, as yes | Yes | 是."),
        "asks-later": _("It can only depend on a field that stands before it. Move that one up first."),
        "never-so": _("That field can never have this value. Write the first word of one of its choices."),
        "lines-differ": _("Both languages need the same number of lines."),
    }


def _of_people() -> dict[str, str]:
    return {
        "no-email": _("Write a whole e-mail address, such as mei@example.com."),
        "no-role": _("Choose one of the roles."),
        "no-site": _("One of these sites is gone. Choose again."),
        "in-a-call": _("They are in a call. Wait until it is over, or end it first."),
        "last-supervisor": _("A desk keeps at least one supervisor. Make somebody else one first."),
        "joined": _("They have chosen their password already."),
    }


def _of_rosters() -> dict[str, str]:
    return {
        "no-span": _("Write hours such as 9–17, or 22–6 over midnight; several between commas."),
        "overlap": _("These hours overlap. Write each minute once, in order."),
        "other-week": _("This day is in another week."),
        "not-of-this-site": _("This agent does not answer for this site. Add the site to them first."),
        "no-reason": _("Choose one of the reasons."),
    }


def _of_rules() -> dict[str, str]:
    return {
        "not-rising": _("Targets must rise from high to low. Make this one longer than the one before."),
        "no-waits": _("Write minutes between commas, such as 10, 20, 40; “next day” may be one of them."),
        "too-close": _("This is sooner than anybody may be rung again. Make it longer."),
        "too-many": _("This is more often than anybody may be rung. Make it less, at least 1."),
        "no-share": _("Write a share such as 1/3, from 0 to 1."),
    }


def strand(one: Stranded, sites: Mapping[str, Any]) -> str:
    """What a change would mean for whoever waits, or would ask."""
    values: dict[str, Any] = {
        "n": one.count,
        "site": sites[one.site].name_in(get_language() or "en"),
        "languages": language_names(one.languages),
        "skills": listed(one.skills),
        "at": moment(datetime.fromisoformat(one.until)) if one.until else "",
        "type": one.subject,
    }
    return _sentence(one) % values


def _sentence(one: Stranded) -> str:
    if one.why == "nobody":
        return _without_anybody(one)
    if one.why == "nobody-for-type":
        return _(
            "%(site)s: no agent has %(skills)s. Whoever asks about “%(type)s” from now on would wait in vain."
        )
    return _waiting(one.count)[one.why]


def _waiting(n: int) -> dict[str, str]:
    return {
        "nobody-rostered": ngettext(
            "%(site)s: %(n)s callback waits for %(languages)s; nobody on the roster of the next days can take it.",
            "%(site)s: %(n)s callbacks wait for %(languages)s; nobody on the roster of the next days can take them.",
            n,
        ),
        "never-opens": ngettext(
            "%(site)s: %(n)s callback waits and would expire before the site opens again.",
            "%(site)s: %(n)s callbacks wait and would expire before the site opens again.",
            n,
        ),
        "window-closed": ngettext(
            "%(site)s: %(n)s seller has chosen a window in which the site would be closed.",
            "%(site)s: %(n)s sellers have chosen a window in which the site would be closed.",
            n,
        ),
        "rests": ngettext(
            "%(site)s: %(n)s callback that waits would rest until the site opens: %(at)s. Its place is kept.",
            "%(site)s: %(n)s callbacks that wait would rest until the site opens: %(at)s. Their places are kept.",
            n,
        ),
        "not-served": ngettext(
            "%(site)s: %(n)s callback waits for %(languages)s, in which nobody would be rung any more. It keeps its language.",
            "%(site)s: %(n)s callbacks wait for %(languages)s, in which nobody would be rung any more. They keep their language.",
            n,
        ),
    }


def _without_anybody(one: Stranded) -> str:
    if one.skills:
        return ngettext(
            "%(site)s: %(n)s callback waits for %(languages)s with %(skills)s; no agent there has both.",
            "%(site)s: %(n)s callbacks wait for %(languages)s with %(skills)s; no agent there has both.",
            one.count,
        )
    return ngettext(
        "%(site)s: %(n)s callback waits for %(languages)s; no agent there speaks it.",
        "%(site)s: %(n)s callbacks wait for %(languages)s; no agent there speaks it.",
        one.count,
    )


def opening(site: Site) -> str:
    """One sentence on whether it is open now, in the reader's zone."""
    now, calendar = datetime.now(UTC), calendar_of(site)
    name = site.name_in(get_language() or "en")
    if calendar.always_open:
        return _("%(name)s never closes.") % {"name": name}
    if closes := closes_at(calendar, now):
        return _("%(name)s is open until %(at)s.") % {"name": name, "at": moment(closes)}
    if is_open(calendar, now):
        return _("%(name)s is open.") % {"name": name}
    opens = next_opening(calendar, now)
    if opens is None:
        return _("%(name)s does not open within a year.") % {"name": name}
    return _("%(name)s is closed and opens %(at)s.") % {"name": name, "at": moment(opens)}


def hours_of(site: Site) -> str:
    """In a sentence: never closes, or each run of days with the same hours."""
    if not site.hours:
        return _("Never closes.")
    told = [", ".join(f"{a}–{b}" for a, b in site.hours.get(day, ())) for day in WEEKDAYS]
    runs: list[tuple[int, int]] = []
    for at, text in enumerate(told):
        if runs and told[runs[-1][1]] == text:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    called = weekdays()
    return listed([f"{called[a]}{f'–{called[b]}' if a != b else ''} {told[a]}" for a, b in runs if told[a]])


def weekdays() -> list[str]:
    """Monday first."""
    return [
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    ]


def language(tag: str) -> str:
    return names.language(tag)


def gaps(spans: list[tuple[datetime, datetime]], zone: ZoneInfo) -> list[str]:
    """Opening hours without anybody, in the site's zone: Wed 14 Jan 17:00–18:00."""
    told = []
    for begin, end in spans:
        a, b = begin.astimezone(zone), end.astimezone(zone)
        told.append(f"{day(a.date().isoformat())} {a:%H:%M}–{b:%H:%M}")
    return told


def fact(name: str) -> str:
    """As a label: it begins with a capital."""
    return capfirst(names.fact(name))


def day(text: str) -> str:
    which = date.fromisoformat(text)
    return names.day(which, today=datetime.now().date(), chinese=zh())  # noqa: DTZ005 (only the year is compared)


def away_reasons() -> dict[str, str]:
    """Why somebody on the roster does not come after all."""
    return {
        "ill": _("ill"),
        "leave": _("on leave"),
        "training": _("at a training"),
        "swapped": _("swapped"),
        "other": _("away"),
    }


def field_kinds() -> dict[str, str]:
    return {
        "text": _("one line"),
        "textarea": _("several lines"),
        "date": _("a date"),
        "amount": _("an amount"),
        "choice": _("a choice"),
        "asin": _("an ASIN"),
        "order": _("an order number"),
    }
