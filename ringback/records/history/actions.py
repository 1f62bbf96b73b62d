"""A change is written in the transaction that makes it."""

from collections.abc import Mapping
from datetime import datetime

from ringback.records.history.models import Change
from ringback.records.people.models import Person
from ringback.rules.history import Snapshot, differences

Act = Change.Act


def record(
    kind: str,
    key: str,
    *,
    name: Mapping[str, str],
    before: Snapshot,
    after: Snapshot,
    act: str = Act.CHANGED,
    undoes: Change | None = None,
    by: Person | None,
    now: datetime,
) -> Change | None:
    """`before` and `after` are whole snapshots, of which what differs is kept. None when nothing does."""
    found = differences(before, after)
    if not found:
        return None
    return Change.objects.create(
        kind=kind,
        key=key,
        name=dict(name),
        at=now,
        by=by,
        act=act,
        before=found.before,
        after=found.after,
        undoes=undoes,
    )


def note_look(
    kind: str, key: str, *, name: Mapping[str, str], field: str, by: Person | None, now: datetime
) -> Change:
    """Somebody looked at a field and left it as it is: there is nothing to undo. A second click finds the first look."""
    last = Change.objects.filter(kind=kind, key=key).order_by("-pk").first()
    if last is not None and (last.act, last.after, last.by) == (Act.CONFIRMED, {field: True}, by):
        return last
    return Change.objects.create(
        kind=kind, key=key, name=dict(name), at=now, by=by, act=Act.CONFIRMED, after={field: True}
    )
