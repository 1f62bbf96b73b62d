"""One row for each agent, site and day that somebody has written something for."""

from django.db import models

from ringback.records.agents.models import Agent
from ringback.records.desk.models import Site


class RosterDay(models.Model):
    """`spans` are pairs of wall minutes since the day's midnight in the site's zone, in order and apart; past 1440 they run
    into the next day. `away` says why the agent does not come after all (ill, leave, …): the spans stay to be read."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="roster_days")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="roster_days")
    day = models.DateField()
    spans = models.JSONField(default=list)
    away = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ("day", "agent")
        constraints = (
            models.UniqueConstraint(fields=["site", "agent", "day"], name="one_roster_entry_a_day"),
        )
        indexes = (models.Index(fields=["agent", "day"], name="roster_of_agent"),)

    def __str__(self) -> str:
        return f"agent {self.agent_id} at {self.site_id} on {self.day}"
