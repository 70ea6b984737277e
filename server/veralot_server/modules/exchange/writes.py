"""What a statement of an import is, and the kinds of statement that there are."""

from typing import NamedTuple


class Write(NamedTuple):
    """A statement, and the temporary table from which it writes: one without rows gives it nothing to do."""

    source: str
    text: str


def made(source: str, table: str, insert: str) -> Write:
    """Return an insertion that also keeps which rows it made, as spans of their keys."""
    text = f"""
    WITH made AS ({insert} RETURNING id)
    INSERT INTO exchange_import_made (import_id, table_name, keys)
    SELECT %(import)s, '{table}', range_agg(int8range(id, id, '[]')) FROM made HAVING count(*) > 0
    """  # noqa: S608 - constants in a constant
    return Write(source, text)


def kept(table: str, source: str) -> Write:
    """Return what keeps rows that an import is about to change as they are."""
    text = f"""
    INSERT INTO import_before
    SELECT '{table}', t.id, to_jsonb(t) FROM {table} t JOIN {source} i ON i.node < 0 AND t.id = -i.node
    """  # noqa: S608 - constants in a constant
    return Write(source, text)


def changed(table: str, source: str) -> Write:
    """Return what keeps rows that an import has changed as they were and as they are."""
    text = f"""
    INSERT INTO exchange_import_change (import_id, table_name, key, before, after)
    SELECT %(import)s, b.table_name, b.key, b.before, to_jsonb(t)
    FROM import_before b JOIN {table} t ON t.id = b.key WHERE b.table_name = '{table}' AND b.before <> to_jsonb(t)
    """  # noqa: S608 - constants in a constant
    return Write(source, text)
