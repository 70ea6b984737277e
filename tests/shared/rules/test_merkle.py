"""The Merkle tree against the Certificate Transparency vectors, against pymerkle, and against every altered bit."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from tests.shared.rules.merkle_vectors import CONSISTENCY, INCLUSION, LEAVES, ROOTS
from veralot_shared.rules import merkle
from veralot_shared.rules.merkle import Node, StoredRange, TreeHasher

pytestmark = pytest.mark.requirement("P11-02")


class Store:
    """The complete subtrees of the stored levels, as the database keeps them, filled by the tree hasher alone."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.rows: dict[int, list[bytes]] = {level: [] for level in merkle.STORED_LEVELS}
        self.rows[0].extend(leaves)
        self.reads: list[StoredRange] = []
        for subtree in TreeHasher().extend(leaves):
            assert subtree.position == len(self.rows[subtree.level])
            self.rows[subtree.level].append(subtree.hash)

    def __call__(self, level: int, start: int, stop: int) -> list[bytes]:
        self.reads.append(StoredRange(level, start, stop))
        return self.rows[level][start:stop]


def leaf_hashes(count: int) -> list[bytes]:
    return [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


MANY = leaf_hashes(70_000)
STORE = Store(MANY)


def flip(data: bytes, bit: int) -> bytes:
    altered = bytearray(data)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert merkle.root(map(merkle.leaf_hash, LEAVES[:size])) == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_those_of_certificate_transparency(index: int, size: int) -> None:
    leaves = [merkle.leaf_hash(data) for data in LEAVES]
    proof = merkle.inclusion_proof(index, size, Store(leaves))
    assert [element.hex() for element in proof] == INCLUSION[index, size]
    assert merkle.verify_inclusion(leaves[index], index, size, proof, ROOTS[size])


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_proofs_are_those_of_certificate_transparency(old: int, new: int) -> None:
    proof = merkle.consistency_proof(old, new, Store([merkle.leaf_hash(data) for data in LEAVES]))
    assert [element.hex() for element in proof] == CONSISTENCY[old, new]
    assert merkle.verify_consistency(old, new, ROOTS[old], ROOTS[new], proof)


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH(D[n]), word for word from RFC 9162 §2.1.1."""
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = largest_power_below(len(leaves))
    return merkle.node_hash(tree_hash(leaves[:k]), tree_hash(leaves[k:]))


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]), word for word from RFC 9162 §2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = largest_power_below(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), tree_hash(leaves[k:])]
    return [*path(m - k, leaves[k:]), tree_hash(leaves[:k])]


def subproof(m: int, leaves: list[bytes], *, b: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b), word for word from RFC 9162 §2.1.4.1."""
    if m == len(leaves):
        return [] if b else [tree_hash(leaves)]
    k = largest_power_below(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], b=b), tree_hash(leaves[k:])]
    return [*subproof(m - k, leaves[k:], b=False), tree_hash(leaves[:k])]


