"""What the desk and the marketplace know when a seller asks about a case, read by one statement: standing, claims of urgency,
the rulebook of the day, and whether the intake is closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models

from ringback.records import rows
from ringback.records.callbacks.claims import CLAIMS_OF_S
from ringback.records.callbacks.models import IntakeClosure
from ringback.records.cases.models import Case
from ringback.records.policies.models import RulebookVersion
from ringback.records.sellers.models import Standing


@dataclass(frozen=True)
class Grounds:
    """`claims` leaves out the one of this case itself; `version` is None where the site's rulebook has none for this day."""

    standing: Standing | None
    version: RulebookVersion | None
    closure: IntakeClosure | None
    claims: int


_OF: dict[type[models.Model], str] = {Standing: "f", RulebookVersion: "v", IntakeClosure: "x"}
_GROUNDS = """
SELECT {columns}, {claims}
FROM ringback_seller s JOIN ringback_site t ON t.id = %(site)s
LEFT JOIN ringback_standing f ON f.seller_id = s.id AND f.site_id = t.id
LEFT JOIN LATERAL (
    SELECT * FROM ringback_rulebookversion one
    WHERE one.name = t.rulebook_name AND one.valid_from <= (%(now)s::timestamptz AT TIME ZONE t.zone)::date
    ORDER BY one.valid_from DESC, one.id DESC LIMIT 1
) v ON true
LEFT JOIN ringback_intakeclosure x ON x.site_id = t.id AND x.reopened_at IS NULL
WHERE s.id = %(seller)s
"""


def grounds_of(case: Case, *, now: datetime) -> Grounds:
    values: dict[str, Any] = {"seller": case.seller.pk, "site": case.site.pk, "but": case.pk, "now": now}
    columns = ", ".join(rows.columns(model, letter) for model, letter in _OF.items())
    with connection.cursor() as cursor:
        cursor.execute(_GROUNDS.format(columns=columns, claims=CLAIMS_OF_S), values)
        *found, claims = cursor.fetchall()[0]
    standing, version, closure = (one if one.pk is not None else None for one in rows.objects(found, *_OF))
    return Grounds(standing, version, closure, claims)
