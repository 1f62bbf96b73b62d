"""Forms of an issue type; both languages stand beside each other."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ringback.pages.setup import words
from ringback.pages.setup.field_form import names_of
from ringback.pages.setup.fields import ListField
from ringback.pages.setup.forms import LINE, SENTENCE, SetUpForm, lines_field, lines_of, rows_of
from ringback.records.setup.issue_types import SLUG


class TypeForm(SetUpForm):
    parts = (
        "name.",
        "needs.",
        "group",
        "offered",
        "evidence-",
        "checklist",
        "skills",
        "subject",
        "position",
    )

    def build(self) -> None:
        add = self.fields
        add["name.en"] = forms.CharField(label=_("Name in English"), max_length=LINE)
        add["name.zh-hans"] = forms.CharField(label=_("Name in Chinese"), max_length=LINE)
        for language, called in (
            ("en", _("What to have ready, in English")),
            ("zh-hans", _("What to have ready, in Chinese")),
        ):
            add[f"needs.{language}"] = _paragraph(called, required=True)
        add["group"] = forms.RegexField(
            SLUG,
            label=_("Group"),
            max_length=32,
            help_text=_("Types of one group stand together, such as account, listing, payment."),
            error_messages={"invalid": words.problem("no-slug")},
        )
        add["position"] = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=9_999)
        self._build_more()

    def _build_more(self) -> None:
        add = self.fields
        add["skills"] = ListField(
            label=_("Skills"),
            required=False,
            max_length=SENTENCE,
            help_text=_(
                "Whoever takes these callbacks must have them all; empty: anybody who speaks the language."
            ),
        )
        add["subject"] = forms.ChoiceField(
            label=_("Field that tells two cases apart"),
            required=False,
            choices=[("", _("none: it is about the whole account")), *names_of(self.known)],
        )
        add["evidence-weight"] = forms.IntegerField(
            label=_("Weight of evidence"),
            min_value=0,
            max_value=100,
            help_text=_("As one field of the template; 0: no evidence is asked for."),
        )
        add["evidence-hint.en"] = _paragraph(_("Which evidence helps, in English"))
        add["evidence-hint.zh-hans"] = _paragraph(_("Which evidence helps, in Chinese"))
        add["checklist-en"] = lines_field(_("Checklist of the call, in English"))
        add["checklist-zh"] = lines_field(_("Checklist of the call, in Chinese"))
        add["offered"] = forms.BooleanField(label=_("Sellers can choose it"), required=False)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """What belongs together stands beside each other."""
        pairs = (
            ("slug",),
            ("name.en", "name.zh-hans"),
            ("needs.en", "needs.zh-hans"),
            ("group", "position"),
            ("skills", "subject"),
            ("evidence-hint.en", "evidence-hint.zh-hans"),
            ("evidence-weight",),
            ("checklist-en", "checklist-zh"),
            ("offered",),
        )
        return rows_of(self, pairs)

    def shown(self) -> dict[str, Any]:
        steps = self.known.get("checklist", [])
        return {
            **self.known,
            "checklist-en": "\n".join(step["en"] for step in steps),
            "checklist-zh": "\n".join(step["zh-hans"] for step in steps),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        en, zh = (lines_of(cleaned.get(f"checklist-{language}", "")) for language in ("en", "zh"))
        if len(en) != len(zh):
            self.say("checklist-zh", "lines-differ")
        cleaned["checklist"] = [{"en": a, "zh-hans": b} for a, b in zip(en, zh, strict=False)]
        if bool(cleaned.get("evidence-hint.en")) != bool(cleaned.get("evidence-hint.zh-hans")):
            self.say("evidence-hint.zh-hans", "both-languages")
        return cleaned

    def values(self) -> dict[str, Any]:
        kept = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("checklist-en", "checklist-zh", "slug") and value != ""
        }
        return {**kept, "subject": self.cleaned_data.get("subject", "")}


class NewTypeForm(TypeForm):
    def build(self) -> None:
        self.fields["slug"] = forms.RegexField(
            SLUG,
            label=_("Short name"),
            max_length=48,
            help_text=_("What the rulebook calls it, such as listing-removed. It stays."),
            error_messages={"invalid": words.problem("no-slug")},
        )
        super().build()
        for name in ("subject", "position", "offered"):
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        return {**super().values(), "offered": True}


def _paragraph(label: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=SENTENCE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
