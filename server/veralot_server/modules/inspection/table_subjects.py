"""What is signed of a sampling table of the plant's own: where it was read, by whom, and every cell (11.70)."""

from typing import Final

import msgspec

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


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature on a table binds: people by their user names, which are never changed nor given again.

    The last four only where two readings differed, or were not made in one copy.
    """

    scheme: str
    kind: str | None
    severity: str | None
    number: int
    printed_standard: str
    printed_copy: str
    printed_table: str
    first_reader: str
    second_reader: str
    table_lines: int
    first_sha256: str
    second_sha256: str
    readings: list[str] | None = None
    readers: list[str] | None = None
    sha256: str | None = None
    copies: list[list[str]] | None = None


LATER: Final = frozenset({"readings", "readers", "sha256", "copies"})


def table(tx: Transaction, found: StoredTable, doers: frozenset[int] = frozenset()) -> Subject:
    """Return a table as it is signed."""
    made = sampling_tables.read_by(tx, found.id)
    known = {one.reader: one.content for one in made}
    hashes = {reader: content_hash(own_tables.kept(content)) for reader, content in known.items()}
    content = comparing.settled(own_tables.in_order(known))
    differed = len(known) > 2  # noqa: PLR2004 - where two readings differed, and others decided
    copies = [[one.document or found.document, one.copy_no or found.copy_no] for one in made]
    several = any(copy != [found.document, found.copy_no] for copy in copies)
    bound = Content(
        scheme=found.scheme,
        kind=found.kind,
        severity=found.severity,
        number=found.number,
        printed_standard=found.document,
        printed_copy=found.copy_no,
        printed_table=found.sheet,
        first_reader=found.first_name,
        second_reader=found.second_name,
        table_lines=len(known[1].rows),
        first_sha256=hashes[1],
        second_sha256=hashes.get(2, ""),
        readings=[hashes[reader] for reader in sorted(hashes)] if differed else None,
        readers=[one.by_name for one in made] if differed else None,
        sha256=(content_hash(own_tables.kept(content)) if content else "") if differed else None,
        copies=copies if several else None,
    )
    told = {
        name: value for name, value in msgspec.structs.asdict(bound).items() if value is not None or name not in LATER
    }
    return Subject(kind="sampling_table", key=str(found.id), label=found.label, content=told, doers=doers)


@subject("sampling_table")
def table_again(key: str, tx: Transaction) -> Subject | None:
    """Read a table again."""
    try:
        return table(tx, sampling_tables.get(tx, SamplingTableId(int(key))))
    except RecordNotFound:
        return None
