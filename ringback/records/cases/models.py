"""A case is one issue of one seller; a draft is a case that nobody but its seller sees."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ringback.records.desk.models import IssueType, Site
from ringback.records.people.models import Person
from ringback.records.sellers.models import Seller


class Case(models.Model):
    """`number` is given when the draft is sent. `answer_by` is set while a written answer is owed, `asked_in_writing` are all
    moments at which one was asked for."""

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        NEEDS_SELLER = "needs-seller"
        CLOSED = "closed"

    number = models.PositiveBigIntegerField(unique=True, null=True)
    seller = models.ForeignKey(Seller, models.CASCADE, related_name="cases")
    site = models.ForeignKey(Site, models.PROTECT, related_name="cases")
    issue_type = models.ForeignKey(IssueType, models.PROTECT, related_name="cases")
    subject = models.CharField(
        max_length=80, blank=True, help_text="normalised value of the type's subject field"
    )
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    values = models.JSONField(default=dict)
    description = models.TextField(blank=True)
    urgent_claimed = models.BooleanField(default=False)
    completeness = models.FloatField(default=0)
    missing = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    given = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="of what is missing, what is here",
    )
    answer_by = models.DateTimeField(null=True, blank=True)
    asked_in_writing = ArrayField(models.DateTimeField(), default=list, blank=True)
    answering = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["seller", "site", "issue_type", "subject"],
                condition=Q(state__in=["open", "needs-seller"]),
                name="one_open_case_per_issue",
            ),
            models.UniqueConstraint(
                fields=["seller", "site", "issue_type"],
                condition=Q(state="draft"),
                name="one_draft_per_issue_type",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(number__isnull=False), name="a_sent_case_has_a_number"
            ),
        )
        indexes = (
            models.Index(
                fields=["site", "answer_by"], condition=Q(answer_by__isnull=False), name="owed_answers"
            ),
        )

    def __str__(self) -> str:
        return f"case {self.number}"


class Evidence(models.Model):
    """One file of a case. `stored_as` is a random name under `settings.EVIDENCE_ROOT`; the seller's name is only shown."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, help_text="jpeg, png, webp or pdf, by content")
    size = models.PositiveIntegerField(help_text="bytes as stored")
    pages = models.PositiveIntegerField(null=True, blank=True)
    stored_as = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class Message(models.Model):
    """One message of a case's written answer; `author` is null where the desk itself speaks."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    from_seller = models.BooleanField()
    body = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("sent_at", "pk")

    def __str__(self) -> str:
        return f"message {self.pk}"
