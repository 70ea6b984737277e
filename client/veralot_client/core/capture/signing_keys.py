"""The keys with which one login signs what it enters: one for each span of time, forgotten when the span is over.

They are made here and live in memory alone; the server learns only their public halves. So whoever takes the computer later
finds no key for the time before, and whoever reads its disk finds none at all. A second row of them, for coming back while
the server is away, is kept under the person's secret (see `remembered`).
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from veralot_shared.contracts.capture import EntryKeysEnded, KeyView, Proof
from veralot_shared.rules.journal import entered_at, span_of

SPAN_SECONDS: Final = 900
SPANS: Final = 48
"""Twelve hours."""


def running_ms() -> int:
    """Return milliseconds by a clock that only runs forwards, and where the system has such a one also while it sleeps."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return (time.monotonic_ns() if clock is None else time.clock_gettime_ns(clock)) // 1_000_000


class SigningKeys:
    """The keys of one login on one device."""

    def __init__(self, clock: Callable[[], int] = running_ms, seeds: Sequence[bytes | None] = ()) -> None:
        """Make the keys, or those that `seeds` are of again; `clock` returns milliseconds."""
        self._clock = clock
        made = [None if seed is None else Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]
        self._keys: list[Ed25519PrivateKey | None] = made or [Ed25519PrivateKey.generate() for _ in range(SPANS)]
        self.public = [
            key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) for key in self._keys if key is not None
        ]
        self.span_seconds = SPAN_SECONDS
        self._view: KeyView | None = None
        self._began = 0

    def registered(self, view: KeyView) -> None:
        """The server has them: their time begins now."""
        self._view, self._began = view, self._clock()

    @classmethod
    def restored(
        cls, view: KeyView, seeds: Sequence[bytes | None], elapsed_ms: int, clock: Callable[[], int] = running_ms
    ) -> "SigningKeys":
        """Return keys that were kept, so long after they were registered."""
        keys = cls(clock, seeds)
        keys._view, keys._began = view, clock() - elapsed_ms
        return keys

    @property
    def seeds(self) -> list[bytes | None]:
        """What the keys of spans to come are made of again; nothing for those that are over."""
        return [None if key is None else key.private_bytes_raw() for key in self._keys]

    @property
    def alone(self) -> bool:
        """Whether they are those of a person who came back while the server was away."""
        return self._view is not None and self._view.proof is Proof.BY_DEVICE

    @property
    def began(self) -> int:
        """When they were registered, by the clock that only runs forwards."""
        return self._began

    @property
    def view(self) -> KeyView:
        """As the server knows them. Raises: EntryKeysEnded where it does not."""
        if self._view is None:
            raise EntryKeysEnded
        return self._view

    def elapsed_ms(self) -> int:
        """Return how long ago they were registered."""
        return self._clock() - self._began

    def now(self) -> datetime:
        """Return the time by the server's clock, as far as this computer can know it. Raises: EntryKeysEnded."""
        return entered_at(self.view.issued_at, self.elapsed_ms())

    def half_over(self) -> bool:
        """Return whether it is time for new ones."""
        return self.now() > self.view.issued_at + (self.view.ends_at - self.view.issued_at) / 2

    def sign(self, elapsed_ms: int, digest: bytes) -> bytes:
        """Sign with the key of the moment, and forget those before it. Raises: EntryKeysEnded."""
        span = span_of(elapsed_ms, self.view.span_seconds)
        key = self._keys[span] if 0 <= span < len(self._keys) else None
        if key is None or entered_at(self.view.issued_at, elapsed_ms) > self.view.ends_at:
            raise EntryKeysEnded
        self.forget(span)
        return key.sign(digest)

    def forget(self, before: int) -> None:
        """Forget the keys of spans that are over."""
        for place in range(min(before, len(self._keys))):
            self._keys[place] = None

    def forget_past(self) -> None:
        """Forget the keys of spans that are over now."""
        if self._view is not None:
            self.forget(span_of(self.elapsed_ms(), self._view.span_seconds))
