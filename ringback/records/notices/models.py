"""A message to one person: a row in the transaction that it tells of, delivered by the worker."""

from django.db import models
from django.db.models import Q

from ringback.records.people.models import Person


class Notice(models.Model):
    """`context` holds plain values for the template of `kind`; `about` is a callback's id and `case_number` its case."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        BOUNCED = "bounced"

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    kind = models.CharField(
        max_length=16,
        help_text="asked, ready, missed, moved, class-changed, called, cancelled, closed or message",
    )
    channel = models.CharField(max_length=8, default="email")
    case_number = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    about = models.UUIDField(null=True, blank=True, db_index=True)
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    written_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="notices_to_deliver"),
        )

    def __str__(self) -> str:
        return f"notice {self.pk}"
