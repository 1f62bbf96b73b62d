"""A promise is a window that somebody was shown; it is scored, never edited away."""

from django.db import models
from django.db.models import F, Q


class Promise(models.Model):
    """`request` is the callback's id: a value, not a key, because promises know no callbacks.

    `earliest` and `latest` are the unrounded interval, `shown_from` and `shown_until` what the person read.
    `made_for` says which score it enters: first, again (after an unanswered attempt or a pause), moved, broken
    (follows a broken one), continuation, window (chosen by the seller).
    """

    class State(models.TextChoices):
        PENDING = "pending"
        KEPT = "kept"
        READY = "ready"
        MOVED = "moved"
        BROKEN = "broken"
        WITHDRAWN = "withdrawn"

    request = models.UUIDField(db_index=True)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    made_for = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    earliest = models.DateTimeField()
    latest = models.DateTimeField()
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField()
    inputs = models.JSONField()
    settled_at = models.DateTimeField(null=True, blank=True)
    broken_because = models.CharField(
        max_length=16, blank=True, help_text="the facts' word, once it is broken"
    )

    class Meta:
        ordering = ("made_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="pending"), name="one_pending_promise_per_request"
            ),
            models.CheckConstraint(
                condition=Q(shown_until__gte=F("shown_from")), name="a_promise_ends_after_it_begins"
            ),
        )
        indexes = (
            models.Index(fields=["shown_until"], condition=Q(state="pending"), name="promises_falling_due"),
            models.Index(fields=["made_at"], name="promises_by_making"),
        )

    def __str__(self) -> str:
        return f"promise {self.pk}"
