"""Files as spreadsheets of several countries write them; each wrong cell is named with its line, its column and its reason."""

from datetime import UTC, datetime

import pytest

from ringback.rules.policy.facts import FACTS
from ringback.rules.standing.rows import COLUMNS, Found, Site, read_rows
from ringback.rules.standing.sample import sample
from ringback.rules.standing.sheet import Unreadable, read_sheet

NOON = datetime(2026, 1, 13, 12, tzinfo=UTC)
SITES = {
    "na": Site("America/Los_Angeles"),
    "eu": Site("Europe/Berlin", frozenset({"mfa", "phone_verified", "phone", "phone_verified_at"})),
}


def read(text: str | bytes, **how: object) -> Found:
    content = text.encode() if isinstance(text, str) else text
    return read_rows(read_sheet(content), SITES, now=NOON, **how)  # type: ignore[arg-type]


def wrong(text: str) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.why) for one in read(text).problems]


PLAIN = "seller,site,as_of,plan,odr\nA1,na,2026-01-12,professional,0.004\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").replace("0.004", "0,004").encode(),
        PLAIN.replace(",", "\t").encode(),
        b"sep=;\r\n" + PLAIN.replace(",", ";").encode(),
        PLAIN.replace("seller,site,as_of", " Seller ,SITE,As of").encode(),
        PLAIN.replace("0.004", "0.4%").encode(),
        PLAIN.replace("0.004", '"0,4 %"').encode(),
        PLAIN.replace("2026-01-12", "2026/1/12").encode(),
        PLAIN.replace("2026-01-12", "12.1.2026").encode(),
        PLAIN.replace("2026-01-12", "2026/1/12 0:00").encode(),
        PLAIN.replace("A1", '"=""A1"""').encode(),
        ("\n" + PLAIN.replace("\n", ",,\n") + ",,,,,,\n").encode(),
        (PLAIN.replace("plan,odr", "plan,odr,").replace("professional", "Professional")).encode(),
    ],
)
def test_what_spreadsheets_write_reads_the_same(content: bytes) -> None:
    found = read(content)
    assert found.problems == []
    (row,) = found.rows
    assert (row.seller, row.site, row.said) == ("A1", "na", {"plan": "professional", "odr": 0.004})
    assert row.as_of == datetime(2026, 1, 12, 8, tzinfo=UTC), "a day begins at the site's own midnight"


def test_a_chinese_spreadsheet_is_read_too() -> None:
    content = "seller,site,as_of,mfa\n卖家1,na,2026-01-12,是\n".encode("gb18030")
    (row,) = read(content).rows
    assert (row.seller, row.said) == ("卖家1", {"mfa": True})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n \n,,\n", "empty"),
        (b"PK\x03\x04rest", "binary"),
        (b"seller,si\0te", "binary"),
        (b"\xff\xff\xff", "encoding"),
        (b'seller,site,as_of,plan\n"A1,na,2026-01-12,professional\n', "quotes"),
        (b"seller,site,as_of,plan,plan\n", "twice"),
        (b"site,as_of,plan\n", "header"),
        (b"seller,as_of,plan\n", "header"),
        (b"seller,site,plan\n", "header"),
        (b"seller,site,as_of\n", "header"),
    ],
)
def test_a_file_of_which_nothing_can_be_used_says_why(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as problem:
        read(content)
    assert problem.value.why == why


HEAD = "seller,site,as_of,plan,mfa,odr,monthly_sales_usd,open_warnings,registered_at,phone\n"


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        (",na,2026-01-12,professional", "seller", "missing"),
        ("A 1,na,2026-01-12,professional", "seller", "code"),
        ("1.13E+12,na,2026-01-12,professional", "seller", "scientific"),
        ("A1,mars,2026-01-12,professional", "site", "site"),
        ("A1,,2026-01-12,professional", "site", "site"),
        ("A1,na,,professional", "as_of", "missing"),
        ("A1,na,1/12/2026,professional", "as_of", "date"),
        ("A1,na,2026-02-30,professional", "as_of", "date"),
        ("A1,na,2026-02-01,professional", "as_of", "future"),
        ("A1,na,2026-01-12,gold", "plan", "choice"),
        ("A1,na,2026-01-12,,maybe", "mfa", "flag"),
        ("A1,na,2026-01-12,,,forty", "odr", "number"),
        ("A1,na,2026-01-12,,,40", "odr", "bounds"),
        ("A1,na,2026-01-12,,,nan", "odr", "number"),
        ('A1,na,2026-01-12,,,,"18,400"', "monthly_sales_usd", "thousands"),
        ("A1,na,2026-01-12,,,,5%", "monthly_sales_usd", "percent"),
        ("A1,na,2026-01-12,,,,,-1", "open_warnings", "bounds"),
        ("A1,na,2026-01-12,,,,,,soon", "registered_at", "date"),
        ("A1,na,2026-01-12,,,,,,,8613812345678", "phone", "plus"),
        ("A1,na,2026-01-12,,,,,,,8.61E+12", "phone", "scientific"),
        ("A1,na,2026-01-12,,,,,,,+86 12", "phone", "phone"),
        ("A1,na,2026-01-12,,,,,,,,,extra", "", "cells"),
    ],
)
def test_a_wrong_cell_is_named_and_its_line_is_no_row(cells: str, column: str, why: str) -> None:
    text = f"{HEAD}A0,na,2026-01-12,professional\n{cells}\n"
    assert wrong(text) == [(3, column, why)]
    assert [row.seller for row in read(text).rows] == ["A0"]


def test_every_wrong_cell_of_a_line_is_told() -> None:
    assert wrong(f"{HEAD}A1,na,2026-01-12,gold,maybe\n") == [(2, "plan", "choice"), (2, "mfa", "flag")]


def test_lines_are_those_of_the_file() -> None:
    text = f'\n{HEAD}\nA1,na,2026-01-12,"pro\nfessional"\nA2,na,2026-01-12,gold\n'
    assert [line for line, _, _ in wrong(text)] == [4, 6]


def test_the_same_seller_and_site_twice_is_a_mistake() -> None:
    text = f"{HEAD}A1,na,2026-01-12,professional\nA1,na,2026-01-11,individual\nA1,eu,2026-01-12,individual\n"
    assert wrong(text) == [(3, "seller", "again")]


def test_an_unknown_column_is_told_and_says_nothing() -> None:
    text = "seller,site,as_of,plan,colour\nA1,na,2026-01-12,professional,blue\n"
    assert wrong(text) == [(1, "colour", "column")]
    assert read(text).rows[0].said == {"plan": "professional"}


def test_a_fact_that_the_desk_owns_is_told_once_for_its_site_and_left_out() -> None:
    text = "seller,site,as_of,mfa\n" + "".join(
        f"A{n},{site},2026-01-12,yes\n" for n in range(3) for site in SITES
    )
    assert wrong(text) == [(1, "mfa", "owned")]
    assert [row.said for row in read(text).rows] == [{"mfa": True}, {}] * 3


def test_site_and_day_may_be_given_for_all_rows() -> None:
    (row,) = read("seller,plan\nA1,individual\n", site="eu", as_of=NOON).rows
    assert (row.site, row.as_of) == ("eu", NOON)


def test_the_sample_shows_every_column_and_is_accepted() -> None:
    found = read_rows(read_sheet(sample(["na"]).encode()), SITES, now=NOON)
    assert found.problems == []
    (row,) = found.rows
    assert set(row.said) | {"seller", "site", "as_of"} == set(COLUMNS)
    assert all(FACTS[name].given_in == "seller" for name in row.said if name in FACTS)
