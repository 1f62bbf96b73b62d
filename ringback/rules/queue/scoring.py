"""How good forecasts of waits were: unrounded, so that rounding a window outward earns nothing."""

from dataclasses import dataclass, field

from ringback.rules.queue.calibrate import LEVELS, Quantiles

MISS = (
    1 / LEVELS[0]
)  # 20: the Winkler (1972) score of an interval with 5 % on either side charges so much for each second outside


@dataclass(frozen=True)
class Figures:
    """Means over `n` forecasts, in seconds; the Winkler score is the width plus 20 times what it was missed by."""

    n: int
    coverage: float
    mean_width: float
    winkler: float
    mae: float
    pinball: dict[float, float]


@dataclass
class Scoring:
    """A running sum, so that a year of calls needs no room."""

    _n: int = 0
    _inside: int = 0
    _width: float = 0.0
    _missed: float = 0.0
    _error: float = 0.0
    _pinball: dict[float, float] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0.0))

    def add(self, said: Quantiles, wait: float) -> None:
        self._n += 1
        self._inside += said.low <= wait <= said.high
        self._width += said.high - said.low
        self._missed += max(0.0, said.low - wait, wait - said.high)
        self._error += abs(wait - said.median)
        for level, one in zip(LEVELS, said, strict=True):
            self._pinball[level] += max(level * (wait - one), (level - 1) * (wait - one))

    def figures(self) -> Figures:
        """Raises ValueError where nothing was scored."""
        if not self._n:
            raise ValueError("nothing was scored")
        n = self._n
        return Figures(
            n=n,
            coverage=self._inside / n,
            mean_width=self._width / n,
            winkler=(self._width + MISS * self._missed) / n,
            mae=self._error / n,
            pinball={level: total / n for level, total in self._pinball.items()},
        )
