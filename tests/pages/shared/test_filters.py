"""Times, numbers and names as Ada reads them in Berlin, in English, and Li Na in Shanghai, in Chinese."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.utils import timezone, translation

from ringback.pages.shared.templatetags import ringback as written
from tests.people import DAY, HOUR, MINUTE, NOON

ADA, LI_NA = ("en", "Europe/Berlin"), ("zh-hans", "Asia/Shanghai")


@dataclass(frozen=True)
class Promised:
    shown_from: datetime
    shown_until: datetime


@contextmanager
def reads(who: tuple[str, str], *, now: datetime = NOON) -> Iterator[None]:
    language, zone = who
    with (
        translation.override(language),
        timezone.override(ZoneInfo(zone)),
        time_machine.travel(now, tick=False),
    ):
        yield


def test_a_time_is_told_in_the_readers_zone_by_24_hours() -> None:
    with reads(ADA):
        assert (written.clock(NOON), written.clock_seconds(NOON)) == ("13:00", "13:00:00")
    with reads(LI_NA):
        assert written.clock(NOON + 10 * MINUTE) == "20:10"


def test_what_has_not_happened_yet_is_written_as_nothing() -> None:
    with reads(ADA):
        assert [write(None) for write in (written.clock, written.day, written.moment, written.window)] == [
            "",
            "",
            "",
            "",
        ]


@pytest.mark.parametrize(
    ("who", "at", "day"),
    [
        (ADA, NOON, "Tue 13 Jan"),
        (LI_NA, NOON, "1 月 13 日星期二"),
        (ADA, NOON + 365 * DAY, "Wed 13 Jan 2027"),
        (LI_NA, NOON + 365 * DAY, "2027 年 1 月 13 日星期三"),
        (LI_NA, NOON + 5 * HOUR, "1 月 14 日星期三"),
    ],
)
def test_a_day_has_its_name_and_a_year_only_if_it_is_another(
    who: tuple[str, str], at: datetime, day: str
) -> None:
    with reads(who):
        assert written.day(at) == day


@pytest.mark.parametrize(
    ("who", "ahead", "said"),
    [
        (ADA, 10 * MINUTE, "13:10"),
        (ADA, DAY, "Wed 14 Jan, 13:00"),
        (LI_NA, 10 * MINUTE, "20:10"),
        (LI_NA, DAY, "1 月 14 日星期三 20:00"),
    ],
)
def test_a_moment_of_another_day_says_which(who: tuple[str, str], ahead: timedelta, said: str) -> None:
    with reads(who):
        assert written.moment(NOON + ahead) == said


@pytest.mark.parametrize(
    ("who", "begin", "length", "said"),
    [
        (ADA, NOON, 30 * MINUTE, "13:00–13:30"),
        (ADA, NOON + DAY, 30 * MINUTE, "Wed 14 Jan, 13:00–13:30"),
        (LI_NA, NOON + DAY, 30 * MINUTE, "1 月 14 日星期三 20:00–20:30"),
        (LI_NA, NOON + 3.5 * HOUR, HOUR, "23:30 – 1 月 14 日星期三 00:30"),
    ],
)
def test_a_window_is_written_with_an_en_dash(
    who: tuple[str, str], begin: datetime, length: timedelta, said: str
) -> None:
    with reads(who):
        assert written.window(Promised(begin, begin + length)) == said


@pytest.mark.parametrize(
    ("who", "zone", "said"),
    [
        (ADA, "Asia/Shanghai", "China time (UTC+8)"),
        (LI_NA, "Asia/Shanghai", "北京时间（UTC+8）"),
        (ADA, "America/Los_Angeles", "Pacific time (UTC-8)"),
        (ADA, "Asia/Kolkata", "India time (UTC+5:30)"),
        (ADA, "UTC", "UTC"),
        (LI_NA, "UTC", "协调世界时"),
        (ADA, "Africa/Nairobi", "Africa/Nairobi (UTC+3)"),
    ],
)
def test_a_zone_is_called_by_its_name_and_its_distance(who: tuple[str, str], zone: str, said: str) -> None:
    with reads(who):
        assert written.zone_name(zone) == said


def test_the_distance_of_a_zone_is_that_of_the_season() -> None:
    with reads(ADA, now=datetime(2026, 7, 1, tzinfo=UTC)):
        assert written.zone_name("America/Los_Angeles") == "Pacific time (UTC-7)"


def test_lengths_shares_and_money() -> None:
    with reads(ADA):
        assert written.timer(timedelta(minutes=26, seconds=14)) == "26:14"
        assert [written.minutes(10.4), written.minutes(10 * MINUTE)] == ["10 min", "10 min"]
        assert (written.percent(0.924), written.money(18400)) == ("92%", "18,400 USD")
    with reads(LI_NA):
        assert (written.minutes(10), written.money(18400)) == ("10 分钟", "18,400 美元")


def test_an_identifier_is_grouped_to_be_read_aloud_and_copied_without_spaces() -> None:
    grouped = written.id_groups("A2K7Q9ZM1X4TPC")
    assert [part.split("<")[0] for part in grouped.split(">")[1::2]] == ["A2K7", "Q9ZM", "1X4T", "PC"]
    assert " A" not in grouped.replace("<span ", "")


@pytest.mark.parametrize("text", ["41", "S-ADA2", "113-1234567-1234567"])
def test_what_is_short_or_has_groups_already_is_not_cut(text: str) -> None:
    assert written.id_groups(text) == text


def test_an_identifier_that_somebody_wrote_as_markup_is_text() -> None:
    assert "<b>" not in written.id_groups("<b>ABCDEFGH")
    assert "<b>" not in written.id_groups("ABCD<b>EFGH")


def test_a_list_has_the_commas_of_its_language() -> None:
    with reads(ADA):
        assert written.listed(["notice", "date"]) == "notice, date"
        assert written.language_names(["zh-hans", "en"]) == "Chinese (Mandarin) or English"
    with reads(LI_NA):
        assert written.listed(["通知", "日期"]) == "通知、日期"


def test_data_of_the_desk_is_told_in_the_readers_language_else_in_english() -> None:
    words = {"en": "Returns", "zh-hans": "退货"}
    with reads(LI_NA):
        assert (written.told(words), written.told({"en": "Returns"}), written.told(None)) == (
            "退货",
            "Returns",
            "",
        )


def test_a_label_is_not_said_again_inside_of_its_field() -> None:
    class Asks(forms.Form):
        mail = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "E-mail address"}))

    assert "E-mail address" not in written.without_placeholder(Asks()["mail"])


def test_the_ruler_stays_in_its_picture_and_leaves_room_before_asked() -> None:
    with reads(ADA):
        drawn = written.ruler(Promised(NOON + 5 * MINUTE, NOON + 35 * MINUTE), NOON - 10 * MINUTE)["r"]
    assert 15 < drawn.asked < drawn.mark < drawn.begin < drawn.end < 100
