"""One row: whoever holds it dispatches, and its epoch fences off whoever held it before."""

from django.db import models
from django.db.models import Q


class DispatcherLease(models.Model):
    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = models.PositiveBigIntegerField(default=0)
    holder = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="there_is_one_lease"),)

    def __str__(self) -> str:
        return f"epoch {self.epoch}"
