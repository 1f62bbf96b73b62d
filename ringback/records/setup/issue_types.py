"""Issue types as they are set up: words, template, evidence, checklist, skills; answers to a former template are kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from ringback.records.desk.models import IssueType, Site
from ringback.records.history.actions import Act, record
from ringback.records.people.models import Person
from ringback.records.setup.making import made_before
from ringback.records.setup.wrong import Wrong
from ringback.rules.history import Snapshot

KINDS = ("text", "textarea", "date", "amount", "choice", "asin", "order")
WORDS = ("name", "needs", "evidence-hint")
LANGUAGES = ("en", "zh-hans")
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
FIELD = "field."


@dataclass(frozen=True)
class _IssueType:
    """The key is "site:slug". Undoing the making of one takes it out of the offer; its cases keep it."""

    kind: str = "issue-type"

    def locked(self, key: str) -> IssueType:
        site, _, slug = key.partition(":")
        one = (
            IssueType.objects.select_for_update(of=("self",), no_key=True)
            .select_related("site")
            .filter(site__slug=site, slug=slug)
            .first()
        )
        if one is None:
            raise LookupError(f"no issue type {key!r}")
        return one

    def name(self, one: IssueType) -> Mapping[str, str]:
        return {
            language: f"{one.name.get(language, one.slug)} · {one.site.name_in(language)}"
            for language in LANGUAGES
        }

    def snapshot(self, one: IssueType) -> dict[str, Any]:
        words = {"name": one.name, "needs": one.needs, "evidence-hint": one.evidence_hint}
        values: dict[str, Any] = {
            "offered": one.offered,
            "group": one.group,
            "evidence-weight": one.evidence_weight,
            "checklist": list(one.checklist),
            "skills": list(one.skills),
            "subject": one.subject_field,
            "position": one.position,
            "order": [field["name"] for field in one.template],
        }
        values |= {
            f"{name}.{language}": text[language]
            for name, text in words.items()
            for language in LANGUAGES
            if text.get(language)
        }
        values |= {FIELD + field["name"]: _without_name(field) for field in one.template}
        return values

    def write(self, one: IssueType, values: Snapshot, *, now: datetime) -> None:
        refuse_wrong(values)
        _fill(one, values)
        one.save()


ISSUE_TYPE = _IssueType()


def key_of(one: IssueType) -> str:
    return f"{one.site.slug}:{one.slug}"


@transaction.atomic
def make_issue_type(
    site: Site, slug: str, values: Snapshot, *, by: Person | None, now: datetime
) -> IssueType:
    """`values` as in a snapshot. Raises Wrong. A second click finds the type of the first."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    if (before := made_before(ISSUE_TYPE, f"{site.slug}:{slug}", values)) is not None:
        return before
    if not SLUG.fullmatch(slug):
        raise Wrong({"slug": "no-slug"})
    if site.issue_types.filter(slug=slug).exists():
        raise Wrong({"slug": "taken"})
    values = {"offered": True, "position": site.issue_types.count(), **values}
    refuse_wrong(values)
    one = IssueType(site=site, slug=slug)
    _fill(one, values)
    one.save()
    record(
        ISSUE_TYPE.kind,
        key_of(one),
        name=ISSUE_TYPE.name(one),
        before={"offered": False},
        after={"offered": True},
        act=Act.MADE,
        by=by,
        now=now,
    )
    return one


def from_preset(values: Mapping[str, Any]) -> dict[str, Any]:
    """One of a preset's issue_types.toml as a snapshot."""
    bare = IssueType(
        name=values["name"],
        needs=values["needs"],
        group=values["group"],
        template=list(values["template"]),
        evidence_weight=values.get("evidence_weight", 1),
        evidence_hint=values.get("evidence_hint", {}),
        checklist=list(values.get("checklist", ())),
        skills=list(values.get("skills", ())),
        subject_field=values.get("subject_field", ""),
    )
    found = ISSUE_TYPE.snapshot(bare)
    return {name: value for name, value in found.items() if name != "position"}


def ordered(values: Snapshot) -> list[str]:
    """Names of the template's fields in their order, whatever was merged."""
    names = [name.removeprefix(FIELD) for name in values if name.startswith(FIELD)]
    known = [name for name in values.get("order") or [] if name in names]
    return [*known, *(name for name in sorted(names) if name not in known)]


def refuse_wrong(values: Snapshot) -> None:
    """Raises Wrong: by field of the snapshot, "field.x" for a field of the template."""
    found = {
        f"{name}.{language}": "empty"
        for name in ("name", "needs")
        for language in LANGUAGES
        if not str(values.get(f"{name}.{language}", "")).strip()
    }
    names = ordered(values)
    for place, name in enumerate(names):
        if problem := _wrong_field(values[FIELD + name], names[:place], values):
            found[FIELD + name] = problem
    if values.get("subject") and values["subject"] not in names:
        found["subject"] = "no-field"
    if any(not SLUG.fullmatch(skill) for skill in values.get("skills") or []):
        found["skills"] = "no-slug"
    if found:
        raise Wrong(found)


def _wrong_field(field: Mapping[str, Any], before: list[str], values: Snapshot) -> str:
    if field["kind"] not in KINDS:
        return "no-kind"
    if not all(str(field["label"].get(language, "")).strip() for language in LANGUAGES):
        return "empty"
    if field["kind"] == "choice" and not field.get("choices"):
        return "no-choices"
    when = field.get("when")
    if when and when["field"] not in before:
        return "asks-later"
    if when and not _may_be(values[FIELD + when["field"]], when["equals"]):
        return "never-so"
    return ""


def _may_be(field: Mapping[str, Any], value: str) -> bool:
    return field["kind"] != "choice" or value in [one["value"] for one in field["choices"]]


def _without_name(field: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in field.items() if name != "name" and value not in (None, {}, [])}


def _fill(one: IssueType, values: Snapshot) -> None:
    for attribute, name in (("name", "name"), ("needs", "needs"), ("evidence_hint", "evidence-hint")):
        words = {language: values.get(f"{name}.{language}", "") for language in LANGUAGES}
        setattr(one, attribute, {language: text for language, text in words.items() if text})
    template = [{"name": name, **values[FIELD + name]} for name in ordered(values)]
    present = {field["name"] for field in template}
    gone = {field["name"]: _without_name(field) for field in one.template if field["name"] not in present}
    one.former = {name: field for name, field in {**one.former, **gone}.items() if name not in present}
    one.template = template
    one.offered, one.group = values["offered"], values["group"]
    one.evidence_weight, one.subject_field = values["evidence-weight"], values.get("subject", "")
    one.checklist, one.skills = list(values["checklist"]), sorted(values["skills"])
    one.position = values.get("position", 0)
