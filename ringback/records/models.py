"""Where Django finds the tables; each part keeps its own."""

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, CallbackEvent, Escalation, Queue
from ringback.records.calls.models import AgentHold, Attempt, Call
from ringback.records.cases.models import Case, Evidence, Message
from ringback.records.desk.models import IssueType, Site
from ringback.records.lease.models import DispatcherLease
from ringback.records.notices.models import Notice
from ringback.records.people.models import Person
from ringback.records.policies.models import RulebookVersion
from ringback.records.presence.models import PagePresence
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import SavedTemplate, Seller, Standing

__all__ = [
    "Agent",
    "AgentHold",
    "Attempt",
    "Call",
    "Callback",
    "CallbackEvent",
    "Case",
    "DispatcherLease",
    "Escalation",
    "Evidence",
    "IssueType",
    "Message",
    "Notice",
    "PagePresence",
    "Person",
    "Promise",
    "Queue",
    "RulebookVersion",
    "SavedTemplate",
    "Seller",
    "Site",
    "Standing",
]
