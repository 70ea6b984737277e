"""What a disposition must hold: every quantity decided on, and what rework needs before it begins (I-58)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.domain.machine import require_text
from veralot_shared.contracts.genealogy import LotView, QuantityInvalid
from veralot_shared.contracts.quality import (
    NEEDS_ENGINEERING,
    REWORKED,
    LineDisposition,
    LineEntry,
    LineState,
    QuantitiesDiffer,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import ItemId, LotId

SETTLED = frozenset({LineState.DONE, LineState.FAILED})
"""What nothing is left to do with; of what failed, all is to be decided anew."""


def require_sums(lines: Sequence[LineEntry], lots: Mapping[LotId, LotView], undecided: frozenset[LotId]) -> None:
    """Check that the lines decide on all that is on hand of every lot; where nothing is, there are none.

    Raises:
        ValueNotAllowed, QuantitiesDiffer
    """
    stated: dict[LotId, Decimal] = {}
    for place, line in enumerate(lines):
        if line.lot_id not in lots:
            raise ValueNotAllowed(value=str(line.lot_id), rule=words.RULE_LOT, field=f"lines[{place}].lot_id")
        if not (line.quantity.is_finite() and line.quantity > 0):
            raise ValueNotAllowed(value=str(line.quantity), rule=words.RULE_POSITIVE, field=f"lines[{place}].quantity")
        stated[line.lot_id] = stated.get(line.lot_id, Decimal(0)) + line.quantity
    forgotten = sorted(lots[lot_id].lot_no for lot_id in undecided - set(stated))
    if forgotten:
        raise ValueNotAllowed(value=", ".join(forgotten), rule=words.RULE_ALL_LOTS, field="lines")
    for lot_id, total in stated.items():
        lot = lots[lot_id]
        if total != lot.on_hand:
            raise QuantitiesDiffer(lot_no=lot.lot_no, stated=total, on_hand=lot.on_hand, unit=lot.unit)


def require_steps(lines: Sequence[LineEntry], lots: Mapping[LotId, LotView], quanta: Mapping[ItemId, Decimal]) -> None:
    """Check that each line is of a quantity that there can be of its item: no other lot can be set apart for it.

    Raises:
        QuantityInvalid
    """
    for place, line in enumerate(lines):
        lot = lots[line.lot_id]
        if line.quantity % quanta[lot.item_id]:
            field = f"lines[{place}].quantity"
            raise QuantityInvalid(quantity=line.quantity, unit=lot.unit, rule=words.RULE_QUANTUM, field=field)


def require_grounds(lines: Sequence[LineEntry]) -> None:
    """Check that each line has the grounds that its disposition needs.

    Rework has its approved instruction and its adverse effects considered (I-58), a concession was checked against the
    law (I-56).

    Raises:
        ReasonMissing
    """
    for place, line in enumerate(lines):
        require_text(line.justification, f"lines[{place}].justification")
        if line.disposition in REWORKED:
            require_text(line.instruction, f"lines[{place}].instruction")
            require_text(line.adverse_effects, f"lines[{place}].adverse_effects")
        if line.disposition is LineDisposition.CONCESSION:
            require_text(line.regulatory_check, f"lines[{place}].regulatory_check")


def needs_engineering(dispositions: Sequence[LineDisposition]) -> bool:
    """Return whether engineering must agree."""
    return not NEEDS_ENGINEERING.isdisjoint(dispositions)


def needs_consent(dispositions: Sequence[LineDisposition], *, concession: bool, rework: bool) -> bool:
    """Return whether the customer must consent, by what was agreed with it."""
    conceded = LineDisposition.CONCESSION in dispositions
    return (concession and conceded) or (rework and not REWORKED.isdisjoint(dispositions))
