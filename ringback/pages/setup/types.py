"""A site's issue types, and the template of each: fields added, changed, moved and taken out."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ringback.pages.setup import words
from ringback.pages.setup.chrome import last_change, page, see_other
from ringback.pages.setup.editing import change, edit
from ringback.pages.setup.field_form import FieldForm
from ringback.pages.setup.type_forms import NewTypeForm, TypeForm
from ringback.pages.shared.roles import supervisor_only
from ringback.pages.shared.who import person_of
from ringback.records.desk.readers import Site, every_issue_type, site_called
from ringback.records.setup.issue_types import FIELD, ISSUE_TYPE, make_issue_type, ordered
from ringback.records.setup.presets import preset, presets, take_types
from ringback.records.setup.saving import read
from ringback.records.setup.wrong import Wrong


@require_safe
@supervisor_only
def types(request: HttpRequest, site: str) -> HttpResponse:
    here = _site(site)
    found = list(every_issue_type(here))
    return page(
        request,
        "setup/types.html",
        site=here,
        here="types",
        types=found,
        offered=sum(one.offered for one in found),
        presets=presets(),
    )


@require_POST
@supervisor_only
def take(request: HttpRequest, site: str) -> HttpResponse:
    """Those of a preset that the site does not have."""
    name = request.POST.get("preset", "")
    if name not in [one.name for one in presets()]:
        raise Http404
    n = take_types(preset(name), _site(site), by=person_of(request), now=datetime.now(UTC))
    said = ngettext("%(n)s issue type was added.", "%(n)s issue types were added.", n) % {"n": n}
    messages.success(request, said if n else _("The site has all of them already."))
    return see_other(reverse("setup:types", args=[site]))


@require_http_methods(["GET", "POST"])
@supervisor_only
def new(request: HttpRequest, site: str) -> HttpResponse:
    here = _site(site)
    known = {"evidence-weight": 1, "checklist": [], "skills": [], "order": []}
    form = NewTypeForm(request.POST if request.method == "POST" else None, known=known)
    if request.method == "POST" and form.is_valid():
        slug = form.cleaned_data["slug"]
        try:
            make_issue_type(
                here, slug, {**known, **form.values()}, by=person_of(request), now=datetime.now(UTC)
            )
        except Wrong as wrong:
            form.tell(wrong.problems)
        else:
            messages.success(request, _("Saved. Now say what sellers are asked."))
            return see_other(reverse("setup:type", args=[site, slug]))
    return page(
        request, "setup/new_type.html", site=here, here="types", form=form, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@supervisor_only
def one(request: HttpRequest, site: str, issue: str) -> HttpResponse:
    here = _site(site)
    edited = edit(request, ISSUE_TYPE, f"{site}:{issue}", TypeForm)
    if edited.saved:
        return see_other(reverse("setup:type", args=[site, issue]))
    return page(
        request,
        "setup/type.html",
        status=edited.status,
        site=here,
        here="types",
        edited=edited,
        fields=_fields(edited.form.known),
        last=last_change(ISSUE_TYPE, f"{site}:{issue}"),
    )


@require_http_methods(["GET", "POST"])
@supervisor_only
def field(request: HttpRequest, site: str, issue: str, field: str = "") -> HttpResponse:
    """One field of the template; without a name a new one, at the end."""
    here = _site(site)
    if field and field not in ordered(_values(site, issue)):
        raise Http404
    edited = edit(request, ISSUE_TYPE, f"{site}:{issue}", FieldForm, name=field)
    if edited.saved:
        return see_other(reverse("setup:type", args=[site, issue]))
    return page(
        request,
        "setup/field.html",
        status=edited.status,
        site=here,
        here="types",
        edited=edited,
        field_name=field,
        issue=issue,
    )


@require_POST
@supervisor_only
def move(request: HttpRequest, site: str, issue: str) -> HttpResponse:
    """`up`, `down` or `out` names the field."""
    known = _values(site, issue)
    order = ordered(known)
    values: dict[str, Any] = {name: value for name, value in known.items() if name.startswith(FIELD)}
    act = next((act for act in ("up", "down", "out") if request.POST.get(act) in order), None)
    if act is None:
        raise Http404
    name = request.POST[act]
    if act == "out":
        order.remove(name)
        del values[FIELD + name]
    else:
        _shift(order, name, -1 if act == "up" else 1)
    change(request, ISSUE_TYPE, f"{site}:{issue}", {**values, "order": order}, parts=(FIELD, "order"))
    return see_other(f"{reverse('setup:type', args=[site, issue])}#template")


def _shift(order: list[str], name: str, by: int) -> None:
    at = order.index(name)
    to = min(max(0, at + by), len(order) - 1)
    order.insert(to, order.pop(at))


def _fields(known: Any) -> list[dict[str, Any]]:
    kinds = words.field_kinds()
    return [
        {"name": name, **known[FIELD + name], "kind_name": kinds.get(known[FIELD + name]["kind"], "")}
        for name in ordered(known)
    ]


def _values(site: str, issue: str) -> dict[str, Any]:
    try:
        return read(ISSUE_TYPE, f"{site}:{issue}").values
    except LookupError as problem:
        raise Http404 from problem


def _site(slug: str) -> Site:
    try:
        return site_called(slug)
    except Site.DoesNotExist as problem:
        raise Http404 from problem
