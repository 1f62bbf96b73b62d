"""Whatever records and rules can say by name has words for the seller."""

import re
from pathlib import Path

import pytest

from ringback.pages.portal import story_words, words
from ringback.pages.shared import names
from ringback.records.callbacks.models import Callback
from ringback.records.cases import evidence
from ringback.rules.calls.lifecycle import Outcome
from ringback.rules.calls.outcomes import CallOutcome
from ringback.rules.policy.facts import FACTS

RECORDS = Path(evidence.__file__).resolve().parent.parent


def test_every_kind_of_event_that_is_ever_told_has_words() -> None:
    told = {
        kind
        for path in RECORDS.rglob("*.py")
        for kind in re.findall(r"\btell\(\s*[\w.]+,\s*\"([a-z-]+)\"", path.read_text())
    }
    assert len(told) > 15
    assert told <= set(story_words._KINDS)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_end_of_an_attempt_has_words(outcome: Outcome) -> None:
    assert words.of_outcome(outcome.value).what


@pytest.mark.parametrize("outcome", list(CallOutcome))
def test_every_outcome_of_a_call_has_words(outcome: CallOutcome) -> None:
    assert words.of_call_outcome(outcome.value)


@pytest.mark.parametrize("state", list(Callback.State))
def test_every_state_has_words(state: Callback.State) -> None:
    assert words.of_state(state.value)


def test_every_fact_of_a_seller_has_a_name() -> None:
    named = {name for name, fact in FACTS.items() if fact.given_in == "seller"}
    assert {name for name in named if names.fact(name) == name} <= {"language"}


def test_every_refusal_of_a_file_has_words() -> None:
    for why in (
        "empty",
        "size",
        "kind",
        "pixels",
        "broken",
        "encrypted",
        "active",
        "heavy",
        "files",
        "case-size",
    ):
        assert words.of_evidence_refusal(why)


@pytest.mark.parametrize(
    ("size", "said"), [(189, "1 kB"), (48_000, "48 kB"), (10_000_000, "10 MB"), (1_234_567, "1.23 MB")]
)
def test_sizes_are_said_in_thousands(size: int, said: str) -> None:
    assert words.file_size(size) == said
