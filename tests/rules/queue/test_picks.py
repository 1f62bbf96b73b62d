"""Several free agents in one look are served as if each were picked for alone, by the law as it is written down."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ringback.rules.queue.discipline import is_lane_pick, lane_comes, may_serve, pick, urgency
from ringback.rules.queue.picks import Head, Heads, Pick, SiteNow, pick_in_turn
from ringback.rules.queue.waiting import Agent, Law, Waiting
from tests.people import NOON

NA, JP = 1, 2
OPENED = {NA: 10_000.0, JP: 4_000.0}
LAW = Law(protect=1.5, lane_every=3)
Desk = dict[int, list[Waiting]]


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    """Who waits at each site."""
    names = map(str, range(100))
    return {
        site: [
            Waiting(
                id=next(names),
                priority="",
                target=draw(st.sampled_from((30.0, 120.0, 480.0))),
                asked=opened - draw(st.sampled_from((0, 5, 60, 61, 300))),
                effective=opened - draw(st.sampled_from((0, 5, 60, 61, 300))),
                languages=draw(
                    st.sampled_from((frozenset({"en"}), frozenset({"ja"}), frozenset({"en", "ja"})))
                ),
                skills=draw(st.sampled_from((frozenset(), frozenset({"tax"})))),
                broken=draw(st.booleans()),
                only_agent=draw(st.sampled_from((None, None, 1))),
            )
            for _ in range(draw(st.integers(0, 9)))
        ]
        for site, opened in OPENED.items()
    }


@st.composite
def crews(draw: st.DrawFn) -> list[Agent]:
    return [
        Agent(
            id=n,
            languages=draw(st.sampled_from((frozenset({"en"}), frozenset({"ja"}), frozenset({"en", "ja"})))),
            skills=draw(st.sampled_from((frozenset(), frozenset({"tax"})))),
            sites=draw(st.sampled_from((frozenset({NA}), frozenset({JP}), frozenset({NA, JP})))),
        )
        for n in range(draw(st.integers(1, 7)))
    ]


@given(desks(), crews(), st.integers(0, 6))
def test_each_agent_is_given_whom_the_law_gives_them(desk: Desk, crew: list[Agent], picks: int) -> None:
    sites = {site: SiteNow(opened, picks) for site, opened in OPENED.items()}
    together = pick_in_turn(crew, _heads(desk, len(crew)), sites=sites, law=LAW)
    assert [(one.agent.id, one.one.id, one.next and one.next.id) for one in together] == _one_by_one(
        desk, crew, picks
    )


def _one_by_one(desk: Desk, crew: Sequence[Agent], picks: int) -> list[tuple[int, str, str | None]]:
    left = {site: list(waiting) for site, waiting in desk.items()}
    counts = dict.fromkeys(desk, picks)
    found = []
    for agent in crew:
        mine = {site: [one for one in left[site] if may_serve(agent, one, now=NOON)] for site in agent.sites}
        best = [
            (_order(one, site), one, site)
            for site, waiting in mine.items()
            if (one := pick(waiting, opened=OPENED[site], law=LAW, lane=is_lane_pick(counts[site], LAW)))
        ]
        if not best:
            continue
        _, one, site = min(best)
        left[site].remove(one)
        counts[site] += 1
        others = [(_order(each, at), each.id) for at, among in mine.items() for each in among if each != one]
        found.append((agent.id, one.id, min(others)[1] if others else None))
    return found


def _order(one: Waiting, site: int) -> tuple[float, float, str]:
    return (-urgency(one, opened=OPENED[site], protect=LAW.protect), one.asked, one.id)


def _heads(desk: Desk, most: int) -> list[Heads]:
    """As few as suffice for so many picks."""
    found: list[Heads] = []
    for site, waiting in desk.items():
        by_queue = defaultdict(list)
        for one in waiting:
            by_queue[one.queue].append(one)
        for (languages, skills, target, only), among in by_queue.items():
            heads = [
                Head(one.id, one.priority, one.asked, one.effective, one.broken)
                for one in sorted(among, key=lambda one: (one.effective, one.asked, one.id))
            ]
            broken = [head for head in heads if head.broken][: most + 1]
            found.append(Heads(len(found), site, target, languages, skills, only, heads[: most + 1], broken))
    return found


def test_the_lane_is_counted_by_site_and_moves_with_each_pick() -> None:
    waits = [
        Waiting(str(n), "", 30.0, 9_000.0 + n, 9_000.0 + n, languages=frozenset({"en"}), broken=n == 8)
        for n in range(9)
    ]
    crew = [Agent(n, frozenset({"en"}), sites=frozenset({NA})) for n in range(4)]
    made = pick_in_turn(crew, _heads({NA: waits}, 4), sites={NA: SiteNow(10_000.0, 0)}, law=LAW)
    assert [(one.one.id, one.lane) for one in made] == [("0", False), ("1", False), ("8", True), ("2", False)]


def test_who_serves_nobody_is_left_out_and_a_closed_site_is_not_asked() -> None:
    waits = {NA: [Waiting("a", "", 30.0, 9_000.0, 9_000.0, languages=frozenset({"en"}))]}
    ja, en = (Agent(n, frozenset({spoken}), sites=frozenset({NA})) for n, spoken in enumerate(("ja", "en")))
    open_now = {NA: SiteNow(10_000.0, 0)}

    def agents(made: list[Pick]) -> list[int]:
        return [one.agent.id for one in made]

    assert agents(pick_in_turn([ja, en, replace(en, id=9)], _heads(waits, 3), sites=open_now, law=LAW)) == [
        en.id
    ]
    assert pick_in_turn([en], _heads(waits, 1), sites={}, law=LAW) == []


def test_whether_the_lane_comes_among_the_next_picks() -> None:
    comes = [lane_comes(picks, LAW, within=2) for picks in range(6)]
    assert comes == [False, True, True, False, True, True]
    assert not lane_comes(2, Law(protect=1.5, lane_every=0), within=50)
