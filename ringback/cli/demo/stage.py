"""What `ringback up --demo` adds to a desk: its sites and people, a mail server that keeps all mails, the crowd."""

import os

from django.conf import settings

from ringback.cli import preset_sites
from ringback.cli.demo import seeding

PRESET = "amazon-like"
PROCESSES = ("ringback.cli.demo.mail_sink", "ringback.cli.demo.crowd")


def set_up() -> None:
    """The children find the rest in the environment."""
    os.environ["PORTAL_URL"], os.environ["DESK_URL"] = settings.PORTAL_URL, settings.DESK_URL
    os.environ["RINGBACK_MAILBOX"] = str(settings.MAILBOX)
    settings.MAILBOX.parent.mkdir(parents=True, exist_ok=True)
    preset_sites.write(PRESET)
    seeding.write(PRESET)
