"""A desk with a past: many callbacks of some days, served or not, written in bulk with their stories."""

from datetime import datetime

from django.db import connection

from ringback.records.agents.models import Agent
from ringback.records.callbacks.law import queue_for
from ringback.records.desk.models import Site
from ringback.records.policies.models import RulebookVersion
from ringback.records.sellers.models import Seller

# Nine of ten are rung at some time and three of four of those answer; most within two hours, some after days.
_PAST = """
CREATE TEMP TABLE past AS
SELECT g, gen_random_uuid() AS callback, gen_random_uuid() AS attempt, at,
       (ARRAY['high', 'medium', 'medium', 'low'])[1 + g %% 4] AS priority,
       at + interval '1 minute' * (5 + 100 * random() * random() + CASE WHEN random() < 0.15 THEN 3000 * random() ELSE 0 END) AS rang,
       at + interval '90 minutes' AS until, random() < 0.9 AS rung, random() < 0.75 AS answers, random() < 0.1 AS at_cap,
       (ARRAY['solved', 'solved', 'solved', 'needs_seller', 'escalate', 'continue_later'])[1 + floor(6 * random())::int] AS ending,
       (ARRAY['no_answer', 'busy', 'declined', 'not_reachable'])[1 + floor(4 * random())::int] AS missed,
       CASE WHEN random() < 0.6 THEN 1 + floor(5 * sqrt(random()))::int END AS stars,
       (%(sellers)s::bigint[])[1 + g %% %(seller_count)s] AS seller
FROM generate_series(1, %(count)s) AS g,
     LATERAL (SELECT %(begins)s::timestamptz + (%(ends)s::timestamptz - %(begins)s::timestamptz) * random() + g * interval '0' AS at) AS moment;
INSERT INTO ringback_case (number, seller_id, site_id, issue_type_id, subject, state, values, description, urgent_claimed, completeness, missing,
                           started_at, opened_at, closed_at, changed_at, asked_in_writing)
SELECT %(first_number)s + g, seller, %(site)s, %(issue)s, 'PAST-' || g, 'closed', '{}', 'What happened.', false, 0.5, '{}', at, at, rang, rang,
       CASE WHEN g %% 5 = 0 THEN ARRAY[at] ELSE ARRAY[]::timestamptz[] END
FROM past;
INSERT INTO ringback_message (case_id, from_seller, body, sent_at)
SELECT c.id, false, 'It is on its way.', at + interval '60 hours' * random()
FROM past JOIN ringback_case c ON c.number = %(first_number)s + g WHERE g %% 5 = 0;
INSERT INTO ringback_promise (request, state, made_for, made_at, earliest, latest, shown_from, shown_until, inputs, settled_at)
SELECT callback, CASE WHEN NOT rung AND g %% 3 = 0 THEN 'withdrawn' WHEN rung AND rang <= until THEN 'kept' ELSE 'broken' END,
       'first', at, at, until, at, until, '{}', CASE WHEN NOT rung AND g %% 3 = 0 THEN at + interval '20 minutes' ELSE least(rang, until) END
FROM past;
INSERT INTO ringback_callback (id, case_id, ordinal, seller_id, site_id, state, rest_reason, state_since, priority, target, credit, asked_at, asked,
                               effective, queue_id, languages, skills, line, number, rulebook_id, facts, reasons, attempts_counted, call_me_now,
                               talk_seconds, finished_at, finished_because)
SELECT callback, c.id, 1, seller, %(site)s, CASE WHEN rung AND answers THEN 'completed' WHEN rung OR g %% 3 > 0 THEN 'expired' ELSE 'cancelled' END,
       '', rang, priority, 120, 0, at, 0, 0, %(queue)s, '{en}', '{}', 'in-app', '', %(rulebook)s, '{}', '[]', rung::int, false,
       CASE WHEN rung AND answers THEN 600 END, rang, ''
FROM past JOIN ringback_case c ON c.number = %(first_number)s + g;
INSERT INTO ringback_attempt (id, callback_id, seller_id, agent_id, line, number, record_number, state, epoch, armed_at, dialing_at, first_ring_at, rung_tab,
                              answered_at, ended_at, outcome, ended_by, counted, day)
SELECT attempt, callback, seller, %(agent)s, 'in-app', '', 'P-' || (%(first_number)s + g) || '-1', 'ended', 1, rang, rang, rang, '', CASE WHEN answers THEN rang END,
       rang + interval '10 minutes', CASE WHEN answers THEN 'answered' ELSE missed END, CASE WHEN answers AND at_cap THEN 'cap' ELSE 'seller' END, true, rang::date
FROM past WHERE rung;
INSERT INTO ringback_call (attempt_id, record_number, notes, summary, ticked, outcome, missing, wrapped_up_at, solved, rating, comment)
SELECT attempt, 'P-' || (%(first_number)s + g) || '-1', '', '', '[]', ending, '[]', rang + interval '11 minutes', CASE WHEN stars IS NOT NULL THEN ending = 'solved' END, stars, ''
FROM past WHERE rung AND answers;
INSERT INTO ringback_callbackevent (callback_id, at, kind, detail)
SELECT callback, at, 'asked', jsonb_build_object('priority', priority, 'window', NULL, 'continues', NULL) FROM past
UNION ALL SELECT callback, at, 'promised', jsonb_build_object('until', until) FROM past
UNION ALL SELECT callback, rang, kind, '{}' FROM past, unnest(ARRAY['reserved', 'accepted', 'calling', 'rang', 'answered', 'ended', 'noted', 'completed']) AS kind
WHERE rung;
DROP TABLE past
"""


def a_past(
    site: Site,
    sellers: list[Seller],
    agent: Agent,
    *,
    count: int,
    begins: datetime,
    ends: datetime,
    first_number: int = 1_000_000,
) -> None:
    """`count` callbacks that were asked for between two moments, the same each time."""
    queue = queue_for(site, languages=["en"], skills=[], target=120, line="in-app")
    values = {
        "count": count,
        "begins": begins,
        "ends": ends,
        "site": site.pk,
        "issue": site.issue_types.order_by("pk").first().pk,  # type: ignore[union-attr]
        "queue": queue.pk,
        "rulebook": RulebookVersion.objects.order_by("pk").first().pk,  # type: ignore[union-attr]
        "agent": agent.pk,
        "sellers": [one.pk for one in sellers],
        "seller_count": len(sellers),
        "first_number": first_number,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.41)")
        for statement in _PAST.split(";\n"):
            cursor.execute(statement, values)
