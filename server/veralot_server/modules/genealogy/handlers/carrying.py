"""Moves many lots at once: what is carried together is one movement."""

from collections.abc import Mapping, Sequence

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import locations, lots, posting, units
from veralot_server.modules.genealogy.domain import amounts, numbers, places, words
from veralot_server.modules.genealogy.domain.facts import LotFacts, UnitFacts
from veralot_server.modules.genealogy.domain.reasons import require_any
from veralot_shared.contracts.genealogy import LotView, MovementKind, SerialsWrong, TransferLine, TransferLots
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import LotId, UnitId

LEFT_BEHIND = """
WITH RECURSIVE up(id, inside_id) AS (
    SELECT p.id, p.inside_id FROM genealogy_unit u JOIN genealogy_package p ON p.id = u.package_id
    WHERE u.id = ANY(%(ids)s)
    UNION
    SELECT p.id, p.inside_id FROM up JOIN genealogy_package p ON p.id = up.inside_id
), down(id) AS (
    SELECT id FROM up WHERE inside_id IS NULL
    UNION
    SELECT p.id FROM down d JOIN genealogy_package p ON p.inside_id = d.id
)
SELECT u.serial_no FROM genealogy_unit u JOIN down d ON d.id = u.package_id
WHERE u.status = 'made' AND u.id <> ALL(%(ids)s) ORDER BY u.serial_no LIMIT 20
"""
"""Units that share an outermost package with those that go, and do not go themselves."""


@handles(TransferLots)
def transfer_lots(command: TransferLots, tx: Transaction) -> list[LotView]:
    """Move stock of many lots; each target's kind says whether its lot may lie there (I-20)."""
    require_any(command.lines, "lines")
    numbers.require_optional_number(command.document_no, "document_no")
    found = lots.locked(tx, (line.lot_id for line in command.lines), "lines")
    if command.reason:
        tx.because(command.reason)
    moved = checked_lines(tx, command.lines, found)
    posting.post(tx, MovementKind.TRANSFER, moved, document_no=command.document_no, reason=command.reason)
    lots.tell(tx, found.values())
    return lots.views(tx, list(found))


def checked_lines(
    tx: Transaction, lines: Sequence[TransferLine], found: Mapping[LotId, LotFacts]
) -> list[posting.Line]:
    """Return what moves, all lines on one place taken together; the units of serialised lots move along.

    Raises: QuantityInvalid, StockShort, LocationForbidden, SerialsWrong, ValueNotAllowed, RecordNotFound.
    """
    around = locations.Around(tx, [place for line in lines for place in (line.location_id, line.target_id)])
    demands, moved = [], []
    going: list[tuple[Sequence[UnitFacts], TransferLine]] = []
    for index, line in enumerate(lines):
        path, lot = f"lines[{index}]", found[line.lot_id]
        source = around.get(line.location_id, f"{path}.location_id")
        target = around.get(line.target_id, f"{path}.target_id")
        if source.id == target.id:
            raise ValueNotAllowed(value=target.code, rule=words.RULE_SAME_PLACE, field=f"{path}.target_id")
        places.require_allowed(lot, target, tx.today, f"{path}.target_id")
        quantity = amounts.checked(line.quantity, lot, field=f"{path}.quantity")
        demands.append(posting.Demand(lot, source, quantity, f"{path}.quantity"))
        going.append((units.picked(tx, lot, source, quantity, line.unit_ids, f"{path}.unit_ids"), line))
        moved.append(posting.moved(lot, source.id, target.id, quantity))
    posting.require_stock(tx, demands)
    move_units(tx, going)
    return moved


def move_units(tx: Transaction, going: Sequence[tuple[Sequence[UnitFacts], TransferLine]]) -> None:
    """Move units, each once and with all that its package holds. Raises: SerialsWrong."""
    numbers.require_unlike([str(unit.id) for found, _ in going for unit in found], "lines")
    require_whole_packages(tx, [unit.id for found, _ in going for unit in found if unit.package_id is not None])
    for found, line in going:
        units.move(tx, found, line.target_id)


def require_whole_packages(tx: Transaction, unit_ids: Sequence[UnitId]) -> None:
    """Check that no package is torn apart. Raises: SerialsWrong."""
    rows = tx.wire.execute(LEFT_BEHIND, {"ids": list(unit_ids)}).fetchall() if unit_ids else []
    if rows:
        raise SerialsWrong(problem=words.SERIALS_PACKED_TOGETHER, serials=[row[0] for row in rows], field="lines")
