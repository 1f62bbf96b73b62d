"""Rows of hand-written SQL as the ORM's objects and back, for the few statements where the ORM costs more than the database.

Django writes a query's SQL anew each time. For a draft with its seller, site and issue type that is 0.6 ms of processor,
where PostgreSQL's answer itself takes 0.09 (measured beside `make bench FIGURE=intake`).
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg.types.json import Jsonb

Statement = tuple[str, list[Any]]  # SQL and its parameters


@cache
def columns(model: type[models.Model], alias: str) -> str:
    """For a SELECT: every column of `model`, in the order in which `objects` wants them."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def objects(values: Sequence[Any], *of: type[models.Model]) -> list[Any]:
    """One object of each of these models, from the columns of the first, then those of the second, and so on."""
    found, begin = [], 0
    for model in of:
        end = begin + len(model._meta.concrete_fields)
        found.append(_object(model, values[begin:end]))
        begin = end
    return found


def _object(model: type[models.Model], values: Sequence[Any]) -> models.Model:
    told = list(values)
    names, converted = _read(model)
    for at, field in converted:
        told[at] = field.from_db_value(told[at], None, connection)
    return model.from_db(connection.alias, names, told)


@cache
def _read(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    """The attributes of all fields, and those fields, by place, that read a value in a way of their own."""
    fields = model._meta.concrete_fields
    converted = [(at, field) for at, field in enumerate(fields) if hasattr(field, "from_db_value")]
    return [field.attname for field in fields], converted


def insert(*told: models.Model, source: str, **instead: str) -> Statement:
    """An INSERT … SELECT of these unsaved objects of one model, in this order, for the one row of `source`.

    `instead` gives SQL for a column in place of the objects' value. A key that the database counts up is left to it. The objects
    go as one parameter: psycopg reads a statement anew each time when it has many.
    """
    table = told[0]._meta.db_table
    columns = _written(type(told[0]))
    names = ", ".join(f'"{name}"' for name, _attname in columns)
    chosen = ", ".join(instead.get(name, f'row."{name}"') for name, _attname in columns)
    values = [{name: getattr(row, attname) for name, attname in columns} for row in told]
    # Names come from the models alone; values are parameters.
    return (
        f'INSERT INTO "{table}" ({names}) SELECT {chosen} '  # noqa: S608
        f'FROM {source}, jsonb_populate_recordset(NULL::"{table}", %s) row',
        [Jsonb(values, dumps=_as_json)],
    )


def _as_json(values: Any) -> str:
    return json.dumps(values, default=_told, ensure_ascii=False)


def _told(value: Any) -> str:
    """Moments to the microsecond (Django's own encoder cuts them), ids as they are written."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a row")


def value(row: models.Model, name: str) -> Any:
    """A field's value as a statement's parameter."""
    field: Any = row._meta.get_field(name)
    return field.get_db_prep_save(getattr(row, field.attname), connection)


def is_saved(row: models.Model, pk: Any) -> None:
    """Tell an object that a statement of ours has written it."""
    row.pk = pk
    row._state.adding, row._state.db = False, connection.alias


@cache
def _written(model: type[models.Model]) -> tuple[tuple[str, str], ...]:
    """(column, attribute) of all but a key that the database counts up."""
    return tuple(
        (str(field.column), field.attname)
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField)
    )
