"""Proofs that entries are in the sealed log, made in bulk for a dossier or singly for whoever asks."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from psycopg import Connection as Wire

from veralot_server.core.audit.heads import head_view
from veralot_server.core.audit.leaves import HEAD, Rows, leaf
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.audit.tree import Store
from veralot_server.core.certificates import LogKey
from veralot_shared.contracts.audit import ConsistencyView, HeadView, InclusionView
from veralot_shared.ids import EntryId
from veralot_shared.rules import merkle
from veralot_shared.verify.format import ConsistencyProof, EntryProof, Proofs
from veralot_shared.verify.leaf import LOW_BITS, content

BLOCK = 256

LEAVES = f"""
SELECT b.id, l.index, {HEAD}, b.olds, b.rows
FROM audit.leaf l JOIN audit.batch b ON b.at = l.batch_at AND b.id = l.batch_id
WHERE l.batch_id = ANY(%s) AND l.index < %s ORDER BY l.index
"""  # noqa: S608 - constants in a constant

ENTRIES = """
SELECT (b.id << 8) + CASE WHEN b.place >= 0 THEN 0 ELSE array_position(b.offsets, (r.key & 255)::smallint) - 1 END
FROM unnest(%s::text[], %s::bigint[]) AS r(table_name, key)
JOIN audit.batch b ON b.table_name = r.table_name AND b.place = ANY (ARRAY[r.key, -1 - (r.key >> 8)])
WHERE b.place >= 0 OR (r.key & 255)::smallint = ANY (b.offsets)
"""
"""The entries of records, without a look at their content: where a row stands in its batch, the offsets say."""


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
    tables, keys = [record.table for record in wanted], [int(record.key) for record in wanted]
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
    wanted: dict[int, list[EntryId]] = {}
    for entry_id in sorted(entry_ids):
        wanted.setdefault(entry_id >> LOW_BITS, []).append(entry_id)
    blocks = Blocks(store)
    found = wire.execute(LEAVES, (list(wanted), head.size), binary=True).fetchall()
    return [proof for row in found for proof in _proofs(Batch(*row), wanted[row[0]], head.size, blocks)]


class Batch(NamedTuple):
    """A batch that is sealed: its place in the tree and what its leaf is made of."""

    id: int
    leaf_index: int
    head: bytes
    olds: Rows
    rows: Rows

    def content(self, place: int) -> bytes:
        """Return the content of a row, whose hash is in the leaf."""
        return content(self.olds[place] if self.olds else None, self.rows[place] if self.rows else None)


def _proofs(batch: Batch, entry_ids: Iterable[EntryId], size: int, blocks: Blocks) -> list[InclusionView]:
    """Return the proofs of some rows of a batch, which share all but the row; rows that it does not have are left out."""
    whole = b64encode(leaf(batch.head, batch.olds, batch.rows)).decode()
    path = [node.hex() for node in merkle.inclusion_proof(batch.leaf_index, size, blocks.source)]
    count = len(batch.olds or batch.rows or ())
    return [
        InclusionView(
            entry_id=entry_id,
            index=batch.leaf_index,
            size=size,
            leaf=whole,
            content=b64encode(batch.content(place)).decode(),
            path=path,
        )
        for entry_id in entry_ids
        if (place := entry_id & ((1 << LOW_BITS) - 1)) < count
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
                content=b64decode(entry.content),
                path=[bytes.fromhex(node) for node in entry.path],
            )
            for entry in entries
        ],
        consistency=[
            ConsistencyProof(old_size=view.old_size, path=[bytes.fromhex(node) for node in view.path]) for view in older
        ],
    )
