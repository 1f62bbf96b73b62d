"""Sentences for what records and rules say by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ringback.pages.shared.templatetags.ringback import clauses, told
from ringback.records.cases.template import EVIDENCE
from ringback.rules.queue.ahead import Ahead
from ringback.rules.reports.figures import Share


def listed(things: Iterable[str]) -> str:
    return pgettext("between two things of a list", ", ").join(things)


def of_where(line: str) -> str:
    """Where it rings, as part of a sentence."""
    return {"in-app": _("in this browser"), "phone": _("on your telephone")}.get(line, line)


def file_size(size: int) -> str:
    """10 MB is 10,000,000 bytes, as in the settings; small files in kB."""
    return f"{size / 1_000_000:.3g} MB" if size >= 1_000_000 else f"{max(1, round(size / 1_000))} kB"


def of_field(name: str, label: Mapping[str, str] | None) -> str:
    """What a template's field is called; evidence and a description without data of their own have a name of ours."""
    if name == EVIDENCE:
        return _("Evidence: a picture or a PDF")
    return told(label) if label else _("What happened")


def of_field_problem(problem: str) -> str:
    return {
        "empty": _("This cannot be empty."),
        "amount": _("Write an amount in digits, such as 18,400.50."),
        "date": _("Choose a date."),
        "asin": _("An ASIN has ten letters and digits, such as B0D7K4M2QX."),
        "choice": _("Choose one of the answers."),
    }[problem]


def of_evidence_refusal(why: str) -> str:
    """Each limit is named with its present value."""
    return {
        "empty": _("The file is empty."),
        "size": _("The file is larger than %(size)s. Send a smaller one.")
        % {"size": file_size(settings.EVIDENCE_MAX_BYTES)},
        "kind": _("We take JPEG, PNG and WebP pictures and PDF files. What is in this file is none of them."),
        "pixels": _("The picture has more than %(pixels)s million pixels. Send a smaller one.")
        % {"pixels": f"{settings.EVIDENCE_MAX_PIXELS / 1_000_000:g}"},
        "broken": _(
            "The file cannot be opened; it may have been cut off. Save it again and send it once more."
        ),
        "encrypted": _(
            "The PDF is locked with a password. Save it without one, so that the agent can read it."
        ),
        "active": _("The PDF holds scripts or other files. Print it to a new PDF and send that one."),
        "heavy": _("The file takes too much work to open. Send a simpler or smaller one."),
        "files": _("A case takes at most %(files)s files. Remove one first.")
        % {"files": settings.EVIDENCE_MAX_FILES},
        "disk": _(
            "Our disk takes no more files at the moment. What you wrote is kept; please try again later."
        ),
        "case-size": _("The files of this case would be larger than %(size)s together.")
        % {"size": file_size(settings.EVIDENCE_MAX_CASE_BYTES)},
    }[why]


CLASSES = ("high", "medium", "low")


def of_class(priority: str) -> str:
    return {"high": _("high class"), "medium": _("medium class"), "low": _("low class")}[priority]


def of_kept(share: Share) -> str:
    return _("We kept %(kept)s of the last %(of)s promises like this.") % {"kept": share.part, "of": share.of}


def of_kept_by_class(shares: Mapping[str, Share]) -> str:
    """Empty where nothing can be said yet."""
    some = [
        _("%(class)s %(kept)s of %(of)s") % {"class": of_class(name), "kept": share.part, "of": share.of}
        for name in CLASSES
        if (share := shares.get(name))
    ]
    return _("Promises kept lately: %(by_class)s.") % {"by_class": listed(some)} if some else ""


def of_class_change(detail: Mapping[str, Any]) -> str:
    """What a person of the desk made of the class."""
    before, after = of_class(detail["before"]), of_class(detail["after"])
    return _("The desk changed your callback from %(before)s to %(after)s") % {
        "before": before,
        "after": after,
    }


def of_said(detail: Mapping[str, Any]) -> str:
    """The reason that a person wrote, in their own words."""
    return _("The reason: %(said)s") % {"said": detail["said"]} if detail.get("said") else ""


def of_owner(owner: str) -> str:
    return {"marketplace": _("the marketplace"), "desk": _("this desk")}.get(owner, owner)


@dataclass(frozen=True)
class Told:
    """What happened in an attempt, why we think so, and what the seller can do."""

    what: str
    why: str = ""
    todo: str = ""


