"""An attempt that rings, written as rows: what the hub needs of it and no more."""

from datetime import date, timedelta

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, Queue
from ringback.records.calls.models import Attempt
from ringback.records.desk.models import Site
from ringback.records.policies.models import RulebookVersion
from ringback.records.sellers.models import Seller
from tests.people import NOON, a_case


def an_attempt(seller: Seller, agent: Agent, site: Site) -> Attempt:
    case = a_case(seller, site)
    queue = Queue.objects.create(site=site, languages=["en"], skills=[], target=120, line="in-app")
    callback = Callback.objects.create(
        case=case,
        ordinal=1,
        seller=seller,
        site=site,
        state="ringing",
        state_since=NOON,
        priority="medium",
        target=120,
        asked_at=NOON,
        asked=0,
        effective=0,
        queue=queue,
        languages=["en"],
        line="in-app",
        rulebook=RulebookVersion.objects.get(),
        facts={},
        reasons=[],
    )
    return Attempt.objects.create(
        callback=callback,
        seller=seller,
        agent=agent,
        line="in-app",
        record_number=f"NA-{case.number:06}-1",
        state="dialing",
        epoch=1,
        armed_at=NOON,
        dialing_at=NOON,
        ring_deadline=NOON + timedelta(seconds=30),
        day=date(2026, 1, 13),
    )
