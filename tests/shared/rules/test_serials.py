"""Serial numbers as people type and scan them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.gs1 import GS
from veralot_shared.rules.serials import (
    MOST,
    Run,
    SerialsUnreadable,
    in_short,
    is_serial,
    names,
    read_range,
    read_runs,
    read_serials,
    spelt_out,
    successor,
)

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


@given(st.from_regex(r"[A-Z]{0,3}-?", fullmatch=True), st.integers(0, 9000), st.integers(1, 300), st.integers(1, 5))
def test_a_run_is_kept_as_one_and_read_again(prefix: str, first: int, count: int, width: int) -> None:
    run = Run(prefix, first, first + count - 1, width)
    spelt = list(run)
    assert len(run) == len(spelt) == count
    assert spelt_out(str(run)) == spelt
    assert [list(each) for each in read_runs([str(run), "X"])] == [spelt, ["X"]]
    assert all(names(str(run), serial) for serial in spelt)


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("A01..A09", "A10"),
        ("A01..A09", "A1"),
        ("A01..A09", "A005"),
        ("A01..A09", "B05"),
        ("A01..A09", "05"),
        ("A01..A09", "A0x"),
        ("A..B", "A"),
        ("A1", "A2"),
        ("A98..A102", "A098"),
    ],
)
def test_what_a_range_does_not_name(text: str, serial: str) -> None:
    assert not names(text, serial)


def test_a_range_written_in_full_repeats_prefix_and_width() -> None:
    assert list(read_range("A08..A11", in_full=True)) == ["A08", "A09", "A10", "A11"]
    for short in ("A08..11", "A8..A11", "A08..B11", "A08..A011"):
        with pytest.raises(SerialsUnreadable):
            read_range(short, in_full=True)


@pytest.mark.parametrize("typed", ["1" * 5000 + "..2", "A1.." + "9" * 5000])
def test_digits_without_end_are_refused_not_read(typed: str) -> None:
    with pytest.raises(SerialsUnreadable):
        read_serials(typed, TODAY)


def test_a_serial_number_has_no_dots_of_a_range_in_it() -> None:
    assert is_serial("CT26-1.5")
    assert not is_serial("A..B")
