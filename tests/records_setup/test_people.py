"""People are invited, change what they can, and leave without leaving anybody alone."""

from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from ringback.records.callbacks.law import queue_for
from ringback.records.callbacks.models import Callback
from ringback.records.calls.models import AgentHold
from ringback.records.history.models import Change
from ringback.records.notices.models import Notice
from ringback.records.people import inviting
from ringback.records.people.models import Invitation, Person
from ringback.records.setup import undoing
from ringback.records.setup.people import STAFF, invite, send_invitation
from ringback.records.setup.saving import read, save
from ringback.records.setup.wrong import Strands, Wrong
from tests.people import (
    NOON,
    SECOND,
    a_lease,
    a_site,
    answers,
    asks,
    is_reserved,
    sells,
    supervises,
    talks,
)

pytestmark = pytest.mark.django_db
PASSWORD = "quite a long password"
NEW = {
    "name": "Mei",
    "email": "Mei@desk.example",
    "role": "agent",
    "language": "zh-hans",
    "zone": "Asia/Shanghai",
    "active": True,
    "speaks": ["zh-hans", "en"],
    "skills": ["customs"],
    "sites": ["na"],
}


def set_person(person: Person, fields: dict[str, Any], *, by: Person, all_the_same: bool = False) -> None:
    seen = read(STAFF, str(person.pk))
    save(
        STAFF,
        str(person.pk),
        {**seen.values, **fields},
        seen=seen.version,
        all_the_same=all_the_same,
        by=by,
        now=NOON,
    )


def token() -> str:
    notice = Notice.objects.filter(kind="invited").latest("pk")
    return inviting.token_of(notice.context["invitation"])


def test_whoever_is_invited_can_be_planned_for_and_signs_in_once_they_chose_a_password() -> None:
    a_site()
    mei = invite(NEW, by=supervises("Rosa"), now=NOON)
    assert (mei.email, mei.is_active, mei.agent.skills) == ("mei@desk.example", False, ["customs"])
    assert inviting.accept(token(), password=PASSWORD, now=NOON + SECOND) == mei
    mei.refresh_from_db()
    assert mei.is_active
    assert mei.check_password(PASSWORD)


def test_a_link_is_good_once_and_only_for_a_while() -> None:
    a_site()
    invite(NEW, by=supervises("Rosa"), now=NOON)
    with pytest.raises(inviting.NotGood, match="expired"):
        inviting.accept(token(), password=PASSWORD, now=NOON + settings.INVITATION_LASTS)
    inviting.accept(token(), password=PASSWORD, now=NOON)
    with pytest.raises(inviting.NotGood, match="used"):
        inviting.accept(token(), password=PASSWORD, now=NOON)
    with pytest.raises(inviting.NotGood, match="unknown"):
        inviting.invitation_of(token() + "x", now=NOON)


def test_a_second_link_ends_the_first() -> None:
    a_site()
    rosa = supervises("Rosa")
    mei = invite(NEW, by=rosa, now=NOON)
    first = token()
    send_invitation(mei.pk, by=rosa, now=NOON)
    with pytest.raises(inviting.NotGood, match="revoked"):
        inviting.accept(first, password=PASSWORD, now=NOON)
    inviting.accept(token(), password=PASSWORD, now=NOON)
    with pytest.raises(Wrong):
        send_invitation(mei.pk, by=rosa, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_who_use_the_link_at_once_are_one() -> None:
    a_site()
    invite(NEW, by=supervises("Rosa"), now=NOON)
    link, told = token(), []

    def second() -> None:
        try:
            inviting.accept(link, password="another long password", now=NOON)
        except inviting.NotGood as problem:
            told.append(problem.because)
        finally:
            connection.close()

    with transaction.atomic():
        inviting.accept(link, password=PASSWORD, now=NOON)
        other = Thread(target=second)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join()
    assert told == ["used"]
    assert Person.objects.get(name="Mei").check_password(PASSWORD)


def test_taking_an_invitation_back_is_undoing_it() -> None:
    a_site()
    rosa = supervises("Rosa")
    mei = invite(NEW, by=rosa, now=NOON)
    link = token()
    undoing.undo(Change.objects.get(), by=rosa, now=NOON)
    with pytest.raises(inviting.NotGood, match="revoked"):
        inviting.accept(link, password=PASSWORD, now=NOON)
    undo = Change.objects.first()
    assert undo is not None
    undoing.undo(undo, by=rosa, now=NOON)
    assert inviting.accept(token(), password=PASSWORD, now=NOON) == mei


def test_no_secret_of_an_invitation_is_kept() -> None:
    a_site()
    invite(NEW, by=supervises("Rosa"), now=NOON)
    kept = f"{Notice.objects.get().context} {list(Invitation.objects.values())}"
    assert token() not in kept


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "ROSA@desk.example"}, "email"),
        ({"name": ""}, "name"),
        ({"role": "seller"}, "role"),
        ({"speaks": []}, "speaks"),
        ({"sites": ["mars"]}, "sites"),
        ({"zone": "Mars/Base"}, "zone"),
    ],
)
def test_wrong_values_are_said_by_their_field(fields: dict[str, Any], where: str) -> None:
    a_site()
    with pytest.raises(Wrong) as told:
        invite({**NEW, **fields}, by=supervises("Rosa"), now=NOON)
    assert list(told.value.problems) == [where]


