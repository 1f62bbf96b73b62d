"""An attempt rings at most once; a hold binds one agent to one callback; a call is what was answered."""

from django.db import models
from django.db.models import Q

from ringback.records.agents.models import Agent
from ringback.records.callbacks.models import Callback
from ringback.records.ids import new_id
from ringback.records.sellers.models import Seller

LIVE = ("armed", "dialing", "live")


class Attempt(models.Model):
    """One try to ring. The record number is minted before anything rings (I8)."""

    class State(models.TextChoices):
        ARMED = "armed"
        DIALING = "dialing"
        LIVE = "live"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    callback = models.ForeignKey(Callback, models.CASCADE, related_name="attempts")
    seller = models.ForeignKey(Seller, models.CASCADE, related_name="attempts")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="attempts")
    line = models.CharField(max_length=12)
    number = models.CharField(max_length=16, blank=True)
    record_number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.ARMED)
    epoch = models.PositiveBigIntegerField(help_text="of the dispatcher that armed or adopted it")
    armed_at = models.DateTimeField()
    dialing_at = models.DateTimeField(null=True, blank=True)
    ring_deadline = models.DateTimeField(null=True, blank=True)
    first_ring_at = models.DateTimeField(null=True, blank=True)
    rung_tab = models.CharField(max_length=64, blank=True, help_text="the one page that sounds")
    answered_at = models.DateTimeField(null=True, blank=True)
    cap_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    ended_by = models.CharField(
        max_length=16, blank=True, help_text="seller, agent, supervisor, desk, cap or line"
    )
    counted = models.BooleanField(default=False, help_text="counts towards the limits of I5")
    day = models.DateField(help_text="calendar day in the seller's zone")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["callback"], condition=Q(state__in=LIVE), name="one_live_attempt_per_callback"
            ),
            models.UniqueConstraint(
                fields=["seller"], condition=Q(state__in=LIVE), name="one_live_attempt_per_seller"
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(state__in=LIVE) & ~Q(number=""),
                name="one_live_attempt_per_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | ~Q(outcome=""), name="an_ended_attempt_has_an_outcome"
            ),
            models.CheckConstraint(
                condition=Q(first_ring_at__isnull=True) | Q(dialing_at__isnull=False),
                name="nothing_rings_before_dialing",
            ),
        )
        indexes = (
            models.Index(fields=["state"], condition=Q(state__in=LIVE), name="live_attempts"),
            models.Index(fields=["agent", "-answered_at"], name="attempts_of_agent"),
            models.Index(fields=["dialing_at"], name="attempts_by_dialing"),
        )

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class AgentHold(models.Model):
    """Who is bound to which callback now; freed in the transaction that gives the agent back (I4)."""

    class Role(models.TextChoices):
        SERVING = "serving"
        CONSULTING = "consulting"
        LISTENING = "listening"

    agent = models.OneToOneField(Agent, models.CASCADE, related_name="hold")
    callback = models.ForeignKey(Callback, models.CASCADE, related_name="holds")
    role = models.CharField(max_length=12, choices=Role, default=Role.SERVING)
    epoch = models.PositiveBigIntegerField()
    reserved_at = models.DateTimeField()
    accept_by = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    attempt = models.ForeignKey(Attempt, models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.JSONField(default=dict, help_text="why this one: the law's own figures at the pick")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["callback"], condition=Q(role="serving"), name="one_serving_agent_per_callback"
            ),
        )

    def __str__(self) -> str:
        return f"hold of {self.agent_id}"


class Call(models.Model):
    """An answered attempt. `notes` stay inside the desk; `summary` is what the seller will read."""

    attempt = models.OneToOneField(Attempt, models.CASCADE, primary_key=True, related_name="call")
    record_number = models.CharField(max_length=24, unique=True)
    notes = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    ticked = models.JSONField(default=list, help_text="indexes of the checklist lines that were ticked")
    outcome = models.CharField(max_length=16, blank=True)
    missing = models.JSONField(default=list)
    next_at = models.DateTimeField(null=True, blank=True)
    wrapped_up_at = models.DateTimeField(null=True, blank=True)
    solved = models.BooleanField(null=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.CharField(max_length=1000, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="ratings_are_1_to_5"
            ),
        )
        indexes = (
            models.Index(
                fields=["attempt"], condition=Q(wrapped_up_at__isnull=True), name="calls_to_wrap_up"
            ),
        )

    def __str__(self) -> str:
        return self.record_number
