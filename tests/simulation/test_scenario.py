"""A scenario file is read as a whole, or every mistake is said with file, line and key; and the clock of its site."""

import pytest

from ringback.simulation.clock import DAY, Hours, OpeningClock
from ringback.simulation.measures import estimate, t_quantile
from ringback.simulation.reading import WrongScenario, read
from tests.simulation.test_surge import shipped

GOOD = """
name = "Small"
days = 3
[hours]
every = "09:00-17:00"
[targets]
high = 30
[[arrivals]]
per_hour = 6
classes = { high = 1 }
languages = { en = 1 }
talk = { distribution = "exponential", mean_minutes = 10 }
[[agents]]
languages = ["en"]
"""


def refused(text: str) -> str:
    with pytest.raises(WrongScenario) as wrong:
        read(text, file="desk.toml")
    return str(wrong.value)


def test_a_small_desk_is_enough() -> None:
    scenario = read(GOOD, file="desk.toml")
    assert (scenario.name, scenario.targets, scenario.continues_as) == ("Small", {"high": 30.0}, "high")
    assert scenario.terms.cap == 30


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("days = 3", "days = 'three'", "desk.toml, line 3, days: days must be a whole number, not 'three'"),
        ("high = 30", "high = 0", "desk.toml, line 7, targets.high: must be above 0"),
        ("per_hour = 6", "per_hours = 6", "desk.toml, line 8, arrivals.per_hour: per_hour is missing"),
        (
            "per_hour = 6",
            "per_hour = 6\nprotekt = 2",
            "desk.toml, line 10, arrivals.protekt: nothing is known of",
        ),
        ("high = 1 }", "hgih = 1 }", "arrivals.classes: [targets] has no 'hgih'; did you mean 'high'?"),
        (
            "exponential",
            "exponental",
            "line 12, arrivals.talk: nothing is known of 'exponental'; did you mean",
        ),
        ("mean_minutes = 10", "mean_minutes = -1", "line 12, arrivals.talk: talk: must be above 0, not -1"),
        (
            '"09:00-17:00"',
            '"9-17"',
            "line 5, hours.every: must be a time such as \"09:00-18:00\", not '9-17'",
        ),
        ('"09:00-17:00"', '"17:00-09:00"', "hours.every: 17:00-09:00 does not end after it begins"),
        ('["en"]', '["ja"]', "arrivals.languages: no agent speaks 'en'"),
        ("days = 3", "days = 3\nwarm_up_days = 3", "must leave some to be counted"),
        ('["en"]', '["en"]\nshifts = { Mo = ["09:00-10:00"] }', "agents.shifts: 'Mo' is no weekday"),
        ("name", "name = ", "desk.toml: not TOML"),
        ("[[agents]]", "[[agent]]", "nothing is known of 'agent'"),
    ],
)
def test_a_mistake_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    assert said in refused(GOOD.replace(old, new, 1))


def test_all_mistakes_are_said_at_once() -> None:
    text = GOOD.replace("high = 30", "high = -5").replace("per_hour = 6", "per_hour = -1")
    assert len(refused(text).splitlines()) == 2


def test_the_second_section_of_a_kind_has_its_own_line() -> None:
    assert "line 16, agents.languages" in refused(f"{GOOD}[[agents]]\nlanguages = 7\n")


@pytest.mark.parametrize("name", ["surge", "year"])
def test_what_is_shipped_can_be_read(name: str) -> None:
    assert shipped(name).days > 0


WEEK = OpeningClock(Hours({"Mon": (540, 1080), "Tue": (540, 1080), "Sat": (600, 660)}), 14)


def test_a_night_adds_nothing_to_the_opening_clock() -> None:
    assert WEEK.later(530, 5) == 535
    assert WEEK.later(530, 30) == 540  # over at 18:20: the morning
    assert WEEK.later(530, 10 + 900 + 7) == 547  # 900 minutes of night


def test_a_rest_may_last_over_closed_days() -> None:
    tuesday_evening, saturday = 1080.0, 1080.0 + 60
    assert WEEK.later(tuesday_evening - 10, 10 + 3 * DAY) == tuesday_evening
    assert WEEK.later(tuesday_evening - 10, 10 + 4 * DAY) == saturday
    assert WEEK.later(WEEK.end - 5, 3 * DAY) == WEEK.end


def test_shifts_count_as_far_as_the_site_is_open() -> None:
    assert WEEK.shifts({"Mon": [(480, 600), (660, 2000)], "Wed": [(540, 600)]})[:3] == (
        (0, 60),
        (120, 540),
        (1140, 1200),
    )


@pytest.mark.parametrize(
    ("freedom", "known"), [(1, 12.706), (2, 4.3027), (3, 3.1824), (4, 2.7764), (9, 2.2622), (19, 2.0930)]
)
def test_students_quantiles(freedom: int, known: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(known, rel=0.002)


def test_an_estimate_has_its_interval() -> None:
    one = estimate([1.0, 2.0, 3.0])
    assert one.mean == 2.0
    assert one.half == pytest.approx(4.3027 / 3**0.5, rel=1e-4)
    assert estimate([5.0]).half == float("inf")
