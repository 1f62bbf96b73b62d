"""A file of standings is applied as a whole or not at all; younger facts win; a new number is verified anew."""

import hashlib
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from ringback.records.calls.attempts import _is_still_verified
from ringback.records.desk.models import Site
from ringback.records.sellers import importing
from ringback.records.sellers.actions import write_standing
from ringback.records.sellers.held import held_on
from ringback.records.sellers.models import Seller, Standing, StandingImport
from ringback.records.sellers.readers import facts_of_seller
from tests.people import DAY, NOON, a_site, asks, sells, supervises

pytestmark = pytest.mark.django_db


@pytest.fixture
def na(db: None) -> Site:
    return a_site("na")


def take_in(text: str, **how: Any) -> StandingImport:
    return importing.take_in(text.encode(), **{"file_name": "facts.csv", "by": None, "now": NOON, **how})


def facts(seller: Seller, site: Site) -> dict[str, Any]:
    return dict(Standing.objects.get(seller=seller, site=site).facts)


def test_facts_of_the_file_are_taken_and_absent_sellers_and_facts_stay(na: Site) -> None:
    ada, eve = sells("Ada", na), sells("Eve", na)
    before = facts(eve, na), facts(ada, na)["kyc"]
    done = take_in("seller,site,as_of,plan,odr,mfa\nS-ADA,na,2026-01-13,individual,0.4%,\n")
    assert (done.state, done.lines, done.good, done.changed) == ("applied", 1, 1, 1)
    assert (facts(ada, na)["plan"], facts(ada, na)["odr"]) == ("individual", 0.004)
    assert (facts(eve, na), facts(ada, na)["kyc"]) == before
    assert facts(ada, na)["mfa"] is True, "an empty cell says nothing"


def test_a_seller_gets_a_standing_on_a_site_where_they_had_none(na: Site) -> None:
    ada = sells("Ada")
    take_in("seller,site,as_of,plan\nS-ADA,na,2026-01-13,individual\n")
    assert facts(ada, na) == {"plan": "individual"}


BAD = "seller,site,as_of,plan\nS-ADA,na,2026-01-13,individual\nS-NOBODY,na,2026-01-13,individual\nS-EVE,na,2026-01-13,gold\n"


def test_of_a_file_with_wrong_lines_nothing_is_applied_until_somebody_says_so(na: Site) -> None:
    ada, eve = sells("Ada", na), sells("Eve", na)
    waiting = take_in(BAD)
    assert waiting.state == "waiting"
    assert [(one["line"], one["column"], one["why"]) for one in waiting.problems] == [
        (3, "seller", "seller"),
        (4, "plan", "choice"),
    ]
    assert facts(ada, na)["plan"] == "professional"
    done = importing.apply_the_rest(waiting, now=NOON)
    assert (done.state, done.changed, done.problem_count) == ("applied", 1, 2)
    assert (facts(ada, na)["plan"], facts(eve, na)["plan"]) == ("individual", "professional")
    assert done.content is None
    with pytest.raises(importing.Undecided):
        importing.apply_the_rest(waiting, now=NOON)


def test_skip_bad_applies_at_once(na: Site) -> None:
    ada = sells("Ada", na)
    assert take_in(BAD, skip_bad=True).state == "applied"
    assert facts(ada, na)["plan"] == "individual"


def test_a_file_that_is_thrown_away_changes_nothing_and_is_not_kept(na: Site) -> None:
    ada = sells("Ada", na)
    thrown = importing.throw_away(take_in(BAD))
    assert (thrown.state, thrown.content, facts(ada, na)["plan"]) == ("thrown-away", None, "professional")
    with pytest.raises(IntegrityError, match="no_file_is_kept_once_it_is_decided"), transaction.atomic():
        StandingImport.objects.filter(pk=thrown.pk).update(content=b"x")


def test_a_file_about_which_nobody_decides_is_forgotten_after_a_day(na: Site) -> None:
    waiting = take_in(BAD)
    take_in(BAD, now=NOON + 2 * DAY)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.content) == ("thrown-away", None)


def test_what_is_older_than_what_is_held_is_told_and_skipped_fact_by_fact(na: Site) -> None:
    ada = sells("Ada", na)
    take_in("seller,site,as_of,odr\nS-ADA,na,2026-01-13,0.5\n")
    done = take_in("seller,site,as_of,odr,store_rating,plan\nS-ADA,na,2026-01-12,0.1,50,individual\n")
    # Ada's other facts are of the day before noon, which is after the midnight of the site that the file means.
    assert [(one["column"], one["why"]) for one in done.older] == [
        ("plan", "older"),
        ("odr", "older"),
        ("store_rating", "older"),
    ]
    assert (facts(ada, na)["odr"], done.changed) == (0.5, 0)
    later = take_in("seller,site,as_of,odr,store_rating\nS-ADA,na,2026-01-12T23:59:00-08:00,0.1,50\n")
    assert [one["column"] for one in later.older] == ["odr"]
    assert (facts(ada, na)["odr"], facts(ada, na)["store_rating"]) == (0.5, 50)


def test_the_same_day_may_be_mended(na: Site) -> None:
    ada = sells("Ada", na)
    for odr in ("0.5", "0.2"):
        take_in(f"seller,site,as_of,odr\nS-ADA,na,2026-01-13,{odr}\n")
    assert facts(ada, na)["odr"] == 0.2


