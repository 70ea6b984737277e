"""What several people read of a page is compared cell by cell: what two read alike holds, every difference is named.

The page is made up by `tests/factories/sampling.py`.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import sampling
from tests.factories.sampling import changed, multiple
from veralot_shared.rules.sampling.own import comparing
from veralot_shared.rules.sampling.own.pages import PageContent, PageRow

CELLS = sorted((row.name, heading) for row in multiple().rows for heading in row.cells)
TEXTS = st.sampled_from(["v", "^", "*", "++", "-", sampling.fitted(2), sampling.fitted(5)])
READ = st.dictionaries(st.sampled_from(CELLS), TEXTS, max_size=6)


def misread(found: dict[tuple[str, str], str]) -> PageContent:
    """Return the made-up page with some cells read otherwise."""
    content = multiple()
    for (row, heading), text in found.items():
        content = changed(row, heading, text, content)
    return content


@pytest.mark.requirement("AQL-14")
@settings(deadline=None)
@given(READ, READ)
def test_two_readings_are_equal_or_every_difference_is_named(
    mine: dict[tuple[str, str], str], theirs: dict[tuple[str, str], str]
) -> None:
    first, second = misread(mine), misread(theirs)
    found = comparing.dissents([first, second])
    assert (found == []) is (first == second)
    assert comparing.settled([first, second]) == (first if first == second else None)
    assert {(one.row, one.column) for one in found} <= {*mine, *theirs}
    assert {one.held for one in found} <= {None}
    assert [(one.row, one.column, one.readings[::-1]) for one in found] == [
        (one.row, one.column, one.readings) for one in comparing.dissents([second, first])
    ]


@pytest.mark.requirement("AQL-14")
@settings(deadline=None)
@given(st.lists(READ, min_size=1, max_size=5))
def test_a_cell_holds_that_two_read_alike_and_no_two_others_otherwise(
    slips: list[dict[tuple[str, str], str]],
) -> None:
    readings = [misread(one) for one in slips]
    read = [comparing.cells_of(one) for one in readings]
    held = {}
    for place in dict.fromkeys(place for one in read for place in one):
        said = [one.get(place, "") for one in read]
        twice = {text for text in said if said.count(text) > 1}
        held[place] = twice.pop() if len(twice) == 1 else None
    settled = comparing.settled(readings)
    assert (settled is None) is (None in held.values())
    if settled is not None:
        assert comparing.cells_of(settled) == {place: text for place, text in held.items() if text}
        assert comparing.settled([settled, settled]) == settled
        assert [row.name for row in settled.rows] == [row.name for row in multiple().rows]


def test_sizes_and_what_was_not_read_count_as_differences() -> None:
    first = PageContent(("1",), (PageRow("K", (50,), {"1": "1/2"}),))
    second = PageContent(("1", "1.5"), (PageRow("K", (80,), {"1": "1/2", "1.5": "2/3"}),))
    found = comparing.dissents([first, second])
    assert [tuple(one) for one in found] == [("K", "size", ("50", "80"), None), ("K", "1.5", ("", "2/3"), None)]
    third = PageContent(("1",), (PageRow("K", (80,), {"1": "1/2"}), PageRow("L", (125,), {"1": "2/3"})))
    assert comparing.settled([first, second, third]) == PageContent(("1",), (PageRow("K", (80,), {"1": "1/2"}),))
