"""Serial numbers as people type and scan them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_client.widgets.form.serials import (
    MOST,
    SerialsUnreadable,
    in_short,
    read_serials,
    successor,
)
from veralot_shared.rules.gs1 import GS

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "serials"),
    [
        ("", []),
        ("A1", ["A1"]),
        ("A1 A2\nA3,A4；A5", ["A1", "A2", "A3", "A4", "A5"]),
        ("CT26-0001..0003", ["CT26-0001", "CT26-0002", "CT26-0003"]),
        ("CT26-0001..CT26-0003", ["CT26-0001", "CT26-0002", "CT26-0003"]),
        ("CT26-0098..102", ["CT26-0098", "CT26-0099", "CT26-0100", "CT26-0101", "CT26-0102"]),
        ("7..9", ["7", "8", "9"]),
        ("A1..1", ["A1"]),
        ("(01)09521202225158(21)PT26-1", ["PT26-1"]),
        (f"010952120222515817280831{GS}21PT26-1", ["PT26-1"]),
        ("]d2010952120222515821PT26-1", ["PT26-1"]),
        ("01A-5", ["01A-5"]),
    ],
)
def test_serial_numbers_are_read(typed: str, serials: list[str]) -> None:
    assert read_serials(typed, TODAY) == serials


@pytest.mark.parametrize(
    "typed", ["A3..A1", "A1..B9", "A..B", "..5", "A1..", f"A0..{MOST}", "]C0123", "(01)09521202225158", "(99)X(01)1"]
)
def test_what_is_none_is_refused(typed: str) -> None:
    with pytest.raises(SerialsUnreadable):
        read_serials(typed, TODAY)


@given(st.from_regex(r"[A-Z]{0,3}-?", fullmatch=True), st.integers(0, 9000), st.integers(1, 300))
def test_a_range_written_in_short_reads_back(prefix: str, first: int, count: int) -> None:
    serials = [f"{prefix}{number:05}" for number in range(first, first + count)]
    assert read_serials(in_short(serials), TODAY) == serials


def test_serial_numbers_with_holes_are_written_as_several_ranges() -> None:
    assert in_short(["A1", "A2", "A5", "B1"]) == "A1..A2, A5, B1"


@pytest.mark.parametrize(("serial", "following"), [("A009", "A010"), ("A99", "A100"), ("A", ""), ("5-A", "")])
def test_what_follows_a_serial_number(serial: str, following: str) -> None:
    assert successor(serial) == following
