"""A desk with 36 queues that stay full, and agents who are all away; written in bulk."""

from datetime import UTC, date, datetime, timedelta
from itertools import cycle, product
from typing import Any

from django.db import connection

from bench.database import BATCH
from ringback.config.settings import BASE_DIR
from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, CallbackEvent, Queue
from ringback.records.cases.models import Case
from ringback.records.desk.models import IssueType, Site
from ringback.records.desk.readers import calendar_of
from ringback.records.ids import new_id
from ringback.records.people.models import Person
from ringback.records.policies.actions import add_version
from ringback.records.policies.models import RulebookVersion
from ringback.records.presence.models import PagePresence
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Seller, Standing
from ringback.rules.hours import opening_minutes

LANGUAGES = (["en"], ["zh-hans"], ["en", "zh-hans"])
SKILLS: tuple[list[str], ...] = ([], ["technical"], ["tax"], ["tax", "technical"])
TARGETS = {"high": 30.0, "medium": 120.0, "low": 480.0}
PRIORITIES = {target: priority for priority, target in TARGETS.items()}
LINE = "phone"
ISSUE = "payment-on-hold"
DAY, LATELY = timedelta(days=1), timedelta(minutes=30)


def build(*, callbacks_a_queue: int, agents: int) -> list[int]:
    """The agents' pks. The law takes turns among the queues: the n-th of each is equally urgent."""
    now = datetime.now(UTC)
    site = _site(now)
    queues = [
        (priority, Queue.objects.create(site=site, languages=spoken, skills=skills, target=target, line=LINE))
        for spoken, skills, (priority, target) in product(LANGUAGES, SKILLS, TARGETS.items())
    ]
    sellers = _sellers(site, len(queues) * callbacks_a_queue, now)
    _callbacks(site, queues, sellers, now)
    made = _agents(site, agents, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as in a desk that has run for a day
    return made


def pick_lately(site: Site, count: int) -> None:
    """Calls that have been made: their callbacks were picked one after the other in the last half hour."""
    now, issue = datetime.now(UTC), site.issue_types.get(slug=ISSUE)
    queues = list(site.queues.order_by("pk"))
    version, opened = RulebookVersion.objects.latest("pk"), opening_minutes(calendar_of(site), now)
    at = {"started_at": now - DAY, "opened_at": now - DAY, "changed_at": now, "closed_at": now}
    state = Case.State.CLOSED
    cases = Case.objects.bulk_create(
        [
            Case(number=800_000 + n, seller=seller, site=site, issue_type=issue, state=state, **at)
            for n, seller in enumerate(Seller.objects.order_by("pk")[:count])
        ],
        batch_size=BATCH,
    )
    made = [
        _callback(n, case, (PRIORITIES[queue.target], queue), version=version, opened=opened, now=now - DAY)
        for n, (case, queue) in enumerate(zip(cases, cycle(queues), strict=False))
    ]
    for one in made:
        one.state, one.state_since = Callback.State.COMPLETED, now
        one.talk_seconds, one.finished_at, one.finished_because = 600, now, "solved"
    Callback.objects.bulk_create(made, batch_size=BATCH)
    CallbackEvent.objects.bulk_create(
        [
            CallbackEvent(callback=one, at=now - n * LATELY / count, kind="reserved", detail={"lane": False})
            for n, one in enumerate(made)
        ],
        batch_size=BATCH,
    )


def _site(now: datetime) -> Site:
    text = (BASE_DIR / "policies" / "amazon-like" / "rulebook.toml").read_text()
    add_version("amazon-like", text=text, valid_from=date(2025, 1, 1), now=now)
    site = Site.objects.create(
        slug="na",
        name_en="North America",
        name_zh="北美站",
        mark="NA",
        zone="America/Los_Angeles",
        languages=["en", "zh-hans"],
        rulebook_name="amazon-like",
        official_number="+12065550100",
        answer_within=timedelta(hours=48),
    )
    IssueType.objects.create(site=site, slug=ISSUE, name={}, needs={}, group="money")
    return site


def _people(role: str, count: int, zone: str) -> list[Person]:
    return Person.objects.bulk_create(
        [
            Person(email=f"{role}{n}@example.com", name=f"{role} {n}", role=role, zone=zone)
            for n in range(count)
        ],
        batch_size=BATCH,
    )


def _sellers(site: Site, count: int, now: datetime) -> list[Seller]:
    noon = f"Etc/GMT{now.hour - 12:+d}"  # where a telephone may ring now
    people = _people("seller", count, noon)
    sellers = Seller.objects.bulk_create(
        [Seller(person=person, code=f"S-{n}", company=f"Company {n}") for n, person in enumerate(people)],
        batch_size=BATCH,
    )
    Standing.objects.bulk_create(
        [
            Standing(seller=seller, site=site, facts={}, phone=_number(n), phone_verified_at=now, as_of=now)
            for n, seller in enumerate(sellers)
        ],
        batch_size=BATCH,
    )
    return sellers


def _number(n: int) -> str:
    return f"+86138{10_000_000 + n}"


def _callbacks(site: Site, queues: list[tuple[str, Queue]], sellers: list[Seller], now: datetime) -> None:
    times: dict[str, Any] = {"started_at": now, "opened_at": now, "changed_at": now}
    issue = site.issue_types.get()
    cases = Case.objects.bulk_create(
        [
            Case(number=41 + n, seller=seller, site=site, issue_type=issue, state=Case.State.OPEN, **times)
            for n, seller in enumerate(sellers)
        ],
        batch_size=BATCH,
    )
    version, opened = RulebookVersion.objects.get(), opening_minutes(calendar_of(site), now)
    made = [
        _callback(n, case, queues[n % len(queues)], version=version, opened=opened, now=now)
        for n, case in enumerate(cases)
    ]
    later = now + timedelta(hours=6)
    promises = Promise.objects.bulk_create(
        [
            Promise(
                request=one.pk,
                made_for="first",
                made_at=now,
                earliest=now,
                latest=later,
                shown_from=now,
                shown_until=later,
                inputs={},
            )
            for one in made
        ],
        batch_size=BATCH,
    )
    for one, promise in zip(made, promises, strict=True):
        one.promise = promise
    Callback.objects.bulk_create(made, batch_size=BATCH)


def _callback(
    n: int, case: Case, queue: tuple[str, Queue], *, version: RulebookVersion, opened: float, now: datetime
) -> Callback:
    priority, at = queue
    urgency = 0.01 + 0.1 / (1 + n)
    return Callback(
        id=new_id(),
        case=case,
        ordinal=1,
        seller=case.seller,
        site=case.site,
        state=Callback.State.WAITING,
        state_since=now,
        priority=priority,
        target=at.target,
        asked_at=now,
        asked=opened - urgency * at.target**1.5,
        effective=opened - urgency * at.target**1.5,
        queue=at,
        languages=at.languages,
        skills=at.skills,
        line=LINE,
        number=_number(n),
        rulebook=version,
        facts={},
        reasons=[],
    )


def _agents(site: Site, count: int, now: datetime) -> list[int]:
    people = _people("agent", count, site.zone)
    made = Agent.objects.bulk_create(
        [
            Agent(
                person=person,
                languages=["en", "zh-hans"],
                skills=["tax", "technical"],
                presence=Agent.Presence.AWAY,
                presence_since=now,
            )
            for person in people
        ],
        batch_size=BATCH,
    )
    Agent.sites.through.objects.bulk_create(
        [Agent.sites.through(agent=agent, site=site) for agent in made], batch_size=BATCH
    )
    # Pages that stay open: no hub runs beside the benchmark.
    open_until = now + timedelta(hours=1)
    PagePresence.objects.bulk_create(
        [PagePresence(person=person, seen_at=open_until, can_ring=True) for person in people],
        batch_size=BATCH,
    )
    return [agent.pk for agent in made]
