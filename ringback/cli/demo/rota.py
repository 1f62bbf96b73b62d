"""Who of the simulated agents is present for visitors without being free: whoever talks or wraps up."""

import asyncio
from collections.abc import Callable, Iterable

from ringback.cli.demo.cast import Part


class Rota:
    """`busy` are the addresses of those who talk or wrap up; each wish is a site and a language that visitors ask for."""

    def __init__(self, cast: Iterable[Part]) -> None:
        people = list(cast)
        self.busy: set[str] = set()
        self._begun: set[tuple[str, str]] = set()
        self._news = asyncio.Event()
        self._agents = [one for one in people if one.role == "agent" and not one.visiting]
        self._wishes = {
            (site, language)
            for one in people
            if one.role == "seller" and one.visiting
            for site in one.sites
            for language in one.languages
        }

    def comes(self, one: Part) -> None:
        self.busy.add(one.email)
        self._begun |= self._wishes_for(one)
        self.tell()

    def goes(self, one: Part) -> None:
        self.busy.discard(one.email)

    def tell(self) -> None:
        """Whoever waits looks again."""
        self._news.set()

    async def is_relieved(self, one: Part, *, unless: Callable[[], bool]) -> None:
        while not (self.relieves(one) or unless()):
            self._news.clear()
            await self._news.wait()

    def relieves(self, one: Part) -> bool:
        """Whether somebody else is present for every visitor whom this agent could serve."""
        others = [each for each in self._agents if each.email in self.busy and each.email != one.email]
        return all(any(_fits(other, wish) for other in others) for wish in self._wishes_for(one))

    def opens(self, one: Part) -> bool:
        """Whether nobody has talked yet whom this agent's visitors could have asked for: until then it is present for them."""
        wishes = self._wishes_for(one)
        return bool(wishes) and not wishes & self._begun

    def _wishes_for(self, one: Part) -> set[tuple[str, str]]:
        return {wish for wish in self._wishes if _fits(one, wish)}


def _fits(one: Part, wish: tuple[str, str]) -> bool:
    return wish[0] in one.sites and wish[1] in one.languages