def test_the_last_who_speaks_what_sellers_wait_for_does_not_go_unsaid() -> None:
    site, rosa = a_site(), supervises("Rosa")
    bo = answers("Bo", site)
    asks(sells("Ada", site), site)
    leaving: list[dict[str, Any]] = [
        {"active": False},
        {"speaks": ["ja"]},
        {"sites": []},
        {"role": "supervisor"},
    ]
    for fields in leaving:
        with pytest.raises(Strands) as told:
            set_person(bo.person, fields, by=rosa)
        assert [(one.why, one.languages, one.count) for one in told.value.found] == [("nobody", ("en",), 1)]
    set_person(bo.person, {"active": False}, by=rosa, all_the_same=True)
    bo.refresh_from_db()
    assert (bo.presence, bo.presence_reason, bo.person.is_active) == ("away", "deactivated", False)


def test_what_was_reserved_for_whoever_leaves_goes_back_and_their_own_queue_is_everybodys() -> None:
    site, rosa = a_site(), supervises("Rosa")
    bo = answers("Bo", site)
    ada, cy = asks(sells("Ada", site), site), asks(sells("Cy", site), site)
    is_reserved(bo, epoch=a_lease())
    answers("Di", site)
    held = AgentHold.objects.get().callback_id
    kept = cy if held == ada.pk else ada
    own = queue_for(site, languages=["en"], skills=[], target=kept.target, line="in-app", agent=bo)
    Callback.objects.filter(pk=kept.pk).update(queue=own)
    set_person(bo.person, {"active": False}, by=rosa)
    assert not AgentHold.objects.exists()
    assert {one.state for one in Callback.objects.all()} == {"waiting"}
    assert Callback.objects.get(pk=kept.pk).queue.agent_id is None


def test_whoever_is_in_a_call_cannot_be_deactivated_before_it_ends() -> None:
    site, rosa = a_site(), supervises("Rosa")
    bo = answers("Bo", site)
    answers("Di", site)
    asks(sells("Ada", site), site)
    talks(bo, epoch=a_lease())
    with pytest.raises(Wrong) as told:
        set_person(bo.person, {"active": False}, by=rosa)
    assert told.value.problems == {"active": "in-a-call"}
    assert Person.objects.get(pk=bo.person_id).is_active


def test_a_desk_keeps_its_last_supervisor() -> None:
    rosa = supervises("Rosa")
    for fields in ({"active": False}, {"role": "agent", "speaks": ["en"]}):
        with pytest.raises(Wrong) as told:
            set_person(rosa, fields, by=rosa)
        assert told.value.problems["active"] == "last-supervisor"
    sue = supervises("Sue")
    set_person(rosa, {"active": False}, by=sue)
    assert not Person.objects.get(pk=rosa.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_who_deactivate_each_other_leave_one() -> None:
    rosa, sue = supervises("Rosa"), supervises("Sue")
    told: list[dict[str, str]] = []

    def sue_does() -> None:
        try:
            set_person(rosa, {"active": False}, by=sue)
        except Wrong as problem:
            told.append(problem.problems)
        finally:
            connection.close()

    with transaction.atomic():
        set_person(sue, {"active": False}, by=rosa)
        other = Thread(target=sue_does)
        other.start()
        other.join(0.5)
    other.join()
    assert told == [{"active": "last-supervisor"}]
    assert Person.objects.filter(is_active=True).get() == rosa
