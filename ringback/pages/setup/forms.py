"""Forms over snapshots: each field has the snapshot's name; what is wrong is said beside it, and what was typed is kept."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _

from ringback.pages.setup import words
from ringback.rules.history import Snapshot

LINE, SENTENCE, PARAGRAPHS = 80, 300, 2_000
BLANK_ROWS = 2
ZONES = [(name, name) for name in sorted(available_timezones())]


class SetUpForm(forms.Form):
    """`known` are the thing's values as they stand; subclasses say what of them they show and give back."""

    parts: tuple[str, ...] = ("",)

    def __init__(self, data: Any = None, *, known: Snapshot) -> None:
        self.known = known
        super().__init__(data, label_suffix="")
        self.build()
        self.initial = {name: _whole(value) for name, value in self.shown().items()}
        for name, field in self.fields.items():
            _dress(field, self.add_prefix(name))

    def build(self) -> None:
        """Add the fields that depend on what is known."""

    def shown(self) -> dict[str, Any]:
        return dict(self.known)

    def values(self) -> dict[str, Any]:
        """Every field of the snapshot that begins with one of `parts`."""
        return dict(self.cleaned_data)

    def tell(self, problems: Mapping[str, str]) -> None:
        """Problems of the records beside their fields."""
        for name, problem in problems.items():
            self.add_error(name if name in self.fields else None, words.problem(problem, name))

    def say(self, name: str, problem: str) -> None:
        self.add_error(name, words.problem(problem, name))


def _whole(value: Any) -> Any:
    """48, not 48.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _dress(field: forms.Field, name: str) -> None:
    widget = field.widget
    kinds: dict[type, str] = {
        forms.Select: "select",
        forms.Textarea: "textarea",
        forms.CheckboxInput: "checkbox",
        forms.CheckboxSelectMultiple: "checkbox",
    }
    kind = kinds.get(type(widget), "input")
    wide = "" if kind == "checkbox" else " w-full"
    widget.attrs.setdefault("class", kind + wide)
    if field.help_text:
        widget.attrs.setdefault("aria-describedby", f"id_{name}_help")
    if isinstance(field, forms.CharField) and not isinstance(widget, forms.Textarea):
        widget.attrs.setdefault("autocomplete", "off")


def rows_of(form: forms.Form, pairs: tuple[tuple[str, ...], ...]) -> list[list[forms.BoundField]]:
    """Of the fields that the form has."""
    rows = [[form[name] for name in pair if name in form.fields] for pair in pairs]
    return [row for row in rows if row]


def lines_field(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=PARAGRAPHS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text or _("One on each line, in the same order in both languages."),
    )


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
