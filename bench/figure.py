"""What a benchmark has measured, as the one line that it prints."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`limit` is what `value` must not pass; `ratio` is value ÷ baseline, which travels between machines."""

    name: str
    value: float
    unit: str
    limit: float
    baseline: float | None = None
    baseline_is: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def line(self) -> str:
        written: dict[str, Any] = {
            name: _short(value) for name, value in asdict(self).items() if name != "more"
        }
        ratio = _short(self.value / self.baseline) if self.baseline else None
        return json.dumps({**written, "ratio": ratio, "good": self.value <= self.limit, **self.more})


def _short(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value
