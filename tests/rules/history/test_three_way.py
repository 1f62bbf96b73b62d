"""Undoing an old change keeps the later ones; two who save at once keep both, or are asked."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ringback.rules.history import differences, merge, rewind, undo

SNAPSHOTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))


def test_undoing_one_field_keeps_what_others_did_to_other_fields() -> None:
    found = undo({"a": 2, "b": 9}, before={"a": 1}, after={"a": 2})
    assert (found.values, found.touched) == ({"a": 1}, ())


def test_a_field_that_was_changed_again_is_asked_about() -> None:
    assert undo({"a": 3}, before={"a": 1}, after={"a": 2}).touched == ("a",)


def test_what_is_back_already_needs_no_undoing() -> None:
    assert undo({"a": 1}, before={"a": 1}, after={"a": 2}).values == {}


def test_a_field_that_was_added_is_taken_away_again() -> None:
    assert undo({"a": 1}, before={"a": None}, after={"a": 1}).values == {"a": None}


def test_two_who_changed_different_fields_both_get_theirs() -> None:
    found = merge({"a": 1, "b": 1}, mine={"a": 2, "b": 1}, current={"a": 1, "b": 2})
    assert (found.values, found.both) == ({"a": 2, "b": 2}, ())


def test_two_who_changed_the_same_field_are_told_and_mine_stands() -> None:
    found = merge({"a": 1}, mine={"a": 2}, current={"a": 3})
    assert (found.values, found.both) == ({"a": 2}, ("a",))


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


@given(st.lists(SNAPSHOTS, min_size=2, max_size=6), st.data())
def test_undoing_any_change_of_a_history_sets_its_fields_back_and_no_other(
    states: list[dict[str, int]], data: st.DataObject
) -> None:
    changes = [differences(one, other) for one, other in pairwise(states)]
    chosen = data.draw(st.sampled_from(changes))
    now = states[-1]
    found = undo(now, before=chosen.before, after=chosen.after)
    undone = _without_none({**now, **found.values})
    assert all(undone.get(name) == was for name, was in chosen.before.items())
    assert all(undone.get(name) == now.get(name) for name in "abcd" if name not in chosen.before)
    assert set(found.touched) == {
        name for name, was in chosen.before.items() if now.get(name) not in (was, chosen.after[name])
    }


@given(st.lists(SNAPSHOTS, min_size=2, max_size=6), st.data())
def test_rewinding_gives_back_every_earlier_state(states: list[dict[str, int]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(states) - 1))
    changes = [differences(one, other) for one, other in pairwise(states)]
    assert rewind(states[-1], [each.before for each in reversed(changes[at:])]) == states[at]
