"""The ways to forecast a wait: the desk's short form, and what it must beat."""

from collections.abc import Callable, Mapping

from ringback.rules.queue.abandonment import wait_behind
from ringback.rules.queue.calibrate import Quantiles
from ringback.simulation.replay.centre import Known
from ringback.simulation.replay.records import Call

Method = Callable[[Known, Call], Quantiles]


def short_form(known: Known, call: Call) -> Quantiles:
    return wait_behind(
        known.ahead_of(call), agents=known.agents(call.arrive), talk=known.talk, patience=known.patience
    )


def last_to_enter_service(known: Known, call: Call) -> Quantiles:
    """As long as whoever was answered last had waited."""
    return _point(known.last_wait or 0)


def queue_length(known: Known, call: Call) -> Quantiles:
    """Those ahead and oneself, by talk time and agents; nobody gives up."""
    return _point((known.ahead_of(call) + 1) * known.talk / known.agents(call.arrive))


def hour_mean(known: Known, call: Call) -> Quantiles:
    """What calls of this hour of the day have waited on average."""
    return _point(known.mean_of_hour(call.arrive // 3600) or 0.0)


BASELINES: Mapping[str, Method] = {
    "last_to_enter_service": last_to_enter_service,
    "queue_length": queue_length,
    "hour_mean": hour_mean,
}


def _point(seconds: float) -> Quantiles:
    """Its spread is the calibration's alone."""
    return Quantiles(seconds, seconds, seconds)
