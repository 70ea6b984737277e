"""The threads that answer: a handler waits for PostgreSQL, which the event loop must not."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from contextvars import copy_context
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Call(AbstractContextManager[None], Generic[R]):
    """What is to be carried out, and who waits for it: a future of an event loop."""

    __slots__ = ("_context", "_do", "_future")

    def __init__(self, future: "asyncio.Future[R]", do: Callable[[], R]) -> None:
        """Remember the context of whoever asks."""
        self._future, self._do, self._context = future, do, copy_context()

    def carry_out(self) -> None:
        """Do it; what it returns or raises is handed to who waits."""
        with self:
            self._hand_over(self._settle, self._context.run(self._do))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Hand over whatever was raised: it is raised again where the call is awaited."""
        if error is not None:
            self._hand_over(self._refuse, error)
        return True

    def _hand_over(self, how: Callable[..., None], what: object) -> None:
        with suppress(RuntimeError):  # the loop was closed: nobody waits any more
            self._future.get_loop().call_soon_threadsafe(how, what)

    def _settle(self, reply: R) -> None:
        if not self._future.done():
            self._future.set_result(reply)

    def _refuse(self, error: BaseException) -> None:
        if not self._future.done():
            self._future.set_exception(error)


class Crew:
    """As many threads as there are database connections, for the calls that event loops await.

    A `ThreadPoolExecutor` makes two futures for each call, with their locks and callbacks, and takes twice as long to come
    back; it also leaves behind the context, by which a log line knows its request.
    """

    def __init__(self, threads: int, name: str) -> None:
        """Start the threads."""
        self._calls: SimpleQueue[Call[Any] | None] = SimpleQueue()
        self._threads = [Thread(target=self._work, name=f"{name}-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def run(self, do: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "asyncio.Future[R]":
        """Carry out a call in a thread, in the context of whoever asks; what it returns or raises is awaited."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._calls.put(Call(future, lambda: do(*args, **kwargs)))
        return future

    def close(self) -> None:
        """Let running calls finish, and those that wait for a thread."""
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call.carry_out()
            del call  # or a long answer would stay in memory until the next call
