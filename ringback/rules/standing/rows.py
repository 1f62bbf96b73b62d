"""A file of standings as dated facts per seller and site, and all that is wrong with it, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ringback.rules.policy.facts import FACTS
from ringback.rules.standing.cells import Wrong, code_in, fact_in, moment_in, phone_in
from ringback.rules.standing.sheet import Line, Sheet, Unreadable

SELLER, SITE, AS_OF, PHONE, VERIFIED_AT = "seller", "site", "as_of", "phone", "phone_verified_at"
ABOUT = (SELLER, SITE, AS_OF)
TELEPHONE = (PHONE, VERIFIED_AT)
FACT_NAMES = tuple(name for name, fact in FACTS.items() if fact.given_in == "seller")
COLUMNS = (*ABOUT, *FACT_NAMES, *TELEPHONE)
AHEAD = timedelta(days=1)  # clocks and zones differ; a fact of next week is a mistake


@dataclass(frozen=True)
class Problem:
    """`column` is empty where the line as a whole is wrong; `cell` is what stands there, `what` what it may be."""

    line: int
    column: str
    why: str
    cell: str = ""
    what: str = ""


@dataclass(frozen=True)
class Row:
    """`said` are facts by name, and the telephone where it stands in the file."""

    line: int
    seller: str
    site: str
    as_of: datetime
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """`owned` are the facts that the desk itself owns there."""

    zone: str
    owned: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """`lines` counts those beneath the headings, good or wrong."""

    rows: list[Row]
    problems: list[Problem]
    lines: int


def read_rows(
    sheet: Sheet,
    sites: Mapping[str, Site],
    *,
    site: str = "",
    as_of: datetime | None = None,
    now: datetime,
) -> Found:
    """`site` and `as_of` are for rows that name none. An empty cell says nothing. Raises Unreadable without a column that is needed."""
    _refuse_missing(sheet, site=site, as_of=as_of)
    reading = _Reading(sheet, sites, site, as_of, now)
    for line in sheet.lines:
        reading.take(line)
    return Found(reading.rows, sorted(reading.problems, key=lambda one: one.line), len(sheet.lines))


def _refuse_missing(sheet: Sheet, *, site: str, as_of: datetime | None) -> None:
    given = {SITE: site, AS_OF: as_of}
    for name in ABOUT:
        if name not in sheet.heads and not given.get(name):
            raise Unreadable("header", name)
    if not set(sheet.heads) & {*FACT_NAMES, *TELEPHONE}:
        raise Unreadable("header", ", ".join(FACT_NAMES))


class _Reading:
    """Collects rows and problems; a row with a problem of its own is no row."""

    def __init__(
        self,
        sheet: Sheet,
        sites: Mapping[str, Site],
        site: str,
        as_of: datetime | None,
        now: datetime,
    ) -> None:
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self._heads, self._heads_at, self._sites = sheet.heads, sheet.heads_at, sites
        self._site, self._as_of, self._now = site, as_of, now
        self._seen: dict[tuple[str, str], int] = {}
        self._owned_told: set[tuple[str, str]] = set()
        self._wrong_lines = 0
        self._refuse_unknown_columns()

    def _refuse_unknown_columns(self) -> None:
        for head in self._heads:
            if head and head not in COLUMNS:
                self.problems.append(Problem(self._heads_at, head, "column"))

    def take(self, line: Line) -> None:
        before = self._wrong_lines
        if any(cell.strip() for cell in line.cells[len(self._heads) :]):
            self._wrong(line, "", "cells")
            return
        cells = {head: cell for head, cell in zip(self._heads, line.cells, strict=False) if cell}
        seller = self._read(line, SELLER, cells, code_in)
        slug = cells.get(SITE, self._site).casefold()
        site = self._sites.get(slug)
        if site is None:
            self._wrong(line, SITE, "site", slug, ", ".join(self._sites))
            return
        zone = ZoneInfo(site.zone)
        as_of = (
            self._read(line, AS_OF, cells, lambda cell: moment_in(cell, zone))
            if AS_OF in cells
            else self._as_of
        )
        if as_of is None and AS_OF not in cells:
            self._wrong(line, AS_OF, "missing")
        elif as_of is not None and as_of > self._now + AHEAD:
            self._wrong(line, AS_OF, "future", cells.get(AS_OF, ""))
        said = self._said(line, cells, slug, site)
        if (
            seller is not None
            and (first := self._seen.setdefault((seller, slug), line.number)) != line.number
        ):
            self._wrong(line, SELLER, "again", seller, str(first))
        if seller is not None and as_of is not None and self._wrong_lines == before:
            self.rows.append(Row(line.number, seller, slug, as_of, said))

    def _said(self, line: Line, cells: Mapping[str, str], slug: str, site: Site) -> dict[str, Any]:
        zone, said = ZoneInfo(site.zone), {}
        for name in (*FACT_NAMES, *TELEPHONE):
            if name not in cells or self._is_the_desks(name, slug, site):
                continue
            if name == PHONE:
                said[name] = self._read(line, name, cells, phone_in)
            elif name == VERIFIED_AT:
                said[name] = self._read(line, name, cells, lambda cell: moment_in(cell, zone))
            else:
                said[name] = self._read(
                    line, name, cells, lambda cell, name=name: fact_in(cell, FACTS[name], zone)
                )
        return said

    def _is_the_desks(self, name: str, slug: str, site: Site) -> bool:
        """Told once for each column and site: a file may not set what the desk owns."""
        owned = name in site.owned
        if owned and (name, slug) not in self._owned_told:
            self._owned_told.add((name, slug))
            # It is about the column; the rows are as good as without it.
            self.problems.append(Problem(self._heads_at, name, "owned", what=slug))
        return owned

    def _read(self, line: Line, column: str, cells: Mapping[str, str], read: Any) -> Any:
        """None where it cannot be read, which is noted."""
        if column not in cells:
            self._wrong(line, column, "missing")
            return None
        try:
            return read(cells[column])
        except Wrong as wrong:
            self._wrong(line, column, wrong.why, cells[column], wrong.what)
            return None

    def _wrong(self, line: Line, column: str, why: str, cell: str = "", what: str = "") -> None:
        self._wrong_lines += 1
        self.problems.append(Problem(line.number, column, why, cell[:80], what))
