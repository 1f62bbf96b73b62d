"""Forms of an issue type and of one field of its template; both languages stand beside each other."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ringback.pages.setup import words
from ringback.pages.setup.forms import LINE, SENTENCE, ListField, SetUpForm
from ringback.pages.shared.templatetags.ringback import told
from ringback.records.setup.issue_types import FIELD, SLUG, ordered

MOST = 2_000


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
            choices=[("", _("none: it is about the whole account")), *_names(self.known)],
        )
        add["evidence-weight"] = forms.IntegerField(
            label=_("Weight of evidence"),
            min_value=0,
            max_value=100,
            help_text=_("As one field of the template; 0: no evidence is asked for."),
        )
        add["evidence-hint.en"] = _paragraph(_("Which evidence helps, in English"))
        add["evidence-hint.zh-hans"] = _paragraph(_("Which evidence helps, in Chinese"))
        add["checklist-en"] = _lines(_("Checklist of the call, in English"))
        add["checklist-zh"] = _lines(_("Checklist of the call, in Chinese"))
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
        en, zh = (_lines_of(cleaned.get(f"checklist-{language}", "")) for language in ("en", "zh"))
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


class FieldForm(SetUpForm):
    """`name` is empty for a new field."""

    parts = (FIELD, "order")

    def __init__(self, data: Any = None, *, known: Any, name: str = "") -> None:
        self.name = name
        super().__init__(data, known=known)

    def build(self) -> None:
        add = self.fields
        if not self.name:
            add["name"] = forms.RegexField(
                SLUG,
                label=_("Short name"),
                max_length=32,
                help_text=_("Such as order_id. It stays."),
                error_messages={"invalid": words.problem("no-slug")},
            )
        add["kind"] = forms.ChoiceField(label=_("Kind"), choices=list(words.field_kinds().items()))
        for part, called in (
            ("label-en", _("Question in English")),
            ("label-zh", _("Question in Chinese")),
        ):
            add[part] = forms.CharField(label=called, max_length=LINE)
        for part, called in (("hint-en", _("Hint in English")), ("hint-zh", _("Hint in Chinese"))):
            add[part] = forms.CharField(label=called, max_length=SENTENCE, required=False)
        add["weight"] = forms.IntegerField(
            label=_("Weight"),
            min_value=0,
            max_value=100,
            help_text=_("How much it counts for the completeness."),
        )
        add["required"] = forms.BooleanField(label=_("Must be filled before it can be sent"), required=False)
        add["choices"] = _lines(
            _("Choices"),
            _("For a choice: one on each line, as yes | Yes | 是. The first word is kept with the case."),
        )
        earlier = [("", _("always")), *_names(self.known, before=self.name)]
        add["when-field"] = forms.ChoiceField(label=_("Asked only when"), required=False, choices=earlier)
        add["when-equals"] = forms.CharField(
            label=_("is"), required=False, max_length=LINE, help_text=_("For a choice its first word.")
        )

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """What belongs together stands beside each other."""
        pairs = (
            ("name", "kind"),
            ("label-en", "label-zh"),
            ("hint-en", "hint-zh"),
            ("choices",),
            ("weight", "required"),
            ("when-field", "when-equals"),
        )
        return rows_of(self, pairs)

    def shown(self) -> dict[str, Any]:
        field = self.known.get(FIELD + self.name, {"weight": 1})
        when = field.get("when") or {}
        return {
            **field,
            **{
                f"{part}-{short}": (field.get(part) or {}).get(language, "")
                for part in ("label", "hint")
                for short, language in (("en", "en"), ("zh", "zh-hans"))
            },
            "choices": "\n".join(
                f"{one['value']} | {one['label']['en']} | {one['label']['zh-hans']}"
                for one in field.get("choices") or []
            ),
            "when-field": when.get("field", ""),
            "when-equals": when.get("equals", ""),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.name and FIELD + cleaned.get("name", "") in self.known:
            self.say("name", "taken")
        rows = [[part.strip() for part in line.split("|")] for line in _lines_of(cleaned.get("choices", ""))]
        if any(len(row) != 3 or not all(row) for row in rows):
            self.say("choices", "no-choices")
        cleaned["rows"] = [row for row in rows if len(row) == 3]
        if cleaned.get("kind") == "choice" and not rows:
            self.say("choices", "no-choices")
        if bool(cleaned.get("hint-en")) != bool(cleaned.get("hint-zh")):
            self.say("hint-zh", "both-languages")
        if cleaned.get("when-field") and not cleaned.get("when-equals"):
            self.say("when-equals", "empty")
        return cleaned

    def tell(self, problems: Any) -> None:
        """What is wrong with another field that depends on this one is said by that one's name."""
        for name, problem in problems.items():
            where = {"no-choices": "choices", "asks-later": "when-field", "never-so": "when-equals"}.get(
                problem
            )
            mine = name == FIELD + (self.name or self.cleaned_data.get("name", ""))
            text = words.problem(problem, name)
            self.add_error(where if mine else None, text if mine else f"{name.removeprefix(FIELD)}: {text}")

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        name = self.name or cleaned["name"]
        fields = {one: value for one, value in self.known.items() if one.startswith(FIELD)}
        order = ordered(self.known)
        return {
            **fields,
            FIELD + name: _field(cleaned),
            "order": order if name in order else [*order, name],
        }


def rows_of(form: forms.Form, pairs: tuple[tuple[str, ...], ...]) -> list[list[forms.BoundField]]:
    """Of the fields that the form has."""
    rows = [[form[name] for name in pair if name in form.fields] for pair in pairs]
    return [row for row in rows if row]


def _field(cleaned: dict[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {
        "kind": cleaned["kind"],
        "label": {"en": cleaned["label-en"], "zh-hans": cleaned["label-zh"]},
        "weight": cleaned["weight"],
    }
    if cleaned["required"]:
        field["required"] = True
    if cleaned["hint-en"]:
        field["hint"] = {"en": cleaned["hint-en"], "zh-hans": cleaned["hint-zh"]}
    if cleaned["kind"] == "choice":
        field["choices"] = [
            {"value": value, "label": {"en": en, "zh-hans": zh}} for value, en, zh in cleaned["rows"]
        ]
    if cleaned["when-field"]:
        field["when"] = {"field": cleaned["when-field"], "equals": cleaned["when-equals"]}
    return field


def _names(known: Any, before: str = "") -> list[tuple[str, str]]:
    """Fields of the template with their questions; those that stand before one, if it is among them."""
    names = ordered(known)
    names = names[: names.index(before)] if before in names else names
    return [(name, told(known[FIELD + name]["label"]) or name) for name in names]


def _paragraph(label: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=SENTENCE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _lines(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text or _("One on each line, in the same order in both languages."),
    )


def _lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
