"""What the dossier of a lot shows of who was qualified for its inspections, and what proves it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

import msgspec

from veralot_server.core.module import proves, section
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.i18n import N_

NAME: Final = "training.held"

COLUMNS: Final = [
    ColumnView(id="inspection", title=N_("Inspection"), kind="link:inspection"),
    ColumnView(id="qualification", title=N_("Qualification asked for")),
    ColumnView(id="name", title=N_("Name"), kind="name"),
    ColumnView(id="person", title=N_("Who worked on it"), kind="name"),
    ColumnView(id="grant_id", title=N_("Grant"), kind="link:training_grant"),
    ColumnView(id="level", title=N_("Level of skill"), kind="number"),
    ColumnView(id="held_from", title=N_("Held from"), kind="date"),
    ColumnView(id="held_until", title=N_("Held until"), kind="date"),
    ColumnView(id="at", title=N_("First worked at"), kind="time"),
    ColumnView(id="accepted_because", title=N_("Not held, and accepted because")),
]

FAMILY: Final = """
WITH RECURSIVE family(id) AS (
    SELECT %(lot)s::bigint
    UNION
    SELECT e.parent_id FROM family f JOIN genealogy_edge e ON e.child_id = f.id AND e.kind IN ('split', 'drawn', 'merged')
    JOIN genealogy_lot l ON l.id = e.parent_id
)
"""
"""A lot, and those that it is a part of, as the section of its inspections counts them."""

HELD: Final = f"""{FAMILY}
SELECT i.id, i.number, q.code, ARRAY[q.name, q.name_zh] AS name, ARRAY[u.full_name, u.full_name_zh] AS person, v.grant_id,
       v.number AS place, v.level, v.held_from, v.held_until, t.at, t.accepted_because
FROM training_held t JOIN inspection_inspection i ON i.id = t.inspection_id
JOIN training_qualification q ON q.id = t.qualification_id JOIN identity_user u ON u.id = t.user_id
LEFT JOIN training_version v ON v.id = t.version_id
WHERE t.lot_id IN (SELECT id FROM family) ORDER BY i.id, t.id
"""  # noqa: S608 - an expression of our own

PROOFS: Final = f"""{FAMILY},
found AS (SELECT t.id, t.version_id FROM training_held t WHERE t.lot_id IN (SELECT id FROM family))
SELECT 'training_held', id::text FROM found
UNION SELECT 'training_version', version_id::text FROM found WHERE version_id IS NOT NULL ORDER BY 1, 2
"""  # noqa: S608 - an expression of our own


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A qualification that somebody held at work, as the section shows it."""

    id: int
    number: str
    code: str
    name: list[str]
    person: list[str]
    grant_id: int | None
    place: int | None
    level: int | None
    held_from: date | None
    held_until: date | None
    at: datetime
    accepted_because: str


@section(NAME, order=47)
def held(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return who was qualified for what was asked for; where nothing was, there is no such section.

    It names people and what they can, which a customer's user is not shown.
    """
    if tx.actor.customer_id is not None:
        return None
    rows = tx.rows(Row, HELD, lot=lot.id)
    if not rows:
        return None
    return SectionView(
        id=NAME,
        title=N_("Qualifications of who inspected"),
        columns=list(COLUMNS),
        rows=[shown(row) for row in rows],
        total=len(rows),
    )


def shown(row: Row) -> list[object]:
    """Return a row of the section."""
    grant = None if row.grant_id is None else [row.grant_id, f"{row.grant_id}/{row.place}"]
    rest = (row.level, row.held_from, row.held_until, row.at, row.accepted_because)
    return [[row.id, row.number], row.code, row.name, row.person, grant, *rest]


@proves(NAME)
def proofs(lot: LotView, tx: Transaction) -> Iterable[tuple[str, str]]:
    """Return the log entries that prove the section; like it they name people, and a customer's user is handed none."""
    if tx.actor.customer_id is not None:
        return []
    found = tx.wire.execute(PROOFS.encode(), {"lot": lot.id}).fetchall()
    return [(table, key) for table, key in found]
