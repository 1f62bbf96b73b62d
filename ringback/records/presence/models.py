"""One row per person with an open page, written by the hub in batches."""

from django.db import models

from ringback.records.people.models import Person


class PagePresence(models.Model):
    """`in_attempt` is the attempt whose sound one of the pages has joined."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="page_presence")
    seen_at = models.DateTimeField()
    can_ring = models.BooleanField(default=False)
    in_attempt = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return f"pages of {self.person_id}"
