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
    """Facts by the names of the policy language, as the marketplace sent them at `as_of`; `phone` is E.164."""

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="standings")
    site = models.ForeignKey(Site, models.CASCADE, related_name="standings")
    facts = models.JSONField()
    phone = models.CharField(max_length=16, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    as_of = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["seller", "site"], name="one_standing_per_seller_and_site"),
        )

    def __str__(self) -> str:
        return f"standing of {self.seller_id} on {self.site_id}"


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
