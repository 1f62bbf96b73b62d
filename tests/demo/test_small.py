"""A demo that runs for weeks stays small."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from ringback.cli.demo import mail_sink
from ringback.cli.demo.mail_sink import NewestMails


def test_only_the_newest_mails_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_sink, "MOST", 3)
    monkeypatch.setattr(mail_sink, "LOOKS_AFTER", 1)
    sink = NewestMails(tmp_path / "mailbox")
    for number in range(8):
        mail = EmailMessage()
        mail["Subject"] = f"Mail {number}"
        sink.handle_message(mail)
    kept = [path.read_text() for path in (tmp_path / "mailbox" / "new").iterdir()]
    assert len(kept) <= 4
    assert any("Mail 7" in text for text in kept)
    assert not any("Mail 0" in text for text in kept)
