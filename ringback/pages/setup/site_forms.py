"""A site as its pages ask for it: what it is, and when it is open."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.pages.setup import words
from ringback.pages.setup.fields import ListField, NumbersField, SpansField
from ringback.pages.setup.forms import BLANK_ROWS, LINE, SENTENCE, ZONES, SetUpForm
from ringback.rules.hours import WEEKDAYS, holiday_places
from ringback.rules.numbers import countries, e164
from ringback.rules.policy.facts import LANGUAGES


class SiteForm(SetUpForm):
    parts = (
        "name.",
        "zone",
        "languages",
        "official-number",
        "other-numbers",
        "phone-countries",
        "answer-within-hours",
        "mend.",
    )

    def build(self) -> None:
        add = self.fields
        add["name.en"] = forms.CharField(label=_("Name in English"), max_length=LINE)
        add["name.zh-hans"] = forms.CharField(label=_("Name in Chinese"), max_length=LINE)
        add["zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=ZONES, help_text=_("Hours, days and rosters are meant in it.")
        )
        add["languages"] = forms.MultipleChoiceField(
            label=_("Languages in which sellers are rung"),
            choices=[(tag, words.language(tag)) for tag in LANGUAGES],
            widget=forms.CheckboxSelectMultiple,
        )
        add["official-number"] = forms.CharField(
            label=_("Number from which we ring"),
            required=False,
            max_length=32,
            help_text=_(
                "With its country, such as +1 206 555 0142. Empty while sellers are rung in the browser alone."
            ),
        )
        add["other-numbers"] = NumbersField(
            label=_("Other numbers that are ours"),
            required=False,
            max_length=SENTENCE,
            help_text=_("Between commas."),
        )
        add["phone-countries"] = ListField(
            label=_("Countries in which sellers’ telephones ring"),
            required=False,
            max_length=SENTENCE,
            help_text=_("Two letters each, between commas, such as US, CN. Empty: any country."),
        )
        add["answer-within-hours"] = forms.FloatField(
            label=_("Hours until a written answer"), min_value=0.5, max_value=24 * 60
        )
        for name in self._mended():
            add[name] = forms.URLField(
                label=words.fact(name.removeprefix("mend.")),
                required=False,
                max_length=SENTENCE,
                assume_scheme="https",
            )

    def _mended(self) -> list[str]:
        facts = {name.partition(".")[2] for name in self.known if name.startswith(("mend.", "owner."))}
        return [f"mend.{fact}" for fact in sorted(facts)]

    @property
    def mend_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._mended()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            cleaned["official-number"] = (
                e164(cleaned["official-number"]) if cleaned.get("official-number") else ""
            )
        except ValueError:
            self.say("official-number", "no-number")
        named = [each.upper() for each in cleaned.get("phone-countries", [])]
        if not set(named) <= countries():
            self.say("phone-countries", "no-country")
        cleaned["phone-countries"] = sorted(named)
        return cleaned

    def values(self) -> dict[str, Any]:
        return {
            name: value for name, value in self.cleaned_data.items() if value or not name.startswith("mend.")
        }


class HoursForm(SetUpForm):
    """A day's hours on one line; own days and peak days in rows, of which the last are empty."""

    parts = ("round-the-clock", "hours.", "holiday.", "day.", "peak.")

    def build(self) -> None:
        add = self.fields
        add["round-the-clock"] = forms.BooleanField(label=_("Never closes"), required=False)
        for day, called in zip(WEEKDAYS, words.weekdays(), strict=True):
            add[f"hours.{day}"] = SpansField(label=called, required=False, max_length=LINE)
        places = holiday_places()
        add["holiday.country"] = forms.ChoiceField(
            label=_("Public holidays of"),
            required=False,
            choices=[("", _("no country")), *((code, code) for code in places)],
        )
        parts = places.get(self._country(), ())
        add["holiday.subdivision"] = forms.ChoiceField(
            label=_("and of its part"),
            required=False,
            choices=[("", _("the whole country")), *((code, code) for code in parts)],
            help_text=_("The parts are those of the country that is saved."),
        )
        for at in range(self._rows("day")):
            add[f"day-{at}-date"] = _a_date(_("Day"))
            add[f"day-{at}-en"] = _a_line(_("Closed because, in English"))
            add[f"day-{at}-zh"] = _a_line(_("Closed because, in Chinese"))
        for at in range(self._rows("peak")):
            add[f"peak-{at}-from"], add[f"peak-{at}-until"] = _a_date(_("From")), _a_date(_("Until"))
            add[f"peak-{at}-en"] = _a_line(_("Name in English"))
            add[f"peak-{at}-zh"] = _a_line(_("Name in Chinese"))

    def _country(self) -> str:
        sent = self.data.get("holiday.country") if self.is_bound else None
        return str(sent if sent is not None else self.known.get("holiday.country", ""))

    def _under(self, prefix: str) -> list[tuple[str, dict[str, str]]]:
        found = [(name, value) for name, value in self.known.items() if name.startswith(f"{prefix}.")]
        return [(name.partition(".")[2], value) for name, value in sorted(found)]

    def _rows(self, prefix: str) -> int:
        sent = [
            int(name.split("-")[1]) for name in self.data if re.fullmatch(rf"{prefix}-\d{{1,3}}-en", name)
        ]
        return max(len(self._under(prefix)) + BLANK_ROWS, max(sent, default=-1) + 1)

    def shown(self) -> dict[str, Any]:
        shown = dict(self.known)
        for at, (day, told) in enumerate(self._under("day")):
            shown |= {f"day-{at}-date": day, f"day-{at}-en": told.get("en", "")}
            shown[f"day-{at}-zh"] = told.get("zh-hans", "")
        for at, (_from, peak) in enumerate(self._under("peak")):
            shown |= {f"peak-{at}-{name}": peak[name] for name in ("from", "until", "en")}
            shown[f"peak-{at}-zh"] = peak["zh-hans"]
        return shown

    @property
    def week(self) -> list[forms.BoundField]:
        return [self[f"hours.{day}"] for day in WEEKDAYS]

    @property
    def day_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"day-{at}-{name}"] for name in ("date", "en", "zh")] for at in range(self._rows("day"))
        ]

    @property
    def peak_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"peak-{at}-{name}"] for name in ("from", "until", "en", "zh")]
            for at in range(self._rows("peak"))
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in ("day", "peak"):
            for at in range(self._rows(row)):
                self._whole(row, at, cleaned)
        return cleaned

    def _whole(self, row: str, at: int, cleaned: dict[str, Any]) -> None:
        """A row is filled or empty; a day's words may be left out in both languages."""
        first = "date" if row == "day" else "from"
        begin, en, zh = (cleaned.get(f"{row}-{at}-{name}") for name in (first, "en", "zh"))
        if f"{row}-{at}-{first}" in self.errors:
            return
        if begin is None and (en or zh or cleaned.get(f"{row}-{at}-until")):
            self.say(f"{row}-{at}-{first}", "no-date")
        if bool(en) != bool(zh) or (row == "peak" and begin and not en):
            self.say(f"{row}-{at}-{'zh' if en else 'en'}", "both-languages")
        if row == "peak" and begin:
            until = cleaned.get(f"peak-{at}-until") or begin
            cleaned[f"peak-{at}-until"] = until
            if until < begin:
                self.say(f"peak-{at}-until", "ends-before")

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        values: dict[str, Any] = {"round-the-clock": cleaned["round-the-clock"]}
        values |= {name: cleaned[name] for name in ("holiday.country", "holiday.subdivision")}
        if not cleaned["round-the-clock"]:
            values |= {f"hours.{day}": cleaned[f"hours.{day}"] for day in WEEKDAYS if cleaned[f"hours.{day}"]}
        for at in range(self._rows("day")):
            if day := cleaned.get(f"day-{at}-date"):
                values[f"day.{day.isoformat()}"] = _both(cleaned, f"day-{at}")
        for at in range(self._rows("peak")):
            if begin := cleaned.get(f"peak-{at}-from"):
                until: date = cleaned[f"peak-{at}-until"]
                span = {"from": begin.isoformat(), "until": until.isoformat()}
                values[f"peak.{begin.isoformat()}"] = {**span, **_both(cleaned, f"peak-{at}")}
        return values


def _both(cleaned: Mapping[str, Any], row: str) -> dict[str, str]:
    en, zh = cleaned.get(f"{row}-en") or "", cleaned.get(f"{row}-zh") or ""
    return {"en": en, "zh-hans": zh} if en else {}


def _a_date(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": gettext_lazy("Write a date such as 2026-12-24.")},
    )


def _a_line(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LINE)
