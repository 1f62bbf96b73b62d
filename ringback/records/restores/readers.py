"""Whether the desk is held after a restore, and which numbers may have been given away meanwhile."""

from datetime import datetime

from django.conf import settings

from ringback.records.restores.models import Restore

# Pages name the type without importing tables.
__all__ = ["Restore", "is_held", "numbers_passed_over", "waiting_restore"]


def waiting_restore() -> Restore | None:
    """The one that a supervisor has yet to confirm."""
    return Restore.objects.filter(confirmed_at__isnull=True).first()


def is_held() -> bool:
    return waiting_restore() is not None


def numbers_passed_over(since: datetime | None) -> int:
    """Record numbers of a case that was there at `since`: between a backup and its restore some were given to sellers."""
    if since is None:
        return 0
    return settings.RESTORE_RECORDS_SKIPPED * Restore.objects.filter(backup_made_at__gte=since).count()
