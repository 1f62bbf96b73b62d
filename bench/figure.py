"""What a benchmark has measured, as the one line that it prints."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`value` must not pass `limit` and must reach `at_least`, where they are given; `ratio` is value ÷ baseline, which
    travels between machines."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: float | None = None
    baseline: float | None = None
    baseline_is: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return (self.limit is None or self.value <= self.limit) and (
            self.at_least is None or self.value >= self.at_least
        )

    def line(self) -> str:
        written: dict[str, Any] = {
            name: _short(value) for name, value in asdict(self).items() if name != "more"
        }
        ratio = _short(self.value / self.baseline) if self.baseline else None
        return json.dumps({**written, "ratio": ratio, "good": self.good, **self.more})


def _short(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value
