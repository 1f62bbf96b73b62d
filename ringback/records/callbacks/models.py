"""A callback is a seller's request to be rung for a case; at most one of a case is open."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Power

from ringback.records.agents.models import Agent
from ringback.records.cases.models import Case
from ringback.records.desk.models import Site
from ringback.records.ids import new_id
from ringback.records.people.models import Person
from ringback.records.policies.models import RulebookVersion
from ringback.records.promises.models import Promise
from ringback.records.sellers.models import Seller

OPEN = ("waiting", "resting", "reserved", "ringing", "talking", "wrapping-up")
UNDER_WAY = ("reserved", "ringing", "talking")


class Queue(models.Model):
    """Callbacks that differ only in `effective`: among them the law never needs to look past the head.

    `languages` and `skills` are sorted; `agent` is set for the queue of one agent (a continuation, a follow-up).
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="queues")
    languages = ArrayField(models.CharField(max_length=12))
    skills = ArrayField(models.SlugField(max_length=32))
    target = models.FloatField(help_text="T of the law, opening minutes")
    line = models.CharField(max_length=12)
    agent = models.ForeignKey(Agent, models.CASCADE, null=True, blank=True, related_name="own_queues")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["site", "languages", "skills", "target", "line", "agent"],
                name="one_queue_per_key",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"queue {self.pk}"


