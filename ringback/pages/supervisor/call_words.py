"""A story from the ring on, in sentences: attempts, their ends, the promise's fate, the outcome."""

from datetime import timedelta

from django.utils.translation import gettext as _

from ringback.pages.shared.templatetags.ringback import (
    clauses,
    line_name,
    listed,
    moment,
    sentences,
    timer,
)
from ringback.pages.supervisor import steering_words
from ringback.pages.supervisor.story_line import Detail, Say, Told, agent, at, seller
from ringback.records.calls.story import Attempt, Story


def attempt(one: Attempt) -> str:
    parts = [line_name(one.line), _("armed %(at)s") % {"at": moment(one.armed_at)}]
    if one.first_ring_at:
        parts.append(_("rang %(at)s") % {"at": moment(one.first_ring_at)})
    if one.answered_at:
        parts.append(_("answered %(at)s") % {"at": moment(one.answered_at)})
    if one.ended_at and one.answered_at:
        parts.append(_("talked %(length)s") % {"length": timer(one.ended_at - one.answered_at)})
    if one.outcome:
        parts.append(outcome(one.outcome, one.ended_by))
    return clauses(parts)


def outcome(name: str, by: str) -> str:
    if name == "answered":
        return {
            "seller": _("the seller hung up"),
            "agent": _("the agent hung up"),
            "cap": _("ended at the longest length"),
            "supervisor": _("ended by a supervisor"),
        }.get(by, _("ended"))
    return {
        "busy": _("busy"),
        "no_answer": _("no answer"),
        "not_reachable": _("not reachable"),
        "declined": _("declined by the seller"),
        "wrong_number": _("wrong number"),
        "unwanted": _("not wanted"),
        "machine": _("a machine answered"),
        "line_fault": _("fault of the line"),
        "line_lost": _("the line was lost"),
        "agent_lost": _("the agent’s page was gone"),
        "not_dialled": _("not rung"),
        "may_have_rung": _("may have rung: counted"),
        "cut_by_us": _("cut, one side was gone"),
        "cancelled": _("cancelled"),
    }.get(name, name)


def _calling(detail: Detail, story: Story) -> Told:
    because = _("Record number %(number)s, %(line)s.") % {
        "number": detail.get("record_number", ""),
        "line": line_name(detail.get("line", "")),
    }
    return "phone-outgoing", _("%(name)s calls") % {"name": agent(detail, story)}, because


def _rang(detail: Detail, story: Story) -> Told:
    return (
        "bell",
        _("First ring of this attempt"),
        _("The page said that it sounds, or the line that it rings."),
    )


def _answered(detail: Detail, story: Story) -> Told:
    return "phone", _("Answered by %(name)s") % {"name": seller(story)}, ""


def _ended(detail: Detail, story: Story) -> Told:
    seconds = detail.get("talk_seconds")
    title = (
        _("Call ended after %(length)s") % {"length": timer(timedelta(seconds=seconds))}
        if seconds
        else _("Attempt ended")
    )
    how = outcome(detail.get("outcome", ""), detail.get("ended_by", ""))
    return "phone-off", title, clauses([how[:1].upper() + how[1:], detail.get("record_number", "")])


def _kept(detail: Detail, story: Story) -> Told:
    because = _("The first ring came at or before %(at)s.") % {"at": at(detail.get("until"))}
    return "circle-check", _("Promise kept"), because


def _ready(detail: Detail, story: Story) -> Told:
    because = _("The turn came before %(at)s, but nothing could ring at the seller’s.") % {
        "at": at(detail.get("until"))
    }
    return "clock", _("We were ready in time"), because


def _broken(detail: Detail, story: Story) -> Told:
    passed = _("%(at)s passed without a ring. A notice, a new promise and an escalation were written.") % {
        "at": at(detail.get("until"))
    }
    return "x", _("Promise broken"), sentences([passed, _why_broken(detail)])


def _why_broken(detail: Detail) -> str:
    why = {
        "line-closed": _("The line could not ring."),
        "closed": _("The site closed before the turn came."),
        "other-call": _("Another call with this seller or number was under way."),
        "spacing": _("An attempt before had not reached the seller."),
        "not-there": _("Nothing could ring at the seller’s when the turn came."),
        "nobody": _("No agent who can serve it was at work."),
        "given-back": _("An agent whom it was reserved for did not take it."),
        "fewer-agents": _("Agents at work: %(agents)s; when it was promised: %(agents_then)s."),
        "more-calls": _("Ahead of it: %(ahead)s; when it was promised: %(ahead_then)s."),
        "restored": _("The desk was away, and was put back from a backup."),
        "long-calls": _("The calls before it took longer than counted with."),
    }.get(detail.get("because", ""), "")
    return why % detail


def _noted(detail: Detail, story: Story) -> Told:
    missing = detail.get("missing") or []
    titles = {
        "solved": _("%(name)s noted: solved"),
        "continue_later": _("%(name)s noted: goes on later"),
        "needs_seller": _("%(name)s noted: needs something from the seller"),
        "call_back_at": _("%(name)s noted: ring again at a time"),
        "escalate": _("%(name)s noted: for the specialists"),
        "not_stated": _("%(name)s noted no outcome in time"),
    }
    title = titles[detail["outcome"]] % {"name": agent(detail, story)}
    return "clipboard-check", title, listed(missing) if missing else at(detail.get("next_at"))


def _rated(detail: Detail, story: Story) -> Told:
    solved = _("Solved, says the seller.") if detail.get("solved") else _("Not solved, says the seller.")
    return "star", _("Rated %(rating)s of 5") % {"rating": detail.get("rating")}, solved


def _completed(detail: Detail, story: Story) -> Told:
    because = _("The cap was reached; a continuation is booked.") if detail.get("because") == "cap" else ""
    return "flag", _("Completed"), because


def _cancelled(detail: Detail, story: Story) -> Told:
    """By the seller, by a supervisor, or by the outcome of another call of the case."""
    because = {
        "seller": _("By the seller."),
        "solved": _("It is solved."),
        "desk": steering_words.said(detail),
    }.get(detail.get("because", ""), _("By the outcome of a call."))
    return "ban", _("Cancelled"), because


def _expired(detail: Detail, story: Story) -> Told:
    because = {
        "attempts-used-up": _("All attempts were used."),
        "days-over": _("Its time was over."),
    }.get(detail.get("because", ""), "")
    return "alarm-clock-off", _("Expired, with notice"), because


SAYS: dict[str, Say] = {
    "calling": _calling,
    "rang": _rang,
    "answered": _answered,
    "ended": _ended,
    "kept": _kept,
    "ready": _ready,
    "broken": _broken,
    "noted": _noted,
    "rated": _rated,
    "completed": _completed,
    "cancelled": _cancelled,
    "expired": _expired,
}
