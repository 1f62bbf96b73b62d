"""Takes in a file of standings: all of it, or, where somebody says so, all that is good of it, in one transaction."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from ringback.records import wake
from ringback.records.desk.models import Site
from ringback.records.people.models import Person
from ringback.records.sellers.merging import Merged, merged
from ringback.records.sellers.models import Seller, Standing, StandingImport
from ringback.records.sellers.readers import DESK, owner_of
from ringback.rules.standing import rows as rules
from ringback.rules.standing.rows import FACT_NAMES, TELEPHONE, Problem, Row, read_rows
from ringback.rules.standing.sheet import Unreadable, read_sheet

# Others name the types without importing tables or rules.
__all__ = ["StandingImport", "TooBig", "Undecided", "Unreadable", "apply_the_rest", "take_in", "throw_away"]

State = StandingImport.State
TOLD = 500  # problems that are kept, and shown
AT_ONCE = 2_000  # rows of one statement
FORGET_AFTER = timedelta(days=1)  # a file that nobody decides about is not kept
ONE_AT_A_TIME = 0x5D1A0B  # an advisory lock: two files may speak of the same seller


class TooBig(ValueError):
    """More bytes than RINGBACK_STANDING_MAX_BYTES."""


class Undecided(Exception):
    """The import is not waiting for a decision any more."""


@transaction.atomic
def take_in(
    content: bytes,
    *,
    file_name: str,
    site: Site | None = None,
    day: datetime | None = None,
    skip_bad: bool = False,
    by: Person | None,
    now: datetime,
) -> StandingImport:
    """Applied when nothing is wrong with it, or `skip_bad`; else it waits for a decision and nothing of it is applied.

    `site` and `day` are for rows that name none. Raises TooBig, Unreadable.
    """
    if len(content) > settings.STANDING_MAX_BYTES:
        raise TooBig
    _forget_old(now)
    one = StandingImport(
        at=now,
        by=by,
        file_name=file_name[-200:],
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        site=site,
        day=day,
        state=State.WAITING,
    )
    return _decide(one, content, skip_bad=skip_bad, now=now)


@transaction.atomic
def apply_the_rest(one: StandingImport, *, now: datetime) -> StandingImport:
    """What is good of a file that waits. Raises Undecided when it was decided meanwhile."""
    one = _locked(one)
    return _decide(one, bytes(one.content or b""), skip_bad=True, now=now)


@transaction.atomic
def throw_away(one: StandingImport) -> StandingImport:
    """Raises Undecided."""
    one = _locked(one)
    one.state, one.content = State.THROWN_AWAY, None
    one.save(update_fields=["state", "content"])
    return one


def _locked(one: StandingImport) -> StandingImport:
    found = StandingImport.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if found.state != State.WAITING:
        raise Undecided
    return found


def _decide(one: StandingImport, content: bytes, *, skip_bad: bool, now: datetime) -> StandingImport:
    sites = {site.slug: site for site in Site.objects.all()}
    found = read_rows(
        read_sheet(content),
        {slug: _as_read(site) for slug, site in sites.items()},
        site=one.site.slug if one.site else "",
        as_of=one.day,
        now=now,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    sellers = _sellers({row.seller for row in found.rows})
    rows = [row for row in found.rows if row.seller in sellers]
    unknown = [
        Problem(row.line, rules.SELLER, "seller", row.seller)
        for row in found.rows
        if row.seller not in sellers
    ]
    problems = sorted([*found.problems, *unknown], key=lambda problem: problem.line)
    one.lines, one.good = found.lines, len(rows)
    one.problem_count, one.problems = len(problems), _told(problems)
    applies = skip_bad or not problems
    one.state, one.content = (State.APPLIED, None) if applies else (State.WAITING, content)
    one.save()
    if applies:
        _apply(one, rows, sellers, sites)
    return one


def _as_read(site: Site) -> rules.Site:
    owned = {name for name in FACT_NAMES if owner_of(site, name) == DESK} - {"language"}
    if "phone_verified" in owned:
        owned |= set(TELEPHONE)
    return rules.Site(site.zone, frozenset(owned))


def _sellers(codes: set[str]) -> dict[str, Seller]:
    return {
        seller.code: seller
        for some in _some(sorted(codes))
        for seller in Seller.objects.filter(code__in=some)
    }


def _apply(
    one: StandingImport, rows: list[Row], sellers: Mapping[str, Seller], sites: Mapping[str, Site]
) -> None:
    older: list[Problem] = []
    for some in _some(rows):
        held = _held([sellers[row.seller].pk for row in some])
        new: list[Merged] = []
        otherwise: list[Merged] = []
        for row in some:
            seller, site = sellers[row.seller], sites[row.site]
            known = held.get((seller.pk, site.pk))
            done = merged(
                known or Standing(seller=seller, site=site, facts={}, as_of=row.as_of), row, by=one.pk
            )
            older += done.older
            if done.changed:
                (otherwise if known else new).append(done)
        _write(new, otherwise)
        one.changed += len(new) + len(otherwise)
    one.older_count, one.older = len(older), _told(older)
    one.save(update_fields=["changed", "older_count", "older"])


def _held(sellers: list[int]) -> dict[tuple[int, int], Standing]:
    found = Standing.objects.select_for_update(of=("self",)).filter(seller__in=sellers).order_by("pk")
    return {(each.seller_id, each.site_id): each for each in found}


def _write(new: list[Merged], otherwise: list[Merged]) -> None:
    Standing.objects.bulk_create([done.standing for done in new])
    Standing.objects.bulk_update(
        [done.standing for done in otherwise],
        ["facts", "phone", "phone_verified_at", "as_of", "origins"],
        batch_size=AT_ONCE // 4,
    )
    people = {done.standing.seller.person_id for done in new} | set(
        Seller.objects.filter(pk__in=[done.standing.seller_id for done in otherwise]).values_list(
            "person_id", flat=True
        )
    )
    if people:
        wake.wake(wake.DISPATCH, *(wake.person(person) for person in people))


def _told(problems: list[Problem]) -> list[dict[str, Any]]:
    return [asdict(problem) for problem in problems[:TOLD]]


def _some(all_of_them: list[Any]) -> Iterable[list[Any]]:
    return (all_of_them[at : at + AT_ONCE] for at in range(0, len(all_of_them), AT_ONCE))


def _forget_old(now: datetime) -> None:
    waiting = StandingImport.objects.filter(state=State.WAITING, at__lt=now - FORGET_AFTER)
    waiting.update(state=State.THROWN_AWAY, content=None)
