"""How a site begins: a site of a preset, or a blank one that follows a preset's rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ringback.pages.setup import words
from ringback.pages.setup.forms import LINE, ZONES, SetUpForm
from ringback.pages.shared.templatetags.ringback import told
from ringback.records.people.readers import Person
from ringback.records.setup.presets import PLAIN, Preset, begin_site, presets, values_from
from ringback.records.setup.wrong import Wrong
from ringback.rules.history import Snapshot
from ringback.rules.policy.facts import LANGUAGES

BLANK = "blank"


@dataclass(frozen=True)
class Choice:
    """`key` is "preset/slug", or "preset/blank" for an empty site."""

    key: str
    preset: str
    name: str
    origin: str
    types: int


class NewSiteForm(SetUpForm):
    """`preset` is whose rules, links and issue types it takes; slug and mark stay for ever."""

    def __init__(self, data: Any = None, *, preset: Preset, known: Snapshot) -> None:
        self.preset = preset
        super().__init__(data, known=known)

    def build(self) -> None:
        add = self.fields
        add["slug"] = forms.SlugField(
            label=_("Short name"),
            max_length=12,
            help_text=_("Letters and digits, as in addresses: na. It stays."),
        )
        add["mark"] = forms.RegexField(
            r"^[A-Za-z]{1,4}$",
            label=_("Mark of record numbers"),
            max_length=4,
            help_text=_("Up to four letters: NA begins NA-000041-1. It stays."),
            error_messages={"invalid": _("Write one to four letters.")},
        )
        add["name.en"] = forms.CharField(label=_("Name in English"), max_length=LINE)
        add["name.zh-hans"] = forms.CharField(label=_("Name in Chinese"), max_length=LINE)
        add["zone"] = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
        add["languages"] = forms.MultipleChoiceField(
            label=_("Languages in which sellers are rung"),
            choices=[(tag, words.language(tag)) for tag in LANGUAGES],
            widget=forms.CheckboxSelectMultiple,
        )
        add["with-types"] = forms.BooleanField(
            label=_("With the issue types of the preset; each can be changed later"), required=False
        )

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()

    def clean_mark(self) -> str:
        return str(self.cleaned_data["mark"]).upper()


def choices() -> list[Choice]:
    return [choice for preset in presets() for choice in _choices_of(preset)]


def form_for(request: HttpRequest) -> NewSiteForm:
    """Filled from the chosen site of a preset."""
    found, site = chosen(request.POST.get("from") or request.GET.get("from", ""))
    known = {**values_from(found, site), "slug": (site or {}).get("slug", ""), "with-types": True}
    return NewSiteForm(request.POST if request.method == "POST" else None, preset=found, known=known)


def make(form: NewSiteForm, *, by: Person, now: datetime) -> bool:
    """False when something is wrong; the form says what."""
    cleaned = form.cleaned_data
    own = {name: cleaned[name] for name in ("mark", "name.en", "name.zh-hans", "zone", "languages")}
    base = {name: value for name, value in form.known.items() if name not in ("slug", "with-types")}
    try:
        begin_site(
            form.preset,
            cleaned["slug"],
            {**base, **own},
            with_types=cleaned["with-types"],
            by=by,
            now=now,
        )
    except Wrong as wrong:
        form.tell(wrong.problems)
    return not form.errors


def chosen(key: str) -> tuple[Preset, Mapping[str, Any] | None]:
    """The preset and its site; an unknown one is a blank site of the plainest."""
    name, _slash, slug = key.partition("/")
    known = {preset.name: preset for preset in presets()}
    found = known.get(name) or known.get(PLAIN) or next(iter(known.values()))
    return found, next((site for site in found.sites if site["slug"] == slug), None)


def _choices_of(preset: Preset) -> list[Choice]:
    origin, types = told(preset.origin), len(preset.issue_types)
    sites = [
        Choice(f"{preset.name}/{site['slug']}", preset.name, told(site["name"]), origin, types)
        for site in preset.sites
    ]
    return [*sites, Choice(f"{preset.name}/{BLANK}", preset.name, _("A blank site"), origin, types)]
