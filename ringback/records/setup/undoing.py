"""Any earlier change can be undone, of whatever thing it is."""

from datetime import datetime
from typing import Any

from django.db import transaction

from ringback.records.history.models import Change
from ringback.records.people.models import Person
from ringback.records.setup.issue_types import ISSUE_TYPE
from ringback.records.setup.people import STAFF
from ringback.records.setup.rosters import ROSTER
from ringback.records.setup.rules import RULES
from ringback.records.setup.saving import undo_change, wake_everybody
from ringback.records.setup.sites import SITE, make_site
from ringback.records.setup.thing import Thing

THINGS: dict[str, Thing[Any]] = {one.kind: one for one in (SITE, ISSUE_TYPE, STAFF, ROSTER, RULES)}


@transaction.atomic
def undo(
    change: Change, *, later_too: bool = False, all_the_same: bool = False, by: Person, now: datetime
) -> None:
    """Raises TouchedLater unless `later_too`, Strands unless `all_the_same`, NothingToUndo, CannotBeUndone, Wrong,
    LookupError when the thing is there no more."""
    thing = THINGS[change.kind]
    try:
        undo_change(thing, change, later_too=later_too, all_the_same=all_the_same, by=by, now=now)
    except LookupError:
        if change.kind != SITE.kind or not change.before.get("exists"):
            raise
        values = {name: value for name, value in change.before.items() if value is not None}
        make_site(change.key, values, undoes=change, by=by, now=now)
        wake_everybody()
