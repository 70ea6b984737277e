"""Hears of goods that arrive: what a released plan asks for is to be inspected; a discontinued supply is refused."""

from veralot_server.core.module import hears
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import arrivals
from veralot_shared.contracts.genealogy import LotsArrived


@hears(LotsArrived)
def inspect_arrivals(event: LotsArrived, tx: Transaction) -> None:
    """Make the inspections that arrived lots need. Raises: CodedError."""
    for lot_id in event.lot_ids:
        arrivals.inspect(tx, lot_id, event.kind)
