"""Where a table that the plant establishes itself stands, and what a page of a standard has, as data that both sides read."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class TableStatus(StrEnum):
    """Where the plant's own table of a page stands; once in force it is never changed again."""

    FIRST_READING = "first_reading_entered"
    DIFFERING = "readings_differ"
    AGREED = "readings_agree"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class TableEvent(StrEnum):
    """What happens to the plant's own table of a page."""

    READ_AGAIN = "first_reading_corrected"
    COMPARED_UNEQUAL = "readings_compared_unequal"
    COMPARED_EQUAL = "readings_compared_equal"
    ESTABLISH = "establish_table"
    SUPERSEDE = "supersede_table"
    WITHDRAW = "withdraw_table"


_S, _E = TableStatus, TableEvent
READABLE: Final = (_S.FIRST_READING, _S.DIFFERING)
"""States in which somebody who has not read the page may enter a reading."""
BEGUN: Final = (*READABLE, _S.AGREED)
"""States of a table that is neither in force nor ended."""

TABLE_TRANSITIONS: Final[Mapping[tuple[TableStatus, TableEvent], TableStatus]] = MappingProxyType(
    {
        (_S.FIRST_READING, _E.READ_AGAIN): _S.FIRST_READING,
        **{(state, _E.COMPARED_UNEQUAL): _S.DIFFERING for state in READABLE},
        **{(state, _E.COMPARED_EQUAL): _S.AGREED for state in READABLE},
        (_S.AGREED, _E.ESTABLISH): _S.IN_FORCE,
        (_S.IN_FORCE, _E.SUPERSEDE): _S.SUPERSEDED,
        **{(state, _E.WITHDRAW): _S.WITHDRAWN for state in (*BEGUN, _S.IN_FORCE)},
    }
)
"""(status, event) → status. Which of the two comparisons it is, the server finds; nobody says so."""


class PageState(StrEnum):
    """What inspection has of a page of a standard: all of it came confirmed, a part did, the plant's own, or nothing."""

    CONFIRMED = "came_confirmed"
    PARTLY = "partly_confirmed"
    OWN = "established_by_the_plant"
    OPEN = "not_established"
