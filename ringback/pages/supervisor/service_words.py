"""What the service report says: names of its rows, sentences, and what is said when there are too few cases."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from ringback.pages.shared import names
from ringback.pages.shared.templatetags.ringback import class_name, zh
from ringback.pages.supervisor.call_words import outcome as outcome_of_attempt
from ringback.records.reports.service import Report
from ringback.rules.policy.terms import HELPED
from ringback.rules.reports.figures import Share
from ringback.rules.reports.period import Period, WrongPeriod
from ringback.rules.reports.tables import STEPS, LevelRow

HOURS_TOLD = 3 * 24  # a longer time is told in days


@dataclass(frozen=True)
class Told:
    """A published level as it is shown. `figure` is what was done; `beside` are further sentences."""

    name: str
    published: str
    origin: str
    figure: str
    row: LevelRow
    beside: list[str]


def wrong_period(wrong: WrongPeriod) -> str:
    return {
        "order": _("The last day lies before the first. Exchange them."),
        "long": _("These are more than a year. Choose a year at most."),
    }.get(wrong.why, _("This is no date of the calendar. Write it as 2026-01-31."))


def headline(report: Report) -> str:
    scores = report.first["all"]
    if report.empty:
        return _("Nothing was asked for in these days.")
    if scores.rate.value is None:
        return ngettext(
            "%(n)s first promise fell due: too few for a rate, which needs %(least)s.",
            "%(n)s first promises fell due: too few for a rate, which needs %(least)s.",
            scores.rate.of,
        ) % {"n": scores.rate.of, "least": report.least}
    return _("We kept %(rate)s of our first promises.") % {"rate": share(scores.rate)}


def days(period: Period, now: datetime) -> str:
    first, last = (_with_year(one, now) for one in (period.first, period.last))
    return (
        first if period.first == period.last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    )


def quarter_name(year: int, number: int) -> str:
    return _("Q%(number)s %(year)s") % {"number": number, "year": year}


def short_day(day: date) -> str:
    """13 Jan / 1 月 13 日"""
    return f"{day.month} 月 {day.day} 日" if zh() else f"{day.day} {names.ENGLISH_MONTHS[day.month - 1]}"


def weekdays() -> list[str]:
    return [f"星期{day}" for day in names.CHINESE_DAYS] if zh() else list(names.ENGLISH_DAYS)


def row_name(key: str) -> str:
    return {
        "all": pgettext("all classes together", "All"),
        "named-time": _("with a named time"),
    }.get(key) or class_name(key)


def steps() -> list[str]:
    """Of the columns that say how far waits went."""
    return [_("up to %(length)s") % {"length": lasted(step)} for step in STEPS] + [_("longer")]


def outcome(name: str) -> str:
    return _("answered") if name == "answered" else outcome_of_attempt(name, "")


def ending(name: str) -> str:
    return {
        "solved": _("Solved"),
        "continue_later": _("Goes on later"),
        "needs_seller": _("Needs something from the seller"),
        "call_back_at": _("Call back at a time"),
        "escalate": _("Escalated"),
        "not_stated": _("No outcome given"),
    }.get(name, name)


def share(one: Share) -> str:
    """92.3%, or that the cases are too few."""
    return too_few() if one.value is None else f"{100 * one.value:.1f}".removesuffix(".0") + "%"


def too_few() -> str:
    return _("too few")


def lasted(length: timedelta | None) -> str:
    """26 min, 3 h 10 min, 4 d 4 h; whole minutes, from three days on whole hours."""
    if length is None:
        return too_few()
    whole = round(length.total_seconds() / 60)
    if whole < 60:
        return f"{whole} 分钟" if zh() else f"{whole} min"
    if whole < 60 * HOURS_TOLD:
        hours, rest = divmod(whole, 60)
        parts = (f"{hours} 小时", f"{rest} 分钟") if zh() else (f"{hours} h", f"{rest} min")
        return " ".join(parts if rest else parts[:1])
    count, rest = divmod(round(whole / 60), 24)
    parts = (f"{count} 天", f"{rest} 小时") if zh() else (f"{count} d", f"{rest} h")
    return " ".join(parts if rest else parts[:1])


def level(row: LevelRow) -> Told:
    language = get_language() or "en"
    by_mean = row.level.on_average and row.level.share is None
    return Told(
        name=_level_name(row),
        published=row.level.says.read_in(language),
        origin=row.level.origin.read_in(language) if row.level.origin else "",
        figure=lasted(row.mean.mean) if by_mean else share(row.share),
        row=row,
        beside=_helped(row) if row.level.measured == HELPED else _beside(row, by_mean=by_mean),
    )


def _level_name(row: LevelRow) -> str:
    within = lasted(row.level.within)
    name = {
        "answered": _("Rung and answered within %(within)s"),
        "solved": _("Solved by a call within %(within)s"),
        "written": _("Answered in writing within %(within)s"),
        "helped": _("The phone helped"),
    }[row.level.measured] % {"within": within}
    where = [row.level.site.upper()] if row.level.site else []
    classes = [_("%(name)s class") % {"name": class_name(row.level.priority)}] if row.level.priority else []
    return ", ".join([name, *where, *classes]) if not zh() else "，".join([name, *where, *classes])


def _beside(row: LevelRow, *, by_mean: bool) -> list[str]:
    within = _("%(share)s within %(within)s (%(part)s of %(of)s)") % {
        "share": share(row.share),
        "within": lasted(row.level.within),
        "part": row.share.part,
        "of": row.share.of,
    }
    counts = _("%(part)s of %(of)s") % {"part": row.share.part, "of": row.share.of}
    said = [within if by_mean else counts]
    if not by_mean:
        said.append(_("on average %(length)s") % {"length": lasted(row.mean.mean)})
    said.append(_("in opening time %(share)s") % {"share": share(row.opening)})
    if row.at_once != row.share:
        said.append(_("without requests for a later moment %(share)s") % {"share": share(row.at_once)})
    if row.undecided:
        said.append(_("%(n)s not decided yet") % {"n": row.undecided})
    if row.left_out:
        said.append(_("%(n)s taken back in time, left out") % {"n": row.left_out})
    return said


def _helped(row: LevelRow) -> list[str]:
    counts = _("%(part)s of %(of)s ratings were %(stars)s or more") % {
        "part": row.share.part,
        "of": row.share.of,
        "stars": row.level.rating,
    }
    return [counts, _("%(n)s calls without a rating") % {"n": row.undecided}]


def _with_year(day: date, now: datetime) -> str:
    other = date(now.year + 1, 1, 1) if day.year == now.year else now.date()
    return names.day(day, today=other, chinese=(get_language() or "en").startswith("zh"))
