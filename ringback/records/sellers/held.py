"""Which facts the desk holds on a seller, since when, and from whom; the seller reads all of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ringback.records.desk.models import Site
from ringback.records.sellers.merging import held_since
from ringback.records.sellers.models import Seller, Standing
from ringback.records.sellers.readers import DESK, MARKETPLACE, owner_of
from ringback.rules.standing.rows import FACT_NAMES, PHONE


@dataclass(frozen=True)
class Held:
    """`value` is None for what nobody sent; `since` None for what the desk itself finds out when it is asked."""

    name: str
    value: Any
    owner: str
    since: datetime | None
    by_file: bool = False

    @property
    def known(self) -> bool:
        return self.value is not None


def held_on(seller: Seller, site: Site) -> list[Held]:
    """Every fact of the policy language, in its order, then the telephone. One question to the database."""
    standing = Standing.objects.filter(seller=seller, site=site).first()
    return [_held(standing, site, name) for name in (*FACT_NAMES, PHONE)]


def _held(standing: Standing | None, site: Site, name: str) -> Held:
    owner = owner_of(site, "phone_verified" if name == PHONE else name)
    if owner == DESK or standing is None:
        return Held(name, None, owner, None)
    value = (standing.phone or None) if name == PHONE else standing.facts.get(name)
    origin = standing.origins.get(name, {})
    since = held_since(standing, name) if value is not None else None
    return Held(name, value, MARKETPLACE, since, by_file=origin.get("import") is not None)
