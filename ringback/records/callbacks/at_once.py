"""A draft that is ready becomes a case and its callback at once: one statement reads, one writes all rows.

This is the way that most requests take, so it costs little. It takes no lock: what it writes holds only while the draft is still
a draft, and the database refuses a second case and a second callback.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from ringback.records import rows
from ringback.records.callbacks.asking import (
    NotEligible,
    Terms,
    ask_for_callback,
    drawn_up,
    number_for,
)
from ringback.records.callbacks.claims import CLAIMS_OF_S, facts_for
from ringback.records.callbacks.models import Callback
from ringback.records.callbacks.offering import seen_on_arrival
from ringback.records.callbacks.opening import open_callback
from ringback.records.cases import drafts, template
from ringback.records.cases.models import Case
from ringback.records.desk.models import IssueType, Site
from ringback.records.people.models import Person
from ringback.records.policies.models import RulebookVersion
from ringback.records.policies.readers import rulebook_for
from ringback.records.sellers.models import Seller, Standing
from ringback.rules.policy.decide import decide
from ringback.rules.policy.rulebook import Rulebook


@dataclass(frozen=True)
class Draft:
    """A draft with what the policy will be asked about it."""

    case: Case
    standing: Standing
    version: RulebookVersion
    evidence: int
    claims: int

    @property
    def rulebook(self) -> Rulebook:
        return rulebook_for(self.version, site=self.case.site.slug, zone=self.case.site.zone)


_READ = (Case, Seller, Site, IssueType, Standing, RulebookVersion)


@transaction.atomic
def ask_with_draft(draft: Case, *, line: str, now: datetime) -> Callback:
    """The careful way, under the seller's lock: it finds what another tab has just made.

    Raises as `drafts.send_case` and `ask_for_callback`.
    """
    return ask_for_callback(drafts.send_case(draft, now=now), line=line, now=now)


def read_draft(person: Person, slug: str, *, site: str | None, now: datetime) -> Draft | None:
    """The person's draft of this issue type on the site of that slug, else on their first; None where there is none."""
    alias = dict(zip(_READ, ("c", "s", "t", "i", "f", "v"), strict=True))
    chosen = ", ".join(rows.columns(model, letter) for model, letter in alias.items())
    with connection.cursor() as cursor:
        cursor.execute(
            _DRAFT.format(chosen=chosen, claims=CLAIMS_OF_S),
            {"person": person.pk, "slug": slug, "site": site or "", "now": now, "but": None},
        )
        row = cursor.fetchone()
    return _draft_from(row, person) if row else None


# The rulebook's version is the one that is valid on the site's own date.
_DRAFT = """
SELECT {chosen}, (SELECT count(*) FROM ringback_evidence e WHERE e.case_id = c.id), {claims}
FROM ringback_seller s
JOIN LATERAL (
    SELECT site.id FROM ringback_standing own JOIN ringback_site site ON site.id = own.site_id
    WHERE own.seller_id = s.id ORDER BY site.slug = %(site)s DESC, site.position, site.slug LIMIT 1
) which ON true
JOIN ringback_site t ON t.id = which.id
JOIN ringback_standing f ON f.seller_id = s.id AND f.site_id = t.id
JOIN ringback_issuetype i ON i.site_id = t.id AND i.slug = %(slug)s
JOIN ringback_case c ON c.seller_id = s.id AND c.issue_type_id = i.id AND c.state = 'draft'
JOIN LATERAL (
    SELECT * FROM ringback_rulebookversion one
    WHERE one.name = t.rulebook_name AND one.valid_from <= (%(now)s::timestamptz AT TIME ZONE t.zone)::date
    ORDER BY one.valid_from DESC, one.id DESC LIMIT 1
) v ON true
WHERE s.person_id = %(person)s
"""


def _draft_from(row: tuple[Any, ...], person: Person) -> Draft:
    case, seller, site, issue_type, standing, version = rows.objects(row[:-2], *_READ)
    case.seller, case.site, case.issue_type = seller, site, issue_type
    seller.person = person
    return Draft(case, standing, version, evidence=row[-2], claims=row[-1])


def write_into(draft: Draft, *, values: Mapping[str, str], description: str, urgent_claimed: bool) -> None:
    """What the form says; it is kept with the case, when the case is made."""
    case = draft.case
    case.values, case.description, case.urgent_claimed = dict(values), description, urgent_claimed
    found = template.completeness(
        case.issue_type, values=values, description=description, evidence=draft.evidence
    )
    case.completeness = found.share
    case.subject = template.subject_of(case.issue_type, values)


def ask_at_once(draft: Draft, *, line: str, now: datetime) -> Callback | None:
    """As soon as possible, in the policy's languages. None when something stands in the way, or when claims of urgency must be
    counted in turn: the careful way says what.

    Raises UnfitFacts, NotEligible, NotReady, LineShut.
    """
    case = draft.case
    if found := drafts.problems(case):
        raise drafts.NotReady(found)
    if case.urgent_claimed:
        return None
    facts = facts_for(case, line=line, now=now, standing=draft.standing, claims=draft.claims)
    verdict = decide(draft.rulebook, facts)
    if not verdict.eligible:
        raise NotEligible(verdict)
    promised, queue = seen_on_arrival(case, verdict, line=line, rulebook=draft.rulebook, now=now)
    terms = Terms(
        site=case.site,
        line=line,
        number=number_for(case, line),
        spoken=verdict.languages,
        window=None,
        verdict=verdict,
        promised=promised,
        version=draft.version,
        facts=facts,
    )
    return _written(drawn_up(case, terms, ordinal=1, now=now, queue=queue), terms, now)


def _written(callback: Callback, terms: Terms, now: datetime) -> Callback | None:
    try:
        done = open_callback(
            callback, _sent(callback.case, now), window=terms.promised, made_for=terms.made_for, now=now
        )
    except IntegrityError:  # an open case about the same issue, or the intake is closed
        return None
    return callback if done else None


def _sent(case: Case, now: datetime) -> rows.Statement:
    """The draft becomes a case, unless there is one about the same issue, closed ones among them."""
    return _SEND, [
        case.subject, case.completeness, rows.value(case, "values"), case.description, case.urgent_claimed, now, now,
        case.pk, case.seller_id, case.issue_type_id, case.subject,
    ]  # fmt: skip


_SEND = """
UPDATE ringback_case SET number = nextval('ringback_case_number'), state = 'open', subject = %s, completeness = %s,
    "values" = %s, description = %s, urgent_claimed = %s, opened_at = %s, changed_at = %s
WHERE id = %s AND state = 'draft' AND NOT EXISTS (
    SELECT FROM ringback_case WHERE seller_id = %s AND issue_type_id = %s AND subject = %s AND number IS NOT NULL)
RETURNING id, number
"""
