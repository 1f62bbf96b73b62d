"""Right after the rows were put back: the desk is held, and nothing of the lost hours can be mistaken for something new."""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from ringback.records.restores.models import Restore

# A dispatcher that outlived its database may hold any epoch that was ever given: seconds are more than any of them.
LEASE = """
UPDATE ringback_dispatcherlease SET holder = '', expires_at = clock_timestamp(),
    epoch = greatest(epoch, extract(epoch FROM clock_timestamp())::bigint)
"""
# Who was at work when the backup was made is not known to be there.
PEOPLE = """
UPDATE ringback_agent SET presence = 'away', presence_reason = 'restored', presence_since = %(now)s, wrap_until = NULL,
    free_since = NULL WHERE presence <> 'away'
"""
PAGES = "DELETE FROM ringback_pagepresence"
NOTICES = "UPDATE ringback_notice SET next_try_at = %(now)s WHERE state = 'waiting'"
NUMBERS = "SELECT setval('ringback_case_number', nextval('ringback_case_number') + %(skipped)s)"


@transaction.atomic
def hold(*, backup_made_at: datetime, now: datetime) -> Restore:
    """Doing it twice holds the desk once."""
    waiting = Restore.objects.filter(confirmed_at__isnull=True).first()
    if waiting is not None:
        return waiting
    with connection.cursor() as cursor:
        for statement in (LEASE, PEOPLE, PAGES, NOTICES, NUMBERS):
            cursor.execute(statement, {"now": now, "skipped": settings.RESTORE_CASES_SKIPPED})
    return Restore.objects.create(backup_made_at=backup_made_at, restored_at=now)
