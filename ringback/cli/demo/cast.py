"""Who plays in the demo, from the preset's demo.toml; an e-mail address is made from each name."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VISITOR = "visitor"
# Simulated sellers are silent, so simulated agents alone serve them: a visiting agent gets whoever can be heard.
SIMULATED = "simulated"


@dataclass(frozen=True)
class Part:
    """`role` is seller, agent or supervisor. `fails` names the rule that a seller shows; `visiting` people are the visitor's;
    a `sounding` seller asks only for them."""

    role: str
    email: str
    name: str
    languages: tuple[str, ...]
    sites: tuple[str, ...] = ()
    visiting: bool = False
    sounding: bool = False
    fails: str = ""
    company: str = ""
    zone: str = "UTC"
    city: str = ""
    phone: str = ""
    skills: tuple[str, ...] = ()
    about: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """What the desk writes to them in."""
        return self.languages[0] if self.languages[0] in ("en", "zh-hans") else "en"


def cast_of(folder: Path) -> list[Part]:
    """`folder` is the preset's. Sellers first, then agents, then the supervisor."""
    told = tomllib.loads((folder / "demo.toml").read_text())
    sellers = [_seller(number, each, told["usual"]) for number, each in enumerate(told["seller"])]
    agents = [_agent(each, visiting=False) for each in told["agent"]]
    visiting = _agent(told["visiting_agent"], visiting=True)
    supervisor = Part(
        role="supervisor",
        email=_address(told["supervisor"]["name"], "desk"),
        name=told["supervisor"]["name"],
        languages=("en",),
        visiting=True,
    )
    return [*sellers, *agents, visiting, supervisor]


def _seller(number: int, told: dict[str, Any], usual: dict[str, Any]) -> Part:
    visiting, sounding = told.get("visiting", False), told.get("sounding", False)
    return Part(
        role="seller",
        email=_address(told["company"], "seller", number),
        name=told["name"],
        languages=(told["language"],),
        sites=tuple(told["sites"]),
        visiting=visiting,
        fails=told.get("fails", ""),
        company=told["company"],
        zone=told["zone"],
        city=told["city"],
        phone=told["phone"],
        sounding=sounding,
        skills=(VISITOR,) if visiting or sounding or "fails" in told else (SIMULATED,),
        about=told.get("about", {}),
        facts={**usual, **told.get("but", {}), "language": told["language"]},
    )


def _agent(told: dict[str, Any], *, visiting: bool) -> Part:
    return Part(
        role="agent",
        email=_address(told["name"], "desk"),
        name=told["name"],
        languages=tuple(told["languages"]),
        sites=tuple(told["sites"]),
        visiting=visiting,
        skills=(*told["skills"], *(() if visiting else (SIMULATED,))),
    )


def _address(name: str, where: str, number: int | None = None) -> str:
    plain = re.sub(r"[^a-z0-9]+", ".", name.lower()).strip(".")
    return f"{plain or f'seller{number}'}@{where}.example"
