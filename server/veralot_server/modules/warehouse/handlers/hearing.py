"""Hears of every movement of lots: contents follow it, and the rules of places hold for it."""

from veralot_server.core.module import hears
from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse import following
from veralot_shared.contracts.genealogy import LotsChanged


@hears(LotsChanged)
def follow_lots(event: LotsChanged, tx: Transaction) -> None:
    """Keep contents in step with stock, and refuse what the rules of a place refuse. Raises: CodedError."""
    following.settle(tx, event.lot_ids)
    following.check_arrivals(tx, event.lot_ids)
