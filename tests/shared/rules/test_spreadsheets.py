"""What people open in a spreadsheet holds no formula, whoever entered it, and reads back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_shared.rules.spreadsheets import BEGINS_FORMULA, harmless, is_formula, meant

FORMULAS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("http://x")',
    " =1",
    "\u3000=1",
    "\u00a0@x",
    "\uff1d1",
    "-",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert meant(harmless(cell)) == cell


@pytest.mark.parametrize("cell", ["-5", "+7.25", "-0.001", "R1-2", "", "5-3", "'=1", "批 =1", "'quoted'"])
def test_numbers_and_ordinary_texts_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.text(st.sampled_from([*BEGINS_FORMULA, " ", "'", "1", ".", "a", "\u3000"]), max_size=6))
def test_a_cell_is_harmless_and_says_the_same(cell: str) -> None:
    made = harmless(cell)
    assert not is_formula(made)
    assert harmless(made) == made
    assert meant(made) in {cell, cell.removeprefix("'")}
    if not cell.startswith("'"):
        assert meant(made) == cell
