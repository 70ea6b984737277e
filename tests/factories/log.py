"""An audit log in memory, written as the database writes it and sealed with the shared rules; only PostgreSQL is missing."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from veralot_shared.rules import checkpoint, merkle
from veralot_shared.rules.signed_note import verifier_key
from veralot_shared.verify.format import ConsistencyProof, EntryProof, Proofs
from veralot_shared.verify.leaf import Leaf, parse

START = datetime(2026, 3, 2, 0, 30, 15, 123456, tzinfo=UTC)
ORIGIN = "plant.example/audit"

KINDS: dict[type, str] = {int: "bigint", float: "numeric", dict: "jsonb"}


def kind_of(value: object) -> str:
    """Return the type of a column that holds such a value."""
    return KINDS.get(type(value), "text")


def line(fields: dict[str, Any]) -> bytes:
    """Return a row as PostgreSQL writes it."""
    return f"({','.join(map(part, fields.values()))})".encode()


def part(value: object) -> str:
    """Return a value as it stands in a row; quotes never hurt."""
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '""') + '"'


class Log:
    """An audit log in memory: batches of one row each as PostgreSQL writes them, and the tree over them."""

    def __init__(self, seed: int = 1) -> None:
        """Begin an empty log with a key of its own."""
        self.key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.leaves: list[bytes] = []
        self.contents: list[bytes] = []

    @property
    def vkey(self) -> str:
        """Return the verifier key."""
        return verifier_key(ORIGIN, self.key).vkey

    def write(
        self,
        table: str,
        key: object,
        operation: str,
        new: dict[str, Any] | None,
        *,
        old: dict[str, Any] | None = None,
        message: str = "genealogy.ReceiveLot",
        user: str = "wang.fang",
        signature: int | None = None,
        reason: str = "",
    ) -> int:
        """Append an entry and return its number."""
        batch_id = len(self.leaves) + 1
        at = (START + timedelta(minutes=batch_id)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        command = f"00000000-0000-4000-8000-{batch_id:012d}"
        who = (7, user, 31, "WH-PC-02", message, command)
        fields = {**(old or {}), **(new or {})}
        columns = ", ".join(f"{name} {kind_of(value)}" for name, value in fields.items())
        what = (table, operation, columns, key, None, reason, signature, "Asia/Shanghai")
        states = [line({**fields, **state}) for state in (old, new) if state is not None]
        content = b"\0".join(states)
        head = json.dumps((batch_id, at, *who, *what), ensure_ascii=False).encode()
        self.leaves.append(head + b"\n" + sha256(content).digest())
        self.contents.append(content)
        return batch_id << 8

    def read(self, entry_id: int) -> Leaf:
        """Return an entry as a verifier reads it."""
        place = (entry_id >> 8) - 1
        return parse(self.leaves[place], self.contents[place], entry_id)

    def note(self, size: int | None = None) -> str:
        """Return the signed checkpoint of the first `size` leaves, of all by default."""
        count = len(self.leaves) if size is None else size
        root = merkle.root(map(merkle.leaf_hash, self.leaves[:count]))
        return checkpoint.sign(checkpoint.Checkpoint(ORIGIN, count, root), ORIGIN, self.key)

    def nodes(self) -> merkle.NodeSource:
        """Return the tree's stored nodes."""
        hashes = [merkle.leaf_hash(leaf) for leaf in self.leaves]
        levels: dict[int, list[bytes]] = defaultdict(list)
        levels[0] = hashes
        for subtree in merkle.TreeHasher().extend(hashes):
            levels[subtree.level].append(subtree.hash)
        return lambda level, start, stop: levels[level][start:stop]

    def proofs(self, entry_ids: Sequence[int], since: Sequence[int] = ()) -> Proofs:
        """Return the proofs of these entries, and of consistency with the log at the sizes of `since`."""
        size, nodes = len(self.leaves), self.nodes()
        return Proofs(
            checkpoint=self.note(),
            vkey=self.vkey,
            entries=[
                EntryProof(
                    entry_id=entry_id,
                    index=place,
                    leaf=self.leaves[place],
                    content=self.contents[place],
                    path=merkle.inclusion_proof(place, size, nodes),
                )
                for entry_id in entry_ids
                for place in [(entry_id >> 8) - 1]
            ],
            consistency=[
                ConsistencyProof(old_size=old, path=merkle.consistency_proof(old, size, nodes)) for old in since
            ],
        )
