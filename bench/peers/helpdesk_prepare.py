"""Makes its tables, and the queues that its public form writes into, one for each of three sites; prints their ids."""

import django
from django.core.management import call_command

django.setup()

from helpdesk.models import Queue  # noqa: E402  (needs the set-up before)

call_command("migrate", verbosity=0)
call_command("loaddata", "emailtemplate.json", verbosity=0)
for site in ("na", "eu", "jp"):
    print(Queue.objects.create(title=f"Sellers {site}", slug=site, allow_public_submission=True).pk)
