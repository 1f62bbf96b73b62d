"""What Now says: the headline, why a promise is at risk, what each agent does, whether the lines work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ringback.pages.shared.templatetags.ringback import (
    clock,
    colon,
    language_names,
    line_name,
    minutes,
    sentences,
)

MINUTE = 60


@dataclass(frozen=True)
class Health:
    """One line of the desk: `well` or not."""

    name: str
    text: str
    well: bool


def headline(now: Any) -> str:
    """One sentence on the promises of this moment."""
    broken, risk = now.risks.broken, now.risks.at_risk
    is_broken = ngettext("%(n)s promise is broken", "%(n)s promises are broken", broken) % {"n": broken}
    at_risk = ngettext("%(n)s promise is at risk", "%(n)s promises are at risk", risk) % {"n": risk}
    if broken and risk:
        return _("%(broken)s, %(risk)s.") % {"broken": is_broken, "risk": at_risk}
    if broken or risk:
        return _("%(told)s.") % {"told": is_broken if broken else at_risk}
    return _("No promise is at risk.") if now.waiting else _("Nobody waits.")


def lead(now: Any) -> str:
    due = now.due
    waiting = ngettext("%(n)s callback is waiting.", "%(n)s callbacks are waiting.", now.waiting) % {
        "n": now.waiting
    }
    if not due.count:
        return sentences([_("No first promise has fallen due yet today."), waiting])
    told = ngettext(
        "Of %(count)s first promise due so far today, %(kept)s was kept, %(broken)s broken, %(ready)s ready, %(moved)s moved.",
        "Of %(count)s first promises due so far today, %(kept)s were kept, %(broken)s broken, %(ready)s ready, %(moved)s moved.",
        due.count,
    )
    figures = {name: getattr(due, name) for name in ("count", "kept", "broken", "ready", "moved")}
    return sentences([told % figures, waiting])


def surge(arrivals: Any) -> str:
    """Today's requests beside a usual day; nothing where too little is known."""
    if arrivals.usual is None:
        return ""
    told = ngettext(
        "%(today)s request today; %(usual)s by this hour on a usual day.",
        "%(today)s requests today; %(usual)s by this hour on a usual day.",
        arrivals.today,
    )
    return told % {"today": arrivals.today, "usual": arrivals.usual}


def left(risk: Any, at: datetime) -> str:
    """How far the bound is, or how long ago it passed."""
    if risk.state == "ready":
        return _("turn came %(at)s") % {"at": clock(risk.callback.promise.settled_at)}
    apart = round((risk.due - at).total_seconds() / MINUTE)
    if apart >= 0 and risk.state != "broken":
        return _("%(time)s left") % {"time": minutes(apart)}
    if apart >= 0:
        return _("just now")
    return _("%(time)s over") % {"time": minutes(-apart)}


def why(risk: Any) -> str:
    """What stands in the way, from the facts of this moment."""
    way, spoken = risk.way, language_names(risk.callback.languages)
    if risk.state == "ready":
        return _("The seller’s page was closed when the turn came. The place is kept; a mail was sent.")
    if way.has is not None:
        return _("Reserved for %(name)s.") % {"name": way.has.agent.person.name}
    if not way.able:
        told = _("Nobody who can serve it is at work: %(languages)s.") % {"languages": spoken}
        return sentences([told, _away(way)])
    ahead = ngettext("%(n)s goes first.", "%(n)s go first.", way.ahead) % {"n": way.ahead}
    if not way.busy:
        told = ngettext(
            "%(n)s agent who can serve it is free.", "%(n)s agents who can serve it are free.", way.able
        ) % {"n": way.able}
    elif way.busy == way.able:
        told = ngettext(
            "The one agent who can serve it is busy.",
            "All %(n)s agents who can serve it are busy.",
            way.able,
        ) % {"n": way.able}
    else:
        told = _("%(busy)s of %(able)s agents who can serve it are busy.") % {
            "busy": way.busy,
            "able": way.able,
        }
    return sentences([told, ahead if way.ahead else "", _away(way)])


def _away(way: Any) -> str:
    if way.away is None:
        return ""
    return _("%(name)s is away since %(at)s.") % {
        "name": way.away.agent.person.name,
        "at": clock(way.away.since),
    }


def doing(one: Any) -> str:
    """What an agent does, in a few words."""
    case = {"number": one.case}
    return {
        "talking": _("call, case %(number)s") % case,
        "ringing": _("ringing, case %(number)s") % case,
        "reserved": _("reserved, case %(number)s") % case,
        "wrap-up": _("wrap-up"),
        "available": _("available"),
        "away": _away_because(one.agent),
    }[one.doing]


def _away_because(agent: Any) -> str:
    if agent.presence_reason == "supervisor":
        by = agent.presence_by.name if agent.presence_by else _("a supervisor")
        told = _("away, set by %(name)s") % {"name": by}
        return f"{told}{colon()}{agent.presence_said}" if agent.presence_said else told
    known = {
        "break": _("Break"),
        "meeting": _("Meeting"),
        "training": _("Training"),
        "written": _("Written answers"),
        "end": _("End of shift"),
        "not-accepted": _("did not accept"),
        "declined": _("chose “not now”"),
        "page-gone": _("page closed"),
    }
    because = known.get(agent.presence_reason, "")
    return (
        _("away: %(because)s") % {"because": because} if because else pgettext("an agent's presence", "away")
    )


def crew(members: Sequence[Any]) -> str:
    """Who is signed in, in one line."""
    idle = sum(1 for one in members if one.doing == "available")
    signed_in = ngettext("%(n)s signed in", "%(n)s signed in", len(members)) % {"n": len(members)}
    free = ngettext("%(n)s free", "%(n)s free", idle) % {"n": idle} if idle else _("none free")
    return _("%(signed_in)s, %(free)s") % {"signed_in": signed_in, "free": free}


def lines(found: Any) -> list[Health]:
    told = [
        Health(
            _("Dispatcher"),
            _("picks and rings") if found.dispatches else _("does not run: nobody is rung"),
            found.dispatches,
        ),
        Health(
            _("In-app"),
            _("%(n)s of %(all)s agents’ browsers connected") % {"n": found.connected, "all": found.at_work}
            if found.hub
            else _("no page is heard of: nobody can be rung in a browser"),
            found.hub and found.connected == found.at_work,
        ),
    ]
    if found.phone != "none":
        phone = _("simulated, rings nobody") if found.phone == "simulated" else _("set up")
        told.append(Health(_("Phone"), phone, found.phone == "up"))
    return [*told, *(_closed(one) for one in found.closed), _mail(found)]


def _closed(one: Any) -> Health:
    told = _("closed since %(at)s: %(why)s") % {"at": clock(one.since), "why": one.why}
    return Health(line_name(one.name), told, well=False)


def _mail(found: Any) -> Health:
    if not found.mails:
        return Health(_("Mail"), _("none in the last hour"), True)
    text = _("%(n)s of %(all)s delivered in the last hour") % {"n": found.delivered, "all": found.mails}
    if found.bounced:
        text += _("; %(n)s bounced") % {"n": found.bounced}
    return Health(_("Mail"), text, not found.bounced)
