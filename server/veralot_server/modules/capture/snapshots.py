"""Makes signed work lists: the answers to the questions that the modules say an offline person will ask."""

from typing import Any, Final

import msgspec
from sqlalchemy import insert

from veralot_server.core.audit.heads import log_key
from veralot_server.core.capturing import SNAPSHOTS
from veralot_server.core.transaction import Transaction
from veralot_server.modules.capture.devices import Known
from veralot_server.modules.capture.tables import Snapshot
from veralot_shared.contracts.capture import PieceView, SnapshotView
from veralot_shared.ids import SnapshotId
from veralot_shared.messages import Query
from veralot_shared.rules.journal import piece_hash, snapshot_text

KEEP: Final = b"""
INSERT INTO capture_piece (sha256, op, asked, reply)
SELECT sha256, op, asked, reply
FROM jsonb_to_recordset(%s::jsonb) AS r(sha256 text, op text, asked text, reply text) ON CONFLICT (sha256) DO NOTHING
"""


def take(tx: Transaction, device: Known, has: frozenset[str], hours: Any) -> SnapshotView:  # noqa: ANN401 - a timedelta
    """Ask what every module names, keep each answer once, and sign the whole for this person on this device."""
    pieces = unique(piece(tx, query) for _, asks in sorted(SNAPSHOTS.items()) for query in asks(tx))
    if pieces:
        tx.wire.execute(KEEP, (msgspec.json.encode(pieces).decode(),))
    expires_at = tx.now + hours
    values = {
        "device_id": device.id,
        "user_id": tx.actor.user_id,
        "issued_at": tx.now,
        "expires_at": expires_at,
        "pieces": [one.sha256 for one in pieces],
    }
    number: SnapshotId = tx.execute(insert(Snapshot).values(values).returning(Snapshot.id)).scalar_one()
    signed = snapshot_text(
        snapshot_id=number,
        device=device.device,
        user_id=tx.actor.user_id,
        issued_at=tx.now,
        expires_at=expires_at,
        pieces=values["pieces"],
    )
    return SnapshotView(
        id=number,
        user_id=tx.actor.user_id,
        issued_at=tx.now,
        expires_at=expires_at,
        pieces=[bare(one) if one.sha256 in has else one for one in pieces],
        signature=log_key(tx.settings).key.sign(signed),
    )


def piece(tx: Transaction, query: Query[Any]) -> PieceView:
    """Ask one question with the actor's own rights, and return question and answer as text."""
    asked = msgspec.json.encode(query).decode()
    reply = msgspec.json.encode(tx.call(query), order="deterministic").decode()
    return PieceView(sha256=piece_hash(query.op, asked, reply), op=query.op, asked=asked, reply=reply)


def unique(pieces: Any) -> list[PieceView]:  # noqa: ANN401 - an iterator of pieces
    """Return pieces without repetition, in a fixed order."""
    found: dict[str, PieceView] = {one.sha256: one for one in pieces}
    return [found[key] for key in sorted(found)]


def bare(one: PieceView) -> PieceView:
    """Return a piece without its content, for a device that has it."""
    return PieceView(sha256=one.sha256, op=one.op, asked=None, reply=None)
