"""Fields that read several things from one line, as people write them: words, telephone numbers, hours."""

import re
from typing import Any

from django import forms

from ringback.pages.setup import words
from ringback.rules.numbers import e164

SPAN = re.compile(r"(\d{1,2})(?:[:：](\d{2}))?\s*(?:-|–|—|~|至|to)\s*(\d{1,2})(?:[:：](\d{2}))?")
BETWEEN = re.compile(r"[,;，；、\s]+")


class ListField(forms.CharField):
    """Words between commas, as a list without doubles."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        found = [one for one in BETWEEN.split(super().to_python(value) or "") if one]
        return list(dict.fromkeys(found))

    def run_validators(self, value: Any) -> None:
        super().run_validators(", ".join(value))


class NumbersField(ListField):
    """Telephone numbers between commas, each with its country, as E.164."""

    def to_python(self, value: Any) -> Any:
        text = forms.CharField.to_python(self, value) or ""
        try:
            return [e164(each.strip()) for each in re.split(r"[,;，；、\n]", text) if each.strip()]
        except ValueError as problem:
            raise forms.ValidationError(words.problem("no-number")) from problem


class SpansField(forms.CharField):
    """ "9:00–12:30, 13:30–18:00" as [["09:00", "12:30"], ["13:30", "18:00"]]; empty is closed. Ends up to `latest` hours."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(f"{begin}–{end}" for begin, end in value)
        return value

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").strip()
        found = [(match[1], match[2], match[3], match[4]) for match in SPAN.finditer(text)]
        rest = BETWEEN.sub("", SPAN.sub("", text))
        if rest and not found and rest.casefold() in ("closed", "休息", "关闭"):
            return []
        if rest or any(int(minutes or 0) > 59 for each in found for minutes in each[1::2]):
            raise forms.ValidationError(words.problem("no-hours"))
        return [[_wall(each[0], each[1]), _wall(each[2], each[3])] for each in found]

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.prepare_value(value))


def _wall(hours: str, minutes: str | None) -> str:
    return f"{int(hours):02}:{minutes or '00'}"
