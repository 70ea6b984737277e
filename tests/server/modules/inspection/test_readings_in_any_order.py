"""Whatever two people read, and in whatever order: only what both read alike can be signed, and only what is sound."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.sampling import MULTIPLE, changed, multiple
from veralot_server.modules.inspection.domain import own_tables
from veralot_shared.contracts.inspection import TABLE_TRANSITIONS, TableEvent, TableStatus
from veralot_shared.errors import TransitionIllegal
from veralot_shared.rules.sampling.own.pages import NO_TABLES, PageContent

READINGS = {
    "right": multiple(),
    "slip": changed("K", "1", "^"),
    "other": changed("M", "0.4", "v"),
    "unsound": changed("K", "1", "#/2 0/3 1/4 2/5 4/6"),
}


@pytest.mark.requirement("AQL-14")
@settings(deadline=None, max_examples=60)
@given(st.sampled_from(list(READINGS)), st.lists(st.tuples(st.sampled_from([1, 2]), st.sampled_from(list(READINGS)))))
def test_only_equal_readings_come_in_force(first: str, later: list[tuple[int, str]]) -> None:
    known: dict[int, PageContent] = {1: READINGS[first]}
    named = {1: first}
    status = TableStatus.FIRST_READING
    for reader, name in later:
        known[reader], named[reader] = READINGS[name], name
        status = own_tables.after_reading("page", status, known)
        alike = len(named) > 1 and named[1] == named[2]
        assert (status is TableStatus.AGREED) is alike
        assert ((status, TableEvent.ESTABLISH) in TABLE_TRANSITIONS) is alike
        found = own_tables.assessed(MULTIPLE, known[1], known.get(2), NO_TABLES)
        assert bool(found.differences) is (len(named) > 1 and not alike)
        assert bool(found.problems) is (alike and named[1] == "unsound")


@pytest.mark.parametrize("status", [TableStatus.IN_FORCE, TableStatus.SUPERSEDED, TableStatus.WITHDRAWN])
def test_nothing_is_read_into_a_table_that_was_established_or_ended(status: TableStatus) -> None:
    with pytest.raises(TransitionIllegal):
        own_tables.after_reading("page", status, {1: multiple(), 2: multiple()})
