"""Reads pages of standards twice, compares, establishes and withdraws."""

from typing import Any, Final

from sqlalchemy import insert, update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import inspections, sampling_tables
from veralot_server.modules.inspection.domain import own_tables, steps, words
from veralot_server.modules.inspection.sampling_tables import StoredTable
from veralot_server.modules.inspection.tables import SamplingReading, SamplingTable
from veralot_shared.contracts.inspection import (
    PAGES,
    BeginSamplingTable,
    EstablishSamplingTable,
    GetSamplingTable,
    ReadSamplingTable,
    SamplingTableDetail,
    TableBegun,
    TableEvent,
    TablePage,
    TableReaderWrong,
    TableStatus,
    TableUnready,
    WithdrawSamplingTable,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import SamplingTableId
from veralot_shared.rules.sampling.own.pages import PageContent

LONGEST: Final = 200
SOURCE: Final = ("document", "copy_no", "sheet")

NEXT: Final = """
SELECT coalesce(max(number), 0) + 1 FROM inspection_sampling_table WHERE (scheme, kind, severity) = (%s, %s, %s)
"""
TIMES: Final = "SELECT count(*) FROM inspection_sampling_reading WHERE table_id = %s AND reader = %s"


@handles(BeginSamplingTable)
def begin_sampling_table(command: BeginSamplingTable, tx: Transaction) -> SamplingTableDetail:
    """Enter the first reading of a page."""
    sampling_tables.require_plant(tx)
    require_page(command.of_page)
    for name in SOURCE:
        require_source(name, getattr(command, name))
    content = own_tables.read(command.of_page, command.grid)
    require_alone(tx, command.of_page)
    scheme, kind, severity = sampling_tables.keys(command.of_page)
    row = tx.wire.execute(NEXT, (scheme, kind, severity)).fetchone()
    values = {name: getattr(command, name).strip() for name in SOURCE} | {
        "scheme": scheme,
        "kind": kind,
        "severity": severity,
        "number": row[0] if row else 1,
        "status": TableStatus.FIRST_READING,
    }
    table_id = SamplingTableId(
        tx.execute(insert(SamplingTable).values(values).returning(SamplingTable.id)).scalar_one()
    )
    write_reading(tx, table_id, 1, content, command.file)
    sampling_tables.tell(tx, table_id)
    return tx.call(GetSamplingTable(id=table_id))


def require_page(page: TablePage) -> None:
    """Check that inspection uses such a page. Raises: ValueNotAllowed."""
    if page not in PAGES:
        raise ValueNotAllowed(value=page.scheme.value, rule=words.RULE_PAGE, field="of_page")


def require_source(name: str, text: str) -> None:
    """Check that it is said where a page was read. Raises: ValueNotAllowed."""
    if not 1 <= len(text.strip()) <= LONGEST:
        raise ValueNotAllowed(value=text[:LONGEST], rule=words.RULE_SOURCE, field=name)


def require_alone(tx: Transaction, page: TablePage) -> None:
    """Check that nobody else is reading a page. Raises: TableBegun."""
    # Two people who begin at once: the second waits here, is refused by the table's index, and run again sees the first's.
    tx.wire.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", ("/".join(sampling_tables.keys(page)),))
    for one in sampling_tables.listed(tx, page, 1000, 0):
        if one.begun:
            raise TableBegun(document=one.label)


def write_reading(tx: Transaction, table_id: SamplingTableId, reader: int, content: PageContent, file: str) -> None:
    """Write what one of the two people read."""
    row = tx.wire.execute(TIMES, (table_id, reader)).fetchone()
    values: dict[str, Any] = {
        "table_id": table_id,
        "reader": reader,
        "number": (row[0] if row else 0) + 1,
        "by_id": tx.actor.user_id,
        "at": tx.now,
        "file": file[:LONGEST],
        "content": own_tables.kept(content),
    }
    tx.execute(insert(SamplingReading).values(values))


@handles(ReadSamplingTable)
def read_sampling_table(command: ReadSamplingTable, tx: Transaction) -> SamplingTableDetail:
    """Enter the second reading, or correct one's own, and compare."""
    found = sampling_tables.locked(tx, command.table_id)
    own_tables.step(found.label, found.status, TableEvent.COMPARED_UNEQUAL)
    reader = reader_of(tx, found)
    content = own_tables.read(found.page, command.grid)
    write_reading(tx, found.id, reader, content, command.file)
    known = sampling_tables.readings(tx, found.id)
    change(tx, found.id, status=own_tables.after_reading(found.label, found.status, known))
    return tx.call(GetSamplingTable(id=found.id))


def reader_of(tx: Transaction, found: StoredTable) -> int:
    """Return as which of the two readers the actor reads. Raises: TableReaderWrong."""
    if tx.actor.user_id == found.first_id:
        return 1
    if found.second_id is not None and tx.actor.user_id != found.second_id:
        raise TableReaderWrong(
            first=found.first_by,
            first_zh=found.first_by_zh,
            second=found.second_by or "",
            second_zh=found.second_by_zh or "",
        )
    return 2


@handles(EstablishSamplingTable)
def establish_sampling_table(command: EstablishSamplingTable, tx: Transaction) -> SamplingTableDetail:
    """Put a table in force, and end the former one of the same page."""
    found = sampling_tables.locked(tx, command.table_id)
    target = own_tables.step(found.label, found.status, TableEvent.ESTABLISH)
    content = agreed(tx, found)
    former = [one for one in sampling_tables.listed(tx, found.page, 1000, 0) if one.status is TableStatus.IN_FORCE]
    for one in former:
        ended = own_tables.step(one.label, one.status, TableEvent.SUPERSEDE)
        change(tx, one.id, status=ended, ended_at=tx.now)
    values = {
        "content": own_tables.kept(content),
        "established_at": tx.now,
        "established_by": inspections.author(tx),
        "signature_id": tx.signature.id if tx.signature else None,
    }
    change(tx, found.id, status=target, **values)
    return tx.call(GetSamplingTable(id=found.id))


def agreed(tx: Transaction, found: StoredTable) -> PageContent:
    """Return what both people read, where it can be a table. Raises: TableUnready, TableContradicts."""
    known = sampling_tables.readings(tx, found.id)
    own_tables.require_agreement(found.page, known[1])
    others = sampling_tables.in_force(tx, [found.scheme]).tables
    assessed = own_tables.assessed(found.page, known[1], known.get(2), others, doubting=False)
    if assessed.differences or assessed.problems:
        raise TableUnready(problems=assessed.problems)
    return known[1]


@handles(WithdrawSamplingTable)
def withdraw_sampling_table(command: WithdrawSamplingTable, tx: Transaction) -> SamplingTableDetail:
    """Withdraw a table that is being read, or the one in force."""
    steps.require_text(command.reason)
    found = sampling_tables.locked(tx, command.table_id)
    target = own_tables.step(found.label, found.status, TableEvent.WITHDRAW)
    change(tx, found.id, status=target, ended_at=tx.now, ended_reason=command.reason)
    return tx.call(GetSamplingTable(id=found.id))


def change(tx: Transaction, table_id: SamplingTableId, **values: object) -> None:
    """Write where a table stands now, and tell."""
    changed = update(SamplingTable).where(SamplingTable.id == table_id)
    tx.execute(changed.values(version=SamplingTable.version + 1, **values))
    sampling_tables.tell(tx, table_id)
