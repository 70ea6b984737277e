"""What is to be inspected of goods that were received, made or taken back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import making, plans, switchings
from veralot_server.modules.inspection.making import Wanted
from veralot_shared.contracts.genealogy import MovementKind
from veralot_shared.contracts.inspection import InspectionStage, Origin
from veralot_shared.ids import LotId

STAGES: Final[Mapping[MovementKind, tuple[InspectionStage, Origin]]] = MappingProxyType(
    {
        MovementKind.RECEIPT: (InspectionStage.INCOMING, Origin.RECEIPT),
        MovementKind.PRODUCE: (InspectionStage.FINAL, Origin.PRODUCTION),
        MovementKind.RETURN: (InspectionStage.INCOMING, Origin.RETURN),
    }
)


def inspect(tx: Transaction, lot_id: LotId, kind: MovementKind) -> None:
    """Make the inspection that a plan in force asks for of what of a lot is not under one yet.

    Raises: SupplyDiscontinued.
    """
    found = STAGES.get(kind)
    if found is None:
        return
    stage, origin = found
    goods = making.goods(tx, lot_id)
    if kind is MovementKind.RECEIPT:
        severity = switchings.of_goods(tx, goods.item_id, goods.supplier_id, "", stage)
        if severity is not None:
            making.require_supply(severity)
    known = plans.in_force(tx, goods.item_id, stage, supplier_id=goods.supplier_id, customer_id=goods.customer_id)
    if not known:
        return
    quantity = goods.quantity_made - making.covered(tx, goods.id, known[0])
    if quantity > 0:
        making.make(tx, Wanted(goods=goods, plan=known[0], origin=origin, quantity=quantity))
