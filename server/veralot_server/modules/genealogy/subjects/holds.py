"""What is signed when lots and units are put on hold, and when holds are lifted."""

from collections.abc import Iterable

import msgspec

from veralot_server.core.module import Subject, signs
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import holding
from veralot_server.modules.genealogy.subjects.lots import signed_lots
from veralot_server.modules.genealogy.subjects.units import signed_units
from veralot_shared.contracts.genealogy import LiftHold, NodeKind, PlaceHold
from veralot_shared.ids import LotId


@signs(PlaceHold)
def held(command: PlaceHold, tx: Transaction) -> list[Subject]:
    """Return the lots that are held, and the units of each lot of which single ones are."""
    return nodes(tx, [(node.kind, node.lot_id, node.id) for node in holding.holdable(tx, command.node_ids)])


@signs(LiftHold)
def lifted(command: LiftHold, tx: Transaction) -> list[Subject]:
    """Return the lots and units whose holds are lifted; who placed one of the holds may not lift it."""
    found = holding.liftable(tx, command.hold_ids)
    doers = frozenset(int(hold.placed_by) for hold in found)
    parts = [(hold.kind, hold.lot_id, hold.node_id) for hold in found]
    return [msgspec.structs.replace(one, doers=doers) for one in nodes(tx, parts)]


def nodes(tx: Transaction, parts: Iterable[tuple[NodeKind, LotId, int]]) -> list[Subject]:
    """Return lots one by one, and single units together by lot, each with its lot: its dossier shows the signature."""
    lots: set[LotId] = set()
    units: dict[LotId, set[int]] = {}
    for kind, lot_id, node_id in parts:
        lots.add(lot_id)
        if kind is NodeKind.UNIT:
            units.setdefault(lot_id, set()).add(node_id)
    return signed_lots(tx, lots) + [signed_units(tx, sorted(ids)) for _, ids in sorted(units.items())]
