"""An agent: languages, skills, sites, and whether they take calls now."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.records.desk.models import Site
from ringback.records.people.models import Person


class Agent(models.Model):
    """Presence as the agent (or the desk, by a rule) set it. Whether a call holds them stands in `AgentHold`."""

    class Presence(models.TextChoices):
        AVAILABLE = "available", _("Available")
        AWAY = "away", _("Away")
        WRAP_UP = "wrap-up", _("Wrap-up")

    person = models.OneToOneField(Person, models.CASCADE, related_name="agent")
    languages = ArrayField(models.CharField(max_length=12))
    skills = ArrayField(models.SlugField(max_length=32), default=list, blank=True)
    sites = models.ManyToManyField(Site, related_name="agents")
    presence = models.CharField(max_length=12, choices=Presence, default=Presence.AWAY)
    presence_reason = models.CharField(
        max_length=32, blank=True, help_text="break, training, not-accepted, page-gone, …"
    )
    presence_since = models.DateTimeField()
    presence_by = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="the supervisor who set it, if one did",
    )
    presence_said = models.CharField(max_length=300, blank=True, help_text="what that supervisor wrote")
    wrap_until = models.DateTimeField(null=True, blank=True)
    shift_ends_at = models.DateTimeField(
        null=True, blank=True, help_text="near the end of a shift; else null"
    )
    nothing_new_from = models.DateTimeField(
        null=True,
        blank=True,
        help_text="no callback is reserved from then on, so that none lasts beyond the shift",
    )
    stays_until = models.DateTimeField(
        null=True, blank=True, help_text="chosen by the agent, beyond the roster"
    )
    free_since = models.DateTimeField(null=True, blank=True, help_text="idle since; null while not free")

    def __str__(self) -> str:
        return f"agent {self.pk}"
