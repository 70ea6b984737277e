"""The attachments: each there once, and each with the hash that the manifest gives."""

import json
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from pyhanko.pdf_utils.reader import PdfFileReader

from veralot_shared.verify.format import (
    FORMAT,
    IMPORT_FORMAT,
    MANIFEST,
    PROOFS,
    README,
    RECORD,
    SIGNATURES,
    Manifest,
    Proofs,
    with_leaves,
)
from veralot_shared.verify.report import Check, Name, Reason, failed, passed
from veralot_shared.verify.signature import DAMAGE

T = TypeVar("T")

ABOUT: Final = {FORMAT: "lot", IMPORT_FORMAT: "import"}
"""The member of the record that says what each format is about."""
WANTED: Final = frozenset({RECORD, SIGNATURES, PROOFS, README})


class Contents(NamedTuple):
    """The attachments, read. Record and signatures are plain JSON: the verifier outlives the server's own structs.

    `enclosed` are the lot's own files that are attached: name → SHA-256 in hexadecimal.
    """

    record: dict[str, Any]
    signatures: list[dict[str, Any]]
    proofs: Proofs
    enclosed: dict[str, str] = {}


class AttachmentFault(Exception):
    """An attachment is not as it must be."""

    def __init__(self, reason: Reason, name: str) -> None:
        super().__init__(f"{reason}: {name}")
        self.reason = reason
        self.name = name


def check_attachments(reader: PdfFileReader) -> tuple[Check, Contents | None]:
    """Return the check of the attachments, and what is in them if it passed."""
    try:
        files = compare(dict(unique(attached(reader))))
        contents = read(files)
    except AttachmentFault as fault:
        return failed(Name.ATTACHMENTS, fault.reason, file=fault.name), None
    return passed(Name.ATTACHMENTS, count=str(len(files))), contents


def attached(reader: PdfFileReader) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file in the document's name tree. Raises AttachmentFault."""
    name = "?"
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        for place in range(0, len(names), 2):
            name = str(names[place])
            yield name, names[place + 1]["/EF"]["/F"].data
    except DAMAGE as damage:
        raise AttachmentFault(Reason.ATTACHMENT_UNREADABLE, name) from damage


def unique(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield the files. Raises AttachmentFault if a name stands twice: two readers might then see two records."""
    seen: set[str] = set()
    for name, content in files:
        if name in seen:
            raise AttachmentFault(Reason.ATTACHMENT_UNEXPECTED, name)
        seen.add(name)
        yield name, content


def compare(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files if they are exactly those of the manifest. Raises AttachmentFault."""
    manifest = decode(Manifest, files, MANIFEST)
    if manifest.format not in ABOUT:
        raise AttachmentFault(Reason.FORMAT_UNKNOWN, manifest.format)
    listed = {file.name: file for file in manifest.files}
    for name in sorted((WANTED | listed.keys()) - files.keys()):
        raise AttachmentFault(Reason.ATTACHMENT_MISSING, name)
    for name in sorted((WANTED | files.keys()) - listed.keys() - {MANIFEST}):
        raise AttachmentFault(Reason.ATTACHMENT_UNEXPECTED, name)
    for name, file in listed.items():
        if (file.size, file.sha256) != (len(files[name]), sha256(files[name]).hexdigest()):
            raise AttachmentFault(Reason.ATTACHMENT_ALTERED, name)
    return files


def read(files: dict[str, bytes]) -> Contents:
    """Return the contents of the attachments that are data. Raises AttachmentFault."""
    record = parse(files, RECORD)
    signatures = parse(files, SIGNATURES)
    about = ABOUT[decode(Manifest, files, MANIFEST).format]
    if not isinstance(record, dict) or not isinstance(record.get(about), dict):
        raise AttachmentFault(Reason.ATTACHMENT_UNREADABLE, RECORD)
    if not isinstance(signatures, list) or not all(isinstance(signature, dict) for signature in signatures):
        raise AttachmentFault(Reason.ATTACHMENT_UNREADABLE, SIGNATURES)
    enclosed = {name: sha256(files[name]).hexdigest() for name in sorted(files.keys() - WANTED - {MANIFEST})}
    return Contents(record, signatures, with_leaves(decode(Proofs, files, PROOFS)), enclosed)


def parse(files: dict[str, bytes], name: str) -> Any:  # noqa: ANN401 - JSON values have no closed type
    """Return an attachment as plain JSON; numbers keep their exact value. Raises AttachmentFault."""
    try:
        return json.loads(files[name], parse_float=Decimal)
    except (ValueError, RecursionError) as problem:
        raise AttachmentFault(Reason.ATTACHMENT_UNREADABLE, name) from problem


def decode(kind: type[T], files: dict[str, bytes], name: str) -> T:
    """Return an attachment as a struct. Raises AttachmentFault."""
    if name not in files:
        raise AttachmentFault(Reason.ATTACHMENT_MISSING, name)
    try:
        return msgspec.json.decode(files[name], type=kind)
    except (msgspec.DecodeError, RecursionError) as problem:
        raise AttachmentFault(Reason.ATTACHMENT_UNREADABLE, name) from problem
