"""Hands a spool to the database."""

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.spool import NULL, Spool


def copy_into(tx: Transaction, table: str, columns: str, spool: Spool) -> None:
    """Copy the rows of a spool into the named columns of a table; of none there is nothing to say."""
    if not spool.rows:
        return
    statement = f"COPY {table} ({columns}) FROM STDIN (NULL '{NULL}')"
    with tx.wire.cursor() as cursor, cursor.copy(statement.encode()) as target:
        for block in spool.blocks():
            target.write(block)
