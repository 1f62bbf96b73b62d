"""How a simulated seller asks and rates: the forms of the portal, filled as they stand in its pages."""

import random
import re
from datetime import UTC, datetime
from typing import Any

from ringback.cli.demo import talks
from ringback.cli.demo.browser import Browser
from ringback.cli.demo.talks import Talk


async def ask(browser: Browser, *, site: str, line: str, language: str, chance: random.Random) -> str | None:
    """The path of the callback, or None where the desk refused or an open one was found."""
    await browser.post("/support/site/", {"site": site})
    talk = talks.drawn(chance)
    describe = f"/support/new/{talk.issue}/"
    page = await browser.get(describe)
    sent = await browser.post(describe, _filled(page, talk, language, chance))
    found = re.search(r"/cases/(\d+)/", sent.headers.get("location", "") + sent.text)
    if not found:
        return None
    channel = f"/cases/{found.group(1)}/channel/"
    page = await browser.get(channel)
    languages = re.findall(r'name="languages" value="([^"]+)"[^>]*checked', page)
    asked = await browser.post(channel, {"line": line, "when": "soonest", "languages": languages})
    where: str = asked.headers.get("location", "")
    return where if where.startswith("/callbacks/") else None


async def rate(browser: Browser, callback: str, *, chance: random.Random) -> None:
    await browser.post(f"{callback}rate/", _rating(chance))


def _filled(page: str, talk: Talk, language: str, chance: random.Random) -> dict[str, Any]:
    """Every field of the template as it stands in the page, with something that fits."""
    filled: dict[str, Any] = {"description": talk.asks[language]}
    for name in re.findall(r'<(?:input|textarea)[^>]*\bname="(f-[a-z_]+)"', page):
        filled[name] = _value(name.removeprefix("f-"), chance)
    for name, options in re.findall(r'<select[^>]*\bname="(f-[a-z_]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        filled[name] = chance.choice([each for each in re.findall(r'value="([^"]+)"', options) if each])
    return filled


def _value(name: str, chance: random.Random) -> str:
    today = datetime.now(UTC).date().isoformat()
    known = {
        "asin": "B0" + "".join(chance.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=8)),
        "date": today,
        "since": today,
        "deadline": today,
        "units": str(chance.randint(1, 9)),
    }
    if (text := known.get(name) or talks.field(name)) is not None:
        return text
    return f"{chance.randint(100, 9_999)}" if "amount" in name else f"{chance.randint(100_000, 999_999)}"


def _rating(chance: random.Random) -> dict[str, str]:
    return {
        "solved": chance.choice(["yes", "yes", "no"]),
        "rating": str(chance.choice([3, 4, 5, 5])),
        "comment": "",
    }
