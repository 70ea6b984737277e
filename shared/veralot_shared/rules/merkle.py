"""The Merkle tree of the audit log: hashes, proofs and their verification (RFC 9162 §2.1, SHA-256).

A node is a *complete* subtree: level `l`, position `p` stands for the leaves `[p << l, (p + 1) << l)`. A store keeps
only the complete subtrees at the levels `STORED_LEVELS`, one row each: one for each leaf, and all above them 1/255 of
that. Every other hash is calculated from a few ranged reads of that store (`stored_ranges`), through a `NodeSource`.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from hashlib import sha256
from typing import NamedTuple

HASH_SIZE = 32
STORED_LEVELS = (0, 8, 16, 24)
STORED_WIDTH = 256
EMPTY_ROOT = sha256(b"").digest()


class Node(NamedTuple):
    """A complete subtree, by its place."""

    level: int
    position: int


class Subtree(NamedTuple):
    """A complete subtree with its hash: one row of the store."""

    level: int
    position: int
    hash: bytes


class StoredRange(NamedTuple):
    """Stored nodes of one level: positions from `start` up to, but not including, `stop`."""

    level: int
    start: int
    stop: int


NodeSource = Callable[[int, int, int], Sequence[bytes]]
"""`source(level, start, stop)` returns the stored hashes of that range, in order; `level` is one of `STORED_LEVELS`."""


class NodesMissing(LookupError):
    """The store returned fewer or more nodes than a range has: it is damaged, or behind the tree's size."""

    def __init__(self, wanted: StoredRange, found: int) -> None:
        super().__init__(f"{wanted}: {found} nodes found")
        self.wanted = wanted
        self.found = found


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 ‖ data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def root(hashes: Iterable[bytes]) -> bytes:
    """Return the root of the tree that has these leaf hashes; `EMPTY_ROOT` if there are none."""
    hasher = TreeHasher()
    hasher.extend(hashes)
    return hasher.root()


