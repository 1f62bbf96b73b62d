"""One row per line that a dispatcher has opened, or could not open."""

from django.db import models


class LineHealth(models.Model):
    """`why` it is closed, in the line's own words, for the desk; sellers read that it is closed."""

    name = models.CharField(primary_key=True, max_length=12)
    is_open = models.BooleanField()
    why = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"line {self.name}"
