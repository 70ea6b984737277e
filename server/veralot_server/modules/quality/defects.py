"""The plant's defect codes in the database."""

from typing import Final, NamedTuple

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.domain import words
from veralot_shared.contracts.quality import DefectView
from veralot_shared.errors import RecordExists, RecordNotFound, ValueNotAllowed
from veralot_shared.ids import DefectId

KIND: Final = "defect code"

VIEW: Final = """
SELECT d.id, d.code, d.name, d.name_zh, d.severity, d.retired_at, u.full_name AS retired_by,
       u.full_name_zh AS retired_by_zh, d.retired_reason,
       (SELECT count(*) FROM quality_case c
        WHERE c.defect = d.code AND (%(scope)s::bigint IS NULL OR c.customer_id = %(scope)s)) AS records
FROM quality_defect d LEFT JOIN identity_user u ON u.id = d.retired_by
"""

LIST: Final = """
WHERE (%(retired)s OR d.retired_at IS NULL)
  AND (%(search)s = '' OR d.code ILIKE %(like)s OR d.name ILIKE %(like)s OR d.name_zh ILIKE %(like)s)
ORDER BY d.code
"""

CALLED: Final = "SELECT name, name_zh, retired_at IS NOT NULL FROM quality_defect WHERE code = %s"
TAKEN: Final = "SELECT code FROM quality_defect WHERE upper(code) = upper(%s)"


class Called(NamedTuple):
    """What a code is called, and whether it is offered no more."""

    name: str
    name_zh: str
    retired: bool


def listed(tx: Transaction, search: str, *, retired: bool) -> list[DefectView]:
    """Return the codes that have a text in code or name."""
    pattern = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    values = {"retired": retired, "search": search, "like": f"%{pattern}%"}
    return tx.rows(DefectView, VIEW + LIST, scope=tx.actor.customer_id, **values)


def view(tx: Transaction, defect_id: DefectId) -> DefectView:
    """Return a code. Raises: RecordNotFound."""
    found = tx.one(DefectView, f"{VIEW} WHERE d.id = %(id)s", scope=tx.actor.customer_id, id=defect_id)
    return tx.found(found, KIND, defect_id)


def called(tx: Transaction, code: str) -> Called | None:
    """Return what a code is called now, if there is one."""
    row = tx.wire.execute(CALLED, (code,)).fetchone()
    return None if row is None else Called(*row)


def require(tx: Transaction, code: str | None, present: str | None = None) -> None:
    """Check that a code may be chosen; a retired one may stay where it is `present`. Raises: ValueNotAllowed."""
    if code is None:
        return
    found = called(tx, code)
    if found is None or (found.retired and code != present):
        raise ValueNotAllowed(value=code, rule=words.RULE_DEFECT, field="defect")


def require_free(tx: Transaction, code: str) -> None:
    """Check that no code is called so, whatever its case. Raises: RecordExists."""
    tx.wire.execute("LOCK TABLE quality_defect IN SHARE ROW EXCLUSIVE MODE")
    row = tx.wire.execute(TAKEN, (code,)).fetchone()
    if row is not None:
        raise RecordExists(kind=KIND, key=row[0], field="code")


def require_plant(tx: Transaction) -> None:
    """Refuse a customer's user: the codes are the plant's. Raises: RecordNotFound."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind=KIND, key="")
