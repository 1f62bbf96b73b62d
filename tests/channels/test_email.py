"""Mail through a real server: taken, refused for good, or put off."""

import pytest
from django.conf import settings
from django.test import override_settings

from ringback.channels.channel import Later, Message, Refused
from ringback.channels.email.channel import EmailChannel
from tests.channels.post_office import a_post_office, free_port, where

HELLO = Message(
    key="notice-7.1",
    to="ada@seller.example",
    language="zh-hans",
    subject="工单 41：我们会给您回电",
    text="您好\n",
    html="<p>您好</p>",
)


def test_a_mail_arrives_in_both_forms_and_says_who_wrote_it() -> None:
    with a_post_office() as office:
        channel = EmailChannel(domain="support.example")
        channel.send(HELLO)
        channel.close()
    (mail,) = office.mails
    assert mail["Subject"] == HELLO.subject
    assert mail["To"] == HELLO.to
    assert mail["Message-ID"] == "<notice-7.1@support.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "zh-hans"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "您好" in text.get_content()
    assert "<p>您好</p>" in html.get_content()


def test_one_connection_serves_several_mails_and_a_broken_one_is_replaced() -> None:
    channel = EmailChannel(domain="support.example")
    with a_post_office() as office:
        channel.send(HELLO)
        channel.send(HELLO)
        assert len(office.mails) == 2
    with a_post_office() as other:
        with pytest.raises(Later):
            channel.send(HELLO)
        channel.send(HELLO)
        assert len(other.mails) == 1
        channel.close()


@pytest.mark.parametrize(
    ("answer", "raised"),
    [("550 no such mailbox", Refused), ("553 never", Refused), ("451 busy", Later), ("452 full", Later)],
)
def test_the_server_says_whether_trying_again_can_help(answer: str, raised: type[Exception]) -> None:
    with a_post_office() as office:
        office.answers = [answer]
        with pytest.raises(raised, match=answer):
            EmailChannel(domain="support.example").send(HELLO)


@pytest.mark.parametrize("said", ["530 5.7.0 must issue STARTTLS first", "553 5.7.1 sender not allowed"])
def test_what_is_refused_of_the_desk_itself_can_be_mended_by_its_operator(said: str) -> None:
    with a_post_office() as office:
        office.sender_is = said
        with pytest.raises(Later, match=said[:3]):
            EmailChannel(domain="support.example").send(HELLO)


def test_a_server_that_is_away_may_come_back() -> None:
    with override_settings(**where(free_port())), pytest.raises(Later, match="refused"):
        EmailChannel(domain="support.example").send(HELLO)


@pytest.mark.parametrize("to", ["ada@seller.example\nBcc: cy@evil.example", "ada at home"])
def test_what_is_no_address_is_refused_for_good(to: str) -> None:
    with a_post_office() as office:
        office.answers = ["553 no address"]
        with pytest.raises(Refused):
            EmailChannel(domain="support.example").send(Message("k", to, "en", "s", "t", "h"))
    assert office.mails == []


def test_what_cannot_be_delivered_comes_back_to_an_address_of_its_own() -> None:
    with a_post_office() as office:
        channel = EmailChannel(domain="support.example", returns_to="returned@desk.example")
        channel.send(HELLO)
        channel.close()
    (mail,) = office.mails
    assert office.senders == ["returned@desk.example"]
    assert mail["From"] == settings.DEFAULT_FROM_EMAIL
