"""Begins lots that come from other lots: drawn, split off, merged, returned. They keep what their parents are."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import lots, workflow
from veralot_server.modules.genealogy.domain import numbers
from veralot_server.modules.genealogy.domain.facts import LotFacts
from veralot_server.modules.genealogy.domain.merging import Merged
from veralot_shared.contracts.genealogy import LotEvent, LotStatus
from veralot_shared.ids import LotId


class Part(NamedTuple):
    """A part of a lot that becomes a lot of its own: its number, if it is to have a certain one, and how much it is."""

    lot_no: str | None
    quantity: Decimal


def begin(tx: Transaction, parent: LotFacts, parts: Sequence[Part], mark: str) -> list[LotId]:
    """Begin children in their parent's status, and return their ids. Without a number they get the parent's and `mark`.

    Raises:
        ValueNotAllowed, RecordExists: a number has no fit form, or is taken.
    """
    event = LotEvent.RETURN_FROM_CUSTOMER if parent.returned else LotEvent.RECEIVE
    born = lots.begin(tx, rows(tx, parent, parts, mark, parent.status))
    workflow.begin(tx, [workflow.Begun(child, event, None, parent.status, parent.cycle) for child in born])
    return born


def begin_returned(tx: Transaction, parent: LotFacts, part: Part) -> LotId:
    """Begin the quarantined child of a lot of which something came back from a customer. Raises as `begin`."""
    quarantine = LotStatus.QUARANTINE
    (born,) = lots.begin(tx, rows(tx, parent, [part], numbers.RETURNED, quarantine))
    first = workflow.Begun(born, LotEvent.RETURN_FROM_CUSTOMER, LotStatus.SHIPPED, quarantine, parent.cycle)
    workflow.begin(tx, [first])
    return born


def rows(tx: Transaction, parent: LotFacts, parts: Sequence[Part], mark: str, status: LotStatus) -> list[lots.NewLot]:
    """Return the rows of children."""
    for part in parts:
        numbers.require_optional_number(part.lot_no, "lot_no")
    taken = lots.numbered_like(tx, parent.item_id, f"{parent.lot_no}-{mark}")
    given = [part.lot_no for part in parts if part.lot_no is not None]
    free = iter(numbers.next_numbers(parent.lot_no, mark, [*taken, *given], len(parts)))
    return [
        lots.NewLot(
            lot_no=part.lot_no or next(free),
            item_id=parent.item_id,
            status=status,
            quantity_made=part.quantity,
            created_by=lots.author(tx),
            customer_id=parent.customer_id,
            supplier_id=parent.supplier_id,
            supplier_lot_no=parent.supplier_lot_no,
            order_no=parent.order_no,
            manufactured=parent.manufactured,
            expiry=parent.expiry,
            cycle=parent.cycle,
        )
        for part in parts
    ]


def begin_merged(tx: Transaction, sources: Sequence[LotFacts], new: Merged) -> LotId:
    """Begin the lot that others make together. Raises: RecordExists."""
    row = lots.NewLot(
        lot_no=new.lot_no,
        item_id=sources[0].item_id,
        status=new.status,
        quantity_made=new.quantity,
        created_by=lots.author(tx),
        customer_id=sources[0].customer_id,
        supplier_id=new.supplier_id,
        supplier_lot_no=new.supplier_lot_no,
        order_no=new.order_no,
        manufactured=new.manufactured,
        expiry=new.expiry,
        cycle=new.cycle,
    )
    (born,) = lots.begin(tx, [row])
    event = LotEvent.RETURN_FROM_CUSTOMER if new.returned else LotEvent.RECEIVE
    workflow.begin(tx, [workflow.Begun(born, event, None, new.status, new.cycle)])
    return born
