"""Registers the system checks of the settings."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "ringback.config"
    label = "ringback_config"
    verbose_name = "Ringback settings"

    def ready(self) -> None:
        from ringback.config import checks  # noqa: F401, PLC0415 (registering is what the import is for)
