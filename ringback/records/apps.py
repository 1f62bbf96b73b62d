"""One Django app owns all tables, so that moving a table between parts is moving a file."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "ringback.records"
    label = "ringback"
    default_auto_field = "django.db.models.BigAutoField"
