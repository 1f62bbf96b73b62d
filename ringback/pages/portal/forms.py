"""Forms of the portal. A draft takes any text that is not too long; what cannot be read is told when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ringback.pages.shared import names
from ringback.pages.shared.templatetags.ringback import colon
from ringback.records.cases.template import DESCRIPTION, Field
from ringback.rules.policy.facts import LANGUAGES

LINE, PARAGRAPH, MESSAGE = 200, 4_000, 8_000


class DraftForm(forms.Form):
    """One text for each field of the issue type's template, beside description and the claim of urgency."""

    description = forms.CharField(required=False, max_length=MESSAGE)
    urgent_claimed = forms.BooleanField(required=False)

    def __init__(self, fields: tuple[Field, ...], data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.names = [one.name for one in fields if one.name != DESCRIPTION]
        for one in fields:
            if one.name != DESCRIPTION:
                length = PARAGRAPH if one.kind == "textarea" else LINE
                self.fields[f"f-{one.name}"] = forms.CharField(required=False, max_length=length)

    def values(self) -> dict[str, str]:
        return {name: text for name in self.names if (text := self.cleaned_data[f"f-{name}"])}

    def written(self) -> dict[str, Any]:
        """What a draft keeps."""
        said = self.cleaned_data
        return {
            "values": self.values(),
            "description": said["description"],
            "urgent_claimed": said["urgent_claimed"],
        }


class MessageForm(forms.Form):
    body = forms.CharField(
        max_length=MESSAGE, error_messages={"required": gettext_lazy("Write what you want to say first.")}
    )


class GivenForm(forms.Form):
    """Of the things that we had asked for, in their order: which the seller has ticked, and a line to each."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.notes = dict(zip(data.getlist("thing"), data.getlist("note"), strict=False))
        self.ticked = set(data.getlist("given"))

    @property
    def things(self) -> list[str]:
        """Ticked, or answered in a line."""
        return [one for one, note in self.notes.items() if one in self.ticked or note.strip()]

    @property
    def words(self) -> str:
        """As a message, a line for each thing."""
        return "\n".join(
            f"{one}{colon()}{self.notes[one].strip()}" if self.notes[one].strip() else f"✓ {one}"
            for one in self.things
        )

    def clean(self) -> dict[str, Any]:
        if any("\0" in text or len(text) > LINE for text in [*self.notes, *self.notes.values()]):
            raise forms.ValidationError(
                _("A line holds at most %(most)d characters, and only such as can be stored.")
                % {"most": LINE}
            )
        if len(self.words) > MESSAGE:
            raise forms.ValidationError(
                _("These lines are longer than a message may be. Write the rest in a message further down.")
            )
        if not self.things:
            raise forms.ValidationError(_("Tick what you have sent, or write a line to it."))
        return {}


@dataclass(frozen=True)
class AskedFor:
    """One of the missing things; `here` when it was given before, `ticked` and `note` as the form was filled in."""

    thing: str
    here: bool
    ticked: bool = False
    note: str = ""


def asked_for(missing: Sequence[str], given: Sequence[str], form: GivenForm | None) -> list[AskedFor]:
    if form is None:
        return [AskedFor(one, one in given) for one in missing]
    return [AskedFor(one, one in given, one in form.ticked, form.notes.get(one, "")) for one in missing]


class TemplateNameForm(forms.Form):
    name = forms.CharField(
        max_length=80,
        error_messages={"required": gettext_lazy("Give the template a name, so that you find it again.")},
    )


def named_zones() -> list[tuple[str, str]]:
    """Every zone by its id, with what people call it where we know, and its present distance from UTC."""
    now, chinese = datetime.now(UTC), (get_language() or "en").startswith("zh")
    return [
        (name, names.zone_with_id(name, at=now, chinese=chinese)) for name in sorted(available_timezones())
    ]


class SetupForm(forms.Form):
    """Language, zone and quiet hours; both hours or neither."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    zone = forms.ChoiceField(choices=named_zones)
    quiet_from = forms.TimeField(required=False)
    quiet_until = forms.TimeField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        hours: list[time | None] = [cleaned.get("quiet_from"), cleaned.get("quiet_until")]
        if (hours[0] is None) != (hours[1] is None):
            raise forms.ValidationError(
                _("Quiet hours need a beginning and an end. Leave both empty for none.")
            )
        if hours[0] is not None and hours[0] == hours[1]:
            raise forms.ValidationError(_("Quiet hours that begin when they end would be the whole day."))
        return cleaned


class AskForm(forms.Form):
    """`when` is "soonest" or a window as two ISO times joined by a slash; which of them is to be had the desk decides."""

    line = forms.ChoiceField(choices=[(name, name) for name in settings.LINES])
    when = forms.CharField(max_length=80, required=False)
    languages = forms.MultipleChoiceField(
        choices=[(tag, tag) for tag in LANGUAGES],
        error_messages={"required": gettext_lazy("Choose at least one language to be rung in.")},
    )


class RatingForm(forms.Form):
    solved = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda text: text == "yes")
    rating = forms.TypedChoiceField(choices=[(str(n), str(n)) for n in range(1, 6)], coerce=int)
    comment = forms.CharField(required=False, max_length=1_000)
