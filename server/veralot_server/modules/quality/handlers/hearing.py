"""Hears of what is made and used: it is counted under permits to deviate, and what becomes of a record's lots joins it."""

from veralot_server.core.module import hears
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import heirs, permits
from veralot_shared.contracts.genealogy import LotsArrived, LotsChanged, MovementKind


@hears(LotsArrived)
def count_made(event: LotsArrived, tx: Transaction) -> None:
    """Count what was made while a permit for its item runs."""
    if event.kind is MovementKind.PRODUCE:
        permits.made(tx, event.lot_ids)


@hears(LotsChanged)
def count_used(event: LotsChanged, tx: Transaction) -> None:
    """Count what was used of lots that a permit names. Raises: PermitNotRunning, PermitSpent."""
    permits.count(tx, event.lot_ids)


@hears(LotsChanged)
def follow_parts(event: LotsChanged, tx: Transaction) -> None:
    """Name in the open records of a lot what has just become of it."""
    heirs.inherit(tx, event.lot_ids)
