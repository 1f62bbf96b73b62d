"""A second click on any button: answered, and nothing is there twice."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.bad_input.judging import EXPECTED
from tests.bad_input.test_forms import AREAS, MOVING, Visit, sent_by
from tests.bad_input.worlds import MOMENTS
from tests.html_forms import Form
from tests.pages.shared.every_url import Address

pytestmark = pytest.mark.django_db
OF_A_BROWSER = {"django_session", "ringback_cache"}
TWICE = "Once, and not twice."


def filled_in(form: Form) -> dict[str, Any]:
    """With words wherever somebody types, so that a message or a reason is sent."""
    words = {name: TWICE for name, field in form.fields.items() if field.kind == "textarea" and field.longest}
    return {**sent_by(form), **words}


def rows() -> dict[str, int]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - OF_A_BROWSER
    counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in sorted(tables))
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())


def clicked_twice(visit: Visit, address: Address, form: Form) -> str:
    """What is wrong with the second answer, or nothing."""
    client, path, sent = visit.browser(address), visit.desk.path(address), filled_in(form)
    with transaction.atomic():
        first, before = client.post(path, sent), rows()
        second, after = client.post(path, sent), rows()
        transaction.set_rollback(True)
    twice = {table: count - before[table] for table, count in after.items() if count != before[table]}
    if second.status_code not in EXPECTED or twice:
        return f"{address.name}: {first.status_code}, then {second.status_code}, and there twice: {twice}"
    return ""


@pytest.mark.parametrize(("host", "area"), AREAS, ids=lambda one: one.rpartition("/")[2])
def test_a_second_click_makes_nothing_twice(host: str, area: str) -> None:
    visit = Visit(host, area)
    visit.look(visit.addresses)
    done: set[str] = set()
    wrong = []
    for happens in (None, *MOMENTS):
        if happens is not None:
            happens(visit.desk)
            visit.look([one for one in visit.addresses if one.name in MOVING])
        for address in visit.addresses:
            form = visit.forms.get(visit.desk.path(address))
            if form is not None and address.name not in done:
                done.add(address.name)
                wrong.append(clicked_twice(visit, address, form))
        if not MOVING & {one.name for one in visit.addresses}:
            break
    assert not any(wrong), "\n".join(filter(None, wrong))
