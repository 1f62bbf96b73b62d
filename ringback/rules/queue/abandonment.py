"""How long a queue takes when those in it may give up: the short form of a forecast.

Queue length with abandonment (QLa; Whitt 1999, Ibrahim and Whitt 2009): whoever has n before them waits for n + 1 departures,
the one with i still waiting at rate cμ + iθ.
"""

from math import sqrt

from ringback.rules.queue.calibrate import Quantiles

NORMAL = (-1.6448536269514722, 0.0, 1.6448536269514722)  # of the standard normal at 5, 50 and 95 %


def wait_behind(ahead: int, *, agents: float, talk: float, patience: float) -> Quantiles:
    """`talk` and `patience` are means, in the unit of the answer; a `patience` of +inf is a queue that nobody leaves.

    A gamma distribution with the sum's mean and variance stands for it; its quantiles are Wilson and Hilferty's (1931).
    """
    mean = variance = 0.0
    for still in range(ahead + 1):
        stage = 1 / (agents / talk + still / patience)
        mean += stage
        variance += stage * stage
    shape = 9 * mean * mean / variance
    return Quantiles(*(mean * max(0.0, 1 - 1 / shape + normal / sqrt(shape)) ** 3 for normal in NORMAL))
