"""A seller, the marketplace's facts on them per site, and the templates they saved for themselves."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ringback.records.desk.models import Site
from ringback.records.people.models import Person


class Seller(models.Model):
    """`skills` are asked of whoever serves this seller, whatever the issue (a key-account team, say)."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="seller")
    code = models.CharField(max_length=32, unique=True, help_text="the marketplace's id of the seller")
    company = models.CharField(max_length=120)
    city = models.CharField(max_length=80, blank=True)
    skills = ArrayField(models.SlugField(max_length=32), default=list, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"seller {self.pk}"


class Standing(models.Model):
    """Facts by the names of the policy language; `phone` is E.164. `as_of` is the day of the youngest of them.

    `origins` has, for each fact, {"as_of": ISO moment, "import": pk or null}; a fact without one is as old as the standing.
    """

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="standings")
    site = models.ForeignKey(Site, models.CASCADE, related_name="standings")
    facts = models.JSONField()
    phone = models.CharField(max_length=16, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    as_of = models.DateTimeField()
    origins = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["seller", "site"], name="one_standing_per_seller_and_site"),
        )

    def __str__(self) -> str:
        return f"standing of {self.seller_id} on {self.site_id}"


class StandingImport(models.Model):
    """A file of standings: who brought it, and what became of it. `content` is kept only while somebody is to decide.

    `problems` are the first of what was wrong and `older` the first of what was younger here already, each as
    {"line", "column", "why", "cell", "what"}.
    """

    class State(models.TextChoices):
        APPLIED = "applied"
        WAITING = "waiting"
        THROWN_AWAY = "thrown-away"

    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    size = models.PositiveIntegerField(help_text="bytes")
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="+")
    day = models.DateTimeField(null=True, blank=True, help_text="as_of of rows that name none")
    state = models.CharField(max_length=12, choices=State)
    lines = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0, help_text="rows without a problem")
    changed = models.PositiveIntegerField(default=0, help_text="standings that are otherwise now")
    problem_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    older_count = models.PositiveIntegerField(default=0)
    older = models.JSONField(default=list)
    content = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="waiting") | models.Q(content__isnull=True),
                name="no_file_is_kept_once_it_is_decided",
            ),
        )

    def __str__(self) -> str:
        return f"import {self.pk}"


class SavedTemplate(models.Model):
    seller = models.ForeignKey(Seller, models.CASCADE, related_name="templates")
    issue_slug = models.SlugField(max_length=48)
    name = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    description = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["seller", "issue_slug", "name"], name="one_template_per_name"),
        )

    def __str__(self) -> str:
        return f"template {self.pk}"
