"""Erlang's formulas: the quick first answer to how many agents are needed, and what the run forward is checked against.

Exponential talk, one queue, no cap and no missed rings: where these matter the simulation decides. Rates are per unit of time,
any unit; `load` is calls in that time × talk.
"""

from math import exp, inf


def all_busy(agents: int, load: float) -> float:
    """Erlang C: the probability of having to wait. 1 where the load is too much."""
    if load >= agents:
        return 1.0
    lost = 1.0  # Erlang B, by its recursion
    for count in range(1, agents + 1):
        lost = load * lost / (count + load * lost)
    return lost / (1 - load / agents * (1 - lost))


def mean_wait(agents: int, calls: float, talk: float) -> float:
    load = calls * talk
    return all_busy(agents, load) * talk / (agents - load) if load < agents else inf


def rung_within(target: float, *, agents: int, calls: float, talk: float) -> float:
    """The share that waits no longer than `target`."""
    load = calls * talk
    if load >= agents:
        return 0.0
    return 1 - all_busy(agents, load) * exp(-(agents - load) * target / talk)


def agents_needed(share: float, target: float, *, calls: float, talk: float) -> int:
    """The fewest with whom at least `share` (below 1) wait no longer than `target`."""
    agents = int(calls * talk) + 1
    while rung_within(target, agents=agents, calls=calls, talk=talk) < share:
        agents += 1
    return agents