def test_a_new_number_is_not_verified_until_the_file_says_so(na: Site) -> None:
    """Otherwise whoever changes a number would be rung on it as if it had been proved."""
    ada = sells("Ada", na)
    callback = asks(ada, na)
    callback.number = Standing.objects.get(seller=ada).phone
    assert _is_still_verified(callback)
    take_in("seller,site,as_of,phone\nS-ADA,na,2026-01-13,+8613900001111\n")
    standing = Standing.objects.get(seller=ada)
    assert (standing.phone, standing.phone_verified_at) == ("+8613900001111", None)
    assert facts_of_seller(ada, na)["phone_verified"] is False
    take_in("seller,site,as_of,phone_verified\nS-ADA,na,2026-01-13,yes\n")
    standing.refresh_from_db()
    assert standing.phone_verified_at == datetime(2026, 1, 13, 8, tzinfo=UTC)
    take_in("seller,site,as_of,phone_verified\nS-ADA,na,2026-01-13,no\n")
    standing.refresh_from_db()
    assert standing.phone_verified_at is None
    assert standing.facts["phone_verified"] is False


def test_a_fact_of_the_desks_own_cannot_be_set_by_a_file(na: Site) -> None:
    ada = sells("Ada", na)
    na.fact_owners = {"mfa": "desk"}
    na.save()
    done = take_in("seller,site,as_of,mfa,plan\nS-ADA,na,2026-01-13,no,individual\n", skip_bad=True)
    assert [(one["line"], one["column"], one["why"]) for one in done.problems] == [(1, "mfa", "owned")]
    assert (facts(ada, na)["mfa"], facts(ada, na)["plan"]) == (True, "individual")


TEXT = "seller,site,as_of,plan\nS-ADA,na,2026-01-13,individual\n"


def test_the_history_says_who_when_which_file_and_how_many_rows(na: Site) -> None:
    sells("Ada", na)
    rosa = supervises("Rosa")
    done = take_in(TEXT, by=rosa, file_name="a/b.csv")
    assert (done.by, done.at, done.file_name, done.lines) == (rosa, NOON, "a/b.csv", 1)
    assert done.digest == hashlib.sha256(TEXT.encode()).hexdigest()


def test_a_file_that_is_too_big_or_unreadable_leaves_no_trace(na: Site, settings: Any) -> None:
    settings.STANDING_MAX_BYTES = 10
    with pytest.raises(importing.TooBig):
        take_in(BAD)
    settings.STANDING_MAX_BYTES = 10_000
    with pytest.raises(importing.Unreadable):
        take_in("seller\n")
    assert not StandingImport.objects.exists()


def test_a_seller_reads_each_fact_with_its_day_and_its_owner(na: Site) -> None:
    ada = sells("Ada", na)
    take_in("seller,site,as_of,odr\nS-ADA,na,2026-01-13,0.5\n")
    held = {one.name: one for one in held_on(ada, na)}
    assert (held["odr"].value, held["odr"].since, held["odr"].by_file) == (
        0.5,
        datetime(2026, 1, 13, 8, tzinfo=UTC),
        True,
    )
    assert (held["plan"].since, held["plan"].by_file, held["plan"].owner) == (
        NOON - DAY,
        False,
        "marketplace",
    )
    assert (held["urgent_claims_30d"].owner, held["urgent_claims_30d"].known) == ("desk", False)


def test_what_the_marketplace_sends_as_a_whole_has_its_own_day_again(na: Site) -> None:
    ada = sells("Ada", na)
    take_in("seller,site,as_of,odr\nS-ADA,na,2026-01-13,0.5\n")
    write_standing(ada, na, facts={"plan": "professional"}, now=NOON + DAY)
    held = {one.name: one for one in held_on(ada, na)}
    assert (held["plan"].since, held["odr"].known) == (NOON + DAY, False)


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_go_one_after_the_other() -> None:
    """The first one's transaction is held open; the second waits for it and then finds the younger fact."""
    na = a_site("na")
    ada = sells("Ada", na)
    began, done = threading.Event(), []

    def second() -> None:
        began.set()
        done.append(take_in("seller,site,as_of,odr\nS-ADA,na,2026-01-12T23:00:00-08:00,0.1\n"))
        connections.close_all()

    with transaction.atomic():
        take_in("seller,site,as_of,odr\nS-ADA,na,2026-01-13T01:00:00-08:00,0.5\n")
        thread = threading.Thread(target=second)
        thread.start()
        began.wait(5)
        thread.join(0.5)
        assert thread.is_alive(), "it waits"
    thread.join(20)
    assert (done[0].older_count, facts(ada, na)["odr"]) == (1, 0.5)


@pytest.mark.slow
def test_twenty_thousand_rows_are_taken_in_by_few_statements(
    na: Site, django_assert_max_num_queries: Any
) -> None:
    from ringback.records.people.models import Person

    people = [Person(email=f"s{n}@x.example", name=f"S{n}", role="seller") for n in range(20_000)]
    Person.objects.bulk_create(people, batch_size=2_000)
    sellers = [Seller(person=one, code=f"S{n}", company="C") for n, one in enumerate(people)]
    Seller.objects.bulk_create(sellers, batch_size=2_000)
    rows = "".join(f"S{n},na,2026-01-13,professional,0.004\n" for n in range(20_000))
    with django_assert_max_num_queries(400):
        done = take_in("seller,site,as_of,plan,odr\n" + rows)
    assert done.changed == 20_000
