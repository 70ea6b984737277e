"""Opens an extract of the audit log and checks its entries: the ZIP is a stranger's file, and read as one."""

import re
from hashlib import sha256
from io import BytesIO
from typing import Final, TypeVar
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - a class that its module gives a variable's name

import msgspec

from veralot_shared.verify.extract import ENTRIES, FORMAT, MEDIA_TYPES, PROVEN, from_csv, from_json, rows
from veralot_shared.verify.format import MANIFEST, PROOFS, README, Manifest, Proofs, with_leaves
from veralot_shared.verify.leaf import Leaf
from veralot_shared.verify.report import Check, Name, Reason, blocked, failed, passed

T = TypeVar("T", bound=msgspec.Struct)

LARGEST: Final = 1 << 30
"""The most that the files of an extract may come to when they are unpacked, in bytes."""
MAGIC: Final = b"PK\x03\x04"
SHEET: Final = "xl/worksheets/sheet1.xml"
SPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL: Final = re.compile(r"([A-Z]+)\d+")
DAMAGE: Final = (BadZipFile, ZlibError, ValueError, KeyError, NotImplementedError, RuntimeError, EOFError)
"""What a damaged or hostile archive makes the library raise."""


class ArchiveFault(Exception):
    """Something in the archive is not as it must be."""

    def __init__(self, reason: Reason, file: str = "") -> None:
        super().__init__(f"{reason}: {file}")
        self.reason = reason
        self.file = file


class Extract(msgspec.Struct, frozen=True):
    """What an extract holds: its rows, the heading first, and its proofs."""

    table: list[list[str]]
    proofs: Proofs


def check_archive(content: bytes) -> tuple[Check, dict[str, bytes]]:
    """Return the check that the file is a ZIP of no more than a few plain files, and these."""
    try:
        return passed(Name.ARCHIVE), unpacked(content)
    except ArchiveFault as fault:
        return failed(Name.ARCHIVE, fault.reason), {}
    except DAMAGE:
        return failed(Name.ARCHIVE, Reason.ARCHIVE_UNREADABLE), {}


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP. Raises ArchiveFault where it unpacks to more than it may, or names a file twice."""
    with ZipFile(BytesIO(content)) as archive:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > LARGEST:
            raise ArchiveFault(Reason.ARCHIVE_TOO_LARGE)
        if len({info.filename for info in infos}) != len(infos):
            raise ArchiveFault(Reason.ARCHIVE_UNREADABLE)
        # The library stops at the size that is declared, so what was added up is what is read.
        return {info.filename: archive.read(info) for info in infos}


def check_files(files: dict[str, bytes]) -> tuple[Check, Extract | None]:
    """Return the check that the archive holds exactly what its manifest lists, and what can be read of it."""
    try:
        table = entries_of(files)
        proofs = with_leaves(decode(Proofs, files, PROOFS))
        return passed(Name.ATTACHMENTS, count=str(len(files))), Extract(table, proofs)
    except ArchiveFault as fault:
        return failed(Name.ATTACHMENTS, fault.reason, file=fault.file), None


def entries_of(files: dict[str, bytes]) -> list[list[str]]:
    """Return the rows of the entries' file. Raises ArchiveFault where the files are not those of the manifest."""
    manifest = decode(Manifest, files, MANIFEST)
    if manifest.format != FORMAT:
        raise ArchiveFault(Reason.FORMAT_UNKNOWN, manifest.format)
    listed = {file.name: file for file in manifest.files}
    for name in sorted({PROOFS, README, *listed} - files.keys()):
        raise ArchiveFault(Reason.ATTACHMENT_MISSING, name)
    for name in sorted(files.keys() - listed.keys() - {MANIFEST}):
        raise ArchiveFault(Reason.ATTACHMENT_UNEXPECTED, name)
    for name, file in listed.items():
        if (file.size, file.sha256) != (len(files[name]), sha256(files[name]).hexdigest()):
            raise ArchiveFault(Reason.ATTACHMENT_ALTERED, name)
    suffix = next((kind for kind in MEDIA_TYPES if f"{ENTRIES}.{kind}" in listed), None)
    if suffix is None:
        raise ArchiveFault(Reason.ATTACHMENT_MISSING, ENTRIES)
    return read_rows(suffix, files[f"{ENTRIES}.{suffix}"])


def read_rows(suffix: str, content: bytes) -> list[list[str]]:
    """Return the rows of the entries' file, the heading first. Raises ArchiveFault."""
    read = {"csv": from_csv, "json": from_json, "xlsx": from_xlsx}[suffix]
    try:
        return read(content)
    except (*DAMAGE, ET.ParseError) as problem:
        raise ArchiveFault(Reason.ATTACHMENT_UNREADABLE, f"{ENTRIES}.{suffix}") from problem


def from_xlsx(content: bytes) -> list[list[str]]:
    """Return the rows of the workbook's one sheet, whose cells are all plain text. Raises ValueError."""
    sheet = unpacked(content)[SHEET]
    if b"<!DOCTYPE" in sheet or b"<!ENTITY" in sheet:
        raise ValueError("a sheet declares no entities")
    found = []
    # Its entities were refused above, so nothing in it can grow.
    for row in ET.fromstring(sheet).iter(f"{SPACE}row"):  # noqa: S314 - see above
        cells = {column(cell.get("r", "")): "".join(cell.itertext()) for cell in row.iter(f"{SPACE}c")}
        found.append([cells.get(place, "") for place in range(max(cells, default=-1) + 1)])
    return found


def column(name: str) -> int:
    """Return the number of a cell's column, from 0. Raises ValueError."""
    match = CELL.fullmatch(name)
    if match is None:
        raise ValueError(f"{name!r} names no cell")
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def decode(kind: type[T], files: dict[str, bytes], name: str) -> T:
    """Return a file as a struct. Raises ArchiveFault."""
    if name not in files:
        raise ArchiveFault(Reason.ATTACHMENT_MISSING, name)
    try:
        return msgspec.json.decode(files[name], type=kind)
    except (msgspec.DecodeError, RecursionError) as problem:
        raise ArchiveFault(Reason.ATTACHMENT_UNREADABLE, name) from problem


def check_entries(extract: Extract, leaves: list[Leaf] | None) -> Check:
    """Return the check that the entries' file says, cell by cell, what the proven leaves say; names are left out."""
    if leaves is None:
        return blocked(Name.ENTRIES)
    places = {proof.entry_id: proof.index for proof in extract.proofs.entries}
    wanted = rows((places[leaf.id], leaf) for leaf in leaves)
    heading, *told = extract.table or [[]]
    if tuple(heading[: len(PROVEN)]) != PROVEN or len(told) != len(wanted):
        facts = {"rows": str(len(told)), "wanted": str(len(wanted))}
        return failed(Name.ENTRIES, Reason.ENTRIES_OTHER, **facts)
    for number, (row, logged) in enumerate(zip(told, wanted, strict=True), start=2):
        for name, cell, right in zip(PROVEN, [*row, *[""] * len(PROVEN)], logged, strict=False):
            if one_break(cell) != one_break(right):
                facts = {"row": str(number), "column": name, "told": cell, "logged": right}
                return failed(Name.ENTRIES, Reason.ENTRIES_CONTRADICT_LOG, **facts)
    return passed(Name.ENTRIES, rows=str(len(wanted)), count=str(len(places)))


def one_break(cell: str) -> str:
    """Return a cell with one kind of line break: workbooks have no other."""
    return cell.replace("\r\n", "\n").replace("\r", "\n")
