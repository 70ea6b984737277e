"""Reads pages of standards twice and more, compares, establishes and withdraws."""

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
    TableReadAlready,
    TableStatus,
    TableUnready,
    WithdrawSamplingTable,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import SamplingTableId
from veralot_shared.rules.sampling.own import comparing
from veralot_shared.rules.sampling.own.pages import PageContent

LONGEST: Final = 200
OF_READING: Final = ("document", "copy_no")
SOURCE: Final = (*OF_READING, "sheet")

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
    if tx.actor.user_id in sampling_tables.have_seen(tx, command.of_page):
        raise TableReadAlready
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
    write_reading(tx, table_id, 1, content, command)
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


def write_reading(
    tx: Transaction,
    table_id: SamplingTableId,
    reader: int,
    content: PageContent,
    command: BeginSamplingTable | ReadSamplingTable,
) -> None:
    """Write what a person read, and where."""
    row = tx.wire.execute(TIMES, (table_id, reader)).fetchone()
    values: dict[str, Any] = {
        "table_id": table_id,
        "reader": reader,
        "number": (row[0] if row else 0) + 1,
        "by_id": tx.actor.user_id,
        "at": tx.now,
        "file": command.file[:LONGEST],
        "document": command.document.strip(),
        "copy_no": command.copy_no.strip(),
        "content": own_tables.kept(content),
    }
    tx.execute(insert(SamplingReading).values(values))


@handles(ReadSamplingTable)
def read_sampling_table(command: ReadSamplingTable, tx: Transaction) -> SamplingTableDetail:
    """Enter another reading and compare, or correct the first while there is no other."""
    found = sampling_tables.locked(tx, command.table_id)
    own_tables.step(found.label, found.status, TableEvent.COMPARED_UNEQUAL)
    reader = sampling_tables.next_reader(tx, found)
    if not reader:
        raise TableReadAlready
    for name in OF_READING:
        if getattr(command, name):
            require_source(name, getattr(command, name))
    content = own_tables.read(found.page, command.grid)
    write_reading(tx, found.id, reader, content, command)
    known = sampling_tables.readings(tx, found.id)
    change(tx, found.id, status=own_tables.after_reading(found.label, found.status, known))
    return tx.call(GetSamplingTable(id=found.id))


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
    """Return the page of which two have read every cell alike, if it can be a table. Raises: TableUnready, TableContradicts."""
    known = sampling_tables.readings(tx, found.id)
    others = sampling_tables.in_force(tx, [found.scheme]).tables
    assessed = own_tables.assessed(found.page, known, others, doubting=False)
    content = comparing.settled(own_tables.in_order(known))
    if content is None or assessed.problems:
        raise TableUnready(problems=assessed.problems)
    own_tables.require_agreement(found.page, content)
    return content


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
