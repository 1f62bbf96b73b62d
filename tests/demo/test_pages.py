"""The demo's own pages, in both languages."""

import mailbox
import re
from datetime import UTC, datetime
from email.message import EmailMessage

import httpx
import pytest

from tests.demo.conftest import DemoStack

pytestmark = pytest.mark.slow


def page(demo: DemoStack, path: str, language: str = "en") -> str:
    host = {"Host": f"portal.localhost:{demo.port}", "Accept-Language": language}
    answer = httpx.get(f"http://127.0.0.1:{demo.port}{path}", headers=host, follow_redirects=True)
    return answer.raise_for_status().text


def arrives(demo: DemoStack, to: str, subject: str) -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"], mail["Date"] = (
        to,
        subject,
        datetime.now(UTC).strftime("%a, %d %b %Y %T -0000"),
    )
    mail.set_content("<b>You</b> are next.")
    mailbox.Maildir(demo.folder / "mailbox").add(mail)


def test_whoever_comes_is_asked_who_they_want_to_be(demo: DemoStack) -> None:
    first = page(demo, "/")
    for words in (
        "Who do you want to be?",
        "Open round the clock",
        "the account is 21 days old",
        "Langu Outdoor",
    ):
        assert words in first


def test_the_same_in_chinese(demo: DemoStack) -> None:
    first = page(demo, "/demo/", "zh-CN")
    for words in ("您想扮演谁？", "全天开放", "北美站", "账户注册 21 天"):
        assert words in first


def test_the_mailbox_shows_the_mails_of_one_person_as_text(demo: DemoStack) -> None:
    assert page(demo, "/demo/mailbox/")
    arrives(demo, "ada@seller.example", "We ring you soon")
    arrives(demo, "cy@seller.example", "Something else")
    listed = page(demo, "/demo/mailbox/?to=ada@seller.example")
    assert "We ring you soon" in listed
    assert "Something else" not in listed
    (link,) = set(re.findall(r'/demo/mailbox/[^"?]+/', listed))
    assert "&lt;b&gt;You&lt;/b&gt; are next." in page(demo, link)
