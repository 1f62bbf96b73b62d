"""Now (the supervisor's first page): what is at risk, what waits, who is there; and the acts on agents and on a site's intake."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.pages.shared.roles import set_up_first, supervisor_only
from ringback.pages.shared.templatetags.ringback import clock
from ringback.pages.shared.who import person_of
from ringback.pages.supervisor import now_words as words
from ringback.pages.supervisor.acts import REFUSALS, Said, answered
from ringback.pages.supervisor.steering_words import refused as refusal
from ringback.records.agents.readers import Agent, agent_at
from ringback.records.callbacks import intake
from ringback.records.calls.looking_up import Site, sites_of
from ringback.records.saying import Unsayable
from ringback.records.steering import calls, presence
from ringback.records.steering.now import now_at

A_SHIFT = timedelta(hours=12)  # what lasts longer is told by its beginning


@require_GET
@supervisor_only
@set_up_first
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "supervisor/now.html", context_of(request, _site(request)))


@require_GET
@supervisor_only
def part(request: HttpRequest) -> HttpResponse:
    return render(request, "supervisor/_now.html", context_of(request, _site(request)))


def context_of(request: HttpRequest, site: Site) -> dict[str, Any]:
    sites = list(sites_of(person_of(request)))
    at = datetime.now(UTC)
    seen = now_at(site, now=at)
    return {
        "sites": sites,
        "site": site,
        "now": seen,
        "at": at,
        "headline": words.headline(seen),
        "lead": words.lead(seen),
        "surge": words.surge(seen.arrivals),
        "risks": [(one, words.left(one, at), words.why(one)) for one in seen.risks.rows],
        "crew": [(one, words.doing(one), at - one.since > A_SHIFT) for one in seen.crew],
        "crew_line": words.crew(seen.crew),
        "lines": words.lines(seen.lines),
    }


def _site(request: HttpRequest) -> Site:
    """The one that is asked for, else the first."""
    sites = list(sites_of(person_of(request)))
    wanted = request.GET.get("site", "")
    if not sites:
        raise Http404
    return next((one for one in sites if one.slug == wanted), sites[0])


@require_POST
@supervisor_only
def set_away(request: HttpRequest, agent: int) -> HttpResponse:
    def act(one: Agent) -> Said:
        said = request.POST.get("said", "")
        try:
            presence.set_away(one, said=said, by=person_of(request), now=datetime.now(UTC))
        except Unsayable as problem:
            return Said(refusal(problem), wrong=True)
        except presence.AwayAlready:
            return Said(_("%(name)s is away already.") % {"name": one.person.name}, wrong=True)
        undo = reverse("supervisor:agent-back", args=[one.pk])
        return Said(_("%(name)s is set away.") % {"name": one.person.name}, undo=undo)

    return _on_agent(request, agent, act)


@require_POST
@supervisor_only
def call_back(request: HttpRequest, agent: int) -> HttpResponse:
    def act(one: Agent) -> Said:
        try:
            presence.call_back(one, now=datetime.now(UTC))
        except presence.CannotComeBack:
            told = _("%(name)s cannot be called back from here: the page is closed, or they set it anew.")
            return Said(told % {"name": one.person.name}, wrong=True)
        return Said(_("%(name)s is available again.") % {"name": one.person.name})

    return _on_agent(request, agent, act)


@require_POST
@supervisor_only
def end_call(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """From the agent's row; the agent and the seller read the reason."""
    said, by = request.POST.get("said", ""), person_of(request)
    try:
        calls.end_call(attempt, said=said, by=by, now=datetime.now(UTC))
        told = Said(_("The call is ended. Both sides read your reason."))
    except REFUSALS as problem:
        told = Said(refusal(problem), wrong=True)
    return _answered(request, told, _site(request))


@require_POST
@supervisor_only
def close_intake(request: HttpRequest, slug: str) -> HttpResponse:
    site = _site_or_404(request, slug)
    said = {"en": request.POST.get("said_en", ""), "zh-hans": request.POST.get("said_zh", "")}
    try:
        intake.close_intake(site, said=said, by=person_of(request), now=datetime.now(UTC))
        told = Said(
            _("The intake is closed. Sellers read your sentence; the written answer stays open."),
            undo=reverse("supervisor:open-intake", args=[slug]),
        )
    except Unsayable as problem:
        told = Said(refusal(problem), wrong=True)
    except intake.SaidInOneLanguage:
        told = Said(_("Nothing was closed: write the sentence in both languages."), wrong=True)
    except intake.ClosedAlready as already:
        at = clock(already.closure.closed_at)
        told = Said(_("It was closed already, at %(at)s.") % {"at": at}, wrong=True)
    return _answered(request, told, site)


@require_POST
@supervisor_only
def open_intake(request: HttpRequest, slug: str) -> HttpResponse:
    site = _site_or_404(request, slug)
    reopened = intake.reopen_intake(site, by=person_of(request), now=datetime.now(UTC))
    told = _("The intake is open again.") if reopened else _("The intake was open already.")
    return _answered(request, Said(told, wrong=not reopened), site)


def _on_agent(request: HttpRequest, pk: int, act: Callable[[Agent], Said]) -> HttpResponse:
    try:
        agent = agent_at(pk)
    except Agent.DoesNotExist as problem:
        raise Http404 from problem
    return _answered(request, act(agent), _site(request))


def _site_or_404(request: HttpRequest, slug: str) -> Site:
    found = sites_of(person_of(request)).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _answered(request: HttpRequest, said: Said, site: Site) -> HttpResponse:
    return answered(
        request,
        said,
        part="supervisor/_now.html",
        context=lambda: context_of(request, site),
        back=f"{reverse('supervisor:now')}?site={site.slug}",
    )
