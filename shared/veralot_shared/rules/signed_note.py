"""Signed notes: plain text with Ed25519 signatures under it (C2SP signed-note; golang.org/x/mod/sumdb/note).

A note is its text, which ends in a newline, an empty line, and one line per signature::

    — <key name> <base64(key id ‖ signature)>

A verifier is given as a "vkey", `<key name>+<hex(key id)>+<base64(0x01 ‖ public key)>`.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from veralot_shared.errors import CodedError

ED25519 = b"\x01"
KEY_ID_SIZE = 4
PUBLIC_KEY_SIZE = 32
MOST_SIGNATURES = 100
NAME = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+")
NOT_ALLOWED = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
SIGNATURE_LINE = re.compile(r"— (\S+) (\S+)")


class NoteError(CodedError, ValueError, abstract=True, status=422):
    """Base of what can be wrong with a signed note or with the key that should verify it."""


class NoteMalformed(NoteError):
    """The text does not have the form of a signed note."""

    text = "This is not a signed note: line {line} does not have the right form."
    line: int


class KeyNameInvalid(NoteError):
    """A key name is empty, or has a space, a plus sign or a control character in it."""

    text = "“{name}” cannot be the name of a key: no spaces, plus signs or control characters."
    name: str


class VerifierKeyMalformed(NoteError):
    """The text is no Ed25519 verifier key, or its key id does not belong to its key."""

    text = "“{vkey}” is not a verifier key."
    vkey: str


class SignatureMissing(NoteError):
    """No signature on the note is by the known key; such a note must be refused."""

    text = "The note is not signed by {name} (key {key_id})."
    name: str
    key_id: str


class SignatureWrong(NoteError):
    """A signature by the known key does not fit the text: the note was altered or forged."""

    text = "The signature of {name} (key {key_id}) does not fit: the note is not what was signed."
    name: str
    key_id: str


class Signature(msgspec.Struct, frozen=True):
    """One signature line: who says to have signed, with which key, and the signature's bytes."""

    name: str
    key_id: bytes
    value: bytes


class Note(msgspec.Struct, frozen=True):
    """A note taken apart. Nothing in it may be believed before `verify`."""

    text: str
    signatures: tuple[Signature, ...]


class VerifierKey(msgspec.Struct, frozen=True):
    """The name and the Ed25519 public key (32 bytes) of a signer."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), its first four bytes."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:KEY_ID_SIZE]

    @property
    def vkey(self) -> str:
        """The key as text, to be handed to whoever will verify."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.public_key).decode()}"


def verifier_key(name: str, private_key: Ed25519PrivateKey) -> VerifierKey:
    """Return the public half of a signer's key. Raises KeyNameInvalid."""
    if not NAME.fullmatch(name):
        raise KeyNameInvalid(name=name)
    return VerifierKey(name, private_key.public_key().public_bytes_raw())


def parse_vkey(vkey: str) -> VerifierKey:
    """Return the key that a vkey text stands for. Raises VerifierKeyMalformed."""
    name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    algorithm_and_key = strict_base64(encoded) or b""
    key = VerifierKey(name, algorithm_and_key[1:])
    well_formed = algorithm_and_key[:1] == ED25519 and len(key.public_key) == PUBLIC_KEY_SIZE
    if not (NAME.fullmatch(name) and well_formed and key.key_id.hex() == key_id):
        raise VerifierKeyMalformed(vkey=vkey)
    return key


def strict_base64(text: str) -> bytes | None:
    """Return the bytes of standard, padded, canonical base64 (RFC 4648 §4), or None if it is not that."""
    try:
        data = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return None
    return data if b64encode(data).decode() == text else None


def sign(text: str, name: str, private_key: Ed25519PrivateKey) -> str:
    """Return the note made of `text`, which must end in a newline, with one signature.

    Raises NoteMalformed, KeyNameInvalid.
    """
    require_note_text(text)
    key = verifier_key(name, private_key)
    signature = b64encode(key.key_id + private_key.sign(text.encode())).decode()
    return f"{text}\n— {name} {signature}\n"


def parse(note: str) -> Note:
    """Take a note apart, without verifying it. Raises NoteMalformed."""
    text, separator, signatures = note.rpartition("\n\n")
    text += "\n"
    first = text.count("\n") + 2
    *lines, end = signatures.split("\n")
    if not separator or end or not 0 < len(lines) <= MOST_SIGNATURES:
        raise NoteMalformed(line=first + len(lines))
    require_note_text(text)
    return Note(text, tuple(parse_signature(line, number) for number, line in enumerate(lines, first)))


def parse_signature(line: str, number: int) -> Signature:
    """Return one signature line taken apart; `number` is where it stands in the note. Raises NoteMalformed."""
    match = SIGNATURE_LINE.fullmatch(line)
    data = strict_base64(match[2]) if match else None
    if not match or not NAME.fullmatch(match[1]) or not data or len(data) <= KEY_ID_SIZE:
        raise NoteMalformed(line=number)
    return Signature(match[1], data[:KEY_ID_SIZE], data[KEY_ID_SIZE:])


def require_note_text(text: str) -> None:
    """Raise NoteMalformed unless the text ends in a newline and has no other control character."""
    wrong = NOT_ALLOWED.search(text)
    if wrong or not text.endswith("\n"):
        raise NoteMalformed(line=text.count("\n", 0, wrong.start() if wrong else None) + 1)


def verify(note: str, vkey: str) -> str:
    """Return the text of a note that the known key signed.

    Signatures by other keys are ignored. A key is known by its name and id together; one wrong signature by it refuses
    the whole note, even beside a right one.

    Raises NoteMalformed, VerifierKeyMalformed, SignatureMissing, SignatureWrong.
    """
    key = parse_vkey(vkey)
    parsed = parse(note)
    public_key = Ed25519PublicKey.from_public_bytes(key.public_key)
    known = (key.name, key.key_id)
    own = [signature for signature in parsed.signatures if (signature.name, signature.key_id) == known]
    if not own:
        raise SignatureMissing(name=key.name, key_id=key.key_id.hex())
    for signature in own:
        try:
            public_key.verify(signature.value, parsed.text.encode())
        except InvalidSignature as error:
            raise SignatureWrong(name=key.name, key_id=key.key_id.hex()) from error
    return parsed.text
