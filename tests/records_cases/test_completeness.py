"""How complete a case is, is one figure: the meter, the rules and the desk mean the same."""

import pytest

from ringback.records.cases import template
from ringback.records.desk.models import IssueType
from ringback.rules.policy.sentence import shown


@pytest.mark.parametrize(
    ("parts", "filled", "share"), [(11, 10, 0.9), (3, 2, 0.66), (7, 2, 0.28), (4, 4, 1.0)]
)
def test_a_share_is_cut_to_whole_hundredths(parts: int, filled: int, share: float) -> None:
    kind = IssueType(
        template=[
            {"name": f"f{at}", "kind": "text", "label": {"en": "f", "zh-hans": "f"}, "weight": 1}
            for at in range(parts - 1)
        ],
        evidence_weight=0,
    )
    values = {f"f{at}": "x" for at in range(filled - 1)}
    found = template.completeness(kind, values=values, description="It happened.", evidence=0)
    assert found.share == share


def test_every_hundredth_is_shown_alike_wherever_it_is_shown() -> None:
    for hundredths in range(101):
        share = hundredths / 100
        assert f"{round(100 * share)}%" == shown(share, "share", {}, "en")
