"""A hard history, made by the desk's own actions on a clock of its own: three sites and zones, both changes of the clock,
misses, retries, other windows, cancelled and merged and reopened cases, calls that are cut, capped, solved and not."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random

from django.conf import settings

from ringback.records.agents import actions as agents
from ringback.records.agents.models import Agent
from ringback.records.callbacks import asking, changing, turning
from ringback.records.callbacks.models import OPEN, Callback
from ringback.records.calls import attempts, holds, picking, wishes, wrapping
from ringback.records.calls.agreeing import NotFree
from ringback.records.calls.models import AgentHold, Attempt, Call
from ringback.records.cases import actions as cases
from ringback.records.cases import drafts
from ringback.records.cases.models import Case
from ringback.records.desk.models import Site
from ringback.records.ids import new_id
from ringback.records.presence.models import PagePresence
from ringback.rules.calls.lifecycle import Outcome
from tests import people
from tests.people import HOUR, MINUTE, OFFICE_HOURS, SECOND

# Twelve hours before the American clock is put forward; three weeks later the European one is.
BEGINS = datetime(2026, 3, 7, 22, tzinfo=UTC)
MISSED = (
    Outcome.NO_ANSWER,
    Outcome.BUSY,
    Outcome.NOT_REACHABLE,
    Outcome.MACHINE,
    Outcome.DECLINED,
    Outcome.DECLINED,
    Outcome.LINE_FAULT,
    Outcome.MAY_HAVE_RUNG,
    Outcome.AGENT_LOST,
)
EXPECTED = (
    changing.NotWhile,
    asking.AlreadyAsked,
    asking.WindowFull,
    asking.NotEligible,
    cases.CaseIsClosed,
    wishes.NotBefore,
    wrapping.Unfinished,
    NotFree,
    wrapping.WrappedUp,
    wrapping.StillTalking,
    holds.NothingReserved,
)


class History:
    """`lives(steps)` lets so many things happen; `now` is how late it is then."""

    def __init__(self, seed: int) -> None:
        self.random, self.now = Random(seed), BEGINS
        self.sites = [
            people.a_site("na"),
            people.a_site("eu", hours=OFFICE_HOURS),
            people.a_site(
                "jp", hours={**OFFICE_HOURS, "sat": [["22:00", "24:00"]], "sun": [["00:00", "03:00"]]}
            ),
        ]
        self.sellers = [
            people.sells(
                f"S{n}", *self.sites, zone=("Asia/Shanghai", "Europe/Berlin")[n % 2], store_rating=99
            )
            for n in range(12)
        ]
        self.agents = [people.answers(f"A{n}", *self.sites) for n in range(4)]
        self.rosa = people.supervises("Rosa")
        self.epoch = people.a_lease()

    def lives(self, steps: int) -> None:
        deeds = [
            *[self._asks] * 5,
            *[self._is_served] * 16,
            *[self._writes] * 2,
            self._cancels,
            self._is_cancelled_by_rosa,
            self._wants_another_window,
            self._asks_again,
            self._wants_to_be_rung_now,
            self._reopens,
            self._merges,
            self._is_answered_in_writing,
            self._rates,
            self._closes,
        ]
        for _ in range(steps):
            pause = self.random.choice((SECOND, MINUTE, 7 * MINUTE, 40 * MINUTE, 3 * HOUR, 26 * HOUR))
            self.now += pause * self.random.random()
            self._everybody_is_there()
            with suppress(*EXPECTED):
                self.random.choice(deeds)()
            self._turn()

    def _everybody_is_there(self) -> None:
        PagePresence.objects.update(seen_at=self.now + HOUR)
        for agent in Agent.objects.exclude(presence="available"):
            if not AgentHold.objects.filter(agent=agent).exists():
                agents.set_available(agent, now=self.now)
        for call in wrapping.wrap_ups_over(now=self.now):
            wrapping.wrap_up_over(call, now=self.now)

    def _turn(self) -> None:
        if self.random.random() < 0.4:
            turning.tick(self.random.choice(self.sites).pk, epoch=self.epoch, now=self.now)

    # --- sellers ---

    def _asks(self) -> None:
        seller, site = self.random.choice(self.sellers), self.random.choice(self.sites)
        known = list(Case.objects.filter(seller=seller, site=site, state="open", callbacks__isnull=False))
        issue = self.random.choice(list(people.ISSUES))
        anew = not known or self.random.random() < 0.5
        case = people.a_case(seller, site, issue, at=self.now) if anew else self.random.choice(known)
        people.opens_page(seller.person, self.now + HOUR, can_ring=self.random.random() < 0.8)
        asking.ask_for_callback(
            case, line="in-app", window=self._window(site) if self._seldom() else None, now=self.now
        )

    def _window(self, site: Site) -> tuple[datetime, datetime]:
        begin = self.now.replace(minute=0, second=0, microsecond=0) + self.random.randint(4, 40) * HOUR
        return begin, begin + HOUR

    def _one(self, *states: str, **more: str) -> Callback:
        """Whichever is in one of these states; raises what is expected when nobody is."""
        found = list(Callback.objects.filter(state__in=states, **more).order_by("asked_at"))
        if not found:
            raise holds.NothingReserved
        return self.random.choice(found)

    def _cancels(self) -> None:
        one = self._one("waiting", "resting")
        because = self.random.choice(("seller", "solved"))
        wishes.cancel(one, by=one.seller.person, because=because, now=self.now)

    def _is_cancelled_by_rosa(self) -> None:
        wishes.cancel(self._one("waiting", "resting"), by=self.rosa, because="seller", now=self.now)

    def _wants_another_window(self) -> None:
        one = self._one("waiting", "resting")
        window = None if one.window_from else self._window(one.site)
        changing.change_callback(one, window=window, by=one.seller.person, now=self.now)

    def _asks_again(self) -> None:
        wishes.ask_again(self._one("resting", rest_reason="seller"), now=self.now)

    def _wants_to_be_rung_now(self) -> None:
        wishes.call_me_now(self._one("resting", rest_reason="spacing"), now=self.now)

    def _reopens(self) -> None:
        closed = list(Case.objects.filter(state="closed").order_by("pk"))
        if closed:
            case = self.random.choice(closed)
            cases.reopen(case, now=self.now)
            asking.ask_for_callback(case, line="in-app", now=self.now)

    def _merges(self) -> None:
        first = Case.objects.filter(state__in=("open", "closed")).order_by("pk").last()
        if first is not None:
            draft = people.a_case(
                first.seller, first.site, at=self.now, state="draft", number=None, description="Once more."
            )
            drafts.continue_in(first, draft=draft, now=self.now)

    def _closes(self) -> None:
        case = Case.objects.filter(state="open").exclude(callbacks__state__in=OPEN).order_by("pk").first()
        if case is not None:
            cases.close(case, now=self.now)

    def _writes(self) -> None:
        case = self.random.choice(list(Case.objects.filter(state__in=("open", "needs-seller"))) or [None])
        if case is not None and self._seldom():
            cases.ask_in_writing(case, now=self.now)
        elif case is not None:
            cases.write_message(case, author=case.seller.person, body="Any news?", now=self.now)

    def _is_answered_in_writing(self) -> None:
        case = Case.objects.filter(answer_by__isnull=False).order_by("answer_by").first()
        if case is not None:
            author = self.random.choice(self.agents).person
            cases.write_message(case, author=author, body="It is on its way.", now=self.now)

    def _rates(self) -> None:
        call = self.random.choice(list(Call.objects.filter(wrapped_up_at__isnull=False)) or [None])
        if call is not None:
            solved = self.random.choice((True, False))
            wrapping.rate(call, solved=solved, rating=self.random.randint(1, 5), now=self.now)

    # --- agents ---

    def _is_served(self) -> None:
        agent = self.random.choice(self.agents)
        hold = picking.pick_for(agent.pk, epoch=self.epoch, now=self.now)
        if hold is None:
            return
        if self._seldom():
            holds.decline(agent, now=self.now)
            return
        holds.accept(agent, now=self.now)
        one = attempts.arm(hold.pk, id=new_id(), epoch=self.epoch, now=self.now)
        if one is None:
            return
        if attempts.mark_dialing(one.pk, epoch=self.epoch, now=self.now) is None:
            attempts.end(one.pk, outcome=Outcome.NOT_DIALLED, by="line", epoch=self.epoch, now=self.now)
            return
        self.now += 2 * SECOND
        if self.random.random() < 0.9:
            attempts.rang(one.pk, epoch=self.epoch, now=self.now)
        self.now += 9 * SECOND
        self._answers_or_not(one)

    def _answers_or_not(self, one: Attempt) -> None:
        if self.random.random() < 0.45:
            missed = self.random.choice(MISSED)
            attempts.end(one.pk, outcome=missed, by="seller", epoch=self.epoch, now=self.now)
            return
        attempts.answered(one.pk, epoch=self.epoch, now=self.now)
        self.now += 20 * MINUTE * self.random.random()
        how = self.random.choice(("seller", "agent", "seller", "cap", "cut"))
        self.now += settings.CALL_CAP if how == "cap" else timedelta(0)
        outcome = Outcome.CUT_BY_US if how == "cut" else Outcome.ANSWERED
        attempts.end(
            one.pk, outcome=outcome, by="desk" if how == "cut" else how, epoch=self.epoch, now=self.now
        )
        self.now += SECOND
        if not self._seldom():
            self._wraps_up(Call.objects.get(attempt=one))

    def _wraps_up(self, call: Call) -> None:
        outcome = self.random.choice(
            ("solved", "solved", "solved", "continue_later", "needs_seller", "call_back_at", "escalate")
        )
        wrapping.finish(
            call,
            outcome=outcome,
            missing=["the invoice"],
            next_at=self.now + self.random.randint(2, 60) * HOUR,
            now=self.now,
        )

    def _seldom(self) -> bool:
        return self.random.random() < 0.15
