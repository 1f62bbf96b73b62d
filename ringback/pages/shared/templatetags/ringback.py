"""How times, windows, lengths, numbers and names are written, in the reader's language and zone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from ringback.pages.shared import names
from ringback.pages.shared.kept import KEPT, take_kept
from ringback.pages.shared.ruler import drawn
from ringback.records.desk.readers import Site
from ringback.rules import numbers

register = template.Library()

GROUP = 4  # characters that one can keep in mind while reading aloud


def zh() -> bool:
    return (get_language() or "en").startswith("zh")


def local(at: datetime) -> datetime:
    return timezone.localtime(at)


@register.filter
def told(words: Mapping[str, str] | None) -> str:
    """Data of the desk holds both languages; what has no words in the reader's is told in English."""
    if not words:
        return ""
    return words.get(get_language() or "en") or words.get("en", "")


@register.filter
def site_name(site: Site) -> str:
    return site.name_in(get_language() or "en")


@register.filter
def clock(at: datetime | None) -> str:
    """14:10"""
    return local(at).strftime("%H:%M") if at else ""


@register.filter
def clock_seconds(at: datetime | None) -> str:
    """14:10:07, for stories and timers alone."""
    return local(at).strftime("%H:%M:%S") if at else ""


@register.filter
def day(at: datetime | None) -> str:
    """Tue 13 Jan, 1 月 13 日星期二; the year only if it is another."""
    if at is None:
        return ""
    return names.day(local(at).date(), today=local(datetime.now(ZoneInfo("UTC"))).date(), chinese=zh())


@register.filter
def date_words(which: date) -> str:
    """A date that belongs to no moment, such as that of a rulebook: always with its year."""
    return names.day(which, today=date.min, chinese=zh())


