"""Writes sites and their issue types, from a preset or from a form; writing the same again changes nothing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from ringback.records.desk.models import IssueType, Site
from ringback.rules.hours import calendar_from


@transaction.atomic
def write_site(
    values: Mapping[str, Any], *, rulebook: str, mend: Mapping[str, str], owners: Mapping[str, str]
) -> Site:
    """`values` as in a preset's sites.toml. Raises ValueError that names the site where its hours make no sense."""
    hours = dict(values.get("hours", {}))
    try:
        calendar_from(values["zone"], hours)
    except ValueError as problem:
        raise ValueError(f"site {values['slug']}: {problem}") from problem
    site, _ = Site.objects.update_or_create(
        slug=values["slug"],
        defaults={
            "name_en": values["name"]["en"],
            "name_zh": values["name"]["zh-hans"],
            "mark": values["mark"],
            "zone": values["zone"],
            "languages": list(values["languages"]),
            "hours": hours,
            "closed_days": list(values.get("closed_days", ())),
            "holiday_country": values.get("holiday_country", ""),
            "official_number": values.get("official_number", ""),
            "rulebook_name": rulebook,
            "mend_links": dict(mend),
            "fact_owners": dict(owners),
            "answer_within": timedelta(hours=values["answer_within_hours"]),
            "position": values.get("position", 0),
        },
    )
    return site


@transaction.atomic
def write_issue_type(site: Site, values: Mapping[str, Any], *, position: int) -> IssueType:
    """`values` as in a preset's issue_types.toml."""
    issue_type, _ = IssueType.objects.update_or_create(
        site=site,
        slug=values["slug"],
        defaults={
            "name": values["name"],
            "needs": values["needs"],
            "group": values["group"],
            "template": list(values["template"]),
            "evidence_weight": values.get("evidence_weight", 1),
            "evidence_hint": values.get("evidence_hint", {}),
            "checklist": list(values.get("checklist", ())),
            "skills": list(values.get("skills", ())),
            "subject_field": values.get("subject_field", ""),
            "position": position,
        },
    )
    return issue_type