def largest_power_below(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def test_every_proof_of_small_trees_is_that_of_the_rfcs_definition() -> None:
    for size in range(1, 40):
        leaves = MANY[:size]
        assert merkle.resume(size, STORE).root() == tree_hash(leaves)
        for index in range(size):
            assert merkle.inclusion_proof(index, size, STORE) == path(index, leaves)
        for old in range(1, size + 1):
            assert merkle.consistency_proof(old, size, STORE) == subproof(old, leaves, b=True)


def test_pymerkle_agrees() -> None:
    other = InmemoryTree("sha256")
    other.append_entries([number.to_bytes(4, "big") for number in range(2_000)])
    random = Random(9162)
    for size in [*range(1, 70), *random.sample(range(70, 2_001), 60)]:
        root = merkle.resume(size, STORE).root()
        assert root == merkle.root(MANY[:size]) == other.get_root(size)
        index = random.randrange(size)
        # pymerkle counts leaves from one, and puts the leaf itself first.
        proof = merkle.inclusion_proof(index, size, STORE)
        assert [MANY[index], *proof] == other.prove_inclusion(index + 1, size).path
        # Its consistency proofs have a form of their own; that the two states are consistent is what both must find.
        old = random.randrange(1, size + 1)
        old_root = merkle.resume(old, STORE).root()
        other.prove_consistency(old, size).verify(old_root, root, prior_size=old, later_size=size)
        assert merkle.verify_consistency(old, size, old_root, root, merkle.consistency_proof(old, size, STORE))


@given(size=st.integers(1, len(MANY)), data=st.data())
def test_every_inclusion_proof_verifies_and_no_altered_one(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, STORE)
    root = merkle.resume(size, STORE).root()
    assert merkle.verify_inclusion(MANY[index], index, size, proof, root)

    bit = data.draw(st.integers(0, 255))
    assert not merkle.verify_inclusion(flip(MANY[index], bit), index, size, proof, root)
    assert not merkle.verify_inclusion(MANY[index], index, size, proof, flip(root, bit))
    assert not merkle.verify_inclusion(MANY[index], index, size, [*proof, root], root)
    for place in range(len(proof)):
        altered = [*proof[:place], flip(proof[place], bit), *proof[place + 1 :]]
        assert not merkle.verify_inclusion(MANY[index], index, size, altered, root)
        assert not merkle.verify_inclusion(MANY[index], index, size, proof[:place] + proof[place + 1 :], root)
    other = data.draw(st.integers(0, len(MANY)))
    assert other == index or not merkle.verify_inclusion(MANY[index], other, size, proof, root)
    assert not merkle.verify_inclusion(MANY[index], index, 2 * size, proof, root)


@given(sizes=st.tuples(st.integers(1, len(MANY)), st.integers(1, len(MANY))), data=st.data())
def test_every_consistency_proof_verifies_and_no_altered_one(sizes: tuple[int, int], data: st.DataObject) -> None:
    old, new = sorted(sizes)
    proof = merkle.consistency_proof(old, new, STORE)
    old_root, new_root = merkle.resume(old, STORE).root(), merkle.resume(new, STORE).root()
    assert merkle.verify_consistency(old, new, old_root, new_root, proof)

    bit = data.draw(st.integers(0, 255))
    assert not merkle.verify_consistency(old, new, flip(old_root, bit), new_root, proof)
    assert not merkle.verify_consistency(old, new, old_root, flip(new_root, bit), proof)
    assert not merkle.verify_consistency(old, new, old_root, new_root, [*proof, new_root])
    assert not merkle.verify_consistency(old, new, old_root, new_root, [new_root, *proof])
    assert not merkle.verify_consistency(old, 2 * new, old_root, new_root, proof)
    for place in range(len(proof)):
        altered = [*proof[:place], flip(proof[place], bit), *proof[place + 1 :]]
        assert not merkle.verify_consistency(old, new, old_root, new_root, altered)
        assert not merkle.verify_consistency(old, new, old_root, new_root, proof[:place] + proof[place + 1 :])


def test_a_rewritten_leaf_leaves_no_consistent_history() -> None:
    rewritten = Store([*MANY[:40], merkle.leaf_hash(b"changed by direct SQL"), *MANY[41:300]])
    kept = merkle.resume(100, STORE).root()
    root = merkle.resume(300, rewritten).root()
    assert not merkle.verify_consistency(100, 300, kept, root, merkle.consistency_proof(100, 300, rewritten))
    assert not merkle.verify_consistency(100, 300, kept, root, merkle.consistency_proof(100, 300, STORE))


EMPTY, SOME, OTHER = merkle.EMPTY_ROOT, MANY[0], MANY[1]


@pytest.mark.parametrize(
    ("old", "new", "old_root", "new_root", "proof", "good"),
    [
        (0, 0, EMPTY, EMPTY, [], True),
        (0, 0, SOME, SOME, [], False),
        (0, 0, EMPTY, EMPTY, [EMPTY], False),
        (0, 1, EMPTY, SOME, [], True),
        (0, 1, SOME, SOME, [], False),
        (0, 1, EMPTY, SOME, [EMPTY], False),
        (1, 1, SOME, SOME, [], True),
        (1, 1, SOME, OTHER, [], False),
        (1, 1, SOME, SOME, [SOME], False),
        (1, 2, SOME, OTHER, [], False),
        (2, 1, SOME, SOME, [], False),
        (1, 0, SOME, EMPTY, [], False),
        (-1, 1, SOME, SOME, [], False),
    ],
)
def test_consistency_at_the_edges(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes], *, good: bool
) -> None:
    assert merkle.verify_consistency(old, new, old_root, new_root, proof) is good


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (2, 1), (-1, 1), (0, 2)])
def test_inclusion_at_the_edges(index: int, size: int) -> None:
    assert not merkle.verify_inclusion(SOME, index, size, [], SOME)


