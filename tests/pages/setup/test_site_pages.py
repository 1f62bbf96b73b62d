"""A site by its pages: saved, refused beside the field, asked before anybody is stranded, undone."""

from datetime import UTC, datetime

import pytest

from ringback.records.desk.models import Site
from ringback.records.history.models import Change
from ringback.records.rosters.readers import on_roster
from tests.pages.setup.conftest import Browser, World
from tests.people import answers, supervises

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
