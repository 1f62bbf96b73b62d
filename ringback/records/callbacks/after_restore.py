"""What becomes of a callback whose promise was made before a backup that was put back: a new promise and one notice."""

from datetime import datetime

from django.db.models import QuerySet

from ringback.records.callbacks.models import OPEN, Callback
from ringback.records.callbacks.moving import wake_pages, write
from ringback.records.callbacks.promising import break_promise, notify, pending, promise
from ringback.records.callbacks.story import tell
from ringback.records.desk.models import Site
from ringback.records.promises.actions import settle
from ringback.records.promises.models import Promise
from ringback.rules.queue.broken import Because

UNRESERVED = (Callback.State.WAITING, Callback.State.RESTING)


def to_be_promised_anew(site: Site) -> QuerySet[Callback]:
    return Callback.objects.filter(site=site, state__in=OPEN, restored=True).order_by("effective")


def promise_anew(callback: Callback, now: datetime) -> None:
    """For a locked callback. What rings or talks by now needs no new window."""
    if not callback.restored:
        return
    write(callback, restored=False)
    if callback.state not in UNRESERVED:
        return
    tell(callback, "restored", now=now)
    one = pending(callback)
    if one is not None and one.shown_until < now:
        break_promise(callback, now=now, because=Because.RESTORED)
        return
    if one is not None:
        settle(one, Promise.State.MOVED, now=now)
    new = promise(callback, made_for="moved", now=now)
    notify(callback, "moved", now=now, because="restored", promised=new)
    wake_pages(callback)
