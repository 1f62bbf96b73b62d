"""Ada sells professionally in North America and passes every rule; each test says what is different."""

from pathlib import Path
from typing import Any

from ringback.rules.policy.decide import decide
from ringback.rules.policy.rulebook import Rulebook, parse
from ringback.rules.policy.verdict import Reason, Verdict

POLICIES = Path(__file__).parents[3] / "policies"
AMAZON_TEXT = (POLICIES / "amazon-like" / "rulebook.toml").read_text(encoding="utf-8")
AMAZON = parse(AMAZON_TEXT)
PLAIN = parse((POLICIES / "plain-helpdesk" / "rulebook.toml").read_text(encoding="utf-8"))

SELLER: dict[str, Any] = {
    "plan": "professional",
    "identity_verified": True,
    "kyc": "none",
    "registered_at": "2024-03-01",
    "mfa": True,
    "phone_verified": True,
    "pending_verifications": 0,
    "open_warnings": 0,
    "odr": 0.02,
    "monthly_sales_usd": 500,
    "months_with_sales": 13,
    "store_rating": 97.5,
    "language": "en",
    "urgent_claims_30d": 0,
}
REQUEST: dict[str, Any] = {
    "site": "na",
    "issue_type": "payment-on-hold",
    "urgent_claimed": False,
    "completeness": 0.5,
    "line": "in-app",
    "promised_by_minutes": None,
    "chat_open": False,
    "now": "2026-01-13T17:00:00+00:00",
}


def ada(**changes: Any) -> dict[str, Any]:
    """The facts of Ada's request, with what the test changes."""
    assert changes.keys() <= SELLER.keys() | REQUEST.keys()
    return {
        "seller": {name: changes.get(name, value) for name, value in SELLER.items()},
        "request": {name: changes.get(name, value) for name, value in REQUEST.items()},
    }


def asked(book: Rulebook = AMAZON, /, **changes: Any) -> Verdict:
    return decide(book, ada(**changes))


def reason(verdict: Verdict, rule: str) -> Reason:
    return next(reason for reason in verdict.reasons if reason.rule == rule)
