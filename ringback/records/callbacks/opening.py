"""A new callback and all that belongs to it, written by one statement: it is all there, or none of it."""

from datetime import datetime
from typing import Any

from django.db import connection

from ringback.records import rows, wake
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.moving import wake_pages
from ringback.records.callbacks.promising import notice_of, promised_line
from ringback.records.callbacks.story import line_of, written
from ringback.records.promises.actions import promise_of
from ringback.rules.queue.promise import Window


def open_callback(
    callback: Callback, case: rows.Statement, *, window: Window | None, made_for: str, now: datetime
) -> bool:
    """Write an unsaved callback with the promise of `window`, the first lines of its story and its notice.

    `case` is SQL that gives the case's `id` and `number`, such as a draft's UPDATE … RETURNING. When it gives no row,
    somebody was faster: nothing is written, and the answer is False.
    """
    made = promise_of(callback.pk, window, made_for=made_for, now=now) if window else None
    lines = _asked(callback, now), promised_line(callback, window, made_for=made_for, now=now)
    notice = notice_of(callback, "asked", now=now, promised=made, rests=callback.rest_reason)
    promised = "(SELECT id FROM promised)" if made else "NULL::bigint"
    parts = {
        "its_case": case,
        **({"promised": _and_its_id(rows.insert(made, source="its_case"))} if made else {}),
        "called": _and_its_id(rows.insert(callback, source="its_case", promise_id=promised)),
        "told": rows.insert(*lines, source="called"),
        "noticed": rows.insert(notice, source="its_case", case_number="its_case.number"),
    }
    found = _run(parts, f"SELECT number, {promised} FROM its_case")  # noqa: S608  (no value of anybody's in it)
    if found is None:
        return False
    callback.case.number, promise_id = found
    rows.is_saved(callback, callback.pk)
    if made is not None:
        rows.is_saved(made, promise_id)
    callback.promise = made
    for line in lines:
        written(line)
    wake_pages(callback, wake.DISPATCH, wake.JOBS)
    return True


def _and_its_id(insert: rows.Statement) -> rows.Statement:
    return f"{insert[0]} RETURNING id", insert[1]


def _run(parts: dict[str, rows.Statement], then: str) -> tuple[Any, ...] | None:
    """Of the row that `then` gives."""
    together = ", ".join(f"{name} AS ({sql})" for name, (sql, _values) in parts.items())
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {together} {then}", [one for _sql, values in parts.values() for one in values])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _asked(callback: Callback, now: datetime) -> Any:
    window: list[Any] | None = None
    if callback.window_from and callback.window_until:
        window = [callback.window_from.isoformat(), callback.window_until.isoformat()]
    return line_of(
        callback,
        "asked",
        now=now,
        by=callback.seller.person,
        line=callback.line,
        languages=callback.languages,
        priority=callback.priority,
        target=callback.target,
        credit=callback.credit,
        window=window,
        continues=str(callback.continues_id) if callback.continues_id else None,
        returns=callback.continues_id is not None,
    )
