"""Names of files are made safe, once and for all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.file_names import LONGEST, RESERVED, UNNAMED, safe_name


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("CoA 4711.pdf", "CoA 4711.pdf"),
        ("检验报告 (2).pdf", "检验报告 (2).pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\cmd.exe", "cmd.exe"),
        ("..", UNNAMED),
        ("", UNNAMED),
        ("/", UNNAMED),
        (".htaccess", "htaccess"),
        ("a\0b\r\n.pdf", "ab.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ('a<b>c:d"e|f?g*.pdf', "a_b_c_d_e_f_g_.pdf"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com1.pdf", "_com1.pdf"),
        ("console.pdf", "console.pdf"),
        ("name. . .", "name"),
        ("  padded.pdf  ", "padded.pdf"),
    ],
)
def test_a_name_is_made_safe(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("报" * 300 + ".pdf")
    assert name.endswith("报.pdf")
    assert len(name.encode()) <= LONGEST


@given(st.text(max_size=300))
def test_every_name_becomes_safe_and_stays_as_it_is_then(given_name: str) -> None:
    name = safe_name(given_name)
    assert name
    assert safe_name(name) == name
    assert len(name.encode()) <= LONGEST + 1
    assert not set(name) & set('/\\<>:"|?*\0')
    assert not RESERVED.match(name)
    assert name == name.strip(" .")
