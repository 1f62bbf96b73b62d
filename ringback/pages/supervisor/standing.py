"""Files of standings by page: taken in, looked at, decided."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.pages.shared import standing_words as words
from ringback.pages.shared.roles import supervisor_only
from ringback.pages.shared.who import person_of
from ringback.records.calls.looking_up import sites_of
from ringback.records.sellers import importing, imports


class FileForm(forms.Form):
    """`site` and `day` are for rows that name none."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"), error_messages={"required": gettext_lazy("Choose a file first."), "empty": gettext_lazy("The file is empty. Its first line names the columns.")}
    )  # fmt: skip
    site: Any = forms.ModelChoiceField(queryset=None, required=False)
    day = forms.DateField(required=False)

    def __init__(self, *args: Any, sites: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        field: Any = self.fields["site"]
        self.sites = field.queryset = sites


@require_http_methods(["GET", "HEAD", "POST"])
@supervisor_only
def page(request: HttpRequest) -> HttpResponse:
    sites = sites_of(person_of(request))
    if request.method != "POST":
        return _page(request, FileForm(sites=sites))
    form = FileForm(request.POST, request.FILES, sites=sites)
    if form.is_valid():
        try:
            done = _take_in(request, form)
            return redirect("supervisor:standing-import", done.pk)
        except importing.TooBig:
            form.add_error("file", words.too_big(settings.STANDING_MAX_BYTES))
        except importing.Unreadable as wrong:
            form.add_error("file", words.unreadable(wrong))
    return _page(request, form, status=422)


@require_GET
@supervisor_only
def sample(request: HttpRequest) -> HttpResponse:
    """With a byte order mark, for spreadsheets."""
    return HttpResponse(
        "\ufeff" + imports.sample_of_this_desk(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="standing-sample.csv"'},
    )


@require_GET
@supervisor_only
def one(request: HttpRequest, brought: int) -> HttpResponse:
    done = _or_404(brought)
    problems = [(each, words.problem(each)) for each in done.problems]
    older = [(each, datetime.fromisoformat(each["what"])) for each in done.older]
    return render(
        request, "supervisor/standing_import.html", {"import": done, "problems": problems, "older": older}
    )


@require_POST
@supervisor_only
def apply(request: HttpRequest, brought: int) -> HttpResponse:
    try:
        importing.apply_the_rest(_or_404(brought), now=datetime.now(UTC))
    except importing.Undecided:
        messages.error(request, _("This file was decided about in the meantime."))
    return redirect("supervisor:standing-import", brought)


@require_POST
@supervisor_only
def throw_away(request: HttpRequest, brought: int) -> HttpResponse:
    try:
        importing.throw_away(_or_404(brought))
    except importing.Undecided:
        messages.error(request, _("This file was decided about in the meantime."))
        return redirect("supervisor:standing-import", brought)
    messages.success(request, _("Thrown away; nothing of the file was applied."))
    return redirect("supervisor:standing")


def _page(request: HttpRequest, form: FileForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "sites": form.sites,
        "imports": imports.imports(),
        "limit": settings.STANDING_MAX_BYTES,
    }
    return render(request, "supervisor/standing.html", context, status=status)


def _take_in(request: HttpRequest, form: FileForm) -> imports.StandingImport:
    file, site, day = (form.cleaned_data[name] for name in ("file", "site", "day"))
    if file.size > settings.STANDING_MAX_BYTES:
        raise importing.TooBig
    zone = ZoneInfo(site.zone if site else "UTC")
    return importing.take_in(
        file.read(),
        file_name=file.name.replace("\0", ""),
        site=site,
        day=datetime.combine(day, time.min, zone) if day else None,
        by=person_of(request),
        now=datetime.now(UTC),
    )


def _or_404(pk: int) -> imports.StandingImport:
    try:
        return imports.import_of(pk)
    except imports.StandingImport.DoesNotExist as problem:
        raise Http404 from problem
