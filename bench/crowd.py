"""Three sites with four languages and three targets, where any number may wait; written by the server itself, so that not one
row goes through this process."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product

import psycopg
from django.db import connection, models

from bench.busy_desk import LINE, TARGETS
from ringback.config.settings import BASE_DIR
from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback, Queue
from ringback.records.cases.models import Case
from ringback.records.desk.models import IssueType, Site
from ringback.records.desk.readers import calendar_of
from ringback.records.people.models import Person
from ringback.records.policies.actions import add_version
from ringback.records.policies.models import RulebookVersion
from ringback.records.sellers.models import Seller
from ringback.rules.hours import opening_minutes

SITES = {"na": "America/Los_Angeles", "eu": "Europe/Berlin", "jp": "Asia/Tokyo"}
LANGUAGES = ("en", "zh-hans", "ja", "de")
FIRST = 1_000_000  # the keys of those who wait begin here, apart from those that the database counts up
BROKEN = 20  # every 20th waits with a broken promise, so that the lane has somebody
MOST_URGENT, LEAST_URGENT = 0.11, 0.01


@dataclass
class Crowd:
    """`count` wait in 36 queues that take turns: the n-th of each is equally urgent."""

    url: str
    now: datetime
    first: Callback
    count: int = 1

    def grow(self, count: int) -> None:
        """So many wait from now on."""
        fresh = f"generate_series({self.count}, {count - 1}) AS n"
        with psycopg.connect(self.url) as server:
            # Their keys are right by the way in which they are made; to check a million would take longer than to write them.
            server.execute("SET session_replication_role = replica")
            for statement in _statements(self.first, fresh):
                server.execute(statement)
        self.count = count
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute("VACUUM (ANALYZE)")  # as in a desk that has run for a day


def crowd(url: str, *, agents_a_site: int) -> Crowd:
    """One waits, and all agents are free."""
    now = datetime.now(UTC)
    text = (BASE_DIR / "policies" / "amazon-like" / "rulebook.toml").read_text()
    add_version("amazon-like", text=text, valid_from=date(2025, 1, 1), now=now)
    sites = [_site(slug, zone) for slug, zone in SITES.items()]
    for site in sites:
        _agents(site, agents_a_site, now)
    queues = [
        Queue.objects.create(site=site, languages=[spoken], skills=[], target=target, line=LINE)
        for site, spoken, target in product(sites, LANGUAGES, TARGETS.values())
    ]
    _number(queues, now)
    return Crowd(url, now, _first(sites[0], queues[0], now))


def _site(slug: str, zone: str) -> Site:
    site = Site.objects.create(
        slug=slug,
        name_en=slug,
        name_zh=slug,
        mark=slug.upper(),
        zone=zone,
        languages=list(LANGUAGES),
        rulebook_name="amazon-like",
        answer_within=timedelta(hours=48),
    )
    IssueType.objects.create(site=site, slug="payment-on-hold", name={}, needs={}, group="money")
    return site


def _agents(site: Site, count: int, now: datetime) -> None:
    """Each speaks one language or two, so that the heads of a site are not everybody's."""
    people = Person.objects.bulk_create(
        [
            Person(email=f"agent{n}@{site.slug}.example.com", name=f"Agent {n}", role="agent", zone=site.zone)
            for n in range(count)
        ]
    )
    made = Agent.objects.bulk_create(
        [
            Agent(
                person=person,
                languages=sorted({LANGUAGES[n % 4], LANGUAGES[n // 4 % 4]}),
                presence=Agent.Presence.AVAILABLE,
                presence_since=now,
                free_since=now,
            )
            for n, person in enumerate(people)
        ]
    )
    Agent.sites.through.objects.bulk_create(Agent.sites.through(agent=agent, site=site) for agent in made)


def _number(queues: list[Queue], now: datetime) -> None:
    """What the server has to know of the queues to fill them in turn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_queue (nth int PRIMARY KEY, id bigint, site bigint, issue bigint, target float8, priority text,"
            " languages varchar[], opened float8)"
        )
        for n, queue in enumerate(queues):
            priority = next(name for name, target in TARGETS.items() if target == queue.target)
            opened = opening_minutes(calendar_of(queue.site), now)
            issue = queue.site.issue_types.get().pk
            cursor.execute(
                "INSERT INTO bench_queue VALUES (%s, %s, %s, %s, %s, %s, %s::varchar[], %s)",
                [n, queue.pk, queue.site.pk, issue, queue.target, priority, queue.languages, opened],
            )


def _first(site: Site, queue: Queue, now: datetime) -> Callback:
    """The one that the others are made like."""
    noon = f"Etc/GMT{now.hour - 12:+d}"  # where a telephone may ring now
    person = Person.objects.create(email="first@example.com", name="First", role="seller", zone=noon)
    seller = Seller.objects.create(person=person, code="S-first", company="First")
    times = {"started_at": now, "opened_at": now, "changed_at": now}
    issue = site.issue_types.get()
    case = Case.objects.create(
        number=FIRST - 1, seller=seller, site=site, issue_type=issue, state=Case.State.OPEN, **times
    )
    opened = opening_minutes(calendar_of(site), now)
    asked = opened - MOST_URGENT * queue.target**1.5
    return Callback.objects.create(
        case=case,
        ordinal=1,
        seller=seller,
        site=site,
        state=Callback.State.WAITING,
        state_since=now,
        priority="high",
        target=queue.target,
        asked_at=now,
        asked=asked,
        effective=asked,
        queue=queue,
        languages=queue.languages,
        line=LINE,
        number="+8613800000000",
        rulebook=RulebookVersion.objects.get(),
        facts={},
        reasons=[],
    )


def _statements(first: Callback, fresh: str) -> list[str]:
    key = f"{FIRST} + n"
    age = f"({LEAST_URGENT} + {MOST_URGENT - LEAST_URGENT} / (2 + n / 36)) * power(q.target, 1.5)"
    queue = f"{fresh} JOIN bench_queue q ON q.nth = n % 36"
    return [
        like(first.seller.person, fresh, id=key, email="'seller' || n || '@example.com'"),
        like(first.seller, fresh, id=key, person_id=key, code="'S-' || n"),
        like(first.case, queue, id=f"{FIRST} + n", number=f"{FIRST} + n", seller_id=f"{FIRST} + n",
              site_id="q.site", issue_type_id="q.issue"),
        like(first, queue, id="('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid",
              case_id=f"{FIRST} + n", seller_id=f"{FIRST} + n", site_id="q.site", queue_id="q.id",
              priority="q.priority", target="q.target", languages="q.languages", asked=f"q.opened - {age}",
              effective=f"q.opened - {age}", number="'+86138' || (10000000 + n)",
              broken_at=f"CASE WHEN n % {BROKEN} = 0 THEN one.asked_at END"),
    ]  # fmt: skip


def like(row: models.Model, source: str, **instead: str) -> str:
    """One more row for each of `source`, as `row` but for the columns that `instead` gives."""
    table = row._meta.db_table
    names = [str(field.column) for field in row._meta.concrete_fields]
    chosen = ", ".join(instead.get(name, f'one."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    return f"""INSERT INTO "{table}" ({columns}) SELECT {chosen} FROM "{table}" one, {source} WHERE one.id = '{row.pk}'"""
