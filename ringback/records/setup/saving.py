"""The one way in which something that is set up is saved, confirmed or undone; its change is written with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from ringback.records import wake
from ringback.records.desk.models import Site
from ringback.records.history.actions import Act, note_look, record
from ringback.records.history.models import Change
from ringback.records.history.readers import changed_since, changes_of, version_of
from ringback.records.people.models import Person
from ringback.records.setup.stranding import stranded
from ringback.records.setup.thing import Read, Thing
from ringback.records.setup.wrong import (
    ChangedMeanwhile,
    NothingToUndo,
    Stranded,
    Strands,
    TouchedLater,
)
from ringback.rules.history import Snapshot, merge, rewind, undo

One = TypeVar("One")


@transaction.atomic
def read(thing: Thing[One], key: str) -> Read[One]:
    """Raises LookupError."""
    one = thing.locked(key)
    return Read(one, thing.snapshot(one), version_of(thing.kind, key))


@transaction.atomic
def save(
    thing: Thing[One],
    key: str,
    values: Snapshot,
    *,
    parts: Sequence[str] = ("",),
    seen: int,
    all_the_same: bool = False,
    by: Person | None,
    now: datetime,
) -> Change | None:
    """`values` are all fields whose names begin with one of `parts`; one that is left out is taken away. `seen` is the
    version that the person looked at. None when nothing changes.

    Raises Wrong, ChangedMeanwhile, Strands, LookupError; then nothing is saved.
    """
    one = thing.locked(key)
    current = thing.snapshot(one)
    wished = {name: value for name, value in current.items() if not name.startswith(tuple(parts))} | {
        name: value for name, value in values.items() if value is not None
    }
    if wished == current:
        return None  # a second click, or somebody else wished the same
    _refuse_stale((thing.kind, key), wished, current, parts=tuple(parts), seen=seen)
    return _write(thing, key, one, wished, all_the_same=all_the_same, by=by, now=now)


@transaction.atomic
def confirm(thing: Thing[One], key: str, *, field: str, by: Person, now: datetime) -> None:
    """Somebody looked at it and left it as it is."""
    one = thing.locked(key)
    note_look(thing.kind, key, name=thing.name(one), field=field, by=by, now=now)


@transaction.atomic
def undo_change(
    thing: Thing[One],
    change: Change,
    *,
    later_too: bool = False,
    all_the_same: bool = False,
    by: Person,
    now: datetime,
) -> Change:
    """Set back what the change set, whatever came after it: other fields keep their later values.

    Raises TouchedLater unless `later_too`, NothingToUndo, CannotBeUndone, Wrong, Strands, LookupError.
    """
    one = thing.locked(change.key)
    current = thing.snapshot(one)
    asked = undo(current, before=change.before, after=change.after)
    if not asked.values:
        raise NothingToUndo
    if asked.touched and not later_too:
        later = changes_of(thing.kind, change.key).filter(pk__gt=change.pk)
        raise TouchedLater(
            asked.touched, [each for each in later if not set(asked.touched).isdisjoint(each.after)]
        )
    wished = {name: value for name, value in {**current, **asked.values}.items() if value is not None}
    made = _write(thing, change.key, one, wished, undoes=change, all_the_same=all_the_same, by=by, now=now)
    if made is None:
        raise NothingToUndo
    return made


def _refuse_stale(
    which: tuple[str, str], wished: Snapshot, current: Snapshot, *, parts: tuple[str, ...], seen: int
) -> None:
    changes = [
        each for each in changed_since(*which, seen) if any(name.startswith(parts) for name in each.after)
    ]
    if not changes:
        return
    base = rewind(current, [each.before for each in changes])
    merged = merge(base, mine=wished, current=current)
    raise ChangedMeanwhile(merged=merged.values, both=merged.both, changes=changes, seen=version_of(*which))


def _write(
    thing: Thing[One],
    key: str,
    one: One,
    wished: Snapshot,
    *,
    undoes: Change | None = None,
    all_the_same: bool,
    by: Person | None,
    now: datetime,
) -> Change | None:
    current = thing.snapshot(one)
    if dict(wished) == current:
        return None
    before = stranded(now=now)
    thing.write(one, wished, now=now)
    refuse_to_strand(before, all_the_same=all_the_same, now=now)
    made = record(
        thing.kind,
        key,
        name=thing.name(one),
        before=current,
        after=thing.snapshot(one),
        act=Act.UNDONE if undoes else Act.CHANGED,
        undoes=undoes,
        by=by,
        now=now,
    )
    wake_everybody()
    return made


def refuse_to_strand(before: Sequence[Stranded], *, all_the_same: bool, now: datetime) -> None:
    """`before` is what waited in vain already. Raises Strands."""
    known = {(each.why, each.site, each.languages, each.skills, each.subject): each.count for each in before}
    found = [
        each
        for each in stranded(now=now)
        if each.count > known.get((each.why, each.site, each.languages, each.skills, each.subject), -1)
    ]
    if found and not all_the_same:
        raise Strands(found)


def wake_everybody() -> None:
    """Whoever waits may be served by others, at other hours: the dispatcher and every open page look."""
    wake.wake(wake.DISPATCH, *(wake.desk(slug) for slug in Site.objects.values_list("slug", flat=True)))
