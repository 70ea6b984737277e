"""What each kind of movement is, as data: between which places it goes, what it begins, what it needs, what it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.genealogy import EdgeKind, LocationKind, LotEvent, MovementKind, UnitStatus

_E, _L = LotEvent, LocationKind

Route = tuple[LocationKind | None, LocationKind | None]
"""From what kind of place to what; `None` is any place inside the plant."""


class Begins(Enum):
    """Which lot a movement may begin."""

    NONE = auto()
    LOT = auto()
    """The lot itself, once: a receipt."""
    OUTPUT = auto()
    """The lot itself, to which its order may add later: a production report."""
    CHILD = auto()
    """The other lot: drawn, split off, put together, returned."""


@dataclass(frozen=True)
class Rule:
    """A kind of movement.

    Attributes:
        routes: between which kinds of place it goes.
        needs: columns that must be filled in its rows.
        events: what may happen to the lot's status with it, the likeliest first.
        units: where the units that it moves stand afterwards.
        edge: why the other lot stands behind the lot, where it makes such an edge.
    """

    routes: tuple[Route, ...]
    begins: Begins = Begins.NONE
    needs: tuple[str, ...] = ()
    events: tuple[LotEvent, ...] = ()
    units: UnitStatus = UnitStatus.MADE
    edge: EdgeKind | None = None


INSIDE: Final[Route] = (None, None)

RULES: Final[Mapping[MovementKind, Rule]] = MappingProxyType(
    {
        MovementKind.RECEIPT: Rule(((_L.SUPPLIERS, None),), Begins.LOT, ("partner",), (_E.RECEIVE,)),
        MovementKind.TRANSFER: Rule((INSIDE,), events=(_E.SEND_TO_STERILIZER, _E.RETURN_FROM_STERILIZER)),
        MovementKind.ISSUE: Rule((INSIDE,), needs=("order_no",)),
        MovementKind.DRAW: Rule((INSIDE,), Begins.CHILD, ("to_lot",), (_E.USE_UP,), edge=EdgeKind.DRAWN),
        MovementKind.CONSUME: Rule(
            ((None, _L.WORK_IN_PROCESS),),
            needs=("to_lot", "order_no"),
            events=(_E.USE_UP,),
            units=UnitStatus.CONSUMED,
            edge=EdgeKind.CONSUMED,
        ),
        MovementKind.PRODUCE: Rule(((_L.WORK_IN_PROCESS, None),), Begins.OUTPUT, ("order_no",), (_E.RECEIVE,)),
        MovementKind.SPLIT: Rule((INSIDE,), Begins.CHILD, ("to_lot",), (_E.USE_UP,), edge=EdgeKind.SPLIT),
        MovementKind.MERGE: Rule((INSIDE,), Begins.CHILD, ("to_lot",), (_E.USE_UP,), edge=EdgeKind.MERGED),
        MovementKind.PACK: Rule((INSIDE,), needs=("package_no", "package_level")),
        MovementKind.RETURN: Rule(
            ((_L.CUSTOMERS, None), (None, _L.SUPPLIERS)),
            Begins.CHILD,
            ("partner",),
            (_E.RETURN_FROM_CUSTOMER, _E.RETURN_TO_SUPPLIER),
            edge=EdgeKind.RETURNED,
        ),
        MovementKind.REWORK: Rule((INSIDE,), needs=("order_no",), events=(_E.ORDER_REWORK, _E.REPORT_REWORK)),
        MovementKind.SCRAP: Rule(((None, _L.DESTROYED),), events=(_E.SCRAP, _E.USE_UP), units=UnitStatus.SCRAPPED),
        MovementKind.ADJUST: Rule(((None, _L.DIFFERENCES), (_L.DIFFERENCES, None))),
        MovementKind.SHIP: Rule(
            ((None, _L.CUSTOMERS),), needs=("partner", "document_no"), events=(_E.SHIP_OUT,), units=UnitStatus.SHIPPED
        ),
    }
)
"""Every kind of movement."""

OUTSIDE_CODES: Final[Mapping[LocationKind, str]] = MappingProxyType(
    {
        _L.SUPPLIERS: "SUPPLIERS",
        _L.WORK_IN_PROCESS: "WIP",
        _L.CUSTOMERS: "CUSTOMERS",
        _L.DESTROYED: "DESTROYED",
        _L.DIFFERENCES: "DIFFERENCES",
    }
)
"""The plant's outsides, there from the first migration. Where a kind of movement can go to one alone, it may be left out."""
