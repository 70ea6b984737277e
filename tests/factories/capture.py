"""A device as the server sees it: it registers, is given a work list, signs entries in a chain, and hands them in."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.capture import (
    BeginCapture,
    BeginningView,
    DamageForm,
    EntryForm,
    Replay,
    ReplayView,
    SnapshotView,
    TakeSnapshot,
    WaitingForm,
)
from veralot_shared.messages import Command
from veralot_shared.rules.journal import FIRST, entry_hash, span_of

SPAN = 900
SPANS = 48


class Device:
    """A device in one transaction. `minutes` is its clock that only runs forwards, `ahead` how far its other clock is off."""

    def __init__(self, tx: Transaction, name: str = "PC-7") -> None:
        self.tx = tx
        self.id = uuid4()
        self.name = name
        self.ahead = timedelta()
        self.minutes = 0
        self.counter, self.last = 0, FIRST
        self.keys: list[Ed25519PrivateKey] = []
        self.alone_keys: list[Ed25519PrivateKey] = []
        self.alone = False
        self.begun: BeginningView
        self.list: SnapshotView

    def begin(self) -> "Device":
        """Register the keys of whoever acts now, and take their work list."""
        self.keys = [Ed25519PrivateKey.generate() for _ in range(SPANS)]
        public = [key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) for key in self.keys]
        self.alone_keys = [Ed25519PrivateKey.generate() for _ in range(SPANS)]
        self.alone = False
        self.begun = self.tx.call(
            BeginCapture(
                device=self.id,
                name=self.name,
                public_keys=public,
                alone_keys=[key.public_key().public_bytes_raw() for key in self.alone_keys],
                span_seconds=SPAN,
                device_at=self.tx.now + self.ahead,
                head=self.counter,
            )
        )
        self.list = self.tx.call(TakeSnapshot(device=self.id))
        return self

    def come_back_alone(self) -> None:
        """Sign from now on as a person does who came back while the server was away."""
        self.alone = True

    def enter(self, command: Command[Any], **wrong: Any) -> EntryForm:
        """Return the next entry; `wrong` overrides what it would say."""
        self.counter += 1
        used = self.begun.alone if self.alone and self.begun.alone else self.begun.key
        elapsed = self.minutes * 60_000
        values: dict[str, Any] = {
            "id": uuid4(),
            "counter": self.counter,
            "previous": self.last,
            "key_id": used.id,
            "snapshot_id": self.list.id,
            "device_at": self.begun.key.issued_at.astimezone(UTC) + timedelta(minutes=self.minutes) + self.ahead,
            "elapsed_ms": elapsed,
            "op": command.op,
            "body": msgspec.msgpack.encode(command),
        } | wrong
        said = {("entry" if name == "id" else name): value for name, value in values.items()}
        self.last = entry_hash(device=self.id, **said)
        signature = (self.alone_keys if self.alone else self.keys)[span_of(elapsed, SPAN)].sign(self.last)
        return EntryForm(**values, signature=signature)

    def send(
        self, entries: Sequence[EntryForm], damaged: Sequence[DamageForm] = (), waiting: int = 0, oldest: Any = None
    ) -> ReplayView:
        """Hand entries in, as whoever acts now."""
        return self.tx.call(
            Replay(
                device=self.id,
                sent_at=self.tx.now + self.ahead,
                entries=list(entries),
                damaged=list(damaged),
                waiting=WaitingForm(count=waiting, oldest_at=oldest),
            )
        )


def moment(text: str) -> datetime:
    """Return a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def uuid_of(number: int) -> UUID:
    """Return a fixed id."""
    return UUID(int=number)
