"""What a row of a file makes of a standing: younger facts win, older ones are told, and a new number is verified anew."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ringback.records.sellers.models import Standing
from ringback.rules.standing.rows import PHONE, VERIFIED_AT, Problem, Row

VERIFIED = "phone_verified"


@dataclass(frozen=True)
class Merged:
    """The standing as it is to be, not yet written. `older` are the cells that are younger here already."""

    standing: Standing
    changed: bool
    older: list[Problem]


def merged(standing: Standing, row: Row, *, by: int) -> Merged:
    """`by` is the import's pk. A fact of the same day is taken, so that a day's mistake can be mended."""
    said, older = {}, []
    for name, value in row.said.items():
        held = held_since(standing, name)
        if held is not None and held > row.as_of:
            older.append(Problem(row.line, name, "older", what=held.isoformat()))
        else:
            said[name] = value
    if not said:
        return Merged(standing, False, older)
    _take(standing, said, row.as_of)
    standing.origins = {**_dated(standing), **{name: _origin(row.as_of, by) for name in said}}
    standing.as_of = max(standing.as_of, row.as_of)
    return Merged(standing, True, older)


def held_since(standing: Standing, name: str) -> datetime | None:
    """The day of a fact that is held; None for one that is not."""
    origin = standing.origins.get(name)
    if origin is not None:
        return datetime.fromisoformat(origin["as_of"])
    held = standing.phone if name in (PHONE, VERIFIED_AT) else name in standing.facts
    return standing.as_of if held else None


def _take(standing: Standing, said: dict[str, Any], as_of: datetime) -> None:
    facts = {name: value for name, value in said.items() if name not in (PHONE, VERIFIED_AT)}
    standing.facts = {**standing.facts, **facts}
    if not {PHONE, VERIFIED_AT, VERIFIED} & set(said):
        return
    is_new = said.get(PHONE, standing.phone) != standing.phone
    standing.phone = said.get(PHONE, standing.phone)
    standing.phone_verified_at = _verified_at(None if is_new else standing.phone_verified_at, said, as_of)
    if VERIFIED in standing.facts:
        standing.facts[VERIFIED] = standing.phone_verified_at is not None


def _verified_at(before: datetime | None, said: dict[str, Any], as_of: datetime) -> datetime | None:
    """Nobody has verified a new number until the file says so."""
    if said.get(VERIFIED) is False:
        return None
    if VERIFIED_AT in said:
        at: datetime = said[VERIFIED_AT]
        return at
    return before or (as_of if said.get(VERIFIED) else None)


def _dated(standing: Standing) -> dict[str, Any]:
    """What came as a whole gets its day before parts of it become younger."""
    names = [*standing.facts, *((PHONE, VERIFIED_AT) if standing.phone else ())]
    if standing.pk is None:
        return {}
    return {name: standing.origins.get(name) or _origin(standing.as_of, None) for name in names}


def _origin(as_of: datetime, by: int | None) -> dict[str, Any]:
    return {"as_of": as_of.isoformat(), "import": by}
