"""Telling others, in the thread that they want to be told in."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, ParamSpec, TypeAlias

P = ParamSpec("P")

Unsubscribe: TypeAlias = Callable[[], None]
"""Ends a subscription; calling it again does nothing."""

Post: TypeAlias = Callable[[Callable[[], None]], None]
"""Carries a call over to where subscribers live: to the GUI thread in the client, at once in a test."""


def at_once(call: Callable[[], None]) -> None:
    """Carry a call out in the thread that makes it."""
    call()


class Observers(Generic[P]):
    """A list of callbacks. May be told from any thread; each callback runs where `post` takes it."""

    def __init__(self, post: Post = at_once) -> None:
        self._post = post
        self._lock = Lock()
        self._callbacks: list[Callable[P, None]] = []

    def subscribe(self, callback: Callable[P, None]) -> Unsubscribe:
        """Call `callback` from now on."""
        with self._lock:
            self._callbacks.append(callback)
        return lambda: self._remove(callback)

    def tell(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call every callback that is still subscribed when its turn comes."""
        with self._lock:
            callbacks = tuple(self._callbacks)
        for callback in callbacks:
            self._post(lambda callback=callback: self._call(callback, *args, **kwargs))  # type: ignore[misc]  # mypy cannot type a lambda's default

    def _call(self, callback: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        with self._lock:
            wanted = callback in self._callbacks
        if wanted:
            callback(*args, **kwargs)

    def _remove(self, callback: Callable[P, None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)
