"""One row for each backup that was put back."""

from django.db import models
from django.db.models import Q


class Restore(models.Model):
    """The desk is held while `confirmed_at` is null: nobody is rung and no notice goes out. `confirmed_by` is the
    supervisor's key as a value, null where the operator confirmed it at the terminal."""

    backup_made_at = models.DateTimeField()
    restored_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            # One at a time waits to be confirmed.
            models.UniqueConstraint(
                models.Value(1), condition=Q(confirmed_at__isnull=True), name="one_restore_waits"
            ),
        )

    def __str__(self) -> str:
        return f"restore {self.pk}"
