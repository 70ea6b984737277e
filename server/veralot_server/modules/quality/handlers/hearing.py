"""Hears of what is made and used, of what becomes of a record's lots, and of imported agreements."""

from veralot_server.core.module import hears
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import agreements, heirs, permits
from veralot_shared.contracts.exchange import ImportChanged, ImportDone
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


@hears(ImportDone)
def agreements_came(_event: ImportDone, tx: Transaction) -> None:
    """Tell customers that an import may have brought what is agreed with them: of imports themselves they hear nothing."""
    agreements.tell(tx, None)


@hears(ImportChanged)
def agreements_went(_event: ImportChanged, tx: Transaction) -> None:
    """Tell customers that what is agreed with them may have been taken back with an import."""
    agreements.tell(tx, None)


@hears(LotsChanged)
def follow_parts(event: LotsChanged, tx: Transaction) -> None:
    """Name in the open records of a lot what has just become of it."""
    heirs.inherit(tx, event.lot_ids)
