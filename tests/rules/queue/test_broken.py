"""A broken promise says why, and what it says is so."""

from dataclasses import replace
from typing import Any

import pytest

from ringback.rules.queue.broken import Missed, why_broken

ALL_IS_WELL = Missed(
    rest="", line_open=True, agents=2, ahead=3, given_back=False, agents_then=2, ahead_then=3
)


@pytest.mark.parametrize(
    ("what", "because"),
    [
        ({}, "long-calls"),
        ({"ahead": 4}, "more-calls"),
        ({"agents": 1, "ahead": 4}, "fewer-agents"),
        ({"agents": 1, "given_back": True}, "given-back"),
        ({"agents": 0, "given_back": True}, "nobody"),
        ({"agents": 0, "rest": "closed"}, "closed"),
        ({"rest": "other-call"}, "other-call"),
        ({"rest": "spacing"}, "spacing"),
        ({"rest": "page-closed"}, "not-there"),
        ({"rest": "dial-hours"}, "not-there"),
        ({"rest": "closed", "line_open": False}, "line-closed"),
        (
            {"ahead": 9, "agents_then": None, "ahead_then": None},
            "long-calls",
        ),  # a window that the seller chose
    ],
)
def test_a_broken_promise_says_what_the_facts_say(what: dict[str, Any], because: str) -> None:
    assert why_broken(replace(ALL_IS_WELL, **what)) == because
