"""What a seller answered to the fields of a template, as people read it on both hosts."""

from datetime import date

from ringback.pages.shared.templatetags.ringback import date_words, told
from ringback.records.cases import template
from ringback.records.cases.readers import Case


def answers(case: Case) -> list[tuple[str, str]]:
    """Label and answer of each filled field that applies, then of those that the template has no more.

    A choice by its label, a date and an amount as we write them.
    """
    fields = template.applying(template.fields_of(case.issue_type), case.values)
    given = [(one, case.values[one.name]) for one in fields if case.values.get(one.name) and one.label]
    former = template.former_answers(case.issue_type, case.values)
    return [
        *((told(one.label), _said(one, text)) for one, text in given),
        *((told(label), text if isinstance(text, str) else told(text)) for label, text in former),
    ]


def _said(field: template.Field, text: str) -> str:
    if field.kind == "date" and template.reads_as_date(text):
        return date_words(date.fromisoformat(text))
    if field.kind == "amount" and template.reads_as_amount(text):
        whole, _point, cents = text.replace(",", "").partition(".")
        return f"{int(whole):,}.{cents}" if cents else f"{int(whole):,}"
    return told(dict(field.choices).get(text)) or text
