"""The page of a recall: what it shows at each stage, what it offers, what it sends."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import NOW
from tests.client.modules.plant import make_lot as make_genealogy_lot
from tests.client.modules.recall.plant import (
    make_affected,
    make_detail,
    make_frozen,
    make_recall,
    make_unit,
    real,
)
from tests.client.stand_ins import Opened, Pen, Shown
from tests.fakes import FakeServer
from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.dossier import DossierPage
from veralot_client.modules.recall.pages.acting import AnswersStage, CloseStage, ConsigneesStage
from veralot_client.modules.recall.pages.finding import AffectedStage
from veralot_client.modules.recall.pages.recall import STAGES, RecallPage
from veralot_client.modules.recall.pages.recalls import RecallsPage
from veralot_client.widgets.page import Page
from veralot_shared.contracts.genealogy import FileView, GetLot, HoldReason, LotsChanged, NodeKind
from veralot_shared.contracts.identity import SignatureNeeded
from veralot_shared.contracts.recall import (
    AffectedView,
    ChangeSuspects,
    CompareRecall,
    ComparisonView,
    ExportLetters,
    FreezeFigures,
    GetAffected,
    GetRecall,
    HoldAffected,
    ListAffectedUnits,
    ListRecalls,
    ListTargets,
    NotifyConsignees,
    RecallDetail,
    RecallStatus,
    RecordResponse,
    StartRecall,
    TargetView,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LotId, NodeId
from veralot_shared.messages import Event, Meaning, Message

Open = Callable[..., RecallPage]


@pytest.fixture
def open_page(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> Open:
    def make(
        detail: RecallDetail | None = None, affected: AffectedView | None = None, stage: object = None
    ) -> RecallPage:
        fake_server.answer(GetRecall, detail or make_detail())
        fake_server.answer(GetAffected, affected or make_affected())
        page = cast("RecallPage", show(RecallPage(desk, 5)))
        if stage is not None:
            page.list.setCurrentRow(STAGES.index(stage))
        return page

    return make


def hear(services: Services, event: Event) -> None:
    services.changes._observers[event.name].tell(event)  # noqa: SLF001 - what the listener's thread calls


def sent(fake: FakeServer, kind: type[Message[object]]) -> list[Message[object]]:
    return [message for message in fake.executed if isinstance(message, kind)]


# --- showing ---------------------------------------------------------------------------------------------------------


def test_the_head_says_which_how_long_and_how_much_is_accounted_for(open_page: Open) -> None:
    page = open_page()
    assert page.title() == "MR-2026-001"
    assert page.recall.elapsed(NOW + timedelta(hours=1)) == timedelta(hours=1)
    text = " ".join(label.text() for label in page.header.facts.findChildren(QLabel))
    assert "97 %" in text
    assert "0.041 s" in text


def test_affected_lots_places_and_customers_stand_apart(open_page: Open) -> None:
    page = open_page(stage=AffectedStage)
    stage = cast("AffectedStage", page.stage())
    tables = (stage.totals, stage.lots, stage.stock, stage.process, stage.shipped)
    assert [table.model.rowCount() for table in tables] == [2, 2, 1, 1, 1]
    assert [stage.tabs.tabText(place) for place in range(5)] == [
        "Lots  2",
        "In stock  1",
        "In process  1",
        "With customers  1",
        "Units  10",
    ]
    stage.lots.header.put({"unaccounted": ">0"})
    assert stage.lots.model.rowCount() == 1


def test_units_are_read_when_somebody_looks_at_them(open_page: Open, fake_server: FakeServer) -> None:
    page = open_page(stage=AffectedStage)
    stage = cast("AffectedStage", page.stage())
    assert not sent(fake_server, ListAffectedUnits)
    fake_server.answer(ListAffectedUnits, [make_unit(n) for n in range(1, 7)])
    stage.tabs.setCurrentWidget(stage.units)
    assert stage.units.model.rowCount() == 6
    stage.tabs.setCurrentIndex(0)
    stage.tabs.setCurrentWidget(stage.units)
    assert len(sent(fake_server, ListAffectedUnits)) == 1


def test_an_answer_that_is_not_complete_says_why(open_page: Open) -> None:
    page = open_page(None, make_affected(complete=False, hidden=3), AffectedStage)
    assert "3 lots are not shown" in page.stage().notice.text


def test_figures_that_are_out_of_date_say_so_and_are_read_again(
    open_page: Open, fake_server: FakeServer, desk: Services
) -> None:
    page = open_page(stage=AffectedStage)
    hear(desk, LotsChanged(lot_ids=[LotId(99)]))
    assert not page.recall.stale, "a lot that is none of this recall's"
    hear(desk, LotsChanged(lot_ids=[LotId(60)]))
    assert "changed since" in page.stage().notice.text
    before = len(sent(fake_server, GetAffected))
    page.perform("recall.look_again")
    assert len(sent(fake_server, GetAffected)) == before + 1
    assert not page.recall.stale


def test_a_mock_recall_has_no_decision_and_a_real_one_has(open_page: Open) -> None:
    page = open_page()
    assert [page.list.item(n).text() for n in range(page.list.count()) if not page.list.item(n).isHidden()] == [
        "1  Suspects",
        "2  Affected",
        "3  Hold",
        "4  Consignees and letters",
        "5  Answers and checks",
        "6  Close",
    ]
    other = open_page(make_detail(real(RecallStatus.SIGNAL)))
    assert not other.list.item(3).isHidden()
    assert other.can_perform("recall.evaluate")
    assert not other.can_perform("recall.decide")


def test_of_a_closed_recall_the_frozen_figures_are_shown(open_page: Open, fake_server: FakeServer) -> None:
    closed = make_recall(status=RecallStatus.CLOSED, ended_at=NOW + timedelta(minutes=90))
    page = open_page(make_frozen(closed))
    (asked,) = sent(fake_server, GetAffected)
    assert getattr(asked, "snapshot_id", None) == 9
    assert page.recall.elapsed() == timedelta(minutes=90)
    for action in ("recall.add_suspect", "recall.hold_all", "recall.freeze", "recall.close", "recall.respond"):
        assert not page.can_perform(action)
    assert page.can_perform("recall.letters")


def test_a_recall_that_is_not_there_says_so(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(GetRecall, RecordNotFound(kind="recall", key="5"))
    page = cast("RecallPage", show(RecallPage(desk, 5)))
    assert page.empty.isVisible()
    assert not page.list.isVisible()


# --- doing -----------------------------------------------------------------------------------------------------------


def test_a_suspect_is_removed(open_page: Open, fake_server: FakeServer) -> None:
    page = open_page()
    fake_server.answer(ChangeSuspects, make_detail(make_recall(suspects=[], version=2)))
    assert not page.can_perform("recall.drop_suspect")
    page.stages[0].tables[0].grid.selectAll()
    page.perform("recall.drop_suspect")
    (command,) = sent(fake_server, ChangeSuspects)
    assert getattr(command, "suspects", None) == []
    assert page.recall.affected is None


def test_everything_is_held_with_one_signature(open_page: Open, fake_server: FakeServer, desk: Services) -> None:
    page = open_page()
    targets = [
        TargetView(NodeId(1), NodeKind.LOT, LotId(1), "L001", "CP-HUB"),
        TargetView(NodeId(601), NodeKind.UNIT, LotId(60), "L060-01", "FG-PTC"),
    ]
    need = SignatureNeeded(
        statement=HoldAffected.statement,
        meaning=Meaning.HELD,
        subjects=[],
        shown_hash="00",
        needs_user_name=True,
        second_person=False,
    )
    fake_server.answer(ListTargets, targets)
    fake_server.answer(HoldAffected, lambda command: need if command.signature is None else make_detail())
    page.perform("recall.hold_all")
    dialog = open_dialog()
    assert "1 lot: L001" in str(dialog.form.values()["lots"])
    assert "1 unit: L060-01" in str(dialog.form.values()["units"])
    dialog.send()
    (command,) = sent(fake_server, HoldAffected)
    assert isinstance(command, HoldAffected)
    assert command.reason_code is HoldReason.INVESTIGATION
    assert command.signature is not None
    assert len(cast("Pen", desk.sender.signer).asked) == 1


def test_nothing_left_to_hold_opens_no_form(open_page: Open, fake_server: FakeServer, desk: Services) -> None:
    page = open_page()
    fake_server.answer(ListTargets, [])
    page.perform("recall.hold_all")
    assert cast("Shown", desk.notices).texts == ["There is nothing left to hold or to recall."]


def test_figures_are_frozen_and_consignees_listed(open_page: Open, fake_server: FakeServer) -> None:
    page = open_page(stage=ConsigneesStage)
    fake_server.answer(FreezeFigures, make_frozen())
    assert not page.can_perform("recall.letters")
    page.perform("recall.freeze")
    assert cast("ConsigneesStage", page.stage()).table.model.rowCount() == 2
    assert page.can_perform("recall.letters")


def test_letters_go_to_those_selected_and_are_saved_as_they_are(
    open_page: Open, fake_server: FakeServer, tmp_path: Path
) -> None:
    page = open_page(make_frozen(), None, ConsigneesStage)
    content = b"%PDF-1.7 letter"
    sha256 = "f7a3ac1ef5e9d1be55f6c5ab6c3a1b6d6de0ec3a0a4bc7f7b5d1ad2dd0b0e9c2"
    file = FileView(name="letter.pdf", media_type="application/pdf", content=content, sha256=sha256)
    fake_server.answer(ExportLetters, file)
    cast("ConsigneesStage", page.stage()).table.grid.go_to(0)
    page.perform("recall.letters")
    open_dialog().send()
    (command,) = sent(fake_server, ExportLetters)
    assert len(getattr(command, "consignee_ids", [])) == 1
    with pytest.raises(OSError, match="differ"):
        page.recall.save(file, tmp_path / "letter.pdf")
    assert not (tmp_path / "letter.pdf").exists()


def test_an_answer_belongs_to_one_consignee(open_page: Open, fake_server: FakeServer) -> None:
    page = open_page(make_frozen(), None, AnswersStage)
    stage = cast("AnswersStage", page.stage())
    assert not page.can_perform("recall.respond")
    stage.answers.grid.selectAll()
    assert not page.can_perform("recall.respond"), "two consignees are selected"
    stage.answers.grid.go_to(1)
    fake_server.answer(RecordResponse, make_frozen())
    page.perform("recall.respond")
    dialog = open_dialog()
    dialog.form.put("received_on", NOW.date())
    dialog.form.put("contact", "Ms. Zhou")
    dialog.send()
    (command,) = sent(fake_server, RecordResponse)
    assert isinstance(command, RecordResponse)
    assert (command.consignee_id, [line.lot_id for line in command.lines]) == (2, [60])


def test_without_a_selection_all_are_notified(open_page: Open, fake_server: FakeServer) -> None:
    page = open_page(make_frozen(), None, ConsigneesStage)
    fake_server.answer(NotifyConsignees, make_frozen())
    page.perform("recall.notify")
    dialog = open_dialog()
    dialog.form.put("on", NOW.date())
    dialog.form.put("method", "email")
    dialog.send()
    (command,) = sent(fake_server, NotifyConsignees)
    assert getattr(command, "consignee_ids", None) == [1, 2]


def test_frozen_figures_stand_beside_those_of_now(open_page: Open, fake_server: FakeServer) -> None:
    detail = make_frozen()
    compared = ComparisonView(then=detail.snapshots[-1], then_totals=[], now_totals=[], now_at=NOW, changed=[])
    fake_server.answer(CompareRecall, compared)
    page = open_page(detail, None, CloseStage)
    assert "Nothing has changed" in page.stage().notice.text
    assert page.can_perform("recall.close")
    assert not open_page(make_detail(), None, CloseStage).can_perform("recall.close")


# --- starting --------------------------------------------------------------------------------------------------------


def test_a_mock_recall_is_started_from_a_lots_dossier(
    desk: Services, fake_server: FakeServer, show: ShowPage[Page]
) -> None:
    lot = make_genealogy_lot(7)
    fake_server.answer(GetLot, lot)
    fake_server.answer(StartRecall, make_detail())
    page = cast("DossierPage", show(DossierPage(desk, 7)))
    action = desk.actions.find("recall.start_here")
    desk.actions.enter_page("genealogy.dossier", page)
    assert not desk.actions.possible(action), "the dossier has not been read"
    assert page.bar.entry("recall.start_here").text() == "Start a mock recall from here…"
    assert action.about is not None
    action.about([Subject("lot", 7, "L7")])
    dialog = open_dialog()
    assert lot.lot_no in str(dialog.form.values()["reason"])
    dialog.send()
    (command,) = sent(fake_server, StartRecall)
    assert isinstance(command, StartRecall)
    assert (command.mock, len(command.suspects)) == (True, 1)
    assert cast("Opened", desk.navigator).places[-1][:2] == ("recall", 5)


def test_the_list_opens_a_recall(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListRecalls, [make_recall(), msgspec.structs.replace(real(RecallStatus.CLOSED), id=6)])
    page = cast("RecallsPage", show(RecallsPage(desk)))
    assert page.table.model.rowCount() == 2
    page.table.header.put({"mock": frozenset({"True"})})
    assert page.table.model.rowCount() == 1
    page.table.grid.go_to(0)
    QTest.keyClick(page.table.grid, Qt.Key.Key_Return)
    assert cast("Opened", desk.navigator).places[-1][:2] == ("recall", 5)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_everything_follows_the_language(open_page: Open, desk: Services, language: str) -> None:
    page = open_page(make_frozen())
    desk.words.switch(language)
    page.retranslate()
    name = {"en": "Suspects", "zh_CN": "可疑对象"}[language]
    assert page.list.item(0).text() == f"1  {name}"
