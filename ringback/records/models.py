"""Where Django finds the tables; each part keeps its own."""

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import (
    Callback,
    CallbackEvent,
    ClassChange,
    Escalation,
    IntakeClosure,
    Queue,
)
from ringback.records.calls.models import AgentHold, Attempt, Call
from ringback.records.cases.models import Case, Evidence, Message
from ringback.records.desk.models import IssueType, Site
from ringback.records.history.models import Change
from ringback.records.lease.models import DispatcherLease
from ringback.records.lines.models import LineHealth
from ringback.records.notices.models import Notice
from ringback.records.people.models import Invitation, Person
from ringback.records.policies.models import RulebookVersion
from ringback.records.presence.models import PagePresence
from ringback.records.promises.models import Promise
from ringback.records.restores.models import Restore
from ringback.records.rosters.models import RosterDay
from ringback.records.sellers.models import SavedTemplate, Seller, Standing, StandingImport

__all__ = [
    "Agent",
    "AgentHold",
    "Attempt",
    "Call",
    "Callback",
    "CallbackEvent",
    "Case",
    "Change",
    "ClassChange",
    "DispatcherLease",
    "Escalation",
    "Evidence",
    "IntakeClosure",
    "Invitation",
    "IssueType",
    "LineHealth",
    "Message",
    "Notice",
    "PagePresence",
    "Person",
    "Promise",
    "Queue",
    "Restore",
    "RosterDay",
    "RulebookVersion",
    "SavedTemplate",
    "Seller",
    "Site",
    "Standing",
    "StandingImport",
]
