"""What can be done with a lot in its present state, so that only buttons are drawn that can work.

The states and transitions are the contract's; whoever presses a button a moment too late is still told by the server.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.genealogy import (
    ENDED,
    FREE_OF_HOLDS,
    GROWING,
    LOT_TRANSITIONS,
    OPEN_FOR_INPUTS,
    USABLE,
    LotEvent,
    LotStatus,
    LotView,
)
from veralot_shared.contracts.items import ItemKind, Tracking

Possible = Callable[[LotView, ItemKind | None], bool]

SERIALISED: Final = frozenset({Tracking.SERIAL.value, Tracking.BOTH.value})


def serialised(lot: LotView) -> bool:
    """Return whether each piece has a number of its own."""
    return lot.tracking in SERIALISED


def goes(event: LotEvent) -> Possible:
    """Return the condition of a step: its event leads on from the status beneath any holds, and no hold forbids it."""
    return lambda lot, _kind: (
        (lot.status_beneath, event) in LOT_TRANSITIONS and not (lot.holds and event in FREE_OF_HOLDS)
    )


def usable(lot: LotView, _kind: ItemKind | None) -> bool:
    """Return whether it may be issued, drawn, consumed or packed."""
    return lot.status in USABLE and lot.on_hand > 0


def here(lot: LotView, _kind: ItemKind | None) -> bool:
    """Return whether something of it lies in the plant."""
    return lot.on_hand > 0


def in_test(lot: LotView, kind: ItemKind | None, *, finished: bool) -> bool:
    """Return whether it can be released; finished goods get production release, all others are accepted (CN-17)."""
    right_kind = kind is None or (kind is ItemKind.FINISHED) is finished
    return right_kind and goes(LotEvent.ACCEPT)(lot, kind)


def consumable(lot: LotView, kind: ItemKind | None) -> bool:
    """Return whether it may be consumed; a lot in rework may, by its rework order."""
    return usable(lot, kind) or (lot.status is LotStatus.REWORK and lot.on_hand > 0)


def takes_inputs(lot: LotView, _kind: ItemKind | None) -> bool:
    """Return whether an order may consume into it."""
    return lot.order_no is not None and not lot.holds and lot.status_beneath in OPEN_FOR_INPUTS


def grows(lot: LotView, _kind: ItemKind | None) -> bool:
    """Return whether its order may report more of it."""
    return lot.order_no is not None and lot.supplier_id is None and not lot.holds and lot.status_beneath in GROWING


def shippable(lot: LotView, _kind: ItemKind | None) -> bool:
    """Return whether it may leave; to whom is the server's to say."""
    return lot.on_hand > 0 and not lot.holds and goes(LotEvent.SHIP_OUT)(lot, None)


def always(_lot: LotView, _kind: ItemKind | None) -> bool:
    """Return True: the state does not matter."""
    return True


POSSIBLE: Final[Mapping[str, Possible]] = MappingProxyType(
    {
        "genealogy.sample": goes(LotEvent.SAMPLE),
        "genealogy.release": lambda lot, kind: in_test(lot, kind, finished=False),
        "genealogy.release_production": lambda lot, kind: in_test(lot, kind, finished=True),
        "genealogy.release_market": goes(LotEvent.RELEASE_MARKET),
        "genealogy.reject": goes(LotEvent.REJECT),
        "genealogy.dispose": goes(LotEvent.CONCEDE),
        "genealogy.report_rework": goes(LotEvent.REPORT_REWORK),
        "genealogy.send_to_sterilizer": goes(LotEvent.SEND_TO_STERILIZER),
        "genealogy.return_from_sterilizer": goes(LotEvent.RETURN_FROM_STERILIZER),
        "genealogy.hold": lambda lot, _kind: lot.status_beneath not in ENDED - {LotStatus.CONSUMED, LotStatus.SHIPPED},
        "genealogy.lift": lambda lot, _kind: lot.holds > 0,
        "genealogy.recall": goes(LotEvent.RECALL),
        "genealogy.transfer": here,
        "genealogy.issue": consumable,
        "genealogy.draw": usable,
        "genealogy.split": here,
        "genealogy.merge": here,
        "genealogy.consume": consumable,
        "genealogy.consume_into": takes_inputs,
        "genealogy.produce_more": grows,
        "genealogy.pack": usable,
        "genealogy.pack_in_order": usable,
        "genealogy.ship": shippable,
        "genealogy.return_from_customer": always,
        "genealogy.return_to_supplier": goes(LotEvent.RETURN_TO_SUPPLIER),
        "genealogy.scrap": lambda lot, kind: here(lot, kind) and not lot.holds,
        "genealogy.adjust": lambda lot, _kind: not serialised(lot),
        "genealogy.correct": always,
        "genealogy.trace": always,
        "genealogy.picture": always,
        "genealogy.export": always,
    }
)
"""By the id of its action, whether something is possible with a lot of an item of some kind (None: not known)."""


def possible(action_id: str, lot: LotView, kind: ItemKind | None) -> bool:
    """Return whether an action can work with a lot now."""
    return action_id in POSSIBLE and POSSIBLE[action_id](lot, kind)
