"""Setting up by pages: saved, refused beside the field, asked before anybody is stranded, undone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from ringback.records.desk.models import IssueType, Site
from ringback.records.history.models import Change
from ringback.records.notices.models import Notice
from ringback.records.people import inviting
from ringback.records.people.models import Person
from ringback.records.policies.models import RulebookVersion
from ringback.records.rosters.models import RosterDay
from ringback.records.rosters.readers import on_roster
from tests.pages.setup.conftest import Browser
from tests.people import OFFICE_HOURS, PASSWORD, a_site, answers, asks, sells, supervises

pytestmark = pytest.mark.django_db
SITE = {
    "name.en": "North America",
    "name.zh-hans": "北美站",
    "zone": "America/Los_Angeles",
    "languages": ["en", "zh-hans", "ja"],
    "official-number": "+1 206 555 0100",
    "answer-within-hours": "48",
    "seen": "0",
}
OFFICE = {f"hours.{day}": "9–18" for day in OFFICE_HOURS} | {"seen": "0"}


class World:
    """Rosa supervises North America, where Bo answers."""

    def __init__(self, browser: Browser, **site: Any) -> None:
        self.site = a_site("na", **site)
        self.bo = answers("Bo", self.site)
        self.rosa = supervises("Rosa")
        self.client: Client = browser(self.rosa)

    def get(self, path: str, **query: str) -> str:
        answer = self.client.get(path, query)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def post(self, path: str, values: dict[str, Any], *, status: int = 303) -> str:
        answer = self.client.post(path, values)
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[-3000:])
        return answer.content.decode()


@pytest.fixture
def world(browser: Browser) -> World:
    return World(browser)


def test_a_site_is_changed_and_the_change_is_told(world: World) -> None:
    world.post("/setup/sites/na/", {**SITE, "name.en": "The Americas", "phone-countries": "us, cn"})
    site = Site.objects.get()
    assert (site.name_en, site.phone_countries, site.official_number) == (
        "The Americas",
        ["CN", "US"],
        "+12065550100",
    )
    told = world.get("/setup/history/")
    assert "The Americas" in told
    assert "Rosa" in told


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(world: World) -> None:
    page = world.post(
        "/setup/sites/na/",
        {**SITE, "name.en": "", "official-number": "12", "phone-countries": "Mars"},
        status=422,
    )
    assert "This field is required." in page
    assert page.count("Write each number with its country") == 1
    assert "no country that we know" in page
    assert 'value="Mars"' in page
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "bad",
    ["x" * 5_000, "a\0b", "<script>alert(1)</script>", "\u202egnp.exe", "😀" * 30],
    ids=["long", "nul", "html", "rtl", "emoji"],
)
def test_strange_text_is_shown_as_text_or_refused(world: World, bad: str) -> None:
    answer = world.client.post("/setup/sites/na/", {**SITE, "name.en": bad})
    assert answer.status_code in (303, 422)
    assert "<script>alert" not in world.get("/setup/sites/na/") + answer.content.decode()


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


def test_the_second_supervisor_is_shown_what_the_first_changed(world: World, browser: Browser) -> None:
    sue = browser(supervises("Sue"))
    world.post("/setup/sites/na/", {**SITE, "answer-within-hours": "24"})
    answer = sue.post("/setup/sites/na/", {**SITE, "name.en": "US"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else saved this while you were writing" in page
    assert "Rosa" in page
    assert 'value="24"' in page.replace('value="24.0"', 'value="24"')
    assert 'value="US"' in page
    seen = Change.objects.latest("pk").pk
    again = {**SITE, "name.en": "US", "answer-within-hours": "24", "seen": str(seen)}
    assert sue.post("/setup/sites/na/", again).status_code == 303
    assert Site.objects.get().name_en == "US"


def test_any_change_is_undone_by_two_clicks(world: World) -> None:
    world.post("/setup/sites/na/", {**SITE, "name.en": "America"})
    first = Change.objects.get()
    world.post("/setup/sites/na/", {**SITE, "name.en": "The Americas", "seen": str(first.pk)})
    assert "Undo this change?" in world.get(f"/setup/changes/{first.pk}/undo/")
    assert "Set it back all the same" in world.post(f"/setup/changes/{first.pk}/undo/", {}, status=422)
    world.post(f"/setup/changes/{first.pk}/undo/", {"later-too": "yes"})
    assert Site.objects.get().name_en == "North America"
    assert "already" in world.post(f"/setup/changes/{first.pk}/undo/", {}, status=422)


def test_mei_is_invited_and_comes(world: World) -> None:
    values = {
        "email": "mei@desk.example",
        "name": "Mei",
        "role": "agent",
        "language": "zh-hans",
        "zone": "Asia/Shanghai",
        "speaks": ["zh-hans"],
        "sites": ["na"],
        "skills": "customs, tax",
    }
    wrong = world.post("/setup/people/invite/", {**values, "email": "mei"}, status=422)
    assert "Enter a valid email address." in wrong
    world.post("/setup/people/invite/", values)
    assert "invited" in world.get("/setup/people/")
    link = f"/invitation/{inviting.token_of(Notice.objects.get().context['invitation'])}/"
    mei = Client(headers={"host": urlsplit(settings.DESK_URL).netloc})
    assert "Mei" in mei.get(link).content.decode()
    assert mei.post(link, {"password1": "short", "password2": "short"}).status_code == 422
    answer = mei.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 303
    assert mei.get("/").status_code == 200
    gone = mei.get(link)
    assert gone.status_code == 410
    assert gone.headers["Referrer-Policy"] == "same-origin"
    person = Person.objects.get(name="Mei")
    assert (person.is_active, person.agent.skills) == (True, ["customs", "tax"])
    world.post(f"/setup/people/{person.pk}/send/", {})
    assert Notice.objects.count() == 1


def test_a_sellers_account_is_none_of_the_desks_people(world: World) -> None:
    ada = sells("Ada", world.site)
    assert world.client.get(f"/setup/people/{ada.person_id}/").status_code == 404
    assert "Ada" not in world.get("/setup/people/")


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


def test_an_empty_desk_leads_through_its_set_up(browser: Browser) -> None:
    rosa = browser(supervises("Rosa"))
    first = rosa.get("/supervisor/")
    assert (first.status_code, first.headers["Location"]) == (302, "/setup/")
    assert "Make the first site" in rosa.get("/setup/").content.decode()
    new = {
        "from": "plain-helpdesk/na",
        "slug": "na",
        "mark": "ph",
        "name.en": "Help desk",
        "name.zh-hans": "服务台",
    }
    more = {"zone": "Europe/Berlin", "languages": ["en"], "with-types": "on"}
    assert rosa.post("/setup/sites/new/", {**new, **more, "mark": "12"}).status_code == 422
    assert rosa.post("/setup/sites/new/", {**new, **more}).status_code == 303
    assert "The hours are right as they are" in rosa.get("/setup/").content.decode()
    assert rosa.post("/setup/sites/na/confirmed/", {"what": "round-the-clock"}).status_code == 303
    assert "Invite an agent" in rosa.get("/setup/").content.decode()
    answers("Bo", Site.objects.get())
    assert rosa.post("/setup/sites/na/confirmed/", {"what": "roster"}).status_code == 303
    assert "1 step is left" in rosa.get("/setup/").content.decode()
    assert rosa.post("/setup/sites/na/confirmed/", {"what": "tried"}).status_code == 303
    assert "The desk serves 1 site" in rosa.get("/setup/").content.decode()
    assert rosa.get("/supervisor/").status_code == 200
    site = Site.objects.get()
    assert (site.mark, site.zone, site.issue_types.count()) == ("PH", "Europe/Berlin", 3)
    assert on_roster(site, datetime.now(UTC)) == []


def test_an_agent_sets_up_nothing(world: World, browser: Browser) -> None:
    bo = browser(world.bo.person)
    for path in ("", "sites/na/", "sites/na/hours/", "people/", "history/", "sites/na/rules/"):
        assert bo.get(f"/setup/{path}").status_code == 404


def test_whoever_has_left_is_at_the_sign_in_page_with_their_next_click(
    world: World, browser: Browser
) -> None:
    answers("Di", world.site)
    bo = browser(world.bo.person)
    assert bo.get("/").status_code == 200
    fields = {
        "name": "Bo",
        "role": "agent",
        "language": "en",
        "zone": "UTC",
        "speaks": ["en"],
        "sites": ["na"],
    }
    world.post(f"/setup/people/{world.bo.person_id}/", {**fields, "seen": "0"})
    answer = bo.post("/presence/", {"presence": "available"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    world.bo.refresh_from_db()
    assert (world.bo.presence, world.bo.presence_reason) == ("away", "deactivated")
    assert "has left" in world.get("/setup/people/")
