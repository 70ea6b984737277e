"""The signed work list of a person: what the server answered in advance, for when it is away. It lives in memory alone."""

from datetime import datetime
from typing import TypeVar, cast
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from veralot_shared.contracts.capture import PieceView, SnapshotView, WorkListExpired
from veralot_shared.ids import SnapshotId
from veralot_shared.messages import Query
from veralot_shared.rules.journal import piece_hash, snapshot_text

R = TypeVar("R")


class WorkListForged(Exception):
    """A work list is not what the server signed."""


class WorkList:
    """One work list, checked against the server's signature."""

    def __init__(self, view: SnapshotView, device: UUID, verifier: bytes, known: dict[str, PieceView]) -> None:
        """Take over what the server sent, with the pieces that are `known` from before. Raises: WorkListForged."""
        self.pieces = {one.sha256: one if one.reply is not None else known.get(one.sha256, one) for one in view.pieces}
        self._view = view
        self._check(device, verifier)
        self._replies = {(one.op, one.asked): one.reply for one in self.pieces.values()}

    @property
    def id(self) -> SnapshotId:
        """Its number."""
        return self._view.id

    @property
    def whole(self) -> SnapshotView:
        """As the server signed it, each piece with its content."""
        pieces = [self.pieces.get(one.sha256, one) for one in self._view.pieces]
        return msgspec.structs.replace(self._view, pieces=pieces)

    @property
    def expires_at(self) -> datetime:
        """Until when it is good, by the server's clock."""
        return self._view.expires_at

    def require(self, now: datetime) -> None:
        """Check that it is still good. Raises: WorkListExpired."""
        if now > self._view.expires_at:
            raise WorkListExpired(until=self._view.expires_at)

    def answer(self, query: Query[R]) -> R | None:
        """Return what the server answered in advance; None where it did not."""
        reply = self._replies.get((query.op, msgspec.json.encode(query).decode()))
        return None if reply is None else cast("R", msgspec.json.decode(reply, type=query.reply_type()))

    def _check(self, device: UUID, verifier: bytes) -> None:
        view = self._view
        signed = snapshot_text(
            snapshot_id=view.id,
            device=device,
            user_id=view.user_id,
            issued_at=view.issued_at,
            expires_at=view.expires_at,
            pieces=[one.sha256 for one in view.pieces],
        )
        try:
            Ed25519PublicKey.from_public_bytes(verifier).verify(view.signature, signed)
        except InvalidSignature as wrong:
            raise WorkListForged from wrong
        for one in self.pieces.values():
            if one.sha256 != piece_hash(one.op, one.asked or "", one.reply or ""):
                raise WorkListForged
