"""No page of a seller asks the database more than twelve times, however much there is to show."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ringback.cli import preset_sites
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.turning import tick
from ringback.records.calls import attempts
from ringback.records.cases.actions import write_message
from ringback.records.cases.models import Case
from ringback.records.desk.models import Site
from ringback.records.sellers.models import Standing
from tests.pages.portal.conftest import Browser
from tests.people import (
    HOUR,
    MINUTE,
    NOON,
    a_case,
    a_lease,
    a_rulebook,
    answers,
    asks,
    is_reserved,
    is_rung,
    opens_page,
    sells,
    talks,
)

pytestmark = pytest.mark.django_db
MOST = 12


class World:
    """The preset's three sites. Ada sells on all of them and has much to show; Mei is there, and Tao, who knows tax."""

    def __init__(self) -> None:
        preset_sites.write("amazon-like")
        a_rulebook()  # on this day already
        self.site = Site.objects.get(slug="na")
        self.ada = sells("Ada", *Site.objects.all())
        self.mei, _tao = answers("Mei", self.site), answers("Tao", self.site, skills=("tax", "technical"))
        self.epoch = a_lease()
        self.case = self.full_case("shipment-lost")
        self.other_case = self.full_case("listing-removed")

    def full_case(self, issue: str) -> Case:
        case = a_case(self.ada, self.site, issue, missing=["Invoice"], answer_by=NOON + HOUR)
        for n in range(2):
            case.evidence.create(name=f"{n}.pdf", kind="pdf", size=9, stored_as=f"{issue}{n}", added_at=NOON)
            write_message(case, author=self.ada.person, body="Please look.", now=NOON)
        return case

    def asked(self) -> Callback:
        """Two others wait before her."""
        for name in ("Cy", "Dee"):
            asks(sells(name, self.site), self.site, at=NOON - 10 * MINUTE)
        return asks(self.ada, self.site, "account-deactivated", at=NOON - MINUTE)

    def has_standing(self, **facts: Any) -> None:
        """In place of what was; a fact that is None was never sent."""
        for standing in Standing.objects.filter(seller=self.ada):
            standing.facts = {
                name: one for name, one in {**standing.facts, **facts}.items() if one is not None
            }
            standing.save()


def of(callback: Callback) -> str:
    return f"/callbacks/{callback.pk}/"


def support(world: World) -> str:
    world.asked()
    return "/support/"


def today(_world: World) -> str:
    return "/support/today/"


def channel(world: World) -> str:
    world.asked()
    return f"/cases/{world.case.number}/channel/"


def channel_by_telephone(world: World) -> str:
    return f"{channel(world)}?line=phone"


def channel_refused(world: World) -> str:
    path = channel(world)
    world.has_standing(mfa=False, registered_at="2026-01-01")
    return path


def channel_with_the_other_line_alone(world: World) -> str:
    path = channel_by_telephone(world)
    world.has_standing(phone_verified=False)
    return path


def channel_without_a_fact(world: World) -> str:
    path = channel(world)
    world.has_standing(odr=None)
    return path


def change(world: World) -> str:
    return f"{of(world.asked())}change/"


def waiting(world: World) -> str:
    return of(world.asked())


def resting(world: World) -> str:
    callback = world.asked()
    Callback.objects.filter(pk=callback.pk).update(state="resting", rest_reason="page-closed")
    return of(callback)


def broken(world: World) -> str:
    callback = world.asked()
    opens_page(world.mei.person, NOON + 5 * HOUR)
    tick(world.site.pk, epoch=world.epoch, now=NOON + 5 * HOUR)
    callback.refresh_from_db()
    assert callback.broken_at
    return of(callback)


def reserved(world: World) -> str:
    callback = asks(world.ada, world.site)
    is_reserved(world.mei, epoch=world.epoch)
    return of(callback)


def rung(world: World) -> str:
    callback = asks(world.ada, world.site)
    is_rung(world.mei, epoch=world.epoch)
    return of(callback)


def another_is_rung(world: World) -> str:
    rung(world)
    return of(asks(world.ada, world.site, "account-deactivated"))


def talking(world: World) -> str:
    callback = asks(world.ada, world.site)
    talks(world.mei, epoch=world.epoch)
    return of(callback)


def talked(world: World) -> str:
    callback = asks(world.ada, world.site)
    assert attempts.hang_up(talks(world.mei, epoch=world.epoch), by=world.ada.person, now=NOON)
    return of(callback)


def story(world: World) -> str:
    return f"{talked(world)}story/"


def record(world: World) -> str:
    callback = Callback.objects.get(pk=talked(world).split("/")[2])
    return f"/records/{callback.attempts.get().record_number}/"


def cases(world: World) -> str:
    world.asked()
    return "/cases/"


def case(world: World) -> str:
    number = Callback.objects.get(pk=talked(world).split("/")[2]).case.number
    return f"/cases/{number}/"


def describe(_world: World) -> str:
    return "/support/new/tax-anomaly/"


def rules(_world: World) -> str:
    return "/rules/"


def setup(_world: World) -> str:
    return "/setup/"


def bar(world: World) -> str:
    rung(world)
    return "/bar/"


def news(world: World) -> str:
    support(world)
    return "/support/news/"


def languages(world: World) -> str:
    return waiting(world) + "languages/"


PAGES = [
    support, today, news, languages, channel, channel_by_telephone, channel_refused, channel_with_the_other_line_alone,
    channel_without_a_fact, change, waiting, resting, broken, reserved, rung, another_is_rung, talking, talked, story,
    record, cases, case, describe, rules, setup, bar,
]  # fmt: skip


@pytest.mark.parametrize("page_of", PAGES, ids=lambda one: one.__name__)
def test_no_page_asks_more_than_twelve_times(
    page_of: Callable[[World], str],
    browser: Browser,
    settings: Any,
) -> None:
    settings.LINES = {**settings.LINES, "phone": ""}
    with time_machine.travel(NOON, tick=False):
        world = World()
        path, page = page_of(world), browser(world.ada)
        with CaptureQueriesContext(connection) as asked:
            assert page.get(path).status_code == 200
    assert len(asked) <= MOST, "\n".join(one["sql"] for one in asked)
