"""One flow for every form of setting up: read, save, and say beside the field, or before saving, why it was not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from ringback.pages.setup import history_words, words
from ringback.pages.setup.forms import SetUpForm
from ringback.pages.shared.templatetags.ringback import colon
from ringback.pages.shared.who import person_of
from ringback.records.desk.readers import sites_by_slug
from ringback.records.setup.saving import read, save
from ringback.records.setup.thing import Thing
from ringback.records.setup.wrong import ChangedMeanwhile, Stranded, Strands, Wrong

One = TypeVar("One")


@dataclass
class Edited:
    """A form on its page. `strands` are sentences that ask for a second button; `theirs` are changes of somebody else that
    came in between, and `both` the names of the fields that both changed. `saved` ends the page."""

    one: Any
    form: SetUpForm
    seen: int
    saved: bool = False
    strands: list[str] = field(default_factory=list)
    theirs: list[history_words.Told] = field(default_factory=list)
    both: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 422 if self.form.errors or self.strands or self.theirs else 200


def edit(request: HttpRequest, thing: Thing[One], key: str, form: type[SetUpForm], **more: Any) -> Edited:
    """Raises Http404 when there is no such thing. `more` goes to the form."""
    try:
        known = read(thing, key)
    except LookupError as problem:
        raise Http404 from problem
    if request.method != "POST":
        return Edited(known.one, form(known=known.values, **more), known.version)
    sent = form(request.POST, known=known.values, **more)
    edited = Edited(known.one, sent, _seen(request))
    if sent.is_valid():
        _save(request, thing, key, edited, lambda values: form(known=values, **more))
    return edited


def _save(
    request: HttpRequest,
    thing: Thing[One],
    key: str,
    edited: Edited,
    again: Callable[[dict[str, Any]], SetUpForm],
) -> None:
    """`again` makes the form with other values."""
    try:
        made = save(
            thing,
            key,
            edited.form.values(),
            parts=edited.form.parts,
            seen=edited.seen,
            all_the_same="all-the-same" in request.POST,
            by=person_of(request),
            now=datetime.now(UTC),
        )
    except Wrong as wrong:
        edited.form.tell(wrong.problems)
    except Strands as strands:
        edited.strands = sentences(strands.found)
    except ChangedMeanwhile as meanwhile:
        edited.form, edited.seen = again(meanwhile.merged), meanwhile.seen
        edited.theirs = [history_words.change(each) for each in meanwhile.changes]
        edited.both = [history_words.field(thing.kind, name) for name in meanwhile.both]
    else:
        edited.saved = True
        messages.success(request, _("Saved.") if made else _("Nothing was changed."))


def sentences(found: Sequence[Stranded]) -> list[str]:
    sites = sites_by_slug()
    return [words.strand(one, sites) for one in found]


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def change(
    request: HttpRequest, thing: Thing[One], key: str, values: dict[str, Any], *, parts: tuple[str, ...]
) -> bool:
    """A change by one button, without a form: what stands in its way is said on the next page."""
    try:
        save(
            thing, key, values, parts=parts, seen=_seen(request), by=person_of(request), now=datetime.now(UTC)
        )
    except Wrong as wrong:
        for name, problem in wrong.problems.items():
            field = history_words.field(thing.kind, name)
            messages.error(request, f"{field}{colon()}{words.problem(problem, name)}")
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else changed this a moment ago. Look at it, and try again."))
    except Strands as strands:
        for said in sentences(strands.found):
            messages.error(request, said)
    else:
        messages.success(request, _("Saved."))
        return True
    return False
