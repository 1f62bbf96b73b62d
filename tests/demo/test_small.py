"""A demo that runs for weeks stays small."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from ringback.cli.demo import agents, mail_sink, pace, sellers
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


def test_people_of_twice_the_pace_take_half_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, names in pace.LENGTHS.items():
        for name in names:
            monkeypatch.setattr(module, name, getattr(module, name))
    before = (sellers.PATIENCE, sellers.RESTS, agents.LOOKS_EVERY)
    monkeypatch.setenv("RINGBACK_DEMO_PACE", "2")
    pace.hasten(pace.pace())
    assert (
        sellers.PATIENCE * 2,
        (sellers.RESTS[0] * 2, sellers.RESTS[1] * 2),
        agents.LOOKS_EVERY * 2,
    ) == before
