"""Writes what was done with containers: where each stood after it, and what went in and out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from veralot_server.core import records
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.warehouse import HandlingKind
from veralot_shared.ids import ContainerId, LotId, UnitId, UserId

STEPS = """
INSERT INTO warehouse_step (handling_id, container_id, location_id, inside_id)
SELECT %(handling)s, k.id, k.location_id, k.inside_id FROM warehouse_container k WHERE k.id = ANY(%(ids)s) ORDER BY k.id
"""


class NewHandling(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a handling."""

    kind: HandlingKind
    at: datetime
    by_id: UserId
    reason: str


class NewId(msgspec.Struct, frozen=True):
    """The number that a handling was given."""

    id: int


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a lot, or one unit of it, out of one container into another; no container means loose."""

    lot_id: LotId
    quantity: Decimal
    unit_id: UnitId | None = None
    source_id: ContainerId | None = None
    target_id: ContainerId | None = None
    handling_id: int = 0


def write(
    tx: Transaction,
    kind: HandlingKind,
    *,
    stood: Iterable[ContainerId] = (),
    lines: Sequence[Line] = (),
    reason: str = "",
) -> None:
    """Write a handling of this moment: the step of each container that stood elsewhere or otherwise before, and its lines."""
    author = tx.signature.signer_id if tx.signature else tx.actor.user_id
    row = NewHandling(kind=kind, at=tx.now, by_id=author, reason=reason)
    (handling,) = records.add_returning(tx, "warehouse_handling", [row], NewId)
    ids = list(stood)
    if ids:
        tx.wire.execute(STEPS, {"handling": handling.id, "ids": ids})
    numbered = [msgspec.structs.replace(line, handling_id=handling.id) for line in lines]
    records.add(tx, "warehouse_content_line", numbered)
