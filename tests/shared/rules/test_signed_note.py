"""Signed notes against the vectors of golang.org/x/mod/sumdb/note."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules import signed_note

pytestmark = pytest.mark.requirement("P11-02")

NAME = "PeterNeumann"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
# PRIVATE+KEY+PeterNeumann+c74f20a3+…: the algorithm byte, then the seed.
KEY = Ed25519PrivateKey.from_private_bytes(b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:])
ENOCH_VKEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"

TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
NOTE = f"{TEXT}\n{PETER}"


def test_signing_gives_the_note_of_the_vector() -> None:
    assert signed_note.sign(TEXT, NAME, KEY) == NOTE


def test_the_public_half_gives_the_vkey_of_the_vector() -> None:
    assert signed_note.verifier_key(NAME, KEY).vkey == VKEY
    assert signed_note.parse_vkey(VKEY) == signed_note.verifier_key(NAME, KEY)


@pytest.mark.parametrize("signatures", [PETER, PETER + ENOCH, ENOCH + PETER, PETER + PETER])
def test_a_signature_by_the_known_key_is_enough(signatures: str) -> None:
    assert signed_note.verify(f"{TEXT}\n{signatures}", VKEY) == TEXT


def test_each_of_two_signers_can_be_verified() -> None:
    note = f"{TEXT}\n{PETER}{ENOCH}"
    assert signed_note.verify(note, VKEY) == signed_note.verify(note, ENOCH_VKEY) == TEXT


def test_the_text_may_have_empty_lines() -> None:
    text = "Ognuno sta solo sul cuor della terra\n\ned è subito sera.\n"
    assert signed_note.verify(signed_note.sign(text, NAME, KEY), VKEY) == text


def test_a_note_that_the_key_did_not_sign_is_refused() -> None:
    with pytest.raises(signed_note.SignatureMissing) as caught:
        signed_note.verify(f"{TEXT}\n{ENOCH}", VKEY)
    assert (caught.value.name, caught.value.key_id) == (NAME, "c74f20a3")


def test_a_known_name_with_another_key_is_another_signer() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(signed_note.SignatureMissing):
        signed_note.verify(signed_note.sign(TEXT, NAME, other), VKEY)


@given(place=st.integers(0, len(TEXT) - 2))
def test_an_altered_text_is_refused(place: int) -> None:
    altered = "#" if TEXT[place] != "#" else "*"
    with pytest.raises(signed_note.SignatureWrong):
        signed_note.verify(f"{TEXT[:place]}{altered}{TEXT[place + 1 :]}\n{PETER}", VKEY)


def test_one_wrong_signature_beside_a_right_one_refuses_the_note() -> None:
    wrong = PETER.replace("SffcvIAQ", "SffcvIAR")
    with pytest.raises(signed_note.SignatureWrong):
        signed_note.verify(f"{TEXT}\n{PETER}{wrong}", VKEY)


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        NOTE[:-1],
        f"\x01{NOTE}",
        f"\x7f\t{NOTE}",
        f"\ud800{NOTE}",
        NOTE.replace("PeterNeumann", "Peter Neumann"),
        NOTE.replace("PeterNeumann", "Peter+Neumann"),
        NOTE.replace("— ", "- "),
        NOTE.replace("nAM=", "nAN="),
        NOTE.replace("nAM=", "nAM"),
        f"{TEXT}\n— PeterNeumann x08gow==\n",
        f"{NOTE}Unexpected line.\n",
        f"{TEXT}\n{PETER * 101}",
        NOTE.replace("\n", "\r\n"),
    ],
)
def test_what_is_no_signed_note_is_refused(note: str) -> None:
    with pytest.raises(signed_note.NoteMalformed):
        signed_note.verify(note, VKEY)


def test_the_refusal_names_the_line() -> None:
    with pytest.raises(signed_note.NoteMalformed) as caught:
        signed_note.parse(f"{NOTE}Unexpected line.\n")
    assert caught.value.line == 5
    with pytest.raises(signed_note.NoteMalformed) as caught:
        signed_note.parse(NOTE.replace("then", "then\t"))
    assert caught.value.line == 2


def test_every_part_and_every_altered_character_of_a_vkey_is_refused() -> None:
    parts = [VKEY[start:stop] for start in range(len(VKEY)) for stop in range(start, len(VKEY) + 1)]
    altered = [VKEY[:at] + chr(ord(VKEY[at]) + 1) + VKEY[at + 1 :] for at in range(len(VKEY))]
    for vkey in [*(part for part in parts if part != VKEY), *altered]:
        with pytest.raises(signed_note.VerifierKeyMalformed):
            signed_note.parse_vkey(vkey)


@pytest.mark.parametrize(
    "vkey",
    [
        # Of another length, and of an unknown algorithm, each with the key id that fits it.
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_key_of_another_kind_is_refused(vkey: str) -> None:
    with pytest.raises(signed_note.VerifierKeyMalformed):
        signed_note.parse_vkey(vkey)


@pytest.mark.parametrize("name", ["", "Peter Neumann", "a+b", "a\u2028b", "a\nb"])
def test_a_key_name_has_no_spaces_and_no_plus(name: str) -> None:
    with pytest.raises(signed_note.KeyNameInvalid):
        signed_note.sign(TEXT, name, KEY)


@pytest.mark.parametrize("text", ["", "no newline", "a\x00b\n"])
def test_only_a_note_text_can_be_signed(text: str) -> None:
    with pytest.raises(signed_note.NoteMalformed):
        signed_note.sign(text, NAME, KEY)
