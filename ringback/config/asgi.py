"""One process: the live hub on the event loop, Django in a bounded pool of threads beside it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.config.settings")
_django = get_wsgi_application()

# Django must be set up before anything of it is imported.
from ringback.pages.live.hub import Hub  # noqa: E402
from ringback.pages.shared import errors  # noqa: E402
from ringback.pages.shared.bodies import WholeBody  # noqa: E402
from ringback.pages.shared.in_threads import InThreads  # noqa: E402

pages = WholeBody(
    InThreads(_django, workers=settings.WSGI_THREADS),
    limit=settings.EVIDENCE_MAX_CASE_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    small=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    within=settings.BODY_WITHIN,
    page=errors.before_django,
)
application = Hub(pages)
