"""Exceptions in the database: opened by a breach, shown, told of."""

from collections.abc import Collection, Sequence
from typing import Final

from psycopg.types.json import Json

from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import controls
from veralot_server.modules.spc.controls import Row
from veralot_server.modules.spc.tables import Breach
from veralot_shared.contracts.spc import ExceptionOpened, ExceptionStatus, ExceptionView, Panel
from veralot_shared.contracts.tasks import TasksChanged
from veralot_shared.ids import ControlId, ExceptionId, LotId, SubgroupId

VIEW: Final = """
SELECT b.id, b.number, b.status, b.control_id, k.code AS control_code,
       coalesce(nullif(k.name, ''), k.characteristic) AS control_name, k.name_zh AS control_name_zh, b.subgroup_id,
       s.number AS subgroup_no, b.rules, b.stands, b.lot_id, l.lot_no, b.opened_at, u.full_name AS opened_by,
       u.full_name_zh AS opened_by_zh, b.cause, b.cause_text, b.action, b.answered_at, a.full_name AS answered_by,
       a.full_name_zh AS answered_by_zh
FROM spc_exception b
JOIN spc_control k ON k.id = b.control_id
JOIN spc_subgroup s ON s.id = b.subgroup_id
JOIN identity_user u ON u.id = b.opened_by
LEFT JOIN identity_user a ON a.id = b.answered_by
LEFT JOIN genealogy_lot l ON l.id = b.lot_id
WHERE (%(scope)s::bigint IS NULL OR k.customer_id = %(scope)s)
"""

NUMBER: Final = "SELECT nextval('spc_exception_number')"

STAND: Final = b"""
UPDATE spc_exception b SET stands = %(stands)s FROM spc_subgroup s
WHERE s.id = b.subgroup_id AND b.control_id = %(control)s AND s.number = ANY(%(numbers)s)
"""

PLACES: Final = """
SELECT s.number FROM spc_exception b JOIN spc_subgroup s ON s.id = b.subgroup_id WHERE b.control_id = %s ORDER BY s.number
"""

REMOVED: Final = """
SELECT s.number FROM spc_exception b JOIN spc_subgroup s ON s.id = b.subgroup_id
WHERE b.control_id = %s AND b.status = 'answered' AND b.cause <> 'no_cause_found'
"""


def open_one(
    tx: Transaction, control: Row, subgroup_id: SubgroupId, lot_id: LotId | None, found: Sequence[tuple[Panel, int]]
) -> ExceptionId:
    """Open an exception for a subgroup, and alarm."""
    drawn = tx.wire.execute(NUMBER).fetchone()
    row = {
        "number": f"OOC-{tx.today:%y}-{drawn[0] if drawn else 0:05d}",
        "status": ExceptionStatus.OPEN,
        "control_id": control.id,
        "subgroup_id": subgroup_id,
        "lot_id": lot_id,
        "opened_at": tx.now,
        "opened_by": tx.actor.user_id,
    }
    exception_id = ExceptionId(tx.insert(Breach, row | {"rules": Json(kept(found))}))
    customer = controls.customer_of(tx, control.id)
    tx.emit(ExceptionOpened(control_id=control.id, exception_id=exception_id), customer)
    tx.emit(TasksChanged(), customer)
    return exception_id


def kept(found: Sequence[tuple[Panel, int]]) -> list[dict[str, object]]:
    """Return broken rules as they are kept."""
    return [{"panel": str(panel), "rule": rule} for panel, rule in sorted(found)]


def stand(tx: Transaction, control_id: ControlId, numbers: Collection[int], *, stands: bool) -> None:
    """Keep whether the breaches of subgroups of these numbers stand, now that one of them is other than it was."""
    if numbers:
        tx.wire.execute(STAND, {"control": control_id, "numbers": list(numbers), "stands": stands})


def view(tx: Transaction, exception_id: ExceptionId) -> ExceptionView:
    """Return an exception. Raises: RecordNotFound."""
    found = tx.one(ExceptionView, f"{VIEW} AND b.id = %(id)s", id=exception_id, scope=tx.actor.customer_id)
    return tx.found(found, "exception", exception_id)


def removed(tx: Transaction, control_id: ControlId) -> list[int]:
    """Return the numbers of the subgroups whose assignable cause was found and removed."""
    return [row[0] for row in tx.wire.execute(REMOVED, (control_id,))]


def places(tx: Transaction, control_id: ControlId) -> list[int]:
    """Return the numbers of the subgroups with exceptions."""
    return [row[0] for row in tx.wire.execute(PLACES, (control_id,))]
