"""The form of one field of an issue type's template."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ringback.pages.setup import words
from ringback.pages.setup.forms import LINE, SENTENCE, SetUpForm, lines_field, lines_of, rows_of
from ringback.pages.shared.templatetags.ringback import colon, told
from ringback.records.setup.issue_types import FIELD, SLUG, ordered


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
        add["choices"] = lines_field(
            _("Choices"),
            _("For a choice: one on each line, as yes | Yes | 是. The first word is kept with the case."),
        )
        earlier = [("", _("always")), *names_of(self.known, before=self.name)]
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
        rows = [[part.strip() for part in line.split("|")] for line in lines_of(cleaned.get("choices", ""))]
        if any(len(row) != 3 or not all(row) for row in rows):
            self.say("choices", "no-choices")
        cleaned["rows"] = [row for row in rows if len(row) == 3]
        if cleaned.get("kind") == "choice" and not rows:
            self.say("choices", "no-choices")
        if bool(cleaned.get("hint-en")) != bool(cleaned.get("hint-zh")):
            self.say("hint-zh", "both-languages")
        if cleaned.get("when-field") and not cleaned.get("when-equals"):
            self.say("when-equals", "empty")
        if not self.name and not self.errors:
            self._refuse_taken(cleaned)
        return cleaned

    def _refuse_taken(self, cleaned: dict[str, Any]) -> None:
        """A second click finds the field of the first, just as it is wished."""
        there = self.known.get(FIELD + cleaned["name"])
        if there is not None and there != _field(cleaned):
            self.say("name", "taken")

    def tell(self, problems: Any) -> None:
        """What is wrong with another field that depends on this one is said by that one's name."""
        for name, problem in problems.items():
            where = {"no-choices": "choices", "asks-later": "when-field", "never-so": "when-equals"}.get(
                problem
            )
            mine = name == FIELD + (self.name or self.cleaned_data.get("name", ""))
            text = words.problem(problem, name)
            self.add_error(
                where if mine else None, text if mine else f"{name.removeprefix(FIELD)}{colon()}{text}"
            )

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


def names_of(known: Any, before: str = "") -> list[tuple[str, str]]:
    """Fields of the template with their questions; those that stand before one, if it is among them."""
    names = ordered(known)
    names = names[: names.index(before)] if before in names else names
    return [(name, told(known[FIELD + name]["label"]) or name) for name in names]