class TreeHasher:
    """A growing tree that remembers only its peaks, the roots of its maximal complete subtrees: O(log n) memory."""

    __slots__ = ("_peaks", "_size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Continue a tree of `size` leaves with these peaks, the largest (leftmost) first.

        Raises ValueError if their number is not the one that this size has.
        """
        if size < 0 or len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves does not have {len(peaks)} peaks")
        smallest_first = reversed(peaks)
        self._size = size
        self._peaks = [next(smallest_first) if size >> level & 1 else b"" for level in range(size.bit_length())]

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self._size

    @property
    def peaks(self) -> list[bytes]:
        """The peaks, the largest first: with `size` they are all that is needed to continue."""
        return [peak for peak in reversed(self._peaks) if peak]

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        return fold(self.peaks) if self._size else EMPTY_ROOT

    def append(self, leaf: bytes) -> list[Subtree]:
        """Append one leaf hash; see `extend`, which is faster for many."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> list[Subtree]:
        """Append leaf hashes and return the subtrees that became complete, at the stored levels above the leaves.

        It works level by level over the whole batch: the peak of the level, if there is one, goes in front of the row,
        what has no partner stays behind as the new peak, and the pairs are the row of the next level.
        """
        row = list(leaves)
        peaks, before, level = self._peaks, self._size, 0
        completed: list[Subtree] = []
        self._size += len(row)
        while row:
            if level in STORED_LEVELS[1:]:
                completed += [Subtree(level, position, node) for position, node in enumerate(row, before >> level)]
            if level == len(peaks):
                peaks.append(b"")
            if peaks[level]:
                row.insert(0, peaks[level])
            peaks[level] = row.pop() if len(row) & 1 else b""
            row = pair_up(row)
            level += 1
        return completed


def pair_up(row: Sequence[bytes]) -> list[bytes]:
    """Return the next level over a row of even length."""
    digest = sha256
    nodes = iter(row)
    return [digest(b"\x01" + left + right).digest() for left, right in zip(nodes, nodes, strict=True)]


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over complete subtrees of falling size, given from left to right."""
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))


def cover(start: int, stop: int) -> list[Node]:
    """Return the complete subtrees that make up the leaves `[start, stop)`, from left to right.

    `start` must be a multiple of the smallest power of two that is not below `stop - start`; each span of the RFC's
    recursion is.
    """
    nodes = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def split(start: int, stop: int) -> int:
    """Return where the RFC divides a span of at least two leaves: after the largest power of two below its length."""
    return start + (1 << (stop - start - 1).bit_length() - 1)


def inclusion_nodes(index: int, size: int) -> list[list[Node]]:
    """Return what each hash of the inclusion proof covers, in the order of the proof (§2.1.3.1).

    An element on the ragged right edge is made of several nodes, to be folded.

    Raises ValueError if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path = []
    start, stop = 0, size
    while stop - start > 1:
        middle = split(start, stop)
        if index < middle:
            path.append(cover(middle, stop))
            stop = middle
        else:
            path.append(cover(start, middle))
            start = middle
    return path[::-1]


def consistency_nodes(old_size: int, new_size: int) -> list[list[Node]]:
    """Return what each hash of the consistency proof covers, in the order of the proof (§2.1.4.1).

    Nothing needs to be proven from the empty tree, nor from a tree to itself: both give an empty proof.

    Raises ValueError if the old tree is larger than the new one.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError(f"a tree of {old_size} leaves is no beginning of one of {new_size}")
    path = []
    start, stop = 0, new_size if old_size else 0
    while stop != old_size:
        middle = split(start, stop)
        if old_size <= middle:
            path.append(cover(middle, stop))
            stop = middle
        else:
            path.append(cover(start, middle))
            start = middle
    if start:
        path.append(cover(start, stop))
    return path[::-1]


def stored_range(node: Node) -> StoredRange:
    """Return the stored nodes from which a node is calculated: itself, or at most 128 below it."""
    level = STORED_LEVELS[bisect_right(STORED_LEVELS, node.level) - 1]
    shift = node.level - level
    return StoredRange(level, node.position << shift, (node.position + 1) << shift)


def stored_ranges(nodes: Iterable[Node]) -> list[StoredRange]:
    """Return the few ranges of stored nodes from which all these nodes are calculated.

    Ranges of a level that lie less than one stored subtree apart become one: a read costs more than a few rows.
    """
    ranges: list[StoredRange] = []
    for wanted in sorted(map(stored_range, nodes)):
        last = ranges[-1] if ranges else None
        if last and last.level == wanted.level and wanted.start - last.stop < STORED_WIDTH:
            ranges[-1] = last._replace(stop=max(last.stop, wanted.stop))
        else:
            ranges.append(wanted)
    return ranges


def read_path(path: Sequence[Sequence[Node]], source: NodeSource) -> list[bytes]:
    """Return the hash of each element of a path, calculated from the stored nodes.

    Raises NodesMissing if the store does not have them all.
    """
    ranges = stored_ranges(node for element in path for node in element)
    rows = [read_range(wanted, source) for wanted in ranges]

    def hash_of(node: Node) -> bytes:
        level, start, stop = stored_range(node)
        place = bisect_right(ranges, (level, start), key=lambda run: run[:2]) - 1
        row = rows[place][start - ranges[place].start : stop - ranges[place].start]
        while len(row) > 1:
            row = pair_up(row)
        return row[0]

    return [fold([hash_of(node) for node in element]) for element in path]


def read_range(wanted: StoredRange, source: NodeSource) -> Sequence[bytes]:
    """Return the stored hashes of a range, or raise NodesMissing if they are not as many as they must be."""
    row = source(*wanted)
    if len(row) != wanted.stop - wanted.start:
        raise NodesMissing(wanted, len(row))
    return row


def resume(size: int, source: NodeSource) -> TreeHasher:
    """Return the hasher of the stored tree as it was at `size`, ready to give its root or to grow."""
    return TreeHasher(size, read_path([[node] for node in cover(0, size)], source))


def inclusion_proof(index: int, size: int, source: NodeSource) -> list[bytes]:
    """Return the proof that leaf `index` is in the tree of `size` leaves; errors as `inclusion_nodes`, `read_path`."""
    return read_path(inclusion_nodes(index, size), source)


def consistency_proof(old_size: int, new_size: int, source: NodeSource) -> list[bytes]:
    """Return the proof that the tree of `old_size` leaves begins the one of `new_size`; errors as for inclusion."""
    return read_path(consistency_nodes(old_size, new_size), source)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Tell whether the proof shows that the leaf hash stands at `index` in the tree with this root (§2.1.3.2).

    It never raises: whatever is wrong with the input, the answer is no.
    """
    if not 0 <= index < size or not all_hashes([*proof, leaf, root_hash]):
        return False
    at, last, result = index, size - 1, leaf
    for sibling in proof:
        if not last:
            return False
        if at & 1 or at == last:
            result = node_hash(sibling, result)
            at, last = skip_to_right_child(at, last)
        else:
            result = node_hash(result, sibling)
        at, last = at >> 1, last >> 1
    return not last and result == root_hash


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether the proof shows that the old tree is the beginning of the new one (§2.1.4.2).

    Any tree continues the empty one. It never raises: whatever is wrong with the input, the answer is no.
    """
    if not 0 <= old_size <= new_size or not all_hashes([*proof, old_root, new_root]):
        return False
    if old_size == new_size:
        return not proof and old_root == new_root and (old_size > 0 or old_root == EMPTY_ROOT)
    if not old_size:
        return not proof and old_root == EMPTY_ROOT
    return bool(proof) and replay_consistency(old_size, new_size, proof, old_root) == (old_root, new_root)


def replay_consistency(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes
) -> tuple[bytes, bytes] | None:
    """Return the old and the new root that a consistency proof leads to, or None if its length is wrong."""
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    # A complete old tree is itself the first node of the path; the proof leaves it out.
    first, *rest = [old_root, *proof] if old_size.bit_count() == 1 else proof
    old, new = first, first
    for sibling in rest:
        if not last:
            return None
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            at, last = skip_to_right_child(at, last)
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return None if last else (old, new)


def skip_to_right_child(at: int, last: int) -> tuple[int, int]:
    """Climb the levels on which the right edge has no left sibling (RFC 9162: until LSB(fn) is set or fn is 0)."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def all_hashes(values: Iterable[bytes]) -> bool:
    """Tell whether every value has the length of a hash; another length would make the hashed text ambiguous."""
    return all(len(value) == HASH_SIZE for value in values)
