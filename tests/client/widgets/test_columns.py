"""How columns read, sort and filter."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veralot_client.core.words import Words
from veralot_client.widgets.table.columns import Column, coded, named, natural, wording
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import LotStatus

WORDS = Words("en")
WORDS.zone = ZoneInfo("Asia/Shanghai")
MOMENT = datetime(2026, 11, 20, 8, 12, 30, tzinfo=UTC)


def column(**changes: Any) -> Column[Any]:
    values: dict[str, Any] = {"id": "it", "title": "It", "value": lambda row: row}
    return Column(**(values | changes))


@pytest.mark.parametrize(
    ("value", "read", "plain"),
    [
        (None, "", ""),
        ("R1", "R1", "R1"),
        (Decimal("12345.50"), "12,345.5", "12345.5"),
        (12345, "12,345", "12345"),
        (date(2026, 5, 31), "31 May 2026", "2026-05-31"),
        (MOMENT, "20 Nov 2026, 16:12", "2026-11-20 16:12:30+08:00"),
        (LotStatus.IN_TEST, "In test", "In test"),
        (True, "Yes", "Yes"),
        (["a", "b"], "a, b", "a, b"),
    ],
)
def test_a_value_reads_by_its_type(value: object, read: str, plain: str) -> None:
    assert wording(value, WORDS) == read
    assert column().plain(value, WORDS) == plain


def test_numbers_inside_text_sort_as_numbers() -> None:
    assert sorted(["L10", "l9", "L1-2", "L1"], key=natural) == ["L1", "L1-2", "l9", "L10"]


@given(st.lists(st.one_of(st.none(), st.text(), st.sampled_from(LotStatus), st.lists(st.text()))))
def test_cells_of_mixed_kinds_can_be_sorted(cells: list[object]) -> None:
    assert len(sorted(cells, key=lambda cell: column().order(cell, WORDS))) == len(cells)


def test_nothing_sorts_last() -> None:
    cells = [None, Decimal(2), Decimal(-1)]
    assert sorted(cells, key=lambda cell: column().order(cell, WORDS)) == [Decimal(-1), Decimal(2), None]


@pytest.mark.parametrize(
    ("value", "wanted", "let"),
    [
        ("R261120-01", "1120", True),
        ("R261120-01", "r26", True),
        ("R261120-01", "S", False),
        (Decimal(1500), "1500", True),
        (Decimal(1500), "1,5", True),
        (Decimal(1500), ">1000", True),
        (Decimal(1500), "<= 1499.9", False),
        (Decimal(1500), "=1500", True),
        (None, ">1", False),
        (date(2026, 5, 31), "<2026-06-01", True),
        (MOMENT, ">=2026-11-20", True),
        (MOMENT, "> 2026-11-20", False),
        (date(2026, 5, 31), "May", True),
        (date(2026, 5, 31), "2026-05", True),
        (Decimal(1500), "> many", False),
        (LotStatus.IN_TEST, frozenset({"in_test", "hold"}), True),
        (LotStatus.RELEASED, frozenset({"in_test"}), False),
    ],
)
def test_a_filter_lets_through_what_fits(value: object, wanted: Any, let: bool) -> None:  # noqa: FBT001 - the expected answer
    assert column().lets(value, wanted, WORDS) is let


@pytest.mark.parametrize(
    ("english", "chinese", "read"),
    [
        ("Wang Fang", "王芳", {"en": "Wang Fang", "zh_CN": "王芳"}),
        ("Wang Fang", "", {"en": "Wang Fang", "zh_CN": "Wang Fang"}),
        ("", "王芳", {"en": "王芳", "zh_CN": "王芳"}),
        (None, None, {"en": "", "zh_CN": ""}),
    ],
)
def test_a_name_reads_in_the_language_or_in_the_other_or_is_empty(
    english: str | None, chinese: str | None, read: dict[str, str]
) -> None:
    by, row = named("by", "By"), SimpleNamespace(by=english, by_zh=chinese)
    for language, said in read.items():
        words = Words(language)
        assert (by.read(row, words), by.plain(row, words)) == (said, said)
        assert isinstance(by.order(row, words)[0], int)


def test_a_code_is_a_chip_and_a_missing_one_none() -> None:
    status = coded("status", "Status")
    assert status.tone is not None
    assert status.tone(SimpleNamespace(status=LotStatus.HOLD)) is Tone.BAD
    assert status.tone(SimpleNamespace(status=None)) is None
