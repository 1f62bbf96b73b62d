"""Somebody is present for each visitor: the last one who talks is relieved by the next."""

import asyncio

from ringback.cli.demo.cast import Part
from ringback.cli.demo.rota import Rota


def agent(name: str, *languages: str, sites: tuple[str, ...] = ("na",)) -> Part:
    return Part(role="agent", email=name, name=name, languages=languages, sites=sites)


VISITOR = Part(role="seller", email="ada", name="Ada", languages=("en",), sites=("na", "eu"), visiting=True)
BO, DI = agent("Bo", "en", "zh-hans"), agent("Di", "en")
EVE, MEI = agent("Eve", "en", sites=("na", "eu")), agent("Mei", "zh-hans")


def test_the_last_one_who_talks_stays_until_another_talks() -> None:
    rota = Rota([VISITOR, BO, DI])
    rota.busy.add(BO.email)
    assert not rota.relieves(BO)
    rota.comes(DI)
    assert rota.relieves(BO)


def test_waiting_to_be_relieved_ends_when_somebody_comes() -> None:
    rota = Rota([VISITOR, BO, DI])

    async def story() -> None:
        rota.comes(BO)
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            group.create_task(rota.is_relieved(BO, unless=lambda: False))
            await asyncio.sleep(0)
            rota.comes(DI)

    asyncio.run(story())


def test_waiting_to_be_relieved_ends_when_a_visitor_waits() -> None:
    rota, lent = Rota([VISITOR, BO, DI]), asyncio.Event()

    async def story() -> None:
        rota.comes(BO)
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            group.create_task(rota.is_relieved(BO, unless=lent.is_set))
            await asyncio.sleep(0)
            lent.set()
            rota.tell()

    asyncio.run(story())


def test_somebody_of_another_site_or_language_relieves_nobody() -> None:
    rota = Rota([VISITOR, DI, EVE, MEI])
    rota.busy |= {DI.email, MEI.email}
    assert not rota.relieves(EVE), "nobody else is on the visitor's European site"
    rota.busy.discard(DI.email)
    assert not rota.relieves(DI), "Mei speaks no English"


def test_until_the_first_one_talks_whoever_is_free_is_there_for_visitors() -> None:
    rota = Rota([VISITOR, DI, EVE, MEI])
    assert rota.opens(DI)
    assert rota.opens(EVE)
    assert not rota.opens(MEI), "no visitor speaks her language"
    rota.comes(DI)
    rota.goes(DI)
    assert not rota.opens(DI)
    assert not rota.opens(EVE), "she would answer at once whoever can be served by those who talk"


def test_whom_no_visitor_could_ask_for_need_not_stay() -> None:
    assert Rota([VISITOR, MEI]).relieves(MEI)
