"""Says what a content is by its first bytes, whatever it is called, and whether it is a program.

A short table of our own and no library: what libraries add is the inside of containers, and nothing that a stranger sends
is unpacked here. So a packed file is a packed file, whatever it would unpack to. What the table does not know is text or
unknown bytes, and both are kept as such.
"""

import codecs
import contextlib
from typing import Final

from veralot_shared.rules.file_names import ending_of

UNKNOWN: Final = "application/octet-stream"
TEXT: Final = "text/plain"
PROGRAM: Final = "application/x-executable"
SCRIPT: Final = "text/x-script"

SIGNATURES: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"BM", "image/bmp"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"AC10", "image/vnd.dwg"),
    (0, b"\x7fELF", PROGRAM),
    (0, b"\xfe\xed\xfa\xce", PROGRAM),
    (0, b"\xfe\xed\xfa\xcf", PROGRAM),
    (0, b"\xce\xfa\xed\xfe", PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", PROGRAM),
    (0, b"\xca\xfe\xba\xbe", PROGRAM),
    (0, b"MZ", PROGRAM),
    (0, b"\x4c\x00\x00\x00\x01\x14\x02\x00", PROGRAM),
    (0, b"#!", SCRIPT),
)
"""Where in a content, which bytes, and what it then is; the first that fits counts."""

CONTAINED: Final = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    b"META-INF/MANIFEST.MF": PROGRAM,
    b"AndroidManifest.xml": PROGRAM,
}
"""Names that stand open at the beginning of packed files, and what they say of the whole."""

PROGRAM_ENDINGS: Final = frozenset(
    [
        ".exe",
        ".dll",
        ".com",
        ".scr",
        ".pif",
        ".cpl",
        ".msi",
        ".msp",
        ".msix",
        ".appx",
        ".bat",
        ".cmd",
        ".ps1",
        ".psm1",
        ".vbs",
        ".vbe",
        ".js",
        ".jse",
        ".mjs",
        ".wsf",
        ".wsh",
        ".hta",
        ".lnk",
        ".url",
        ".reg",
        ".inf",
        ".jar",
        ".class",
        ".apk",
        ".sh",
        ".bash",
        ".zsh",
        ".py",
        ".pyc",
        ".pyw",
        ".pl",
        ".rb",
        ".php",
        ".app",
        ".dmg",
        ".pkg",
        ".deb",
        ".rpm",
        ".run",
        ".elf",
        ".so",
        ".dylib",
        ".sys",
        ".drv",
        ".ocx",
        ".xll",
        ".chm",
        ".gadget",
        ".application",
        ".desktop",
        ".vhd",
        ".vhdx",
        ".xlsm",
        ".xlsb",
        ".docm",
        ".dotm",
        ".pptm",
        ".xlam",
        ".scf",
        ".jnlp",
    ]
)
"""Endings by which a system would run a file, or open it with what is in it running."""


def media_type(head: bytes) -> str:
    """Return what a content is by its beginning."""
    for place, mark, kind in SIGNATURES:
        if head.startswith(mark, place):
            return inside(head) if kind == "application/zip" else kind
    return written(head)


def inside(head: bytes) -> str:
    """Return what a packed file is by the names that stand open at its beginning."""
    if head.startswith(b"mimetype", 30) and b"application/vnd.oasis.opendocument." in head[38:120]:
        return "application/vnd.oasis.opendocument"
    return next((kind for name, kind in CONTAINED.items() if name in head), "application/zip")


def written(head: bytes) -> str:
    """Return text for what reads as such in UTF-8 or GB 18030; a character cut in two at the end does not count against it."""
    if b"\0" in head:
        return UNKNOWN
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            codecs.getincrementaldecoder(encoding)().decode(head)
            return "application/xml" if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") else TEXT
    return UNKNOWN


def program(kind: str, file_name: str) -> str | None:
    """Return as what a file is recognised to be a program, by its content or by its ending; `None` if it is none."""
    if kind in {PROGRAM, SCRIPT}:
        return kind
    ending = ending_of(file_name).lower()
    return ending if ending in PROGRAM_ENDINGS else None
