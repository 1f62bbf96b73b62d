"""The rows of one pick as pgbench writes them, a commit each: what a desk that picks one by one could not beat."""

from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from bench.crowd import like
from bench.raw_intake import raw_per_second
from ringback.records.agents.models import Agent
from ringback.records.calls import picking
from ringback.records.desk.models import Site
from ringback.records.lease import actions as lease
from ringback.records.people.models import Person

AGENT = 987_654_321  # a number that stands nowhere else in the statement
NEXT = "SELECT agent, callback FROM bench_pick WHERE n = (SELECT nextval('bench_picks')) \\gset\n"


def raw_picks(url: str, picks: int) -> float:
    """By the very statement that the desk sends for one pick; each run takes the next agent and the next callback, whose ids
    it reads first. Nobody is held afterwards."""
    agent = _agent()
    statement = NEXT + _for_any(_sent())
    with psycopg.connect(url) as server:
        server.execute("SET session_replication_role = replica")  # as in bench/crowd.py
        for each in _ready(agent, picks):
            server.execute(each)
    done = raw_per_second(url, statement, connections=1, requests=picks)
    with psycopg.connect(url) as server:
        (held,) = server.execute("SELECT count(*) FROM ringback_agenthold").fetchone() or (0,)
        assert held == picks, f"{held} of {picks} were held"
        for each in _OVER:
            server.execute(each)
    return done


def _agent() -> Agent:
    now, site = datetime.now(UTC), Site.objects.all()[0]
    person = Person.objects.create(
        pk=AGENT, email="raw@example.com", name="Raw", role="agent", zone=site.zone
    )
    agent = Agent.objects.create(
        pk=AGENT, person=person, languages=["en"], presence=Agent.Presence.AVAILABLE, presence_since=now
    )
    agent.sites.add(site)
    return agent


def _sent() -> tuple[str, str]:
    """The statement with its values in it, and the callback that it was sent for; nothing of it stays."""
    epoch, sent = lease.take("bench", lasts=settings.LEASE), []
    assert epoch is not None

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "WITH taken" in sql:
            sent.append(psycopg.ClientCursor(connection.connection).mogrify(sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(keep):
        hold = picking.pick_for(AGENT, epoch=epoch, now=datetime.now(UTC))
        transaction.set_rollback(True)
    lease.release(epoch)
    assert hold is not None
    return sent[0], str(hold.callback_id)


def _for_any(sent: tuple[str, str]) -> str:
    statement, callback = sent
    return " ".join(statement.replace(str(AGENT), ":agent").replace(callback, ":callback").split()) + ";\n"


def _ready(agent: Agent, picks: int) -> list[str]:
    more = f"generate_series(1, {picks}) AS n"
    key = f"{AGENT} + n"
    return [
        like(agent.person, more, id=key, email="'raw' || n || '@example.com'"),
        like(agent, more, id=key, person_id=key),
        "CREATE SEQUENCE bench_picks",
        "CREATE TABLE bench_pick AS SELECT row_number() OVER () AS n, id AS callback, "
        f"{AGENT} + row_number() OVER () AS agent FROM ringback_callback WHERE state = 'waiting' LIMIT {picks}",
        "CREATE UNIQUE INDEX ON bench_pick (n)",
        "ANALYZE bench_pick",
    ]


_OVER = (
    "DELETE FROM ringback_agenthold",
    "UPDATE ringback_callback SET state = 'waiting' WHERE state = 'reserved'",
    f"UPDATE ringback_agent SET presence = 'away' WHERE id >= {AGENT}",
)
