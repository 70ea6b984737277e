"""Whatever two people read, and in whatever order: only what both read alike can be signed, and only what is sound."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.sampling import MULTIPLE, changed, multiple
from veralot_server.modules.inspection.domain import own_tables
from veralot_shared.contracts.inspection import READABLE, TABLE_TRANSITIONS, TableEvent, TableStatus
from veralot_shared.errors import TransitionIllegal
from veralot_shared.rules.sampling.own import comparing
from veralot_shared.rules.sampling.own.pages import NO_TABLES, PageContent

READINGS = {
    "right": multiple(),
    "slip": changed("K", "1", "^"),
    "other": changed("M", "0.4", "v"),
    "unsound": changed("K", "1", "#/2 0/3 1/4 2/5 4/6"),
}


@pytest.mark.requirement("AQL-14")
@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(list(READINGS)), min_size=1, max_size=5))
def test_only_what_two_read_alike_comes_in_force(names: list[str]) -> None:
    known: dict[int, PageContent] = {}
    status = TableStatus.FIRST_READING
    for reader, name in enumerate(names, start=1):
        if status not in READABLE:
            with pytest.raises(TransitionIllegal):
                own_tables.after_reading("page", status, known | {reader: READINGS[name]})
            return
        known[reader] = READINGS[name]
        status = own_tables.after_reading("page", status, known)
        settled = comparing.settled(own_tables.in_order(known))
        assert (status is TableStatus.AGREED) is (settled is not None)
        assert ((status, TableEvent.ESTABLISH) in TABLE_TRANSITIONS) is (settled is not None)
        found = own_tables.assessed(MULTIPLE, known, NO_TABLES)
        assert (settled is None) is (len(known) == 1 or any(one.held is None for one in found.differences))
        assert bool(found.problems) is (settled == READINGS["unsound"])


@pytest.mark.parametrize("status", [TableStatus.IN_FORCE, TableStatus.SUPERSEDED, TableStatus.WITHDRAWN])
def test_nothing_is_read_into_a_table_that_was_established_or_ended(status: TableStatus) -> None:
    with pytest.raises(TransitionIllegal):
        own_tables.after_reading("page", status, {1: multiple(), 2: multiple()})
