"""Ada's callback at each of its moments, and something of everything beside it, so that the pages show all their forms."""

from collections.abc import Callable

from ringback.records.calls import attempts, holds, wrapping
from ringback.records.calls.models import Call
from ringback.records.desk.models import IssueType
from ringback.records.people.models import Person
from ringback.records.setup.presets import preset
from tests.pages.shared.world import Things
from tests.people import MINUTE, NOON, SmallDesk, is_reserved, supervises

ISSUE = "payment-on-hold"


class Desk(Things, SmallDesk):
    """Everybody reads Chinese, so that whatever is left in English shows."""

    def __init__(self) -> None:
        SmallDesk.__init__(self, ISSUE)
        self.attempt = None
        self.rosa = supervises("Rosa")
        self.case = self.callback.case
        self.stand()
        self._has_a_template()
        Person.objects.update(language="zh-hans")
        for one in (self.ada.person, self.bo.person, self.rosa):
            one.refresh_from_db()

    def _has_a_template(self) -> None:
        """A field of every kind."""
        found = {each["slug"]: each for each in preset("amazon-like").issue_types}
        fields = {field["kind"]: field for each in found.values() for field in each["template"]}
        issue = IssueType.objects.get(slug=ISSUE)
        issue.template = [{**field, "name": kind} for kind, field in fields.items() if "when" not in field]
        issue.checklist = found[ISSUE]["checklist"]
        issue.save(update_fields=["template", "checklist"])
        self.case.refresh_from_db()


def is_offered(desk: Desk) -> None:
    is_reserved(desk.bo, epoch=desk.epoch)


def ring(desk: Desk) -> None:
    holds.decline(desk.bo, now=NOON)
    desk.attempt = desk.rings()


def talk(desk: Desk) -> None:
    assert desk.attempt is not None
    assert attempts.ring(desk.attempt, tab="tab", now=NOON) == "rings"
    assert attempts.answer(desk.attempt, tab="tab", now=NOON)


def wrap_up(desk: Desk) -> None:
    assert desk.attempt is not None
    assert attempts.hang_up(desk.attempt, by=desk.ada.person, now=NOON + MINUTE)


def part(desk: Desk) -> None:
    assert desk.attempt is not None
    wrapping.finish(Call.objects.get(attempt=desk.attempt), outcome="solved", now=NOON + 2 * MINUTE)


# In their order, each from where the one before has led.
MOMENTS: tuple[Callable[[Desk], object], ...] = (is_offered, ring, talk, wrap_up, part)
