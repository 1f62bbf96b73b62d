"""Issue types, rosters and targets by their pages."""

import pytest

from ringback.records.desk.models import IssueType
from ringback.records.history.models import Change
from ringback.records.policies.models import RulebookVersion
from ringback.records.rosters.models import RosterDay
from tests.pages.setup.conftest import World
from tests.people import answers

pytestmark = pytest.mark.django_db


def test_a_field_is_added_moved_and_taken_out(world: World) -> None:
    where = "/setup/sites/na/types/listing-removed/"
    values = {"kind": "asin", "label-en": "ASIN", "label-zh": "ASIN", "weight": "2", "seen": "0"}
    world.post(f"{where}fields/new/", {**values, "name": "asin"})
    choice = {
        **values,
        "name": "brand",
        "kind": "choice",
        "choices": "yes | Yes | 是\nno | No | 否",
        "when-field": "asin",
        "when-equals": "B0",
        "seen": str(Change.objects.latest("pk").pk),
    }
    assert "taken" not in world.post(f"{where}fields/new/", {**choice, "choices": "yes"}, status=422)
    world.post(f"{where}fields/new/", choice)
    one = IssueType.objects.get(slug="listing-removed")
    assert [field["name"] for field in one.template] == ["asin", "brand"]
    assert one.template[1]["choices"][0] == {"value": "yes", "label": {"en": "Yes", "zh-hans": "是"}}
    seen = str(Change.objects.latest("pk").pk)
    world.post(f"{where}move/", {"up": "brand", "seen": seen})
    assert "stands before it" in world.get(where)
    one.refresh_from_db()
    assert [field["name"] for field in one.template] == ["asin", "brand"]
    world.post(f"{where}move/", {"out": "brand", "seen": seen})
    one.refresh_from_db()
    assert [field["name"] for field in one.template] == ["asin"]
    assert "brand" in one.former


def test_a_new_type_and_those_of_a_preset(world: World) -> None:
    world.post("/setup/sites/na/types/take/", {"preset": "amazon-like"})
    assert IssueType.objects.filter(site=world.site).count() == 12
    values = {
        "slug": "customs",
        "name.en": "Customs",
        "name.zh-hans": "海关",
        "needs.en": "The papers.",
        "needs.zh-hans": "文件。",
        "group": "delivery",
        "evidence-weight": "1",
        "checklist-en": "Papers seen",
        "checklist-zh": "已查看文件",
        "skills": "",
    }
    assert "same number of lines" in world.post(
        "/setup/sites/na/types/new/", {**values, "checklist-zh": ""}, status=422
    )
    world.post("/setup/sites/na/types/new/", values)
    assert IssueType.objects.get(slug="customs").checklist == [{"en": "Papers seen", "zh-hans": "已查看文件"}]


def test_a_week_is_written_copied_and_swapped(world: World) -> None:
    di = answers("Di", world.site)
    bo, week = world.bo.pk, "/setup/sites/na/roster/2026-W03/"
    world.post(
        week,
        {
            f"{bo}.2026-01-12": "9-17, 18-20",
            f"{bo}.2026-01-13": "22–6",
            f"{bo}.2026-01-13.away": "ill",
            "seen": "0",
        },
    )
    rows = {row.day.day: (row.spans, row.away) for row in RosterDay.objects.all()}
    assert rows == {12: ([[540, 1020], [1080, 1200]], ""), 13: ([[1320, 1800]], "ill")}
    page = world.get(week)
    assert "9:00–17:00, 18:00–20:00" in page
    assert "22:00–6:00" in page
    copied = world.get("/setup/sites/na/roster/2026-W04/", fill="last-week")
    assert "9:00–17:00, 18:00–20:00" in copied
    assert "not saved yet" in copied
    swap = world.get(week, day="2026-01-12", one=str(bo), other=str(di.pk))
    assert f'name="{di.pk}.2026-01-12" value="9:00–17:00, 18:00–20:00"' in swap
    assert RosterDay.objects.count() == 2
    assert world.client.get("/setup/sites/na/roster/2026-W99/").status_code == 404
    assert "over midnight" in world.post(week, {f"{bo}.2026-01-12": "all day", "seen": "0"}, status=422)


def test_targets_are_changed_and_the_ceiling_holds(world: World) -> None:
    page = world.get("/setup/sites/na/rules/")
    assert "within 30 opening minutes" in page
    values = {
        "target.high": "25",
        "target.medium": "120",
        "target.low": "480",
        "spacing.high": "10, 20, 40",
        "spacing.medium": "20,45,90",
        "spacing.low": "45, 120, next day",
        "per-request": "4",
        "per-day": "3",
        "per-number-and-day": "6",
        "minutes-apart": "5",
        "seconds-after-cut": "60",
        "credit": "1 / 3",
        "talk": "12",
        "seen": "0",
    }
    for wrong in (
        {"per-day": "9"},
        {"target.medium": "5"},
        {"spacing.low": "soon"},
        {"credit": "much"},
        {"talk": "x"},
    ):
        world.post("/setup/sites/na/rules/", {**values, **wrong}, status=422)
    assert RulebookVersion.objects.count() == 1
    world.post("/setup/sites/na/rules/", values)
    assert RulebookVersion.objects.count() == 2
    assert "within 25 opening minutes" in world.get("/setup/sites/na/rules/")
