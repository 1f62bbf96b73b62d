"""Hours, own days and peaks of a site."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ringback.records.desk.models import Site
from tests.pages.setup.conftest import World
from tests.people import OFFICE_HOURS, asks, sells

pytestmark = pytest.mark.django_db
OFFICE = {f"hours.{day}": "9–18" for day in OFFICE_HOURS} | {"seen": "0"}


def test_hours_take_several_spans_own_days_and_peaks(world: World) -> None:
    world.post(
        "/setup/sites/na/hours/",
        {
            **OFFICE,
            "hours.mon": "9:00-12:30, 13:30–18:00",
            "hours.sat": "休息",
            "holiday.country": "US",
            "day-0-date": "2026-12-24",
            "day-0-en": "We move",
            "day-0-zh": "搬迁",
            "peak-0-from": "2026-11-27",
            "peak-0-until": "2026-11-30",
            "peak-0-en": "Black Friday",
            "peak-0-zh": "黑色星期五",
        },
    )
    site = Site.objects.get()
    assert site.hours["mon"] == [["09:00", "12:30"], ["13:30", "18:00"]]
    assert "sat" not in site.hours
    assert site.closed_days == [date(2026, 12, 24)]
    assert site.closed_because == {"2026-12-24": {"en": "We move", "zh-hans": "搬迁"}}
    assert site.peak_days[0]["until"] == "2026-11-30"
    assert "We move" in world.get("/setup/sites/na/hours/")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"hours.mon": "from nine"}, "Write hours in their order"),
        ({"hours.mon": "18–9"}, "Write hours in their order"),
        ({"hours.mon": "9–25"}, "Write hours in their order"),
        ({f"hours.{day}": "" for day in OFFICE_HOURS}, "would never open"),
        ({"day-0-en": "We move", "day-0-zh": "搬迁"}, "Choose the day too"),
        ({"day-0-date": "2026-12-24", "day-0-en": "We move"}, "fill in both"),
        ({"day-0-date": "soon"}, "Write a date such as"),
        (
            {"peak-0-from": "2026-12-02", "peak-0-until": "2026-12-01", "peak-0-en": "a", "peak-0-zh": "b"},
            "before it begins",
        ),
    ],
)
def test_hours_that_make_no_sense_are_refused(world: World, values: dict[str, str], said: str) -> None:
    assert said in world.post("/setup/sites/na/hours/", {**OFFICE, **values}, status=422)
    assert Site.objects.get().hours == {}


def test_before_anybody_is_stranded_the_page_asks(world: World) -> None:
    asks(sells("Ada", world.site), world.site, at=datetime.now(UTC))
    far = {f"day-{n}-date": (datetime.now(UTC).date() + timedelta(days=n)).isoformat() for n in range(12)}
    page = world.post(
        "/setup/sites/na/hours/", {**OFFICE, **far, **{f"day-{n}-en": "" for n in far}}, status=422
    )
    assert "Save all the same" in page
    assert Site.objects.get().hours == {}
    world.post("/setup/sites/na/hours/", {**OFFICE, **far, "all-the-same": "yes"})
    assert Site.objects.get().hours
