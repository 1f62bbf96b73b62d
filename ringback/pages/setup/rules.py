"""Targets, pauses, limits and credit of the rulebook that a site follows."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ringback.pages.setup import words
from ringback.pages.setup.chrome import last_change, name_of, page, see_other
from ringback.pages.setup.editing import edit
from ringback.pages.setup.fields import BETWEEN
from ringback.pages.setup.forms import LINE, SetUpForm
from ringback.pages.shared.roles import supervisor_only
from ringback.pages.shared.templatetags.ringback import class_name
from ringback.records.desk.readers import Site, site_called
from ringback.records.setup.rules import NEXT_DAY, RULES
from ringback.rules.calls.redial import CEILING
from ringback.rules.policy.facts import PRIORITIES

LONGEST = 100_000


class WaitsField(forms.CharField):
    """ "10, 20, next day" as [10, 20, "next day"]."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return ", ".join(_("next day") if wait == NEXT_DAY else f"{wait:g}" for wait in value)

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").replace(_("next day"), "+").replace(NEXT_DAY, "+")
        words_ = [word for word in BETWEEN.split(text) if word]
        if any(
            word != "+" and not (word.isascii() and word.isdecimal() and len(word) < 6) for word in words_
        ):
            raise forms.ValidationError(words.problem("no-waits"))
        return [NEXT_DAY if word == "+" else int(word) for word in words_]

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.prepare_value(value))


class RulesForm(SetUpForm):
    def build(self) -> None:
        add = self.fields
        for name in PRIORITIES:
            add[f"target.{name}"] = forms.FloatField(
                label=_("Target, %(name)s") % {"name": class_name(name)}, min_value=1, max_value=LONGEST
            )
        for name in PRIORITIES:
            add[f"spacing.{name}"] = WaitsField(
                label=_("Pauses, %(name)s") % {"name": class_name(name)}, max_length=LINE
            )
        for name, called, most in (
            ("per-request", _("Rings for one request"), CEILING.per_request),
            ("per-day", _("Rings for one request and day"), CEILING.per_day),
            ("per-number-and-day", _("Rings to one number and day"), CEILING.per_number_and_day),
        ):
            add[name] = forms.IntegerField(
                label=called, min_value=1, help_text=_("At most %(n)s.") % {"n": most}
            )
        for name, called, least in (
            ("minutes-apart", _("Least minutes between two rings"), CEILING.least.total_seconds() / 60),
            (
                "seconds-after-cut",
                _("Least seconds after a call that we cut"),
                CEILING.after_cut.total_seconds(),
            ),
        ):
            add[name] = forms.IntegerField(
                label=called, max_value=LONGEST, help_text=_("At least %(n)s.") % {"n": f"{least:g}"}
            )
        add["credit"] = forms.CharField(
            label=_("Most that credits may reach, as a share of the target"),
            max_length=12,
            help_text=_("Such as 1/3. A credit moves a callback forward, never into another class."),
        )
        add["talk"] = forms.IntegerField(
            label=_("Minutes of a call until there are own figures"), min_value=1, max_value=24 * 60 - 1
        )

    @property
    def targets(self) -> list[forms.BoundField]:
        return [self[f"target.{name}"] for name in PRIORITIES]

    @property
    def pauses(self) -> list[forms.BoundField]:
        return [self[f"spacing.{name}"] for name in PRIORITIES]

    @property
    def limits(self) -> list[forms.BoundField]:
        names = ("per-request", "per-day", "per-number-and-day", "minutes-apart", "seconds-after-cut")
        return [self[name] for name in names]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self["credit"], self["talk"]]

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "credit": self.cleaned_data["credit"].replace(" ", "")}


@require_http_methods(["GET", "POST"])
@supervisor_only
def rules(request: HttpRequest, site: str) -> HttpResponse:
    try:
        here = site_called(site)
    except Site.DoesNotExist as problem:
        raise Http404 from problem
    edited = edit(request, RULES, here.rulebook_name, RulesForm)
    if edited.saved:
        return see_other(reverse("setup:rules", args=[site]))
    others = [name_of(one) for one in edited.one.sites if one.pk != here.pk]
    return page(
        request,
        "setup/rules.html",
        status=edited.status,
        site=here,
        here="rules",
        edited=edited,
        followed=edited.one,
        version_day=words.day(edited.one.version.valid_from.isoformat()),
        others=others,
        high=edited.one.book.classes["high"].target_minutes,
        last=last_change(RULES, here.rulebook_name),
    )
