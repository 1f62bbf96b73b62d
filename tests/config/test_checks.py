"""A wrong setting is named, with what to write instead."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest

from ringback.config.checks import PAGE_IS_AWAY_AFTER
from ringback.config.settings import BASE_DIR

# Only the desk's own checks: those of Django read every page.
SCRIPT = """
import django
django.setup()
from ringback.config import checks
for check in (checks.environment_can_be_read, checks.lengths_fit_together, checks.hosts_differ, checks.turn_is_whole, checks.returned_mails_can_be_read, checks.metrics_are_guarded):
    for found in check():
        print(found.msg, found.hint)
"""


def says(**environment: str) -> str:
    """In a process of its own: settings are read once."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ringback.config.settings",
            "DATABASE_URL": "",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr + done.stdout


def test_the_check_of_the_heartbeat_knows_when_a_page_is_away() -> None:
    after = re.search(r"OFFLINE_AFTER = ([\d_]+);", (BASE_DIR / "frontend" / "live.ts").read_text())
    assert after is not None
    assert timedelta(milliseconds=int(after[1])) == PAGE_IS_AWAY_AFTER


def test_the_settings_as_they_come_are_right() -> None:
    assert says() == ""


@pytest.mark.parametrize(
    "told",
    [
        {
            ("RINGBACK_CAP_SECONDS", "half an hour"): "RINGBACK_CAP_SECONDS is set to 'half an hour'",
            ("PORTAL_URL", "support.example.com"): "Write scheme and host",
            ("DATABASE_URL", "mysql://root@db/ringback"): "PostgreSQL only",
            ("RINGBACK_NOTICE_RETRIES", "30,soon"): "Write numbers of seconds",
            ("RINGBACK_DEMO", "maybe"): "Write yes or no",
            ("TURN_URLS", "turn:relay.example:3478"): "TURN is set by half",
            ("RINGBACK_SLOT_SHARE", "3"): "at most 1",
            ("RINGBACK_LOG_FORMAT", "xml"): "Write one of: console, json",
            ("RINGBACK_METRICS_HOST", "0.0.0.0"): "read by everybody",
        },
        {
            ("RINGBACK_CAP_SECONDS", "60"): "warned before the call has begun",
            ("PORTAL_URL", "https://support.example.com/portal"): "without a path",
            ("RINGBACK_LEASE_RENEW_SECONDS", "9"): "runs out before it is renewed",
            ("RINGBACK_LIVE_BEAT_SECONDS", "6"): "not reachable between two heartbeats",
            ("RINGBACK_PORT", "65536"): "from 1 to 65535",
            ("RINGBACK_LANE_EVERY", "never"): "Write a whole number, 0 or more",
        },
        {
            ("RINGBACK_BOUNCES", "/nowhere"): "no Maildir that the desk may read and write",
            ("RINGBACK_LIVE_BEAT_SECONDS", "6"): "Pages would say that they cannot check",
            ("RINGBACK_SELLER_REACHABLE_SECONDS", "60"): "at 5 or less",
        },
        {("DESK_URL", "http://portal.localhost:9090"): "share one sign-in"},
    ],
)
def test_a_wrong_setting_is_explained(told: dict[tuple[str, str], str]) -> None:
    said = says(**dict(told.keys()))
    assert [expected for expected in told.values() if expected not in said] == []


@pytest.mark.parametrize(
    ("given", "addresses"),
    [
        ({}, "http://portal.localhost:8080 http://desk.localhost:8080 8080"),
        ({"RINGBACK_PORT": "8090"}, "http://portal.localhost:8090 http://desk.localhost:8090 8090"),
        (
            {
                "RINGBACK_PORT": "9000",
                "PORTAL_URL": "https://sell.example",
                "DESK_URL": "https://desk.example",
            },
            "https://sell.example https://desk.example 9000",
        ),
        (
            {"PORTAL_URL": "http://portal.localhost:9001"},
            "http://portal.localhost:9001 http://desk.localhost:8080 9001",
        ),
    ],
)
def test_the_addresses_follow_the_port_unless_they_are_given(given: dict[str, str], addresses: str) -> None:
    script = "from ringback.config import settings as s; print(s.PORTAL_URL, s.DESK_URL, s.LISTEN_PORT)"
    ours = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("RINGBACK_", "PORTAL_", "DESK_"))
    }
    said = subprocess.run(
        [sys.executable, "-c", script], env={**ours, **given}, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == addresses


def test_the_pages_are_not_served_with_a_wrong_setting() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "ringback", "serve"],
        env={**os.environ, "DATABASE_URL": "", "RINGBACK_PORT": "abc"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert said.returncode == 1
    assert "RINGBACK_PORT is set to 'abc'" in said.stderr
