"""Serial numbers in one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_server.modules.exchange import serials
from veralot_shared.contracts.exchange import CellInvalid


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A1", ["A1"]),
        ("A1 B2\tC3", ["A1", "B2", "C3"]),
        ("A008..A011", ["A008", "A009", "A010", "A011"]),
        ("PT26-01..PT26-03 X", ["PT26-01", "PT26-02", "PT26-03", "X"]),
        ("001..003", ["001", "002", "003"]),
        ("20260101..20260102", ["20260101", "20260102"]),
        ("A1..A1", ["A1"]),
    ],
)
def test_ranges_are_spelt_out(text: str, found: list[str]) -> None:
    assert list(serials.read(text)) == found
    assert len(serials.read(text)) == len(found)


@pytest.mark.parametrize(
    "text",
    [
        "A2..A1",
        "A1..B2",
        "A1..A10",
        "A..B",
        "A1..",
        "..A1",
        "A1...A2",
        "x" * 21,
        "A0000000..A9999999",
        "1" * 5000 + "..2",
    ],
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(CellInvalid):
        serials.read(text)


@given(prefix=st.text("ABC-", max_size=5), first=st.integers(0, 900), count=st.integers(1, 99))
def test_a_range_is_what_counting_gives(prefix: str, first: int, count: int) -> None:
    numbers = [f"{prefix}{number:04}" for number in range(first, first + count)]
    assert list(serials.read(f"{numbers[0]}..{numbers[-1]}")) == numbers


@given(st.text(max_size=60))
def test_any_text_is_serial_numbers_or_a_coded_error(text: str) -> None:
    try:
        found = serials.read(text)
    except CellInvalid:
        return
    assert len(list(found)) == len(found)
