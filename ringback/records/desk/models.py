"""A site is one marketplace's desk in one region; its issue types say what a case needs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Site(models.Model):
    """`hours` maps mon…sun to lists of ["09:00", "18:00"] in the site's zone; an empty map means round the clock.

    `closed_because` says in both languages why a day of `closed_days` (its ISO date) is closed. `peak_days` are
    {"from", "until", "en", "zh-hans"}. `clock_offset` keeps the opening clock from jumping when the hours are changed.

    `mend_links` maps a fact of the standing to the marketplace's page that mends it; `fact_owners` says who owns a
    fact (marketplace or desk). `picks` counts the picks for the lane and moves only in the pick's transaction.
    """

    slug = models.SlugField(unique=True, max_length=12)
    name_en = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    mark = models.CharField(
        max_length=4, unique=True, help_text="begins each record number, as in NA-000041-1"
    )
    zone = models.CharField(max_length=64)
    languages = ArrayField(models.CharField(max_length=12))
    hours = models.JSONField(default=dict, blank=True)
    closed_days = ArrayField(models.DateField(), default=list, blank=True)
    closed_because = models.JSONField(default=dict, blank=True)
    peak_days = models.JSONField(default=list, blank=True)
    holiday_country = models.CharField(
        max_length=8, blank=True, help_text="ISO code for the holidays library, or empty"
    )
    holiday_subdivision = models.CharField(
        max_length=40, blank=True, help_text="code of a part of that country"
    )
    clock_offset = models.FloatField(default=0, help_text="opening minutes")
    official_number = models.CharField(max_length=16, blank=True)
    other_numbers = ArrayField(
        models.CharField(max_length=16), default=list, blank=True, help_text="official as well, E.164"
    )
    phone_countries = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        help_text="ISO codes of the countries in which sellers' telephones may ring; empty: any",
    )
    rulebook_name = models.CharField(max_length=64)
    mend_links = models.JSONField(default=dict, blank=True)
    fact_owners = models.JSONField(default=dict, blank=True)
    answer_within = models.DurationField(help_text="published time for a written answer")
    picks = models.PositiveBigIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "slug")

    def __str__(self) -> str:
        return self.slug

    def name_in(self, language: str) -> str:
        return self.name_zh if language.startswith("zh") else self.name_en


class IssueType(models.Model):
    """What a case may be about. The slug is the policy's fact `issue_type`.

    `template` is a list of fields {"name", "kind": text|textarea|date|amount|choice|asin|order, "label": {"en", "zh-hans"},
    "hint": {…}, "weight": n, "required": bool, "choices": [{"value", "label"}], "when": {"field", "equals"} | null};
    evidence counts as one field of weight `evidence_weight`. `subject_field` names the field that tells two cases of this
    type apart (empty for account-wide types). `checklist` is a list of {"en", "zh-hans"}. What is not `offered` is kept for
    the cases that are about it. `former` holds fields that were taken out of the template, by name: their answers stay.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="issue_types")
    slug = models.SlugField(max_length=48)
    name = models.JSONField(help_text='{"en": …, "zh-hans": …}')
    needs = models.JSONField(help_text="one sentence on what to have ready, in both languages")
    group = models.SlugField(max_length=32)
    template = models.JSONField(default=list)
    evidence_weight = models.PositiveSmallIntegerField(default=1)
    evidence_hint = models.JSONField(default=dict)
    checklist = models.JSONField(default=list)
    skills = ArrayField(models.SlugField(max_length=32), default=list, blank=True)
    subject_field = models.SlugField(max_length=32, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    offered = models.BooleanField(default=True)
    former = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("position", "slug")
        constraints = (
            models.UniqueConstraint(fields=["site", "slug"], name="one_issue_type_per_site_and_slug"),
        )

    def __str__(self) -> str:
        return f"{self.site_id}:{self.slug}"
