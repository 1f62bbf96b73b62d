"""A number is read with its country and shown masked."""

import pytest

from ringback.rules.numbers import e164, masked


def test_a_number_is_read_in_the_ways_people_write_it() -> None:
    assert e164("+86 138 1234 5621") == e164("+86-138-1234-5621") == "+8613812345621"


@pytest.mark.parametrize("text", ["", "12345", "138 1234 5621", "+86 1", "hotline"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        e164(text)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+8613812345621", "+86 138 •••• 5621"), ("+12065550142", "+1 206 •••• 0142"), ("99", "••••99")],
)
def test_most_of_a_number_is_hidden(number: str, shown: str) -> None:
    assert masked(number) == shown
