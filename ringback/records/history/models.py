"""One table of changes for everything that is set up; it is only ever added to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.records.people.models import Person


class Change(models.Model):
    """`kind` and `key` name the thing, `name` how it was called then, in both languages. `before` and `after` hold the same
    fields, those that changed; None stands for a field that is not there. Nobody is `by` where a command did it."""

    class Kind(models.TextChoices):
        SITE = "site", _("Site")
        ISSUE_TYPE = "issue-type", _("Issue type")
        PERSON = "person", _("Person")
        ROSTER = "roster", _("Roster")
        RULES = "rules", _("Targets and attempts")

    class Act(models.TextChoices):
        MADE = "made", _("Made")
        CHANGED = "changed", _("Changed")
        CONFIRMED = "confirmed", _("Looked at and left as it is")
        UNDONE = "undone", _("Undone")

    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=80)
    name = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=12, choices=Act)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="undone_by")

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["kind", "key", "-id"], name="changes_of_a_thing"),)

    def __str__(self) -> str:
        return f"change {self.pk}: {self.kind} {self.key}"
