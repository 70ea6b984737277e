"""What is signed of a sampling table of the plant's own: where it was read, by whom, and every cell (11.70)."""

from veralot_server.core.module import Subject, signs, subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection import sampling_tables
from veralot_server.modules.inspection.domain import own_tables
from veralot_server.modules.inspection.handlers.sampling_tables import agreed
from veralot_server.modules.inspection.sampling_tables import StoredTable
from veralot_shared.contracts.inspection import EstablishSamplingTable, TableEvent, WithdrawSamplingTable
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import SamplingTableId
from veralot_shared.rules.canonical import content_hash
from veralot_shared.rules.sampling.own import comparing


@signs(EstablishSamplingTable)
def established(command: EstablishSamplingTable, tx: Transaction) -> list[Subject]:
    """Return the table with its readers; who made the first reading does not establish it."""
    found = sampling_tables.get(tx, command.table_id)
    own_tables.step(found.label, found.status, TableEvent.ESTABLISH)
    agreed(tx, found)
    return [table(tx, found, frozenset({int(found.first_id)}))]


@signs(WithdrawSamplingTable)
def withdrawn(command: WithdrawSamplingTable, tx: Transaction) -> list[Subject]:
    """Return the table that is withdrawn."""
    found = sampling_tables.get(tx, command.table_id)
    own_tables.step(found.label, found.status, TableEvent.WITHDRAW)
    return [table(tx, found)]


def table(tx: Transaction, found: StoredTable, doers: frozenset[int] = frozenset()) -> Subject:
    """Return a table as it is signed."""
    made = sampling_tables.read_by(tx, found.id)
    known = {one.reader: one.content for one in made}
    hashes = {reader: content_hash(own_tables.kept(content)) for reader, content in known.items()}
    bound: dict[str, object] = {
        "scheme": found.scheme,
        "kind": found.kind,
        "severity": found.severity,
        "number": found.number,
        "document": found.document,
        "copy": found.copy_no,
        "sheet": found.sheet,
        "first_reader": found.first_id,
        "second_reader": found.second_id,
        "lines": len(known[1].rows),
        "first_sha256": hashes[1],
        "second_sha256": hashes.get(2, ""),
    }
    content = comparing.settled(own_tables.in_order(known))
    if len(known) > 2:  # noqa: PLR2004 - where two readings differed, and others decided
        bound["readings"] = [hashes[reader] for reader in sorted(hashes)]
        bound["readers"] = [one.by_id for one in made]
        bound["sha256"] = "" if content is None else content_hash(own_tables.kept(content))
    copies = [[one.document or found.document, one.copy_no or found.copy_no] for one in made]
    if any(copy != [found.document, found.copy_no] for copy in copies):
        bound["copies"] = copies
    return Subject(kind="sampling_table", key=str(found.id), label=found.label, content=bound, doers=doers)


@subject("sampling_table")
def table_again(key: str, tx: Transaction) -> Subject | None:
    """Read a table again."""
    try:
        return table(tx, sampling_tables.get(tx, SamplingTableId(int(key))))
    except RecordNotFound:
        return None
