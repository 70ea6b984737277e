"""What a lot counts as, where it may go from there, and what may be done with it (ISO 13485 7.5.8, 8.3; I-39)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from veralot_server.modules.genealogy.domain import words
from veralot_server.modules.genealogy.domain.facts import LotFacts, UnitFacts
from veralot_shared.contracts.genealogy import (
    FREE_OF_HOLDS,
    LOT_TRANSITIONS,
    SHIPPABLE,
    USABLE,
    LotEvent,
    LotNotUsable,
    LotOnHold,
    LotStatus,
    MovementKind,
    UnitOnHold,
)
from veralot_shared.contracts.items import ItemKind
from veralot_shared.errors import TransitionIllegal, ValueNotAllowed
from veralot_shared.ids import PartnerId
from veralot_shared.rules.dates import is_expired
from veralot_shared.rules.serials import runs

# --- what it counts as -----------------------------------------------------------------------------------------------


def beneath(status: LotStatus, expiry: date | None, today: date) -> LotStatus:
    """Return the status beneath any holds: once usable goods are past their expiry date, they are expired by the clock."""
    expired = expiry is not None and is_expired(expiry, today)
    return LOT_TRANSITIONS.get((status, LotEvent.EXPIRE), status) if expired else status


def effective(lot: LotFacts, today: date) -> LotStatus:
    """Return what a lot counts as now: on hold while any hold is open, else the status beneath."""
    return LotStatus.HOLD if lot.holds else beneath(lot.status, lot.expiry, today)


# --- where it may go -------------------------------------------------------------------------------------------------


def require_no_hold(lot: LotFacts) -> None:
    """Raises: LotOnHold."""
    if lot.holds:
        raise LotOnHold(lot_no=lot.lot_no, reasons=lot.holds)


def step(lot: LotFacts, event: LotEvent, today: date) -> LotStatus:
    """Return the status that an event brings a lot to, by `LOT_TRANSITIONS`.

    Goods past their expiry date are not accepted either, although only usable ones are called expired.

    Raises:
        TransitionIllegal, LotOnHold
    """
    state = beneath(lot.status, lot.expiry, today)
    target = LOT_TRANSITIONS.get((state, event))
    if target is None:
        raise TransitionIllegal(kind="lot", key=lot.lot_no, state=state, event=event)
    if event in FREE_OF_HOLDS:
        require_no_hold(lot)
    if target in USABLE and event is not LotEvent.CONCEDE and lot.expiry is not None and is_expired(lot.expiry, today):
        raise TransitionIllegal(kind="lot", key=lot.lot_no, state=LotStatus.EXPIRED, event=event)
    return target


def can(lot: LotFacts, event: LotEvent, today: date) -> bool:
    """Tell whether an event is legal for a lot as it stands."""
    return (beneath(lot.status, lot.expiry, today), event) in LOT_TRANSITIONS


def require_release_kind(lot: LotFacts, event: LotEvent) -> None:
    """Finished goods need production and market release, everything else is accepted once (CN-17).

    Raises: ValueNotAllowed.
    """
    finished = lot.item_kind is ItemKind.FINISHED
    if finished and event is LotEvent.ACCEPT:
        raise ValueNotAllowed(value=lot.lot_no, rule=words.RULE_TWO_RELEASES, field="lot_id")
    if not finished and event is LotEvent.RELEASE_PRODUCTION:
        raise ValueNotAllowed(value=lot.lot_no, rule=words.RULE_FINISHED_ONLY, field="lot_id")


def scrap_event(lot: LotFacts, quantity: Decimal, today: date) -> LotEvent:
    """Return how a lot ends when the last of it is destroyed: scrapped, or used up where the rest of it was used before.

    Raises:
        TransitionIllegal: all of a lot is to be destroyed that is neither rejected nor expired nor recalled.
    """
    if quantity == lot.quantity_made:
        step(lot, LotEvent.SCRAP, today)
    return LotEvent.SCRAP if can(lot, LotEvent.SCRAP, today) else LotEvent.USE_UP


# --- what may be done with it ----------------------------------------------------------------------------------------


def not_usable(lot: LotFacts, state: LotStatus) -> LotNotUsable:
    """Return the error that says why a lot in this state cannot be used and who can change that."""
    return LotNotUsable(lot_no=lot.lot_no, status=state, why=words.WHY[state], who=words.WHO[state])


def require_usable(lot: LotFacts, today: date) -> None:
    """Check that a lot may be issued, drawn, consumed or packed. Raises: LotNotUsable, LotOnHold (which is one)."""
    require_no_hold(lot)
    state = effective(lot, today)
    if state not in USABLE:
        raise not_usable(lot, state)


def require_consumable(lot: LotFacts, output: LotFacts, today: date) -> None:
    """Check that a lot may be consumed into `output`; a lot in rework only by its rework order, which makes the same item.

    Raises: LotNotUsable.
    """
    require_no_hold(lot)
    reworked = effective(lot, today) is LotStatus.REWORK and lot.item_id == output.item_id
    if not reworked:
        require_usable(lot, today)


def require_issuable(lot: LotFacts, today: date) -> MovementKind:
    """Check that a lot may be issued to an order and return the kind of movement: a lot in rework goes to its rework.

    Raises: LotNotUsable.
    """
    require_no_hold(lot)
    if effective(lot, today) is LotStatus.REWORK:
        return MovementKind.REWORK
    require_usable(lot, today)
    return MovementKind.ISSUE


def require_shippable(lot: LotFacts, customer_id: PartnerId, today: date) -> None:
    """Check that a lot may go to a customer: finished goods to the market only after both releases (CN-17).

    Raises: LotNotUsable.
    """
    require_usable(lot, today)
    to_registrant = lot.customer_id == customer_id
    state = effective(lot, today)
    if lot.item_kind is ItemKind.FINISHED and state not in SHIPPABLE and not to_registrant:
        raise LotNotUsable(lot_no=lot.lot_no, status=state, why=words.WHY_NOT_ON_THE_MARKET, who=words.WHO_REGISTRANT)


def require_open(lot: LotFacts, states: frozenset[LotStatus], kind: MovementKind, today: date) -> None:
    """Check that a lot's record is still open for what production reports. Raises: TransitionIllegal, LotOnHold."""
    state = beneath(lot.status, lot.expiry, today)
    if state not in states:
        raise TransitionIllegal(kind="lot", key=lot.lot_no, state=state, event=kind)
    require_no_hold(lot)


def require_units_free(units: Iterable[UnitFacts], field: str | None = None) -> None:
    """Check that none of the units has an open hold of its own. Raises: UnitOnHold."""
    held = [unit.serial_no for unit in units if unit.holds]
    if held:
        raise UnitOnHold(serials=list(runs(held)), field=field)
