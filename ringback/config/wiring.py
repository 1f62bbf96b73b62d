"""Builds the lines that `settings.LINES` names."""

from random import Random

from django.conf import settings

from ringback.lines.in_app.bell import Bell
from ringback.lines.in_app.line import InAppLine
from ringback.lines.line import Line
from ringback.lines.simulated.exchange import Exchange
from ringback.lines.simulated.line import SimulatedLine
from ringback.lines.simulated.people import habits_from, town


def in_app(bell: Bell) -> Line:
    """This browser: sound between the seller's page and the agent's."""
    return InAppLine(bell, poll=settings.RECONCILE_EVERY)


def simulated_phone(bell: Bell) -> Line:
    """The demo's pretend telephone: other people at each start, as with a real one."""
    habits = settings.POLICIES / "amazon-like" / "telephone.toml"
    return SimulatedLine(Exchange(town(habits_from(habits.read_text()), Random())))
