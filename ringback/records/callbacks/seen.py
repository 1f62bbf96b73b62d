"""A seller's callbacks with all that a page of theirs shows: case, issue type, site, queue, promise. One statement of our own
(`rows` says why), as waiting pages are looked at more than any other."""

from typing import Any
from uuid import UUID

from django.db import connection

from ringback.records import rows
from ringback.records.callbacks.models import OPEN, Callback, Queue
from ringback.records.cases.models import Case
from ringback.records.desk.models import IssueType, Site
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Seller

_OF = {Callback: "c", Case: "k", IssueType: "i", Site: "t", Queue: "q", Promise: "p"}
_SEEN = """
SELECT {columns} {more}
FROM ringback_callback c JOIN ringback_case k ON k.id = c.case_id JOIN ringback_issuetype i ON i.id = k.issue_type_id
JOIN ringback_site t ON t.id = c.site_id JOIN ringback_queue q ON q.id = c.queue_id
LEFT JOIN ringback_promise p ON p.id = c.promise_id
WHERE c.seller_id = %(seller)s AND {which} ORDER BY c.asked_at DESC
"""


def open_callbacks_of(seller: Seller) -> list[Callback]:
    """The youngest first."""
    found = seen(seller, "c.state = ANY(%(open)s::varchar[])", open=list(OPEN))
    return [callback for callback, _ in found]


def callback_of(seller: Seller, pk: UUID, *more: str, **values: Any) -> tuple[Callback, tuple[Any, ...]]:
    """With the values of `more`, SQL on the tables above. Raises Callback.DoesNotExist, for a stranger's callback too."""
    found = seen(seller, "c.id = %(pk)s", *more, pk=pk, **values)
    if not found:
        raise Callback.DoesNotExist
    return found[0]


def seen(seller: Seller, which: str, *more: str, **values: Any) -> list[tuple[Callback, tuple[Any, ...]]]:
    chosen = ", ".join(rows.columns(model, letter) for model, letter in _OF.items())
    statement = _SEEN.format(columns=chosen, more="".join(f", {one}" for one in more), which=which)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"seller": seller.pk, **values})
        found = cursor.fetchall()
    told = len(found[0]) - len(more) if found else 0
    return [(_callback(row[:told], seller), row[told:]) for row in found]


def _callback(row: tuple[Any, ...], seller: Seller) -> Callback:
    callback, case, issue_type, site, queue, promise = rows.objects(row, *_OF)
    case.seller, case.site, case.issue_type = seller, site, issue_type
    callback.seller, callback.case, callback.site, callback.queue = seller, case, site, queue
    if callback.promise_id is not None:
        callback.promise = promise
    made: Callback = callback
    return made
