"""The mail that invites somebody to the desk: in their language, with a link that is good."""

from collections.abc import Iterator

import pytest

from ringback.records.people import inviting
from ringback.records.setup.people import invite
from tests.channels.post_office import PostOffice, a_post_office
from tests.jobs.test_deliver import work
from tests.people import NOON, a_site, supervises

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with a_post_office() as one:
        yield one


@pytest.mark.parametrize(("language", "said"), [("en", "Rosa has invited you"), ("zh-hans", "Rosa 邀请您")])
def test_mei_reads_who_invited_her_and_where_to_choose_a_password(
    office: PostOffice, language: str, said: str
) -> None:
    a_site()
    values = {
        "name": "Mei",
        "email": "mei@desk.example",
        "role": "agent",
        "language": language,
        "zone": "Asia/Shanghai",
        "active": True,
        "speaks": ["zh-hans"],
        "skills": [],
        "sites": ["na"],
    }
    mei = invite(values, by=supervises("Rosa"), now=NOON)
    assert work() == 1
    (mail,) = office.mails
    plain = mail.get_body(("plain",))
    assert plain is not None
    text = plain.get_content()
    assert said in text
    link = next(word for word in text.split() if word.startswith("http"))
    assert link.startswith("http://desk.localhost:8080/invitation/")
    token = link.rstrip("/").rpartition("/")[2]
    assert inviting.invitation_of(token, now=NOON).person == mei
    assert "None" not in text
