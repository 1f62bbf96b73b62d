"""The service report: the page, its files, and what is said when there is little or nothing to say."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.pages.desk.conftest import Browser
from tests.past import a_past
from tests.people import OFFICE_HOURS, a_site, answers, sells, supervises

pytestmark = pytest.mark.django_db
QUARTER = {"from": "2026-01-01", "until": "2026-03-31"}
SERVICE, FILE = "/supervisor/service/", "/supervisor/service/table.csv"


@pytest.fixture
def past(db: None) -> None:
    """400 callbacks of the first quarter, on one of two sites."""
    site = a_site("na")
    a_site("eu", hours=OFFICE_HOURS)
    a_past(
        site,
        [sells(f"S{n}", site) for n in range(5)],
        answers("Bo", site),
        count=400,
        begins=datetime(2026, 1, 5, tzinfo=UTC),
        ends=datetime(2026, 3, 20, tzinfo=UTC),
    )


def test_the_sentence_says_how_many_first_promises_were_kept(past: None, browser: Browser) -> None:
    page = browser(supervises("Rosa")).get(SERVICE, QUARTER).content.decode()
    (sentence,) = [line for line in page.splitlines() if "<h1" in line]
    assert "We kept " in sentence
    assert "% of our first promises." in sentence
    assert "Published: North America: answered within 6 hours." in page
    assert "Seller support of one large marketplace as a public article" in page


def test_without_cases_it_says_so_and_with_few_it_gives_no_rate(
    past: None, browser: Browser, settings: Any
) -> None:
    rosa = browser(supervises("Rosa"))
    assert (
        "Nothing was asked for in these days."
        in rosa.get(SERVICE, {**QUARTER, "site": "eu"}).content.decode()
    )
    settings.REPORT_LEAST = 5_000
    page = rosa.get(SERVICE, QUARTER).content.decode()
    assert "too few for a rate, which needs 5000." in page
    assert "%</strong>" not in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"from": "2026-03-02", "until": "2026-03-01"}, "The last day lies before the first."),
        ({"from": "2020-01-01", "until": "2026-01-01"}, "These are more than a year."),
        ({"from": "2026-02-30"}, "This is no date of the calendar."),
        ({"from": "<script>\0"}, "This is no date of the calendar."),
        ({"from": "9999-12-31", "until": "9999-12-31"}, "This is no date of the calendar."),
    ],
)
def test_wrong_days_are_explained_beside_the_field(
    past: None, browser: Browser, days: dict[str, str], said: str
) -> None:
    rosa = browser(supervises("Rosa"))
    answer = rosa.get(SERVICE, days)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert rosa.get(FILE, days).status_code == 422


def test_a_desk_without_sites_says_that_nothing_was_asked_for(db: None, browser: Browser) -> None:
    page = browser(supervises("Rosa")).get(SERVICE)
    assert "Nothing was asked for in these days." in page.content.decode()


def test_chinese_readers_get_the_report_in_chinese(past: None, browser: Browser) -> None:
    rosa = supervises("Rosa")
    rosa.language = "zh-hans"
    rosa.save()
    page = browser(rosa).get(SERVICE, QUARTER).content.decode()
    assert "的首次承诺。" in page
    assert "公布的水平：北美：6 小时内回电。" in page


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf"), "Excel reads it as another encoding otherwise"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_each_table_is_a_file_with_the_same_numbers_in_every_language(past: None, browser: Browser) -> None:
    rosa = supervises("Rosa")
    english = browser(rosa).get(FILE, {**QUARTER, "table": "waits"})
    assert "waits-all-2026-01-01-2026-03-31.csv" in english.headers["Content-Disposition"]
    rosa.language = "zh-hans"
    rosa.save()
    assert browser(rosa).get(FILE, {**QUARTER, "table": "waits"}).content == english.content
    by_class = {row["class"]: row for row in rows(english)}
    assert int(by_class["all"]["asked"]) == 400
    assert float(by_class["all"]["wall_median_minutes"]) > 0
    assert sum(int(by_class[each]["asked"]) for each in ("high", "medium", "low")) == 400


@pytest.mark.parametrize(
    ("table", "least_rows"),
    [
        ("first-promises", 5),
        ("first-promises-over-time", 10),
        ("levels", 3),
        ("reach", 168),
        ("attempts", 5),
        ("calls", 5),
        ("ratings", 6),
        ("no such table", 5),
    ],
)
def test_every_file_can_be_read_and_has_its_rows(
    past: None, browser: Browser, table: str, least_rows: int
) -> None:
    told = rows(browser(supervises("Rosa")).get(FILE, {**QUARTER, "table": table}))
    assert len(told) >= least_rows
    assert all(None not in row and None not in row.values() for row in told)


def test_a_figure_on_too_few_cases_is_an_empty_cell(past: None, browser: Browser, settings: Any) -> None:
    settings.REPORT_LEAST = 5_000
    told = rows(browser(supervises("Rosa")).get(FILE, {**QUARTER, "table": "attempts"}))
    assert {row["share"] for row in told} == {""}
    assert all(int(row["attempts"]) > 0 for row in told)


def test_the_page_asks_the_database_at_most_twelve_times(
    past: None, browser: Browser, django_assert_max_num_queries: Any
) -> None:
    rosa = browser(supervises("Rosa"))
    rosa.get(SERVICE, QUARTER)
    with django_assert_max_num_queries(12):
        rosa.get(SERVICE, QUARTER)
