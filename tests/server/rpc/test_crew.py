"""The threads that answer: what a call returns or raises comes back, with nothing of the call before."""

import asyncio
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from threading import Event, get_ident

import pytest

from veralot_server.rpc.crew import Crew

WHO: ContextVar[str] = ContextVar("who", default="nobody")
PATIENCE = 10


@pytest.fixture
def crew() -> Iterator[Crew]:
    """One thread, so that a call meets what the one before left."""
    made = Crew(1, "test")
    yield made
    made.close()


def test_a_call_is_carried_out_in_another_thread_and_its_reply_awaited(crew: Crew) -> None:
    async def ask() -> tuple[str, int]:
        return await crew.run("{}-{}".format, 17, 5), await crew.run(get_ident)

    reply, thread = asyncio.run(ask())
    assert reply == "17-5"
    assert thread != get_ident()


def test_what_a_call_raises_is_raised_where_it_is_awaited_and_the_thread_goes_on(crew: Crew) -> None:
    async def ask() -> int:
        with pytest.raises(ZeroDivisionError):
            await crew.run(divmod, 1, 0)
        with pytest.raises(SystemExit):
            await crew.run(sys.exit, 3)
        return await crew.run(max, 1, 2)

    assert asyncio.run(ask()) == 2


def test_a_call_knows_who_asks_and_not_who_asked_before(crew: Crew) -> None:
    def become(name: str) -> str:
        before = WHO.get()
        WHO.set(name)
        return before

    async def as_wang() -> str:
        WHO.set("wang")
        return await crew.run(become, "li")

    async def ask() -> tuple[str, str]:
        return await asyncio.create_task(as_wang()), await crew.run(become, "zhao")

    assert asyncio.run(ask()) == ("wang", "nobody")


def test_a_call_that_nobody_awaits_any_more_disturbs_no_other(crew: Crew) -> None:
    begun, go_on = Event(), Event()

    def slow() -> None:
        begun.set()
        go_on.wait(PATIENCE)

    async def ask() -> int:
        given_up = crew.run(slow)
        await asyncio.to_thread(begun.wait, PATIENCE)
        given_up.cancel()
        go_on.set()
        return await crew.run(max, 1, 2)

    assert asyncio.run(ask()) == 2


def test_closing_lets_begun_and_waiting_calls_finish() -> None:
    crew, go_on = Crew(1, "test"), Event()
    done: list[int] = []
    calls: list[asyncio.Future[None]] = []

    def work(number: int) -> None:
        go_on.wait(PATIENCE)
        done.append(number)

    async def ask() -> None:
        calls.extend(crew.run(work, number) for number in range(3))

    asyncio.run(ask())
    go_on.set()
    crew.close()
    assert done == [0, 1, 2]
