"""What this computer keeps of a person, so that they can come back while the server is away: to enter, and for nothing else.

It is kept in their journal's file, under their secret and under the journal's key besides: the secret proves itself by
opening it. What it says is what the server said last; it ends with the work list and the keys.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from veralot_client.core.capture.signing_keys import SigningKeys, running_ms
from veralot_shared.contracts.capture import KeyView, SnapshotView
from veralot_shared.contracts.identity import LoginView

BOOT_FILE: Final = Path("/proc/sys/kernel/random/boot_id")
ALIKE: Final = timedelta(minutes=2)
"""Where the system does not name its starts, two that seem so close are taken for one."""


class Clocks(msgspec.Struct, frozen=True):
    """Both clocks of this computer at one moment, and which start of the system the one counts from."""

    at: datetime
    running_ms: int
    boot: str

    @classmethod
    def now(cls) -> "Clocks":
        """Return them now."""
        return cls(datetime.now(UTC), running_ms(), boot())

    def since(self, before: "Clocks") -> timedelta:
        """Return how long ago `before` was: by the clock that runs forwards, or across a new start by the other one.

        Never less than nothing: a clock that was set back makes nothing younger than it was.
        """
        ran = timedelta(milliseconds=self.running_ms - before.running_ms)
        wall = self.at - before.at
        unnamed = not (self.boot or before.boot) and ran >= timedelta() and abs(wall - ran) <= ALIKE
        same = unnamed or (self.boot == before.boot != "")
        return max(ran if same else wall, timedelta())


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """One person as this computer keeps them.

    Attributes:
        login: what the server said of them last; without its token.
        key, seeds: the keys for coming back, as the server knows them, and what those of spans to come are made of.
        verifier: with which the server signed the work list `snapshot`.
        elapsed_ms: how long ago the keys were registered at the moment `clocks`.
    """

    login: LoginView
    key: KeyView
    seeds: list[bytes | None]
    verifier: bytes
    snapshot: SnapshotView
    elapsed_ms: int
    clocks: Clocks

    def keys(self) -> SigningKeys:
        """Return the keys, as much older as the time that has passed."""
        elapsed = self.elapsed_ms + self.clocks_since() // timedelta(milliseconds=1)
        keys = SigningKeys.restored(self.key, self.seeds, elapsed)
        keys.forget_past()
        return keys

    def clocks_since(self) -> timedelta:
        """Return how long ago it was written down."""
        return Clocks.now().since(self.clocks)

    @property
    def good_until(self) -> datetime:
        """Until when one can come back by it, by the server's clock."""
        return min(self.key.ends_at, self.snapshot.expires_at)


def boot() -> str:
    """Return which start of the system this is; nothing where the system does not say."""
    return BOOT_FILE.read_text(encoding="ascii").strip() if BOOT_FILE.exists() else ""
