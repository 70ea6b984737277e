"""Hears of what is made and used: what a permit to deviate is about is counted, and refused beyond its bounds."""

from veralot_server.core.module import hears
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import permits
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
