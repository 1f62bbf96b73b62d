"""People who look at the busy desk: sellers who wait, agents who are free; each with a session of their own."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import Client

from bench.database import BATCH
from bench.served import Visit
from ringback.records.agents.models import Agent
from ringback.records.callbacks.asking import ask_for_callback
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.people.models import Person
from ringback.records.rosters.models import RosterDay
from tests import people

FIRST_NUMBER = 900_000
ASKED_WITHIN = timedelta(minutes=40)
STAYS = timedelta(hours=2)
SHIFTS = ([0, 480], [480, 960], [960, 1440])  # minutes of the day


def sellers_who_wait(site: Site, count: int) -> list[Callback]:
    """They asked one after the other, the last of them just now."""
    now = datetime.now(UTC)
    return [_asks(site, n, at=now - ASKED_WITHIN * (count - n) / count) for n in range(1, count + 1)]


def _asks(site: Site, n: int, *, at: datetime) -> Callback:
    ada = people.sells(f"Ada{n}", site)
    case = people.a_case(ada, site, at=at, number=FIRST_NUMBER + n)
    people.opens_page(ada.person, at + STAYS)
    return ask_for_callback(case, line="in-app", languages=None, window=None, now=at)


def agents_who_are_free(agents: list[int], count: int) -> list[Agent]:
    """The first of them."""
    free = Agent.objects.select_related("person").filter(pk__in=agents[:count])
    free.update(presence=Agent.Presence.AVAILABLE, free_since=datetime.now(UTC))
    return list(free)


def on_a_roster(site: Site, agents: list[int]) -> None:
    """In three shifts round the clock, each agent in another one from day to day, for two weeks."""
    first = datetime.now(UTC).astimezone(ZoneInfo(site.zone)).date() - timedelta(days=2)
    made = [
        RosterDay(
            site=site, agent_id=pk, day=first + timedelta(days=n), spans=[SHIFTS[(at + n) % len(SHIFTS)]]
        )
        for at, pk in enumerate(agents)
        for n in range(14)
    ]
    RosterDay.objects.bulk_create(made, batch_size=BATCH)


def portal(person: Person, path: str) -> Visit:
    return _visit(person, settings.PORTAL_URL, path)


def desk(agent: Agent, path: str) -> Visit:
    return _visit(agent.person, settings.DESK_URL, path)


def _visit(person: Person, url: str, path: str) -> Visit:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Visit(urlsplit(url).hostname or "", path, f"{settings.SESSION_COOKIE_NAME}={session}")
