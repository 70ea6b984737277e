"""What rests on an import: the database finds it by the keys that lead to what the import made."""

from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import BlockerView
from veralot_shared.ids import ImportId

BLOCKERS: Final = """
SELECT "table", needs, sum(count)::bigint AS count, min(example) AS example FROM exchange_blockers(%(id)s)
GROUP BY "table", needs ORDER BY "table", needs
"""


def blockers(tx: Transaction, import_id: ImportId) -> list[BlockerView]:
    """Return what rests on an import, table by table."""
    return tx.rows(BlockerView, BLOCKERS, id=import_id)
