"""The sections of a scenario file, one reader each."""

from collections.abc import Callable, Mapping
from typing import Any

from ringback.rules.policy.table import Table, suggestion
from ringback.rules.policy.wrong import Problem
from ringback.rules.queue.floor import Terms
from ringback.simulation import values
from ringback.simulation.clock import WEEKDAYS, Hours
from ringback.simulation.scenario import AgentKind, Scenario, Stream, Surge


def top(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": table.take("name", str),
        "days": table.take("days", int),
        "warm_up": table.take_or("warm_up_days", int, 0),
        "cool_down": table.take_or("cool_down_days", int, 0),
    }
    if not 0 <= found["warm_up"] + found["cool_down"] < found["days"]:
        raise Problem("the days of warming up and cooling down must leave some to be counted")
    return found


def hours(table: Table) -> Hours:
    """`every` for all days, or one key per weekday."""
    nights = table.take_or("nights", bool, True)
    if "every" in table:
        span = values.span(table.take("every", str))
        return Hours(dict.fromkeys(WEEKDAYS, span), nights)
    spans = {day: values.span(table.take(day, str)) for day in WEEKDAYS if day in table}
    if not spans:
        raise Problem('say when the site is open: every = "09:00-18:00", or Mon, Tue, …')
    return Hours(spans, nights)


def targets(table: Table) -> dict[str, float]:
    found = {name: values.positive(table, name) for name in table}
    if not found:
        raise Problem("at least one class with its target in opening minutes is needed")
    return dict(sorted(found.items(), key=lambda one: one[1]))


def law(table: Table) -> dict[str, Any]:
    found = {
        "protect": values.not_negative(table, "protect", 1.5),
        "lane_every": table.take_or("lane_every", int, 7),
        "credit_limit": values.share(table, "credit_limit", 1 / 3),
    }
    if found["lane_every"] < 0:
        raise Problem("must be 0 (no lane) or more")
    return found


def calls(table: Table) -> dict[str, Any]:
    spacing = table.take_some("spacing_minutes") if "spacing_minutes" in table else [20.0]
    if not all(isinstance(one, int | float) and one > 0 for one in spacing):
        raise Problem("must be a list of minutes above 0")
    return {
        "spacing": tuple(spacing),
        "ring": values.not_negative(table, "ring_minutes", 0.5),
        "wrap": values.not_negative(table, "wrap_minutes", 0.0),
        "cap": values.positive(table, "cap_minutes", 30.0),
        "own_for": values.not_negative(table, "own_minutes", 10.0),
        "answer": values.share(table, "answer", 1.0),
        "continues_as": table.take_or("continues_as", str, ""),
        "attempts": values.count(table, "attempts", 4),
    }


def chance(table: Table) -> dict[str, float]:
    """How days differ by chance: `day_sigma` of the logarithm of their factor."""
    return {"sigma": values.not_negative(table, "day_sigma", 0.0)}


def arrivals(table: Table) -> Stream:
    stream = Stream(
        per_hour=values.not_negative(table, "per_hour"),
        classes=values.shares(table, "classes"),
        languages=values.shares(table, "languages"),
        talk=values.talk(table),
        skills=values.texts(table, "skills"),
        by_time=values.weights(table, "by_time"),
        by_weekday=values.by_weekday(table),
        at_opening=values.not_negative(table, "at_opening", 0.0),
        patience=values.positive(table, "patience_minutes") if "patience_minutes" in table else None,
        window_share=values.share(table, "window_share", 0.0),
        window_minutes=values.positive(table, "window_minutes", 60.0),
        raised_share=values.share(table, "raised_share", 0.0),
        raised_after=values.not_negative(table, "raised_after_minutes", 30.0),
        credited_share=values.share(table, "credited_share", 0.0),
        credit_minutes=values.not_negative(table, "credit_minutes", 0.0),
        raised_to=table.take_or("raised_to", str, ""),
    )
    if stream.raised_share and not stream.raised_to:
        raise Problem("is needed with raised_share: the class to which they are raised")
    return stream


def agents(table: Table) -> AgentKind:
    return AgentKind(
        languages=frozenset(table.texts("languages")),
        skills=values.texts(table, "skills"),
        count=values.count(table, "count", 1),
        shifts=values.shifts(table) if "shifts" in table else None,
    )


def surge(table: Table) -> Surge:
    return Surge(
        factor=values.not_negative(table, "factor"),
        first_day=table.take("first_day", int),
        days=values.count(table, "days", 1),
        every=table.take_or("every_days", int, 0),
    )


SINGLE: Mapping[str, Callable[[Table], Any]] = {
    "hours": hours,
    "targets": targets,
    "chance": chance,
    "law": law,
    "calls": calls,
}
REPEATED: Mapping[str, Callable[[Table], Any]] = {"arrivals": arrivals, "agents": agents, "surge": surge}


def whole(top: dict[str, Any], parts: dict[str, Any]) -> Scenario:
    """Raises Problem where the sections do not fit each other."""
    law, calls = dict(parts["law"]), dict(parts["calls"])
    for name in REPEATED:
        if not parts[name] and name != "surge":
            raise Problem(f"at least one [[{name}]] is needed")
    _known_classes(parts, calls["continues_as"])
    for stream in parts["arrivals"]:
        for language in stream.languages:
            _somebody_serves(language, stream, parts["agents"])
    rest = {"credit_limit": law.pop("credit_limit"), "answer": calls.pop("answer")}
    rest["continues_as"] = calls.pop("continues_as") or next(iter(parts["targets"]))
    return Scenario(
        **top,
        **rest,
        hours=parts["hours"],
        targets=parts["targets"],
        streams=parts["arrivals"],
        agents=parts["agents"],
        surges=parts["surge"],
        day_sigma=parts["chance"]["sigma"],
        terms=Terms(**law, **calls),
    )


def _known_classes(parts: dict[str, Any], continues_as: str) -> None:
    known = parts["targets"]
    named = [("calls.continues_as", continues_as)]
    for stream in parts["arrivals"]:
        named += [("arrivals.classes", name) for name in stream.classes]
        named.append(("arrivals.raised_to", stream.raised_to))
    for place, name in named:
        if name and name not in known:
            raise Problem(f"{place}: [targets] has no {name!r}{suggestion(name, known)}")


def _somebody_serves(language: str, stream: Stream, kinds: list[AgentKind]) -> None:
    if not any(language in kind.languages and stream.skills <= kind.skills for kind in kinds):
        skills = f" with {', '.join(sorted(stream.skills))}" if stream.skills else ""
        raise Problem(f"arrivals.languages: no agent speaks {language!r}{skills}")
