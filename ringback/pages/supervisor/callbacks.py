"""Every callback, promises at risk first, and each one's story."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ringback.pages.shared.roles import set_up_first, supervisor_only
from ringback.pages.shared.who import person_of
from ringback.pages.supervisor import call_words, story_words, words
from ringback.pages.supervisor.acts_shown import acts_on
from ringback.records.callbacks.overview import FILTERS, overview
from ringback.records.calls import story as stories
from ringback.records.calls.looking_up import sites_of
from ringback.records.lines.readers import closed_lines


@require_GET
@supervisor_only
@set_up_first
def listed(request: HttpRequest) -> HttpResponse:
    return render(request, "supervisor/callbacks.html", _listed(request))


@require_GET
@supervisor_only
def listed_part(request: HttpRequest) -> HttpResponse:
    return render(request, "supervisor/_callbacks.html", _listed(request))


@require_GET
@supervisor_only
def story(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "supervisor/story.html", story_context(request, pk))


@require_GET
@supervisor_only
def story_part(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "supervisor/_story.html", story_context(request, pk))


def _listed(request: HttpRequest) -> dict[str, Any]:
    which = request.GET.get("show", "open")
    which = which if which in FILTERS else "open"
    search = request.GET.get("q", "")[:80].replace("\0", "")
    number = request.GET.get("page", "1")
    page = overview(
        sites_of(person_of(request)),
        which=which,
        search=search,
        page=int(number) if number.isdecimal() and len(number) < 7 else 1,
        soon=settings.AT_RISK,
        now=datetime.now(UTC),
    )
    told = {"page": page, "which": which, "q": search, "filters": words.filters(page.counts)}
    return {**told, "closed_lines": closed_lines()}


def story_context(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    try:
        told = stories.story_of(pk, sites=sites_of(person_of(request)))
    except stories.Callback.DoesNotExist as problem:
        raise Http404 from problem
    lines = [story_words.line(event, told) for event in told.events]
    decided, silent = words.reasons(told.callback)
    return {
        "story": told,
        "callback": told.callback,
        "headline": words.headline(told),
        "lines": lines,
        "promises": [(promise, words.made_for(promise), words.inputs(promise)) for promise in told.promises],
        "attempts": [(attempt, call_words.attempt(attempt)) for attempt in told.attempts],
        "facts": words.facts(told.callback),
        "decided": decided,
        "silent": silent,
        "acts": [
            said
            for said, event in zip(lines, told.events, strict=True)
            if event.actor and event.actor.role == "supervisor"
        ],
        "went_before": [(count, words.why_first(why)) for why, count in told.went_before.items()],
        **acts_on(told, now=datetime.now(UTC)),
    }