class Callback(models.Model):
    """Lengths are opening minutes; `asked` and `effective` are readings of the site's opening clock.

    `priority` is the class. `reasons` and `facts` are the verdict as it read on the day of asking.
    `rest_reason` says why it must not be rung now: spacing, closed, window, page-closed, dial-hours, other-call (another
    callback of this seller or number is under way), seller (declined, or not to be rung: until they ask again).
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RESTING = "resting"
        RESERVED = "reserved"
        RINGING = "ringing"
        TALKING = "talking"
        WRAPPING_UP = "wrapping-up"
        COMPLETED = "completed"
        CANCELLED = "cancelled"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="callbacks")
    ordinal = models.PositiveSmallIntegerField(help_text="41-2 is the second callback of case 41")
    seller = models.ForeignKey(Seller, models.CASCADE, related_name="callbacks")
    site = models.ForeignKey(Site, models.PROTECT, related_name="callbacks")
    state = models.CharField(max_length=12, choices=State)
    rest_reason = models.CharField(max_length=16, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    state_since = models.DateTimeField()

    priority = models.CharField(max_length=8)
    target = models.FloatField()
    credit = models.FloatField(default=0)
    asked_at = models.DateTimeField()
    asked = models.FloatField()
    effective = models.FloatField()
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="callbacks")
    languages = ArrayField(models.CharField(max_length=12))
    skills = ArrayField(models.SlugField(max_length=32), default=list, blank=True)
    line = models.CharField(max_length=12)
    number = models.CharField(max_length=16, blank=True, help_text="E.164 where the line rings a number")
    window_from = models.DateTimeField(null=True, blank=True)
    window_until = models.DateTimeField(null=True, blank=True)
    wants_agent = models.ForeignKey(Agent, models.SET_NULL, null=True, blank=True, related_name="+")
    kept = DateTimeRangeField(
        null=True,
        blank=True,
        help_text="the time for which that agent is bound to it: they agreed on it with the seller",
    )
    open_to_all_at = models.DateTimeField(null=True, blank=True)
    continues = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="continuations"
    )

    restored = models.BooleanField(
        default=False, help_text="open when a backup was put back: a new promise and one notice are due"
    )
    promise = models.ForeignKey(Promise, models.SET_NULL, null=True, blank=True, related_name="+")
    broken_at = models.DateTimeField(null=True, blank=True)
    rulebook = models.ForeignKey(RulebookVersion, models.PROTECT, related_name="+")
    facts = models.JSONField()
    reasons = models.JSONField()
    urgent = models.BooleanField(default=False, help_text="a claim of urgency gave it its class")
    class_change = models.ForeignKey(
        "ClassChange",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the last change of its class by a person; the database lets nobody rank before it",
    )

    attempts_counted = models.PositiveSmallIntegerField(default=0)
    call_me_now = models.BooleanField(
        default=False, help_text="the seller asked to be rung at once, spacing aside"
    )
    talk_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="of its answered attempts together; null until one has ended"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_because = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "ordinal"], name="one_ordinal_per_case"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=OPEN), name="one_open_callback_per_case"
            ),
            models.CheckConstraint(
                condition=Q(effective__gte=F("asked") - F("credit") - 0.001)
                | Q(continues__isnull=False)
                | Q(class_change__isnull=False),
                name="nobody_gains_rank_without_a_credit",
            ),
            ExclusionConstraint(
                name="no_two_agreed_talks_at_once",
                expressions=[
                    (
                        Func("wants_agent", "wants_agent", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("kept", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=OPEN, kept__isnull=False, wants_agent__isnull=False),
            ),
            models.CheckConstraint(
                condition=~Q(state="resting") | ~Q(rest_reason=""), name="a_rest_has_a_reason"
            ),
        )
        indexes = (
            models.Index(fields=["queue", "effective", "id"], condition=Q(state="waiting"), name="heads"),
            models.Index(
                fields=["queue", "effective", "id"],
                condition=Q(state="waiting", broken_at__isnull=False),
                name="lane_heads",
            ),
            models.Index(fields=["ready_at"], condition=Q(state="resting"), name="callbacks_resting"),
            models.Index(fields=["site", "state"], condition=Q(state__in=OPEN), name="open_callbacks"),
            models.Index(fields=["number"], condition=Q(state__in=UNDER_WAY), name="numbers_under_way"),
            models.Index(fields=["site"], condition=Q(restored=True), name="callbacks_restored"),
            models.Index(fields=["seller", "-asked_at"], name="callbacks_of_seller"),
            models.Index(fields=["site", "asked_at"], name="callbacks_by_asking"),
            models.Index(
                fields=["site", "-state_since"], condition=Q(talk_seconds__isnull=False), name="talks_of_site"
            ),
        )

    def __str__(self) -> str:
        return f"callback {self.pk}"


class CallbackEvent(models.Model):
    """One line of a callback's story; the database refuses to change or delete it."""

    callback = models.ForeignKey(Callback, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=32)
    actor = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("at", "pk")
        indexes = (
            models.Index(fields=["at"], condition=Q(kind="reserved"), name="picks_by_time"),
            models.Index(fields=["callback"], condition=Q(kind="asked"), name="askings"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.callback_id}"


class Escalation(models.Model):
    """The desk's own complaint to its supervisors: a promise broken, a case that needs a specialist."""

    callback = models.ForeignKey(Callback, models.CASCADE, related_name="escalations")
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"escalation {self.pk}"


class ClassChange(models.Model):
    """A person changed the class of a callback: only ever added to. `before` and `after` are classes.

    `opened` is the reading of the opening clock at that moment; with the figures of the law before and after it shows that
    the urgency did not jump. Of somebody who waits for a window they are those of the place without it.
    `takes_claim_back`: the class had come from a claim of urgency, and is lower now.
    """

    callback = models.ForeignKey(Callback, models.CASCADE, related_name="class_changes")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    said = models.CharField(max_length=300, help_text="the reason, for the seller to read")
    before = models.CharField(max_length=8)
    after = models.CharField(max_length=8)
    takes_claim_back = models.BooleanField(default=False)
    opened = models.FloatField()
    target_before = models.FloatField()
    target_after = models.FloatField()
    effective_before = models.FloatField()
    effective_after = models.FloatField()
    protect = models.FloatField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    effective_after__gte=F("opened")
                    - (F("opened") - F("effective_before"))
                    * Power(F("target_after") / F("target_before"), F("protect"))
                    - 0.001
                ),
                name="a_change_of_class_gives_no_rank",
            ),
            models.CheckConstraint(condition=~Q(said=""), name="a_change_of_class_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"class change {self.pk}"


class IntakeClosure(models.Model):
    """A site takes no new requests to be rung from `closed_at` until `reopened_at`; the written answer stays open.

    `said` is the sentence that sellers read, {"en": …, "zh-hans": …}.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="intake_closures")
    said = models.JSONField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-closed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["site"], condition=Q(reopened_at__isnull=True), name="one_closure_of_an_intake"
            ),
        )

    def __str__(self) -> str:
        return f"closure {self.pk}"
