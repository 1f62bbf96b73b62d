"""Ada sells on one site; its issue type asks for an ASIN, an amount, and, of those who were refused, the reason."""

from datetime import UTC, datetime, timedelta

from ringback.records.desk.models import IssueType, Site
from ringback.records.people.models import Person
from ringback.records.sellers.models import Seller

NOON = datetime(2026, 1, 13, 12, tzinfo=UTC)

TEMPLATE = [
    {
        "name": "asin",
        "kind": "asin",
        "label": {"en": "ASIN", "zh-hans": "ASIN"},
        "weight": 3,
        "required": True,
    },
    {"name": "amount", "kind": "amount", "label": {"en": "Amount", "zh-hans": "金额"}, "weight": 1},
    {
        "name": "appealed",
        "kind": "choice",
        "label": {"en": "Did you appeal?", "zh-hans": "是否已申诉？"},
        "weight": 1,
        "choices": [
            {"value": "yes", "label": {"en": "Yes", "zh-hans": "是"}},
            {"value": "no", "label": {"en": "No", "zh-hans": "否"}},
        ],
    },
    {
        "name": "appeal_answer",
        "kind": "text",
        "label": {"en": "What was the answer?", "zh-hans": "申诉结果是什么？"},
        "weight": 2,
        "when": {"field": "appealed", "equals": "yes"},
    },
    {
        "name": "description",
        "kind": "textarea",
        "label": {"en": "What happened?", "zh-hans": "发生了什么？"},
        "weight": 2,
        "required": True,
    },
]


def site(slug: str = "na", **changes: object) -> Site:
    values: dict[str, object] = {
        "name_en": "North America",
        "name_zh": "北美站",
        "mark": slug.upper(),
        "zone": "America/Los_Angeles",
        "languages": ["en", "zh-hans"],
        "rulebook_name": "amazon-like",
        "answer_within": timedelta(hours=48),
    }
    return Site.objects.create(slug=slug, **{**values, **changes})


def listing_removed(on: Site, **changes: object) -> IssueType:
    values: dict[str, object] = {
        "name": {"en": "Listing removed", "zh-hans": "商品下架"},
        "needs": {"en": "The ASIN and the notice.", "zh-hans": "ASIN 和通知。"},
        "group": "listings",
        "template": TEMPLATE,
        "evidence_weight": 2,
        "subject_field": "asin",
    }
    return IssueType.objects.create(site=on, slug="listing-removed", **{**values, **changes})


def seller(name: str = "Ada") -> Seller:
    person = Person.objects.create_user(
        f"{name.lower()}@example.com", "a long password", name=name, role="seller"
    )
    return Seller.objects.create(person=person, code=f"S-{name.upper()}", company=f"{name} Trading")
