"""What rests on an import: the database finds it by the keys that lead to what the import made."""

from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import BlockerView
from veralot_shared.ids import ImportId

BLOCKERS: Final = """
SELECT "table", needs, sum(count)::bigint AS count, min(example) AS example
FROM (SELECT * FROM exchange_blockers(%(id)s)
      UNION ALL
      -- A draft that somebody has worked on, or signed, is more than what was imported.
      SELECT 'inspection_revision', m.table_name, count(*), min(r.id)::text
      FROM exchange_import_made m JOIN inspection_revision r ON r.id <@ m.keys
      WHERE m.import_id = %(id)s AND m.table_name = 'inspection_revision' AND (r.version > 1 OR r.status <> 'draft')
      GROUP BY m.table_name
      UNION ALL
      -- Plans name what they ask for in a list, by which no foreign key leads.
      SELECT 'inspection_revision', m.table_name, count(*), min(r.id)::text
      FROM exchange_import_made m JOIN training_qualification q ON q.id <@ m.keys
      JOIN inspection_revision r ON q.id = ANY(r.qualification_ids) OR EXISTS (
          SELECT FROM inspection_characteristic c WHERE c.revision_id = r.id AND q.id = ANY(c.qualification_ids))
      WHERE m.import_id = %(id)s AND m.table_name = 'training_qualification' AND NOT EXISTS (
          SELECT FROM exchange_import_made o
          WHERE o.import_id = m.import_id AND o.table_name = 'inspection_revision' AND r.id <@ o.keys)
      GROUP BY m.table_name) AS found
GROUP BY "table", needs ORDER BY "table", needs
"""


def blockers(tx: Transaction, import_id: ImportId) -> list[BlockerView]:
    """Return what rests on an import, table by table."""
    return tx.rows(BlockerView, BLOCKERS, id=import_id)