def of_outcome(outcome: str) -> Told:
    """How an attempt ended, for the one who was rung."""
    again = _("You keep your place; we ring again after a pause.")
    return {
        "answered": Told(_("You talked with us")),
        "busy": Told(_("Your line was busy"), _("The line reported another call."), again),
        "no_answer": Told(_("It rang, and nobody answered"), _("It rang until the time was over."), again),
        "not_reachable": Told(
            _("We could not reach you"), _("The line found no telephone or page that could ring."), again
        ),
        "declined": Told(
            _("You declined"),
            _("Somebody pressed Decline."),
            _("We ring again when you ask. A new request starts a new place."),
        ),
        "wrong_number": Told(
            _("The number is not yours"),
            _("Whoever answered said so."),
            _("Mend the number with the marketplace."),
        ),
        "unwanted": Told(
            _("The call was not wanted"), _("Whoever answered said so."), _("Ask again when you want a call.")
        ),
        "machine": Told(_("A machine answered"), _("We heard an announcement instead of a person."), again),
        "line_fault": Told(
            _("Our line failed before it rang"),
            _("That was our fault and counts as no attempt."),
            again,
        ),
        "line_lost": Told(
            _("The connection was lost"),
            _("One side was gone for too long."),
            _("We ring you again; your place is kept."),
        ),
        "agent_lost": Told(
            _("The agent’s page was lost"),
            _("That was our fault."),
            _("We ring you again; your place is kept."),
        ),
        "not_dialled": Told(_("We had not rung yet"), _("The attempt was stopped before it rang.")),
        "may_have_rung": Told(
            _("It may have rung"), _("We lost sight of the line, so that we cannot say for sure."), again
        ),
        "cut_by_us": Told(
            _("We cut the call"), _("That was our fault."), _("We ring you again; your place is kept.")
        ),
        "cancelled": Told(_("Stopped, because you cancelled")),
    }[outcome]


def of_call_outcome(outcome: str) -> str:
    """What the agent wrote at the end, for the seller."""
    return {
        "solved": _("The agent noted: solved"),
        "continue_later": _("The agent noted: to be continued"),
        "needs_seller": _("The agent noted: we need something from you"),
        "call_back_at": _("The agent noted: we ring again at an agreed time"),
        "escalate": _("The agent handed it to a specialist"),
        "not_stated": _("The agent noted no outcome; a supervisor looks at it"),
    }[outcome.replace("-", "_")]


def of_rest(because: str) -> str:
    return {
        "spacing": _("A pause before we ring again"),
        "closed": _("The desk is closed"),
        "window": _("The window that you chose has not begun"),
        "page-closed": _("Your page was closed when your turn came"),
        "dial-hours": _("Outside the hours in which your telephone may ring"),
        "other-call": _("Another call of ours with you was under way"),
        "seller": _("We wait until you ask again"),
    }.get(because, because)


def of_broken(because: str) -> str:
    """Why a promise was broken; nothing for one that was broken before the desk noted why."""
    return {
        "line-closed": _("Our line could not ring."),
        "closed": _("The desk closed before your turn came."),
        "other-call": _("Another call of ours with you was under way."),
        "spacing": _("An attempt before had not reached you, and we pause between two attempts."),
        "not-there": _("It was your turn, and nothing could ring at your side."),
        "nobody": _("No agent who can serve you was at work."),
        "given-back": _("The agent whom it was reserved for did not take it."),
        "fewer-agents": _("Fewer agents were at work than when we promised."),
        "more-calls": _("More calls went before yours than we had counted."),
        "restored": _("Our desk was away, and had to be put back from a backup."),
        "long-calls": _("The calls before yours took longer than we had counted with."),
    }.get(because, "")


def of_expiry(because: str) -> str:
    return {
        "attempts-used-up": _("Every attempt was used up."),
        "days-over": _("It had waited as long as a request may."),
    }.get(because, "")


def of_state(state: str) -> str:
    """The state of a callback in a list."""
    return {
        "waiting": _("waiting"),
        "resting": _("resting"),
        "reserved": _("an agent is reading it"),
        "ringing": _("we are calling"),
        "talking": _("talking"),
        "wrapping-up": _("being written up"),
        "completed": _("done"),
        "cancelled": _("cancelled"),
        "expired": _("ended without a call"),
    }[state]


def of_ahead(ahead: Ahead) -> str:
    """Why they go first, and by how much they count before one: opening minutes, credits included."""
    why, lead = of_why(ahead.why), round(ahead.lead)
    if ahead.why in ("lane", "continuation"):
        return why
    if lead < 1:
        return clauses([why, _("although counted later")]) if lead < 0 else why
    if ahead.count == 1:
        before = ngettext("counted %(n)d minute before you", "counted %(n)d minutes before you", lead)
    else:
        before = ngettext(
            "the first counted %(n)d minute before you", "the first counted %(n)d minutes before you", lead
        )
    return clauses([why, before % {"n": lead}])


def of_why(why: str) -> str:
    """Why the law serves somebody before somebody else; never who."""
    return {
        "lane": _("broken promise: every %(n)s picks one goes to the most urgent of them")
        % {"n": settings.LANE_EVERY},
        "continuation": _("a call cut at the longest time, continued"),
        "higher-class": _("of a more urgent class"),
        "same-class": _("of your class, further into its target"),
        "lower-class": _("of a less urgent class, waiting far longer for its target"),
        "earlier": _("asked earlier"),
        "not-waiting": _("while you were not in the queue: resting, or being served"),
        "credited": _("of your class, moved forward by their rules"),
        "more-urgent": _("of a less urgent class, further into its target"),
    }.get(why, why)
