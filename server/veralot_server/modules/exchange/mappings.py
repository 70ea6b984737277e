"""Kept ways of reading files, as they lie in the database and as they are shown."""

from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import CleaningRule, ColumnMap, Kind, MappingView
from veralot_shared.ids import MappingId

MAPPINGS: Final = """
SELECT m.id, m.version, m.name, m.kind, m.content, m.active, u.full_name AS changed_by,
       u.full_name_zh AS changed_by_zh, m.changed_at
FROM exchange_mapping m JOIN identity_user u ON u.id = m.changed_by_id
"""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a mapping says."""

    columns: list[ColumnMap]
    rules: list[CleaningRule]
    drop_duplicates: bool
    personal: list[str]


class Row(msgspec.Struct, frozen=True):
    """A mapping."""

    id: MappingId
    version: int
    name: str
    kind: Kind
    content: Content
    active: bool
    changed_by: str
    changed_by_zh: str
    changed_at: datetime


def shown(row: Row) -> MappingView:
    """Return a mapping as it is shown."""
    return MappingView(
        id=row.id,
        version=row.version,
        name=row.name,
        kind=row.kind,
        columns=row.content.columns,
        rules=row.content.rules,
        drop_duplicates=row.content.drop_duplicates,
        personal=row.content.personal,
        active=row.active,
        changed_by=row.changed_by,
        changed_by_zh=row.changed_by_zh,
        changed_at=row.changed_at,
    )


def active(tx: Transaction) -> list[MappingView]:
    """Return the mappings that are offered, by kind and name; a customer is offered none."""
    if tx.actor.customer_id is not None:
        return []
    return [shown(row) for row in tx.rows(Row, f"{MAPPINGS} WHERE m.active ORDER BY m.kind, m.name")]


def named(tx: Transaction, kind: Kind, name: str) -> MappingView | None:
    """Return the mapping of a name, if one is offered."""
    row = tx.one(Row, f"{MAPPINGS} WHERE m.active AND m.kind = %(kind)s AND m.name = %(name)s", kind=kind, name=name)
    return shown(row) if row else None


def one(tx: Transaction, mapping_id: int) -> MappingView:
    """Return one mapping. Raises: RecordNotFound."""
    row = tx.one(Row, f"{MAPPINGS} WHERE m.id = %(id)s", id=mapping_id)
    return shown(tx.found(row, "mapping", mapping_id))