def test_hashes_of_another_length_prove_nothing() -> None:
    # SHA-256(0x01 ‖ l ‖ r) alone does not say where l ends.
    left, right = MANY[:2]
    root = merkle.node_hash(left, right)
    assert merkle.verify_inclusion(left, 0, 2, [right], root)
    assert not merkle.verify_inclusion(left + right[:1], 0, 2, [right[1:]], root)
    assert not merkle.verify_inclusion(left[:31], 0, 2, [left[31:] + right], root)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_nodes(index, size)


def test_there_is_no_proof_back_in_time() -> None:
    with pytest.raises(ValueError, match="no beginning"):
        merkle.consistency_nodes(5, 4)


@given(cuts=st.lists(st.integers(0, 2_000), max_size=8))
def test_batches_of_any_size_give_the_same_tree_and_the_same_stored_rows(cuts: list[int]) -> None:
    hasher, stored = TreeHasher(), []
    for start, stop in pairwise([0, *sorted(cuts), 2_000]):
        stored += hasher.extend(MANY[start:stop])
        hasher = TreeHasher(hasher.size, hasher.peaks)
    assert hasher.size == 2_000
    assert hasher.root() == merkle.root(MANY[:2_000])
    assert [subtree.hash for subtree in stored] == STORE.rows[8][:7]
    assert [(subtree.level, subtree.position) for subtree in stored] == [(8, position) for position in range(7)]


def test_appending_one_by_one_gives_the_same_tree() -> None:
    hasher = TreeHasher()
    stored = [subtree for leaf in MANY[:513] for subtree in hasher.append(leaf)]
    assert hasher.root() == merkle.root(MANY[:513])
    assert [subtree.hash for subtree in stored] == STORE.rows[8][:2]


def test_a_stored_row_of_level_16_covers_65536_leaves() -> None:
    assert STORE.rows[16] == [merkle.root(MANY[:65_536])]
    assert STORE.rows[24] == []


@pytest.mark.parametrize(("size", "peaks"), [(1, []), (2, [SOME, SOME]), (3, [SOME]), (-1, [SOME])])
def test_a_tree_continues_only_with_its_own_peaks(size: int, peaks: list[bytes]) -> None:
    with pytest.raises(ValueError, match="peaks"):
        TreeHasher(size, peaks)


@pytest.mark.parametrize("size", [1 << 27, (1 << 27) - 1, 100_000_007])
def test_proofs_of_a_large_log_need_few_reads(size: int) -> None:
    random = Random(size)
    for _ in range(50):
        index, old = random.randrange(size), random.randrange(1, size)
        for nodes in (merkle.inclusion_nodes(index, size), merkle.consistency_nodes(old, size)):
            ranges = merkle.stored_ranges(node for element in nodes for node in element)
            assert len(ranges) <= 8
            assert sum(wanted.stop - wanted.start for wanted in ranges) <= 8 * 2 * merkle.STORED_WIDTH
            assert all(wanted.stop <= size >> wanted.level for wanted in ranges)


def test_nodes_are_read_from_the_stored_level_at_or_below_them() -> None:
    assert merkle.stored_range(Node(0, 5)) == (0, 5, 6)
    assert merkle.stored_range(Node(7, 1)) == (0, 128, 256)
    assert merkle.stored_range(Node(8, 3)) == (8, 3, 4)
    assert merkle.stored_range(Node(17, 1)) == (16, 2, 4)
    assert merkle.stored_range(Node(26, 1)) == (24, 4, 8)


def test_each_range_is_read_once() -> None:
    store = Store(MANY[:1_000])
    merkle.inclusion_proof(300, 1_000, store)
    assert len(store.reads) == len(set(store.reads)) == 3


def test_a_hole_in_the_store_is_reported() -> None:
    store = Store(MANY[:1_000])
    del store.rows[8][2]
    with pytest.raises(merkle.NodesMissing) as caught:
        merkle.resume(1_000, store)
    assert caught.value.wanted == (8, 0, 3)
    assert caught.value.found == 2


@given(start=st.integers(0, 40), height=st.integers(0, 8), data=st.data())
@settings(max_examples=50)
def test_a_cover_is_gapless_and_complete(start: int, height: int, data: st.DataObject) -> None:
    width = data.draw(st.integers(0, 1 << height))
    first = start << height
    nodes = merkle.cover(first, first + width)
    leaves = [leaf for level, position in nodes for leaf in range(position << level, (position + 1) << level)]
    assert leaves == list(range(first, first + width))