@register.filter
def in_words(length: timedelta) -> str:
    """30 minutes; below one, 20 seconds."""
    seconds = round(length.total_seconds())
    if seconds < 60:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    whole = round(seconds / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", whole) % {"n": whole}


@register.filter
def moment(at: datetime | None) -> str:
    """14:10 today, else Tue 13 Jan, 14:10."""
    if at is None:
        return ""
    if local(at).date() == local(datetime.now(ZoneInfo("UTC"))).date():
        return clock(at)
    return f"{day(at)} {clock(at)}" if zh() else f"{day(at)}, {clock(at)}"


@register.filter
def window(promise: Any) -> str:
    """14:10–14:40 of whatever has `shown_from` and `shown_until`; the days too where they differ from today."""
    if promise is None:
        return ""
    begin, end = local(promise.shown_from), local(promise.shown_until)
    if begin.date() == end.date():
        return f"{_day_if_other(begin)}{begin:%H:%M}–{end:%H:%M}"
    return f"{moment(begin)} – {moment(end)}"


@register.filter
def zone_name(zone: str) -> str:
    """China time (UTC+8)"""
    return names.zone(zone, at=datetime.now(ZoneInfo("UTC")), chinese=zh())


@register.filter
def timer(length: timedelta | None) -> str:
    """26:14"""
    seconds = int(length.total_seconds()) if length else 0
    return f"{seconds // 60}:{seconds % 60:02}"


@register.filter
def minutes(value: float | timedelta | None) -> str:
    """10 min"""
    whole = round(value.total_seconds() / 60) if isinstance(value, timedelta) else round(value or 0)
    return f"{whole} 分钟" if zh() else f"{whole} min"


@register.filter
def percent(share: float | None) -> str:
    return f"{round(100 * (share or 0))}%"


@register.filter
def money(usd: float | None) -> str:
    amount = f"{usd or 0:,.0f}"
    return f"{amount} 美元" if zh() else f"{amount} USD"


@register.filter
def id_groups(text: str) -> SafeString:
    """A2K7 Q9ZM 1X4T PC, to read aloud; the spaces are drawn, so that it is copied without them.

    What is short, or has its own groups (S-204, 113-1234567), stays as it is.
    """
    if len(text) <= GROUP + 2 or not text.isalnum():
        return conditional_escape(text)
    groups = [text[at : at + GROUP] for at in range(0, len(text), GROUP)]
    parts = [format_html('<span class="mr-[0.35em]">{}</span>', group) for group in groups]
    return SafeString("".join(conditional_escape(part) for part in parts))


@register.filter
def listed(things: Sequence[Any]) -> str:
    """Notice, evidence, date / 通知、证据、日期"""
    return ("、" if zh() else ", ").join(str(each) for each in things)


@register.simple_tag
def comma() -> str:
    """Between two parts of a line: full width in Chinese, which leaves its own room."""
    return "，" if zh() else ", "


@register.simple_tag
def colon() -> str:
    """Between a name and what is said of it; as `comma`."""
    return "：" if zh() else ": "


@register.simple_tag
def semicolon() -> str:
    """Between parts that have commas or colons of their own; as `comma`."""
    return "；" if zh() else "; "


def clauses(parts: Iterable[str]) -> str:
    """this browser, rang 16:32 / 此浏览器，16:32 响铃"""
    return comma().join(part for part in parts if part)


def sentences(parts: Iterable[str]) -> str:
    """Chinese sentences stand side by side without a space."""
    return ("" if zh() else " ").join(part for part in parts if part)


@register.simple_tag(takes_context=True)
def kept_form(context: Context) -> dict[str, Any] | None:
    """What somebody typed on this page and could not send; once."""
    return take_kept(context["request"])


@register.simple_tag(takes_context=True)
def is_kept(context: Context) -> bool:
    return KEPT in context["request"].session


@register.filter
def without_placeholder(field: BoundField) -> SafeString:
    """Its label stands above it, and a text that vanishes while one types would say it once more."""
    return field.as_widget(attrs={"placeholder": ""})


@register.filter
def masked_number(number: str) -> str:
    return numbers.masked(number) if number else ""


@register.filter
def class_name(priority: str) -> str:
    return {"high": _("High"), "medium": _("Medium"), "low": _("Low")}.get(priority, priority)


@register.filter
def language_names(languages: Sequence[str] | str | None) -> str:
    """Chinese or English; the order as it stands."""
    if isinstance(languages, str):
        languages = [languages]
    joiner = pgettext("between two languages, either of which will do", " or ")
    return joiner.join(names.language(each) for each in languages or ())


@register.filter
def line_name(line: str) -> str:
    return {"in-app": _("this browser"), "phone": _("telephone")}.get(line, line)


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def state_name(state: str) -> str:
    """Of a callback."""
    return {
        "waiting": _("Waiting"),
        "resting": _("Resting"),
        "reserved": _("Reserved"),
        "ringing": _("Ringing"),
        "talking": _("Talking"),
        "wrapping-up": _("Wrapping up"),
        "completed": _("Completed"),
        "cancelled": _("Cancelled"),
        "expired": _("Expired"),
    }.get(state, state)


@register.filter
def rest_name(reason: str) -> str:
    return {
        "spacing": _("before the next attempt"),
        "closed": _("closed"),
        "window": _("until the window"),
        "page-closed": _("page closed"),
        "dial-hours": _("dial hours"),
        "other-call": _("another call"),
        "seller": _("until the seller asks"),
    }.get(reason, reason)


@register.filter
def notice_name(kind: str) -> str:
    return {
        "asked": _("You asked"),
        "ready": _("We are ready"),
        "missed": _("Missed"),
        "moved": _("New time"),
        "called": _("After the call"),
        "class-changed": _("Class changed"),
        "cancelled": _("Cancelled by us"),
        "closed": _("Closed"),
        "message": _("Answer in the case"),
    }.get(kind, kind)


@register.filter
def notice_state(state: str) -> str:
    return {"waiting": _("waits"), "delivered": _("handed over"), "bounced": _("bounced")}.get(state, state)


@register.simple_tag
def now_iso() -> str:
    """The server's clock, for the page's own."""
    return datetime.now(ZoneInfo("UTC")).isoformat()


@register.simple_tag
def now_clock() -> str:
    """14:10:07, when this was written."""
    return clock_seconds(datetime.now(ZoneInfo("UTC")))


@register.inclusion_tag("shared/_ruler.html")
def ruler(
    promise: Any, asked_at: datetime, mark: datetime | None = None, mark_name: str = ""
) -> dict[str, Any]:
    """The promise on a time axis: asked, now (or `mark`, named `mark_name`), and the window."""

    now = datetime.now(ZoneInfo("UTC"))
    return {
        "r": drawn(promise.shown_from, promise.shown_until, asked_at, mark or now),
        "mark_name": mark_name,
    }


def _day_if_other(at: datetime) -> str:
    if at.date() == local(datetime.now(ZoneInfo("UTC"))).date():
        return ""
    return f"{day(at)} " if zh() else f"{day(at)}, "
