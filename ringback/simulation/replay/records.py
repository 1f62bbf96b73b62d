"""Call records as a telephone centre keeps them: a CSV table, one call a row (docs/replay.md has the columns)."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

SERVED, HUNG_UP = "AGENT", "HANG"


class BadRecords(ValueError):
    """What is wrong, and in which line of the table."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """Two may read the same and are two. `arrive` in seconds after midnight of its date, `wait` and `service` in seconds; `agent` is empty where unknown."""

    day: date
    type: str
    priority: str
    arrive: int
    queued: bool
    wait: int
    served: bool
    start: int
    service: int
    agent: str
    split: str

    @property
    def begins(self) -> int:
        """What `start` says is not trusted: records have it wrong by seconds, and by hours."""
        return self.arrive + self.wait


COLUMNS = (
    "id",
    "date",
    "type",
    "priority",
    "customer",
    "arrive_s",
    "vru_s",
    "queued",
    "wait_s",
    "outcome",
    "start_s",
    "service_s",
    "agent",
    "split",
)


def read(lines: Iterable[str]) -> Iterator[Call]:
    """Raises BadRecords at the first row that cannot be so."""
    rows = csv.reader(lines, strict=True)
    latest: dict[date, int] = {}
    try:
        header = next(rows, [])
        _check_header(header)
        for row in rows:
            call = _Row(header, row, rows.line_num).call()
            if call.arrive < latest.get(call.day, call.arrive):
                raise BadRecords(
                    rows.line_num, f"arrive_s {call.arrive} is before the row above of {call.day}"
                )
            latest[call.day] = call.arrive
            yield call
    except csv.Error as problem:
        raise BadRecords(rows.line_num, str(problem)) from problem


def _check_header(header: list[str]) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    missing = [name for name in COLUMNS if name not in header]
    if unknown:
        raise BadRecords(1, f"unknown columns: {', '.join(map(repr, unknown))}")
    if missing:
        raise BadRecords(1, f"missing columns: {', '.join(missing)}")
    if len(header) > len(COLUMNS):
        raise BadRecords(1, "a column stands there twice")


class _Row:
    def __init__(self, header: list[str], cells: list[str], line: int) -> None:
        if len(cells) != len(header):
            raise BadRecords(line, f"{len(cells)} cells under {len(header)} columns")
        self._cells = dict(zip(header, cells, strict=True))
        self._line = line

    def call(self) -> Call:
        return Call(
            day=self._date(),
            type=self._cells["type"],
            priority=self._cells["priority"],
            arrive=self._number("arrive_s"),
            queued=self._one_of("queued", ("0", "1")) == "1",
            wait=self._number("wait_s"),
            served=self._one_of("outcome", (SERVED, HUNG_UP)) == SERVED,
            start=self._number("start_s", least=-1),
            service=self._number("service_s"),
            agent=self._cells["agent"],
            split=self._cells["split"],
        )

    def _date(self) -> date:
        try:
            return date.fromisoformat(self._cells["date"])
        except ValueError:
            raise self._wrong("date", "is no date such as 1999-08-31") from None

    def _number(self, column: str, *, least: int = 0) -> int:
        try:
            number = int(self._cells[column])
        except ValueError:
            raise self._wrong(column, "is no whole number") from None
        if number < least:
            raise self._wrong(column, f"is below {least}")
        return number

    def _one_of(self, column: str, words: tuple[str, ...]) -> str:
        if self._cells[column] not in words:
            raise self._wrong(column, f"is neither {' nor '.join(words)}")
        return self._cells[column]

    def _wrong(self, column: str, how: str) -> BadRecords:
        return BadRecords(self._line, f"{column} {self._cells[column]!r} {how}")
