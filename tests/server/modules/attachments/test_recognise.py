"""A content is what its bytes say, whatever it is called; programs are known by both."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_server.modules.attachments.domain.recognise import PROGRAM, SCRIPT, UNKNOWN, media_type, program


def packed(*names: str) -> bytes:
    """Return a packed file that holds these names."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"x" * 10)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        ("检验报告，合格。".encode(), "text/plain"),
        ("检验报告，合格。".encode("gb18030"), "text/plain"),
        ("检".encode() * 2000, "text/plain"),
        (b'<?xml version="1.0"?><a/>', "application/xml"),
        (b"\0\1\2\3", UNKNOWN),
        (b"MZ\x90\0", PROGRAM),
        (b"\x7fELF\2\1", PROGRAM),
        (b"#!/bin/sh\n", SCRIPT),
        (packed("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (packed("data.csv"), "application/zip"),
        (packed("META-INF/MANIFEST.MF"), PROGRAM),
    ],
)
def test_a_content_is_what_its_bytes_say(head: bytes, kind: str) -> None:
    assert media_type(head[:4096]) == kind


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("application/pdf", "coa.pdf", None),
        (PROGRAM, "coa.pdf", PROGRAM),
        ("text/plain", "coa.bat", ".bat"),
        ("text/plain", "coa.PDF.VBS", ".vbs"),
        ("text/plain", "report.csv", None),
    ],
)
def test_a_program_is_known_by_its_content_or_its_ending(kind: str, name: str, found: str | None) -> None:
    assert program(kind, name) == found


@given(st.binary(max_size=300))
def test_any_bytes_are_something(head: bytes) -> None:
    assert "/" in media_type(head)
