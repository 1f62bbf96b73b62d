"""A rulebook's text as it was on a day: added, never edited (the database refuses it)."""

from django.db import models


class RulebookVersion(models.Model):
    name = models.CharField(max_length=64)
    valid_from = models.DateField()
    added_at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ("name", "valid_from", "pk")

    def __str__(self) -> str:
        return f"{self.name} of {self.valid_from}"
