"""What each role has open at first: few panels, none hidden behind many others, and what one comes for in front."""

import pytest

from veralot_client.core.module import Area
from veralot_client.modules import load
from veralot_client.shell.layouts import Slot, first_layout
from veralot_shared.contracts.identity import Role

PANELS = [panel for module in load() for panel in module.panels]
TOGETHER = [
    *((role,) for role in Role),
    (Role.QUALITY_HEAD, Role.QA_RELEASE),
    (Role.INSPECTOR, Role.OPERATOR),
    (Role.PLANNER, Role.BUYER),
]
MOST = 6
SIDE_BY_SIDE = 5


def areas(slots: list[Slot]) -> dict[Area, list[str]]:
    """Return what stands in each area."""
    own = {panel.id: panel.area for panel in PANELS}
    found: dict[Area, list[str]] = {}
    for slot in slots:
        found.setdefault(slot.area or own[slot.panel], []).append(slot.panel)
    return found


@pytest.mark.parametrize("roles", TOGETHER, ids="+".join)
def test_nobody_begins_with_a_row_of_tabs_too_many_to_read(roles: tuple[Role, ...]) -> None:
    slots = first_layout(PANELS, roles)
    assert 1 <= len(slots) <= MOST
    assert all(len(tabs) <= SIDE_BY_SIDE for tabs in areas(slots).values())


def test_quality_has_its_tasks_beside_what_they_are_about() -> None:
    found = areas(first_layout(PANELS, (Role.QUALITY_HEAD, Role.QA_RELEASE)))
    assert found[Area.LEFT] == ["tasks.inbox"]
    assert found[Area.CENTRE][0] == "genealogy.readiness"
    assert "quality.records" in found[Area.CENTRE]


def test_an_inspector_has_the_tasks_in_front() -> None:
    found = areas(first_layout(PANELS, (Role.INSPECTOR,)))
    assert found[Area.CENTRE][0] == "tasks.inbox"
    assert Area.LEFT not in found, "the entry screen needs the width"
