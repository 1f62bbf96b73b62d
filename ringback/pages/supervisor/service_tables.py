"""The report's tables as files: one CSV each, for programs and for spreadsheets.

UTF-8 with a byte order mark, because Excel reads it as another encoding otherwise; commas, CRLF (RFC 4180). Headings and numbers
are the same in every language: a share is 0 to 1, a length is in minutes, a figure on too few cases is empty.
"""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta

from ringback.records.reports.service import Report
from ringback.rules.reports.figures import Lengths, Share
from ringback.rules.reports.scores import Score, Scores
from ringback.rules.reports.tables import STEPS

BOM = "\ufeff"
MINUTE = timedelta(minutes=1)
Cell = str | int | float | None
Rows = Iterator[list[Cell]]


def as_csv(report: Report, name: str) -> bytes:
    """`name` is one of TABLES."""
    text = io.StringIO()
    csv.writer(text).writerows(TABLES[name](report))
    return (BOM + text.getvalue()).encode()


def _promises(report: Report) -> Rows:
    yield ["class", *_SCORES, "kept_rate"]
    for key, scores in report.first.items():
        yield [key, *_scores(scores)]
    yield ["later promises", *_scores(report.later)]


def _promises_over_time(report: Report) -> Rows:
    yield ["from", *_SCORES, "kept_rate"]
    for day, scores in report.by_stretch.items():
        yield [day.isoformat(), *_scores(scores)]


def _waits(report: Report) -> Rows:
    clocks = [
        f"{clock}_{what}_minutes" for clock in ("wall", "opening") for what in ("median", "9_of_10", "mean")
    ]
    steps = [f"up_to_{int(step / MINUTE)}_minutes" for step in STEPS]
    yield ["class", "asked", "answered", "taken_back", "given_up", "waiting", *clocks, *steps, "longer"]
    for row in report.waits:
        counts = [row.asked, row.answered, row.withdrawn, row.given_up, row.waiting]
        yield [row.key, *counts, *_lengths(row.on_wall), *_lengths(row.opening), *row.steps]


def _levels(report: Report) -> Rows:
    yield [
        *("measured", "site", "class", "within_minutes", "published_share", "share", "part", "of"),
        *(
            "share_in_opening_time",
            "share_without_named_times",
            "mean_minutes",
            "undecided",
            "left_out",
            "holds",
        ),
    ]
    for row in report.levels:
        level, good = row.level, {True: "yes", False: "no", None: ""}[row.good]
        about: list[Cell] = [level.measured, level.site, level.priority]
        yield [
            *about,
            _minutes(level.within) or None,
            level.share,
            *_share(row.share),
            _value(row.opening),
            _value(row.at_once),
            _minutes(row.mean.mean),
            row.undecided,
            row.left_out,
            good,
        ]


def _reach(report: Report) -> Rows:
    yield ["weekday", "hour", "reach", "answered", "tried"]
    for (weekday, hour), share in report.reach.items():
        yield [weekday, hour, *_share(share)]


def _attempts(report: Report) -> Rows:
    yield ["outcome", "share", "attempts", "of"]
    for name, share in report.outcomes.items():
        yield [name, *_share(share)]


def _calls(report: Report) -> Rows:
    yield ["outcome", "share", "calls", "of"]
    for name, share in [*report.endings.items(), ("at the cap", report.at_cap)]:
        yield [name, *_share(share)]


def _ratings(report: Report) -> Rows:
    yield ["rating", "calls"]
    for stars, count in enumerate(report.ratings.by_stars, start=1):
        yield [stars, count]
    yield ["none", report.ratings.calls - report.ratings.rated]


TABLES: dict[str, Callable[[Report], Rows]] = {
    "first-promises": _promises,
    "first-promises-over-time": _promises_over_time,
    "levels": _levels,
    "waits": _waits,
    "reach": _reach,
    "attempts": _attempts,
    "calls": _calls,
    "ratings": _ratings,
}
_ENDS = (Score.KEPT, Score.BROKEN, Score.READY, Score.WITHDRAWN, Score.DROPPED, Score.PENDING)
_SCORES = ["made", "kept", "broken", "ready", "taken_back", "taken_back_by_desk", "pending"]


def _scores(scores: Scores) -> list[Cell]:
    return [scores.all, *(scores.counts[end] for end in _ENDS), _value(scores.rate)]


def _lengths(lengths: Lengths) -> list[Cell]:
    return [_minutes(one) for one in (lengths.median, lengths.nine_tenths, lengths.mean)]


def _minutes(length: timedelta | None) -> float | None:
    return None if length is None else round(length / MINUTE, 2)


def _share(share: Share) -> list[Cell]:
    return [_value(share), share.part, share.of]


def _value(share: Share) -> float | None:
    return None if share.value is None else round(share.value, 4)
