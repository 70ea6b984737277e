"""Proofs that entries are in the sealed log, made in bulk for a dossier or singly for whoever asks."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from psycopg import Connection as Wire

from veralot_server.core.audit.heads import head_view
from veralot_server.core.audit.leaves import LEAF_BYTES
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.audit.tree import Store
from veralot_server.core.certificates import LogKey
from veralot_shared.contracts.audit import ConsistencyView, HeadView, InclusionView
from veralot_shared.ids import EntryId
from veralot_shared.rules import merkle
from veralot_shared.verify.format import ConsistencyProof, EntryProof, Proofs

BLOCK = 256

LEAVES = f"""
SELECT e.id, l.index, {LEAF_BYTES}
FROM audit.leaf l JOIN audit.entry e ON e.at = l.entry_at AND e.id = l.entry_id
WHERE l.entry_id = ANY(%s) AND l.index < %s ORDER BY l.index
"""  # noqa: S608 - constants in a constant

ENTRIES = """
SELECT e.id FROM unnest(%s::text[], %s::text[]) AS r(table_name, key)
JOIN audit.entry e ON e.table_name = r.table_name AND e.key = r.key
"""


class RecordKey(NamedTuple):
    """A business row, as the log names it."""

    table: str
    key: str


class Proven(NamedTuple):
    """A head, proofs of entries against it, and proofs that it continues older heads."""

    head: HeadView
    entries: list[InclusionView]
    older: list[ConsistencyView]


class Blocks:
    """The stored tree read in whole blocks, each once: a thousand proofs share nearly all of what they need."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._blocks: dict[tuple[int, int], Sequence[bytes]] = {}

    def source(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """Return stored hashes of a level; see `merkle.NodeSource`."""
        first = start // BLOCK
        wanted = range(first, -(-stop // BLOCK))
        hashes = [hash_ for number in wanted for hash_ in self._block(level, number)]
        return hashes[start - first * BLOCK : stop - first * BLOCK]

    def _block(self, level: int, number: int) -> Sequence[bytes]:
        place = (level, number)
        if place not in self._blocks:
            self._blocks[place] = self._store.source(level, number * BLOCK, (number + 1) * BLOCK)
        return self._blocks[place]


def prove_records(wire: Wire[Any], key: LogKey, records: Iterable[RecordKey], older: Iterable[int] = ()) -> Proven:
    """Seal what is committed, and prove every entry of these rows against the head that covers it.

    Args:
        wire: a connection in autocommit mode, outside any handler's transaction: a snapshot hides what is sealed now.
        key: the log's key.
        records: the rows.
        older: sizes of heads that were handed out; those that the log never had are left out.
    """
    seal_all(wire, key)
    wanted = sorted(set(records))
    tables, keys = [record.table for record in wanted], [record.key for record in wanted]
    ids = [EntryId(row[0]) for row in wire.execute(ENTRIES, (tables, keys))]
    head = head_view(wire, key)
    sizes = sorted({size for size in older if 0 < size <= head.size})
    return Proven(head, prove_entries(wire, ids), [continued(wire, size, head.size) for size in sizes])


def continued(wire: Wire[Any], old: int, new: int) -> ConsistencyView:
    """Prove that the tree of `new` leaves continues that of `old`."""
    path = [node.hex() for node in Store(wire).consistency(old, new)]
    return ConsistencyView(old_size=old, new_size=new, path=path)


def prove_entries(wire: Wire[Any], entry_ids: Sequence[EntryId]) -> list[InclusionView]:
    """Return the proofs of those entries that are sealed, all against the newest head, in log order."""
    store = Store(wire)
    head = store.head()
    if head is None or not entry_ids:
        return []
    blocks = Blocks(store)
    leaves = wire.execute(LEAVES, (list(entry_ids), head.size), binary=True).fetchall()
    return [
        InclusionView(
            entry_id=EntryId(entry_id),
            index=index,
            size=head.size,
            leaf=b64encode(leaf).decode(),
            path=[node.hex() for node in merkle.inclusion_proof(index, head.size, blocks.source)],
        )
        for entry_id, index, leaf in leaves
    ]


def proofs_of(head: HeadView, entries: Iterable[InclusionView], older: Iterable[ConsistencyView] = ()) -> Proofs:
    """Return proofs as a dossier or an extract carries them. All are of one head."""
    return Proofs(
        checkpoint=head.note,
        vkey=head.key,
        entries=[
            EntryProof(
                entry_id=entry.entry_id,
                index=entry.index,
                leaf=b64decode(entry.leaf),
                path=[bytes.fromhex(node) for node in entry.path],
            )
            for entry in entries
        ],
        consistency=[
            ConsistencyProof(old_size=view.old_size, path=[bytes.fromhex(node) for node in view.path]) for view in older
        ],
    )
