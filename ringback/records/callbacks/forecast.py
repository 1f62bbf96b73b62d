"""Who would be rung before a callback, by how many, and the window that follows from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection

from ringback.records.agents.models import Agent
from ringback.records.callbacks.law import law
from ringback.records.callbacks.models import Callback
from ringback.records.desk.models import Site
from ringback.records.desk.readers import calendar_of
from ringback.records.policies.readers import rulebook_at
from ringback.rules.hours import opening_minutes
from ringback.rules.queue.forward import Ahead, Group, Me, count_ahead
from ringback.rules.queue.promise import Window, promise_window

PRESENT = (Agent.Presence.AVAILABLE, Agent.Presence.WRAP_UP)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Wanted:
    """What a callback asks for, existing or not; `target` and `effective` as in the law. `id` is that of one that waits."""

    languages: tuple[str, ...]
    skills: tuple[str, ...]
    target: float
    effective: float
    broken: bool = False
    only_agent: int | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class Talk:
    """The median talk time: of this site's calls of the last days, or the preset's until there is one."""

    minutes: float
    source: str


@dataclass(frozen=True)
class Forecast:
    """`ahead` says how many go first, by why; `agents` are those present who may serve it, busy ones included."""

    ahead: tuple[Ahead, ...]
    agents: int
    talk: Talk
    window: Window | None

    @property
    def number(self) -> int:
        return self.count_ahead + 1

    @property
    def count_ahead(self) -> int:
        return sum(one.count for one in self.ahead)


def forecast(site: Site, wanted: Wanted, *, now: datetime, starts: datetime | None = None) -> Forecast:
    """No window when nobody is present, or when the site does not open within a year. `starts`: it rests until then."""
    calendar = calendar_of(site)
    agents, talk = present(site, wanted), talk_of(site, now=now)
    ahead = _ahead(site, wanted, talk.minutes / agents, opening_minutes(calendar, now)) if agents else ()
    window = promise_window(
        ahead=sum(one.count for one in ahead),
        agents=agents,
        talk_minutes=talk.minutes,
        talk_source=talk.source,
        calendar=calendar,
        now=max(now, starts or now),
    )
    return Forecast(ahead, agents, talk, window)


def wanted_of(callback: Callback) -> Wanted:
    """For one that waits, or rests and will wait again."""
    return Wanted(
        languages=tuple(callback.languages),
        skills=tuple(callback.skills),
        target=callback.target,
        effective=callback.effective,
        broken=callback.broken_at is not None,
        only_agent=callback.queue.agent_id,
        id=callback.pk,
    )


def present(site: Site, wanted: Wanted) -> int:
    """Agents signed in who speak one of the languages and have all the skills, busy ones included."""
    agents = Agent.objects.filter(
        sites=site,
        presence__in=PRESENT,
        languages__overlap=list(wanted.languages),
        skills__contains=list(wanted.skills),
    )
    return (agents.filter(pk=wanted.only_agent) if wanted.only_agent else agents).count()


_MEDIAN = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY talk_seconds) FROM (
    SELECT talk_seconds FROM ringback_callback
    WHERE site_id = %s AND talk_seconds IS NOT NULL AND state_since > %s AND state_since <= %s
    ORDER BY state_since DESC LIMIT 500
) latest
"""


def talk_of(site: Site, *, now: datetime) -> Talk:
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN, [site.pk, now - settings.TALK_COUNTS_FOR, now])
        (median,) = cursor.fetchone() or (None,)
    if median:
        return Talk(median / 60, "own-median")
    preset = rulebook_at(site.rulebook_name, now.date()).talk
    return Talk(preset / MINUTE, "preset")


@dataclass(frozen=True)
class _Question:
    """What the answer depends on, as far as a glance can tell; `clock` is the opening clock in steps of two seconds."""

    site: int
    picks: int
    waiting: int
    wanted: Wanted
    pace: float
    clock: int


def _ahead(site: Site, wanted: Wanted, pace: float, opened: float) -> tuple[Ahead, ...]:
    """Counted anew each time in a short queue; in a long one for a moment the same answer serves, unless it moved."""
    waiting = Callback.objects.filter(site=site, state=Callback.State.WAITING).count()
    question = _Question(site.pk, site.picks, waiting, wanted, pace, round(opened * 30))
    if waiting <= LONG_QUEUE:
        return _count(question, opened)
    answer = _answers.get(question)
    if answer is None:
        answer = _count(question, opened)
        if len(_answers) >= KEPT_ANSWERS:
            _answers.clear()  # at any moment, from any thread
        _answers[question] = answer
    return answer


LONG_QUEUE = 500
KEPT_ANSWERS = 2_000
_answers: dict[_Question, tuple[Ahead, ...]] = {}


def _count(question: _Question, opened: float) -> tuple[Ahead, ...]:
    wanted = question.wanted
    me = Me(wanted.target, wanted.effective, wanted.broken)
    groups = _groups(question.site, wanted, opened)
    return count_ahead(me, groups, opened=opened, pace=question.pace, law=law(), picks=question.picks)


# Who shares an agent with this one and can be before it: a larger target only while it is more urgent already, the same
# target only by an older arrival, and a broken promise by the lane.
_GROUPS = """
WITH crew AS (
    SELECT a.id, a.languages, a.skills FROM ringback_agent a JOIN ringback_agent_sites s ON s.agent_id = a.id
    WHERE s.site_id = %(site)s AND a.presence = ANY(%(present)s) AND a.languages && %(languages)s::varchar[]
      AND a.skills @> %(skills)s::varchar[] AND (%(only)s::bigint IS NULL OR a.id = %(only)s)
), shared AS (
    SELECT q.id, q.target, q.agent_id IS NOT NULL AS kept FROM ringback_queue q
    WHERE q.site_id = %(site)s AND EXISTS (
        SELECT FROM crew WHERE crew.languages && q.languages AND crew.skills @> q.skills
          AND (q.agent_id IS NULL OR q.agent_id = crew.id))
)
SELECT q.target, c.broken_at IS NOT NULL, q.kept, array_agg(c.effective ORDER BY c.effective)
FROM shared q JOIN ringback_callback c ON c.queue_id = q.id AND c.state = 'waiting'
WHERE c.id IS DISTINCT FROM %(me)s::uuid AND (c.broken_at IS NOT NULL OR q.target < %(target)s
   OR (q.target = %(target)s AND (c.effective < %(effective)s
       OR (c.effective = %(effective)s AND (%(me)s::uuid IS NULL OR c.id < %(me)s))))
   OR (q.target > %(target)s AND
       c.effective < %(opened)s - (%(opened)s - %(effective)s) * power(q.target / %(target)s, %(protect)s)))
GROUP BY 1, 2, 3
"""


def _groups(site: int, wanted: Wanted, opened: float) -> list[Group]:
    with connection.cursor() as cursor:
        cursor.execute(
            _GROUPS,
            {
                "site": site,
                "present": list(PRESENT),
                "languages": list(wanted.languages),
                "skills": list(wanted.skills),
                "only": wanted.only_agent,
                "me": wanted.id,
                "target": wanted.target,
                "effective": wanted.effective,
                "opened": opened,
                "protect": settings.PROTECT,
            },
        )
        return [
            Group(target, effective, broken, kept) for target, broken, kept, effective in cursor.fetchall()
        ]
