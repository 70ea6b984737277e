"""The page of a trace."""

from threading import Thread
from typing import cast

import pytest
from msgspec import structs

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import (
    make_hold,
    make_trace,
)
from tests.client.stand_ins import Opened, Shown
from tests.fakes import FakeServer
from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.trace import TracePage
from veralot_client.modules.genealogy.presenters.graph import Graph
from veralot_client.widgets.page import Page
from veralot_shared.contracts.genealogy import (
    HoldReason,
    PlaceHold,
    Trace,
)
from veralot_shared.ids import NodeId


def places(services: Services) -> list[tuple[str, int]]:
    return [(place[0], place[1]) for place in cast("Opened", services.navigator).places]


@pytest.fixture
def trace(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> TracePage:
    fake_server.answer(Trace, make_trace(40))
    return cast("TracePage", show(TracePage(desk, 1)))


def test_tree_and_table_go_in_step(trace: TracePage) -> None:
    trace.activateWindow()
    trace.records.grid.setFocus()
    place = trace.rows.index_of(NodeId(1007))
    assert place is not None
    trace.records.grid.go_to(place)
    assert trace.tree.currentIndex().data() == "PT260801-007"
    trace.tree.setFocus()
    model = trace.tree.model()
    root = model.index(0, 0)
    trace.tree.setCurrentIndex(model.index(0, 0, model.index(0, 0, root)))
    current = trace.records.current()
    assert current is not None
    assert current.node.label == "PX26-0603"


def test_while_only_the_nearest_are_here_nothing_is_held_and_an_export_waits(
    trace: TracePage, fake_server: FakeServer
) -> None:
    few, whole = make_trace(2), make_trace(40)
    trace.activateWindow()
    trace.records.grid.setFocus()
    trace.trace.graph = Graph(structs.replace(few, complete=False, more=True))
    trace.trace.shown.tell()
    trace.records.grid.selectAll()
    footer = trace.records.footer
    assert footer is not None
    assert footer.count.text().startswith("More than 6 rows")
    assert not trace.can_perform("genealogy.hold_traced")
    job, got = Job(), list[int]()
    waiting = Thread(target=lambda: got.append(len(trace.rows.take_all(job))))
    waiting.start()
    waiting.join(0.05)
    assert waiting.is_alive()
    fake_server.answer(Trace, whole)
    trace.refresh()
    waiting.join(10)
    assert got == [len(whole.nodes)]
    trace.records.grid.selectAll()
    assert trace.can_perform("genealogy.hold_traced")


def test_other_modules_act_on_what_is_chosen_or_else_on_what_is_traced(trace: TracePage) -> None:
    trace.activateWindow()
    trace.records.grid.setFocus()
    trace.records.grid.clearSelection()
    graph = trace.trace.graph
    assert graph is not None
    assert [each.id for each in trace.subjects()] == [graph.root.id]
    trace.records.grid.selectAll()
    assert len(trace.subjects()) == trace.records.model.rowCount()


def test_everything_that_is_affected_is_held_with_one_signature(
    trace: TracePage, desk: Services, fake_server: FakeServer
) -> None:
    trace.activateWindow()
    trace.records.header.put({"kind": frozenset({"unit"})})
    trace.records.grid.setFocus()
    trace.records.grid.selectAll()
    assert trace.can_perform("genealogy.hold_traced")
    trace.bar.button("genealogy.hold_traced").click()
    dialog = open_dialog()
    fake_server.answer(PlaceHold, [make_hold(number) for number in range(40)])
    dialog.form.put("reason_code", HoldReason.COMPLAINT)
    dialog.form.put("reason", "burst below rated pressure")
    dialog.send()
    command = fake_server.executed[-1]
    assert isinstance(command, PlaceHold)
    assert len(command.node_ids) == 40
    assert cast("Shown", desk.notices).texts == ["40 holds placed."]


def test_one_traces_on_from_a_record(trace: TracePage, desk: Services) -> None:
    trace.activateWindow()
    trace.records.grid.setFocus()
    place = trace.rows.index_of(NodeId(5))
    assert place is not None
    trace.records.grid.go_to(place)
    trace.perform("genealogy.trace_from_here")
    trace.perform("genealogy.open_traced")
    assert places(desk) == [("trace", 5), ("lot", 5)]


def test_the_page_says_whether_the_trace_is_complete(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    fake_server.answer(Trace, make_trace(4, complete=False))
    page = cast("TracePage", show(TracePage(desk, 1)))
    assert page.title() == "Trace R260713-02"
    assert "Not complete" in page.complete.text
    assert page.complete.isVisible()


def test_another_direction_is_traced_anew(trace: TracePage, fake_server: FakeServer) -> None:
    trace.direction.setCurrentIndex(0)
    trace.direction.activated.emit(0)
    asked = fake_server.executed[-1]
    assert isinstance(asked, Trace)
    assert asked.direction == "back"


def test_a_deep_row_that_is_gone_to_shows_its_whole_number(trace: TracePage) -> None:
    tree = trace.tree
    tree.setColumnWidth(0, 90)
    tree.go_to(NodeId(1007))
    assert tree.columnWidth(0) >= tree.sizeHintForColumn(0) > 90
