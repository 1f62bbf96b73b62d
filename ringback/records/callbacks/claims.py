"""Claims of urgency: which counted, how many a seller has left, and what a tick at "urgent" would do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from ringback.records.callbacks.models import Callback
from ringback.records.cases.models import Case
from ringback.records.sellers.models import Seller, Standing
from ringback.records.sellers.readers import MARKETPLACE, facts_about, owner_of
from ringback.rules.policy.decide import decide
from ringback.rules.policy.rulebook import Rulebook
from ringback.rules.policy.sentence import Sentence
from ringback.rules.policy.verdict import Verdict

FACT = "urgent_claims_30d"
COUNT_FOR = timedelta(days=30)  # the fact's own name says so
MOST = 20  # nobody is told of more than so many that are left


@dataclass(frozen=True)
class Claim:
    """What the rules say to a claim of urgency: whether it would raise the class, how many such the seller has left with
    this one (0 where it would not count), and the rules' own sentences on it."""

    counts: bool
    left: int
    because: tuple[Sentence, ...]


def claims_of(seller: Seller, *, but: Case | None = None, now: datetime) -> int:
    """Cases whose claim raised their class in the last 30 days, and half (rounded down) of those that were lowered after all.

    A case is one claim, however often it was asked for; the seller's sites are counted together.
    """
    claimed = Callback.objects.filter(
        seller=seller, urgent=True, asked_at__gt=now - COUNT_FOR, asked_at__lte=now
    )
    if but is not None and but.pk is not None:
        claimed = claimed.exclude(case=but.pk)
    found = claimed.aggregate(
        counted=Count("case", distinct=True),
        lowered=Count("case", distinct=True, filter=Q(class_change__takes_claim_back=True)),
    )
    return int(found["counted"] + found["lowered"] // 2)


# `claims_of` inside another statement: `s` is the seller, %(now)s the moment, %(but)s the case that is left out, or null.
CLAIMS_OF_S = """
(SELECT count(DISTINCT k.case_id) + count(DISTINCT k.case_id) FILTER (WHERE h.takes_claim_back) / 2
 FROM ringback_callback k LEFT JOIN ringback_classchange h ON h.id = k.class_change_id
 WHERE k.seller_id = s.id AND k.case_id IS DISTINCT FROM %(but)s::bigint AND k.urgent AND k.asked_at <= %(now)s AND k.asked_at > %(now)s::timestamptz - interval '30 days')
"""


def with_claims(
    known: dict[str, Any], case: Case, *, now: datetime, claims: int | None = None
) -> dict[str, Any]:
    """A seller's facts with the count of their claims, where that fact is the desk's own. `claims`: where they are counted already."""
    if owner_of(case.site, FACT) == MARKETPLACE:
        return known
    return {**known, FACT: claims_of(case.seller, but=case, now=now) if claims is None else claims}


def facts_for(
    case: Case, *, line: str, now: datetime, standing: Standing | None = None, claims: int | None = None
) -> dict[str, dict[str, Any]]:
    """All that a policy is asked with about this case; `standing` and `claims` where they have been read already."""
    facts = facts_about(case, line=line, now=now, standing=standing)
    return {**facts, "seller": with_claims(facts["seller"], case, now=now, claims=claims)}


def is_urgent(book: Rulebook, facts: dict[str, dict[str, Any]], verdict: Verdict) -> bool:
    """The class is another than it would be without the claim: the claim counts."""
    if not facts["request"]["urgent_claimed"]:
        return False
    return decide(book, _claiming(facts, urgent=False)).priority != verdict.priority


def claim_on(book: Rulebook, facts: dict[str, dict[str, Any]]) -> Claim:
    """What a tick at "urgent" would do for the request that these facts tell of, ticked or not. Raises UnfitFacts."""
    without = decide(book, _claiming(facts, urgent=False))
    claimed = decide(book, _claiming(facts, urgent=True))
    counts, used, left = claimed.priority != without.priority, int(facts["seller"].get(FACT, 0)), 0
    while counts and left < MOST:
        asked = _claiming(facts, urgent=True, used=used + left)
        if decide(book, asked).priority == without.priority:
            break
        left += 1
    return Claim(counts, left, _because(without, claimed))


def _claiming(facts: dict[str, dict[str, Any]], *, urgent: bool, used: int | None = None) -> dict[str, Any]:
    seller = facts["seller"] if used is None else {**facts["seller"], FACT: used}
    return {"seller": seller, "request": {**facts["request"], "urgent_claimed": urgent}}


def _because(without: Verdict, claimed: Verdict) -> tuple[Sentence, ...]:
    """Of the rules that give the class, those that read otherwise with the claim."""
    said = {reason.rule: reason.because for reason in without.reasons}
    return tuple(
        reason.because
        for reason in claimed.reasons
        if reason.effect == "class" and said[reason.rule] != reason.because
    )
