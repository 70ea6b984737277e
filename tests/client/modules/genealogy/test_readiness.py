"""The list of what is ready for release, and what stands in the way of the chosen lot."""

from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.client.modules.conftest import ShowPage
from tests.client.modules.plant import NOW, make_catheter_lot, make_lot
from tests.client.stand_ins import Opened
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.readiness import ReadinessPage
from veralot_client.modules.genealogy.presenters.readiness import FINDINGS, LOTS, ReadinessPresenter, findings, record
from veralot_client.widgets.page import Page
from veralot_client.widgets.sections import columns_of
from veralot_client.widgets.table.window import Sort
from veralot_shared.contracts.genealogy import (
    BlockerView,
    CheckResult,
    CheckView,
    ColumnView,
    ListReadiness,
    LotEvent,
    LotView,
    ReadinessView,
    SectionView,
)
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.tasks import TasksChanged

UNDECIDED = "Inspection {number} has no usage decision yet."
BLOCKER = BlockerView(
    UNDECIDED,
    {"number": "IL-7"},
    kind="inspection",
    id=7,
    label="IL-7",
    permission="inspection:inspection:decide",
    roles=[Role.QA_RELEASE, Role.QUALITY_HEAD],
    owner="Zhou Ling",
    owner_zh="周玲",
)


def waits(lot: LotView, *missing: BlockerView, event: LotEvent = LotEvent.ACCEPT) -> ReadinessView:
    """Return a lot that waits for a release."""
    checks = [
        CheckView(id="attachments.files", title="Required files", result=CheckResult.NOT_APPLICABLE),
        CheckView(id="genealogy.lot", title="Status of the lot", result=CheckResult.PASSED),
        CheckView(
            id="inspection.inspections",
            title="Inspections",
            result=CheckResult.FAILED if missing else CheckResult.PASSED,
            missing=list(missing),
        ),
    ]
    return ReadinessView(lot=lot, event=event, since=NOW, ready=not missing, checks=checks)


BLOCKED = waits(make_lot(1), BLOCKER)
READY = waits(make_catheter_lot(), event=LotEvent.RELEASE_PRODUCTION)


@pytest.fixture
def page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> ReadinessPage:
    fake_server.answer(ListReadiness, [BLOCKED, READY])
    return cast("ReadinessPage", show(ReadinessPage(desk)))


def cells(columns: Any, row: Any, services: Services) -> dict[str, str]:
    return {column.id: column.read(row, services.words) for column in columns}


@pytest.mark.requirement("I-52")
def test_what_is_ready_comes_first_and_each_blocker_is_named(page: ReadinessPage, services: Services) -> None:
    assert page.title() == "Ready for release  1 / 2"
    shown = [page.table.model.row_at(place) for place in range(2)]
    assert [view.ready for view in shown if view] == [True, False]
    told = cells(LOTS, BLOCKED, services)
    assert (told["ready"], told["blockers"]) == ("Not ready", "1")
    assert told["why"] == "Inspection IL-7 has no usage decision yet."
    assert cells(LOTS, READY, services)["event"] == "Release production"


def test_what_blocks_leads_to_its_record(page: ReadinessPage, desk: Services) -> None:
    page.table.grid.go_to(1)
    assert page.heading.text() == f"{BLOCKED.lot.lot_no} is not ready: Accept"
    first = page.checks.model.row_at(0)
    assert first is not None
    assert record(first) == ("inspection", 7, "")
    assert cells(FINDINGS, first, desk)["who"] == "Zhou Ling, QA release, Quality head"
    page.checks.grid.go_to(0)
    QTest.keyClick(page.checks.grid, Qt.Key.Key_Return)
    assert [(place[0], place[1]) for place in cast("Opened", desk.navigator).places] == [("inspection", 7)]


def test_the_chosen_lot_is_what_the_page_is_about(page: ReadinessPage, desk: Services) -> None:
    page.table.grid.go_to(0)
    assert [subject.label for subject in page.subjects()] == [READY.lot.lot_no]
    QTest.keyClick(page.table.grid, Qt.Key.Key_Return)
    assert cast("Opened", desk.navigator).places[-1][:2] == ("lot", READY.lot.id)


@pytest.mark.parametrize(("language", "first"), [("en", "Not ready"), ("zh_CN", "未就绪")])
def test_it_is_filtered_and_sorted_alike_in_both_languages(
    page: ReadinessPage, desk: Services, language: str, first: str
) -> None:
    desk.words.switch(language)
    page.table.rows.query(Sort("ready"), {"ready": frozenset({"False"})})
    (row,) = [page.table.model.row_at(place) for place in range(page.table.model.rowCount())]
    assert row is not None
    assert cells(LOTS, row, desk)["ready"] == first


def test_checks_that_stand_in_the_way_come_first() -> None:
    assert [one.check.result for one in findings(BLOCKED)] == [
        CheckResult.FAILED,
        CheckResult.PASSED,
        CheckResult.NOT_APPLICABLE,
    ]


def test_it_reads_long_lists_in_parts(services: Services, fake_server: FakeServer) -> None:
    asked: list[int] = []

    def answer(query: ListReadiness) -> list[ReadinessView]:
        asked.append(query.page.offset)
        return [READY] * min(query.page.limit, max(0, 250 - query.page.offset))

    fake_server.answer(ListReadiness, answer)
    presenter = ReadinessPresenter(services)
    presenter.load()
    assert presenter.counts() == (250, 250)
    assert asked == [0, 100, 200]


def test_it_follows_what_changes(page: ReadinessPage, desk: Services, fake_server: FakeServer) -> None:
    fake_server.answer(ListReadiness, [READY])
    desk.changes._observers[TasksChanged.name].tell(TasksChanged())  # noqa: SLF001 - as the stream tells it
    assert page.title() == "Ready for release  1 / 1"


def test_a_section_of_the_dossier_words_sentences_places_and_codes(services: Services) -> None:
    section = SectionView(
        id="genealogy.readiness",
        title="Before the release",
        columns=[
            ColumnView(id="missing", title="What stands in the way", kind="sentence"),
            ColumnView(id="record", title="Record", kind="place"),
            ColumnView(id="roles", title="Who can clear it", kind="codes:Role"),
        ],
        rows=[
            [
                {"text": UNDECIDED, "values": {"number": "IL-7"}},
                ["inspection", 7, "IL-7"],
                ["qa_release", "quality_head"],
            ]
        ],
        total=1,
    )
    why, place, roles = columns_of(section)
    (row,) = section.rows
    said = [column.read(row, services.words) for column in (why, place, roles)]
    assert said == ["Inspection IL-7 has no usage decision yet.", "IL-7", "QA release, Quality head"]
    assert place.link is not None
    assert place.link(row) == ("inspection", 7, "")
    empty = [None, None, None]
    assert [column.read(empty, services.words) for column in (why, place, roles)] == ["", "", ""]
    assert place.link(empty) is None
