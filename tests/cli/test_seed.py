"""`ringback seed` writes a preset once, whole, in both languages, and does not take over another desk."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ringback.cli import home
from ringback.cli.seed import command
from ringback.records.cases.template import fields_of
from ringback.records.desk.models import IssueType, Site
from ringback.records.desk.readers import calendar_of
from ringback.records.policies.models import RulebookVersion
from ringback.records.setup.issue_types import ISSUE_TYPE
from ringback.records.setup.saving import read, save
from ringback.records.setup.sites import SITE
from ringback.rules.hours import is_open
from tests.people import NOON, supervises

SUNDAY_NIGHT = datetime(2026, 1, 18, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_the_test_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def here(*, demo: bool = False) -> Iterator[None]:
        yield

    monkeypatch.setattr(home, "at_home", here)


def seed(preset: str = "amazon-like") -> Result:
    return CliRunner().invoke(command, ["--preset", preset, "--json"])


def both(words: Any) -> bool:
    return bool(words["en"].strip() and words["zh-hans"].strip())


def test_the_three_sites_are_there_with_their_hours() -> None:
    told = json.loads(seed().stdout)
    assert told["sites"] == ["na", "eu", "jp"]
    assert {site.slug: is_open(calendar_of(site), SUNDAY_NIGHT) for site in Site.objects.all()} == {
        "na": True,
        "eu": False,
        "jp": False,
    }
    assert RulebookVersion.objects.get().name == "amazon-like"


def test_doing_it_again_changes_nothing() -> None:
    def everything() -> list[Any]:
        tables: tuple[Any, ...] = (Site, IssueType, RulebookVersion)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    seed()
    before = everything()
    assert seed().exit_code == 0
    assert everything() == before


def test_every_issue_type_reads_in_both_languages() -> None:
    seed()
    for issue in IssueType.objects.all():
        assert both(issue.name), issue
        assert both(issue.needs), issue
        assert all(both(line) for line in issue.checklist), issue
        fields = [one for one in fields_of(issue) if one.label]
        assert all(both(one.label) for one in fields), issue
        assert all(both(label) for one in fields for _, label in one.choices), issue
        names = {one.name for one in fields}
        assert not issue.subject_field or issue.subject_field in names, issue
        assert all(one.when is None or one.when[0] in names for one in fields), issue


def test_a_small_shop_has_a_preset_of_its_own() -> None:
    assert seed("plain-helpdesk").exit_code == 0
    assert Site.objects.get().rulebook_name == "plain-helpdesk"


def test_a_second_preset_does_not_take_over_the_first_ones_sites() -> None:
    seed()
    result = seed("plain-helpdesk")
    assert result.exit_code == 1
    assert "na, eu, jp" in result.output
    assert {site.rulebook_name for site in Site.objects.all()} == {"amazon-like"}


def test_a_preset_that_is_not_there_is_named() -> None:
    assert "amazon-like" in seed("gone").output


def test_what_was_changed_by_the_pages_stays_as_it_is() -> None:
    seed()
    rosa = supervises("Rosa")
    site, kind = read(SITE, "eu"), read(ISSUE_TYPE, "eu:technical")
    save(SITE, "eu", {**site.values, "name.en": "Ours"}, seen=0, by=rosa, now=NOON)
    save(ISSUE_TYPE, "eu:technical", {**kind.values, "name.en": "Ours"}, seen=0, by=rosa, now=NOON)
    seed()
    assert Site.objects.get(slug="eu").name_en == "Ours"
    assert IssueType.objects.get(site__slug="eu", slug="technical").name["en"] == "Ours"
    assert IssueType.objects.get(site__slug="na", slug="technical").name["en"] != "Ours"
