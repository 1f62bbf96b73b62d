"""A mail that comes back after it was handed over: its notice bounces, with the words of whoever refused it."""

from pathlib import Path

import pytest

from ringback.channels.email.returned import ReturnedMails
from ringback.jobs.returned import note_returned
from ringback.records.notices import actions
from ringback.records.notices.models import Notice
from ringback.records.people.models import Person
from tests.people import HOUR, NOON, sells

pytestmark = pytest.mark.django_db
LATER = NOON + HOUR


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    return tmp_path


@pytest.fixture
def ada() -> Person:
    return sells("Ada").person


def handed_over(person: Person) -> Notice:
    notice = actions.write(
        actions.notice_to(person, "closed", case_number=41, about=None, context={}, now=NOON)
    )
    Notice.objects.update(state="delivered", settled_at=NOON)
    return notice


REPORT = """\
From: MAILER-DAEMON@relay.example
To: returned@desk.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you…
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such
    mailbox

--part
Content-Type: {kind}

From: desk@support.example
Message-ID: <notice-{notice.pk}.{notice.person_id}@support.example>
{body}
--part--
"""


def a_report(
    notice: Notice, *, to: str = "ada@seller.example", action: str = "failed", whole: bool = False
) -> bytes:
    """As mail servers write it: words for people, the report, and what was sent, whole or its headers alone."""
    kind, body = ("message/rfc822", "\nHello Ada.\n") if whole else ("text/rfc822-headers", "")
    return REPORT.format(notice=notice, to=to, action=action, kind=kind, body=body).encode()


def arrives(folder: Path, mail: bytes, name: str = "1.report") -> int:
    (folder / "new" / name).write_bytes(mail)
    return note_returned(ReturnedMails(folder).read(), clock=lambda: LATER)


@pytest.mark.parametrize("whole", [False, True])
def test_a_report_makes_its_notice_bounce_with_its_words(folder: Path, ada: Person, whole: bool) -> None:
    notice = handed_over(ada)
    assert arrives(folder, a_report(notice, whole=whole)) == 1
    notice.refresh_from_db()
    assert (notice.state, notice.settled_at) == ("bounced", LATER)
    assert notice.problem == "550 5.1.1 no such mailbox"
    assert list((folder / "new").iterdir()) == []
    assert [path.name for path in (folder / "cur").iterdir()] == ["1.report:2,S"]
    assert arrives(folder, a_report(notice), "2.report") == 0


def test_a_delay_an_answer_and_another_address_change_nothing(folder: Path, ada: Person) -> None:
    notice = handed_over(ada)
    assert arrives(folder, a_report(notice, action="delayed"), "1") == 0
    assert arrives(folder, b"Subject: I am away\nFrom: ada@seller.example\n\nUntil Monday.\n", "2") == 0
    assert arrives(folder, a_report(notice, to="cy@seller.example"), "3") == 0
    assert arrives(folder, b"\xff\x00 no mail at all", "4") == 0
    notice.refresh_from_db()
    assert notice.state == "delivered"
    assert len(list((folder / "cur").iterdir())) == 4


def test_one_that_cannot_be_put_aside_holds_up_no_notice(folder: Path, ada: Person) -> None:
    notice = handed_over(ada)
    (folder / "cur").rmdir()
    (folder / "cur").write_text("a file")
    assert arrives(folder, a_report(notice)) == 1
