"""What an issue type asks for, read from its data: fields, their completeness, and what tells two cases apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ringback.records.desk.models import IssueType

DESCRIPTION, EVIDENCE = "description", "evidence"


@dataclass(frozen=True)
class Field:
    """One field of a template. `label`, `hint` and the labels of `choices` are in both languages."""

    name: str
    kind: str
    label: Mapping[str, str]
    hint: Mapping[str, str] = field(default_factory=dict)
    weight: float = 1
    required: bool = False
    choices: tuple[tuple[str, Mapping[str, str]], ...] = ()
    when: tuple[str, str] | None = None

    def applies(self, values: Mapping[str, str]) -> bool:
        """A field may depend on another one's value."""
        return self.when is None or values.get(self.when[0], "") == self.when[1]


@dataclass(frozen=True)
class Completeness:
    """`share` is 0–1: weight of what is filled ÷ weight of what applies, cut to whole hundredths, so that every page and
    every rule means the same figure. `missing` are names, heaviest first."""

    share: float
    missing: tuple[str, ...]


def fields_of(issue_type: IssueType) -> tuple[Field, ...]:
    """In the order of the data; the description is among them, wherever the data puts it, else last."""
    fields = tuple(_field(entry) for entry in issue_type.template)
    if any(one.name == DESCRIPTION for one in fields):
        return fields
    return (*fields, Field(DESCRIPTION, "textarea", {}, required=True))


def former_answers(
    issue_type: IssueType, values: Mapping[str, str]
) -> list[tuple[Mapping[str, str], str | Mapping[str, str]]]:
    """What was answered to fields that the template has no more: label and answer, a choice by its label."""
    present = {one.name for one in fields_of(issue_type)}
    return [
        (one.label, dict(one.choices).get(values[name], values[name]))
        for name, entry in issue_type.former.items()
        if name not in present and values.get(name)
        for one in [_field({"name": name, **entry})]
    ]


def applying(fields: tuple[Field, ...], values: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(one for one in fields if one.applies(values))


def completeness(
    issue_type: IssueType, *, values: Mapping[str, str], description: str, evidence: int
) -> Completeness:
    """Evidence counts as one field, however many files there are."""
    filled = {**values, DESCRIPTION: description, EVIDENCE: "yes" if evidence else ""}
    weights = {one.name: one.weight for one in applying(fields_of(issue_type), values)}
    if issue_type.evidence_weight:
        weights[EVIDENCE] = issue_type.evidence_weight
    missing = [name for name in weights if not filled.get(name, "").strip()]
    total = sum(weights.values())
    done = total - sum(weights[name] for name in missing)
    ranked = sorted(missing, key=lambda name: -weights[name])
    return Completeness(share=100 * done // total / 100 if total else 1.0, missing=tuple(ranked))


def problems(issue_type: IssueType, *, values: Mapping[str, str], description: str) -> dict[str, str]:
    """What must be mended before the case can be sent: by field empty, amount, date, asin or choice."""
    filled = {**values, DESCRIPTION: description}
    found = {one.name: _problem(one, filled.get(one.name, "").strip()) for one in _asked(issue_type, values)}
    return {name: problem for name, problem in found.items() if problem}


def subject_of(issue_type: IssueType, values: Mapping[str, str]) -> str:
    """What tells two cases of this type apart, written one way; empty for types about the whole account."""
    return normalised(values.get(issue_type.subject_field, "")) if issue_type.subject_field else ""


def normalised(text: str) -> str:
    """Full-width forms, spaces, case and a leading # make no other order of an order."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text)
    return re.sub(r"\s+", "", narrow).lstrip("#").upper()[:80]


def reads_as_amount(text: str) -> bool:
    return bool(re.fullmatch(r"\d[\d,]*(\.\d+)?", text))


def reads_as_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _asked(issue_type: IssueType, values: Mapping[str, str]) -> tuple[Field, ...]:
    return applying(fields_of(issue_type), values)


def _problem(one: Field, text: str) -> str:
    if not text:
        return "empty" if one.required else ""
    reads = {
        "amount": reads_as_amount(text),
        "date": reads_as_date(text),
        "asin": bool(re.fullmatch(r"[A-Z0-9]{10}", normalised(text))),
        "choice": text in dict(one.choices),
    }
    return "" if reads.get(one.kind, True) else one.kind


def _field(entry: Mapping[str, Any]) -> Field:
    when = entry.get("when")
    return Field(
        name=entry["name"],
        kind=entry["kind"],
        label=entry["label"],
        hint=entry.get("hint") or {},
        weight=entry.get("weight", 1),
        required=entry.get("required", False),
        choices=tuple((one["value"], one["label"]) for one in entry.get("choices") or ()),
        when=(when["field"], when["equals"]) if when else None,
    )
