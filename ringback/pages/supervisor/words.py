"""What the list of callbacks and the panels beside a story say."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ringback.pages.shared.templatetags.ringback import moment
from ringback.pages.supervisor.story_line import computed
from ringback.records.calls.story import Promise, Story


def filters(counts: dict[str, int]) -> list[tuple[str, str, int | None]]:
    return [
        ("open", _("Open"), counts.get("open")),
        ("at-risk", _("At risk"), counts.get("at-risk")),
        ("broken", _("Broken promise"), counts.get("broken")),
        ("finished", _("Finished"), None),
        ("all", _("All"), None),
    ]


def headline(story: Story) -> str:
    """One sentence on where it stands."""
    callback = story.callback
    rang = next((each.first_ring_at for each in story.attempts if each.first_ring_at), None)
    if callback.state == "completed":
        return _completed(story, moment(rang)) if rang else _("Completed.")
    if callback.state == "cancelled":
        return _("Cancelled.")
    if callback.state == "expired":
        return _("Expired, with notice to the seller.")
    if callback.broken_at:
        broken = _("The promise was broken at %(at)s; it goes ahead by the lane.")
        if not settings.LANE_EVERY:
            broken = _("The promise was broken at %(at)s; its place is kept.")
        return broken % {"at": moment(callback.broken_at)}
    return states().get(callback.state, callback.state)


def _completed(story: Story, at: str) -> str:
    """With the fate of the first promise, which is the one that counts."""
    kept = bool(story.promises) and story.promises[0].state == Promise.State.KEPT
    if story.callback.broken_at:
        return _("Rung at %(at)s after a broken promise, and completed.") % {"at": at}
    return (
        _("Rung at %(at)s as promised, and completed.") if kept else _("Rung at %(at)s and completed.")
    ) % {"at": at}


def states() -> dict[str, str]:
    return {
        "waiting": _("Waiting for an agent."),
        "resting": _("Resting, with its place kept."),
        "reserved": _("Reserved for an agent."),
        "ringing": _("We are ringing the seller."),
        "talking": _("Seller and agent are talking."),
        "wrapping-up": _("The call is over; the agent wraps up."),
    }


def made_for(promise: Promise) -> str:
    return {
        "first": _("First promise of the request; this one is scored."),
        "again": _("Made after a pause; scored apart."),
        "moved": _("Moved; scored apart."),
        "broken": _("Made after a broken promise; scored apart."),
        "continuation": _("Of a continuation; scored apart."),
        "window": _("The seller chose this window."),
    }.get(promise.made_for, promise.made_for)


def inputs(promise: Promise) -> str:
    """What it was computed from."""
    return computed(promise.inputs) if "ahead" in promise.inputs else ""


def facts(callback: Any) -> list[tuple[str, str]]:
    """The facts of that day, by their names in the policy language."""
    seller = callback.facts.get("seller", {}) if isinstance(callback.facts, dict) else {}
    request = callback.facts.get("request", {}) if isinstance(callback.facts, dict) else {}
    return [(name, _plain(value)) for name, value in {**seller, **request}.items() if value is not None]


def reasons(callback: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(sentence, rule) as they read on the day of asking: those that decided something, and the others."""
    language = get_language() or "en"
    rows = callback.reasons if isinstance(callback.reasons, list) else callback.reasons.get("reasons", [])
    said = [(row["holds"], (row["because"].get(language, row["because"]["en"]), row["rule"])) for row in rows]
    return [one for holds, one in said if holds], [one for holds, one in said if not holds]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def why_first(why: str) -> str:
    """Why somebody was rung before this one."""
    return {
        "lane": _("by the lane: a broken promise"),
        "continuation": _("kept for the agent who rang them"),
        "not-waiting": _("while this one rested or was being served"),
        "higher-class": _("of a more urgent class"),
        "earlier": _("asked earlier"),
        "credited": _("of this class, moved forward by their rules"),
        "more-urgent": _("of a less urgent class, further into its target"),
    }[why]
