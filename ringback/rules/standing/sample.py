"""A file that shows the columns: every fact once, with values that are accepted."""

import csv
import io

from ringback.rules.policy.facts import FACTS, Kind
from ringback.rules.standing.rows import ABOUT, FACT_NAMES, PHONE, TELEPHONE, VERIFIED_AT

ABOUT_VALUES = {"seller": "A1B2C3D4E5", "as_of": "2026-01-13"}
NUMBERS = {"share": "0.004", "usd": "18400", "percent": "98"}
DAY, NUMBER = "2024-05-01", "+8613812345678"  # an invented one


def sample(sites: list[str], *, without: frozenset[str] = frozenset()) -> str:
    """One line for each site; `without` are the facts that the desk itself owns."""
    columns = [name for name in (*ABOUT, *FACT_NAMES, *TELEPHONE) if name not in without]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for site in sites or ["na"]:
        writer.writerow([site if name == "site" else _value(name) for name in columns])
    return text.getvalue()


def _value(name: str) -> str:
    if name in ABOUT_VALUES:
        return ABOUT_VALUES[name]
    if name in TELEPHONE:
        return {PHONE: NUMBER, VERIFIED_AT: DAY}[name]
    fact = FACTS[name]
    if fact.kind is Kind.NUMBER:
        return NUMBERS.get(fact.unit, "0")
    return {Kind.FLAG: "yes", Kind.DAY: DAY}.get(fact.kind) or fact.choices[0]
