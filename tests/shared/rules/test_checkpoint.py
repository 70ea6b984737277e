"""Checkpoints: the form of C2SP tlog-checkpoint, and that only the plant's own signature counts."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules import checkpoint, merkle, signed_note
from veralot_shared.rules.checkpoint import Checkpoint, CheckpointMalformed

pytestmark = pytest.mark.requirement("P11-02")

ORIGIN = "plant.example/veralot/audit"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = signed_note.verifier_key(ORIGIN, KEY).vkey
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
HEAD = Checkpoint(ORIGIN, 3, merkle.root([merkle.leaf_hash(b"entry")] * 3))

EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


def test_the_example_of_the_specification() -> None:
    head = checkpoint.parse_body(EXAMPLE)
    assert (head.origin, head.size, head.extensions) == ("example.com/behind-the-sofa", 20_852_163, ())
    assert head.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    assert head.body == EXAMPLE


def test_what_is_signed_is_what_is_read() -> None:
    note = checkpoint.sign(HEAD, ORIGIN, KEY)
    assert note.startswith(f"{ORIGIN}\n3\n")
    assert checkpoint.verify(note, VKEY) == HEAD


@given(
    size=st.integers(0, 2**63 - 1),
    root=st.binary(min_size=32, max_size=32),
    extensions=st.lists(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1), max_size=3),
)
def test_every_checkpoint_survives(size: int, root: bytes, extensions: list[str]) -> None:
    head = Checkpoint(ORIGIN, size, root, tuple(extensions))
    assert checkpoint.verify(checkpoint.sign(head, ORIGIN, KEY), VKEY) == head


def test_a_witness_may_sign_below() -> None:
    note = checkpoint.sign(HEAD, ORIGIN, KEY)
    witnessed = note + checkpoint.sign(HEAD, "witness.example", WITNESS).rpartition("\n\n")[2]
    assert checkpoint.verify(witnessed, VKEY) == HEAD
    assert checkpoint.verify(witnessed, signed_note.verifier_key("witness.example", WITNESS).vkey) == HEAD


def test_another_size_is_not_what_was_signed() -> None:
    note = checkpoint.sign(HEAD, ORIGIN, KEY)
    with pytest.raises(signed_note.SignatureWrong):
        checkpoint.verify(note.replace("\n3\n", "\n4\n"), VKEY)


ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("", 1),
        ("\n", 1),
        ("log\n", 2),
        ("log\n5\n", 3),
        (f"log\n5\n{ROOT}", 3),
        (f"\n5\n{ROOT}\n", 1),
        (f"log\n05\n{ROOT}\n", 2),
        (f"log\n-5\n{ROOT}\n", 2),
        (f"log\n+5\n{ROOT}\n", 2),
        (f"log\n5 \n{ROOT}\n", 2),
        (f"log\n\u0665\n{ROOT}\n", 2),
        (f"log\n{2**63}\n{ROOT}\n", 2),
        (f"log\n5\n{ROOT[:-1]}\n", 3),
        ("log\n5\nAAAA\n", 3),
        ("log\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", 3),
        (f"log\n5\n{ROOT}\n\nextension\n", 4),
    ],
)
def test_what_is_no_checkpoint_is_refused_with_its_line(body: str, line: int) -> None:
    with pytest.raises(CheckpointMalformed) as caught:
        checkpoint.parse_body(body)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "head",
    [
        Checkpoint("", 1, bytes(32)),
        Checkpoint(ORIGIN, -1, bytes(32)),
        Checkpoint(ORIGIN, 2**63, bytes(32)),
        Checkpoint(ORIGIN, 1, bytes(31)),
        Checkpoint(ORIGIN, 1, bytes(32), ("",)),
        Checkpoint(f"{ORIGIN}\n1\n{ROOT}", 1, bytes(32)),
    ],
)
def test_what_could_not_be_read_back_is_not_signed(head: Checkpoint) -> None:
    with pytest.raises(CheckpointMalformed):
        checkpoint.sign(head, ORIGIN, KEY)


def test_a_note_about_something_else_is_no_checkpoint() -> None:
    with pytest.raises(CheckpointMalformed):
        checkpoint.verify(signed_note.sign("Released.\n", ORIGIN, KEY), VKEY)


def test_the_errors_say_what_is_wrong() -> None:
    with pytest.raises(signed_note.SignatureWrong, match="is not what was signed"):
        checkpoint.verify(checkpoint.sign(HEAD, ORIGIN, KEY).replace("\n3\n", "\n4\n"), VKEY)
