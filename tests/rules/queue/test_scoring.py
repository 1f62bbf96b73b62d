"""What a forecast costs: its width, and twenty times what it was missed by."""

import pytest

from ringback.rules.queue.calibrate import Quantiles
from ringback.rules.queue.scoring import Scoring

SAID = Quantiles(100, 200, 400)


def test_figures_of_four_waits_by_hand() -> None:
    scoring = Scoring()
    for wait in (50, 150, 400, 410):
        scoring.add(SAID, wait)
    figures = scoring.figures()
    assert (figures.n, figures.coverage, figures.mean_width) == (4, 0.5, 300)
    assert figures.winkler == pytest.approx(300 + 20 * (50 + 10) / 4)
    assert figures.mae == (150 + 50 + 200 + 210) / 4
    assert figures.pinball[0.5] == pytest.approx(figures.mae / 2)
    assert figures.pinball[0.95] == pytest.approx((0.05 * (350 + 250) + 0.95 * 10) / 4)


def test_nothing_scored_is_no_figure() -> None:
    with pytest.raises(ValueError, match="nothing was scored"):
        Scoring().figures()
