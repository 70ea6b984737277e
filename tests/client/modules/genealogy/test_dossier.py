"""The dossier of a lot."""

from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import cast

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import (
    make_catheter,
    make_catheter_lot,
    make_dossier,
    make_entries,
    make_hold,
    make_stock,
    make_units,
)
from tests.client.stand_ins import Opened, Shown
from tests.counting import calls
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.dossier import DossierPage
from veralot_client.modules.genealogy.pages.sections import AT_ONCE, UnitsCard
from veralot_client.widgets.page import Page
from veralot_client.widgets.sections import SectionTable
from veralot_shared.contracts.attachments import AttachmentsChanged, FileTarget, FileTargetKind
from veralot_shared.contracts.audit import RecordHistory
from veralot_shared.contracts.genealogy import (
    ExportDossier,
    FileView,
    GetDossier,
    HoldReason,
    ListUnits,
    LotsChanged,
    LotStatus,
    PlaceHold,
    SampleLot,
    StockOf,
)
from veralot_shared.contracts.inspection import InspectionsChanged
from veralot_shared.contracts.items import GetItem
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import InspectionId, LotId, NodeId
from veralot_shared.messages import Event


def places(services: Services) -> list[tuple[str, int]]:
    return [(place[0], place[1]) for place in cast("Opened", services.navigator).places]


LOT = make_catheter_lot()


def table_of(page: DossierPage, section: str) -> SectionTable:
    """Return the table of a section that has rows."""
    table = page.sections.cards[section].table
    assert table is not None
    return table


def units(page: DossierPage) -> UnitsCard:
    """Return the section of units."""
    card = page.sections.cards["genealogy.units"]
    assert isinstance(card, UnitsCard)
    return card


@pytest.fixture
def dossier_server(fake_server: FakeServer) -> FakeServer:
    fake_server.answer(GetDossier, make_dossier(LOT))
    fake_server.answer(StockOf, [make_stock(LOT, 2, Decimal(38)), make_stock(LOT, 5, Decimal(2))])
    fake_server.answer(GetItem, make_catheter())
    fake_server.answer(RecordHistory, make_entries())
    fake_server.answer(ListUnits, make_units(LOT, 40))
    return fake_server


@pytest.fixture
def dossier(desk: Services, dossier_server: FakeServer, show: ShowPage[Page]) -> DossierPage:
    assert dossier_server.executed == []
    page = cast("DossierPage", show(DossierPage(desk, LOT.id)))
    page.sections.complete()
    return page


def fact(page: DossierPage, label: str) -> str:
    pairs = page.header.facts._pairs  # noqa: SLF001 - as they are read
    return next(text.text() for name, text in pairs if name.text() == label)


def test_the_head_says_what_where_and_until_when(dossier: DossierPage) -> None:
    header = dossier.header
    assert dossier.title() == "PT260801"
    assert header.number.text() == "PT260801"
    assert header.chip.text() == "In test"
    assert "PTCA balloon catheter" in header.item.text()
    assert "球囊扩张导管" in header.other_name.text(), "both languages, whichever is spoken"
    assert fact(dossier, "Where").splitlines() == [
        "QC-02 Finished goods quarantine: 38\u00a0pcs",
        "PR-CAT Catheter line: 2\u00a0pcs",
    ]
    assert fact(dossier, "Expiry").startswith("31 Aug 2028")


@pytest.mark.requirement("CN-17")
def test_only_the_steps_that_can_follow_are_drawn(dossier: DossierPage) -> None:
    shown = [each for each in dossier.bar._buttons if dossier.bar.button(each).isVisible()]  # noqa: SLF001 - as they are drawn
    assert shown == ["genealogy.release_production", "genealogy.reject", "genealogy.hold"]
    assert dossier.dossier.offered()[0] == "genealogy.release_production"


def test_every_section_stands_in_its_order_with_its_rows(dossier: DossierPage) -> None:
    titles = [dossier.sections.index.item(row).text() for row in range(dossier.sections.index.count())]
    assert titles == ["Status history  2", "Where it is  2", "What it was made from  7", "Units  40", "Signatures"]
    assert table_of(dossier, "genealogy.units").model.rowCount() == 40
    assert "Nothing is recorded here." in dossier.sections.cards["identity.signatures"].note.text()


def test_what_is_not_seen_at_first_is_made_one_after_the_other(
    qtbot: QtBot, desk: Services, dossier_server: FakeServer, show: ShowPage[Page]
) -> None:
    assert dossier_server.executed == []
    page = DossierPage(desk, LOT.id)
    assert len(page.sections.cards) == AT_ONCE
    show(page)
    qtbot.waitUntil(lambda: len(page.sections.cards) == len(make_dossier(LOT).sections))
    assert list(page.sections.cards) == [section.id for section in make_dossier(LOT).sections]


def test_the_index_leads_to_a_section(qtbot: QtBot, dossier: DossierPage) -> None:
    dossier.sections.index.setCurrentRow(3)
    seen = dossier.sections.cards["genealogy.units"]
    # Cards below may still be getting their places; the page keeps to what was chosen until they have them.
    qtbot.waitUntil(lambda: seen.visibleRegion().boundingRect().height() > 0)


def test_an_action_opens_its_form_and_the_dossier_follows(
    dossier: DossierPage, desk: Services, dossier_server: FakeServer, tell: Callable[[Event], None]
) -> None:
    dossier_server.answer(GetDossier, make_dossier(make_catheter_lot(status=LotStatus.QUARANTINE)))
    tell(LotsChanged(lot_ids=[LOT.id]))
    assert dossier.header.chip.text() == "Quarantine"
    dossier.bar.button("genealogy.sample").click()
    dialog = open_dialog()
    dossier_server.answer(SampleLot, make_catheter_lot(status=LotStatus.IN_TEST))
    dialog.send()
    assert cast("Shown", desk.notices).texts == ["Lot PT260801 is now “In test”."]


@pytest.mark.parametrize(
    ("event", "read"),
    [
        (InspectionsChanged(inspection_ids=[InspectionId(3)], lot_ids=[LOT.id]), True),
        (InspectionsChanged(inspection_ids=[InspectionId(3)], lot_ids=[LotId(5)]), False),
        (AttachmentsChanged(target=FileTarget(kind=FileTargetKind.LOT, id=LOT.id)), True),
        (AttachmentsChanged(target=FileTarget(kind=FileTargetKind.ITEM, id=LOT.id)), False),
    ],
)
def test_an_inspection_or_a_file_of_the_lot_is_read_at_once(
    dossier: DossierPage, dossier_server: FakeServer, tell: Callable[[Event], None], event: Event, *, read: bool
) -> None:
    asked = len([one for one in dossier_server.executed if isinstance(one, GetDossier)])
    tell(event)
    assert len([one for one in dossier_server.executed if isinstance(one, GetDossier)]) == asked + read
    assert dossier.dossier.lot is not None


def test_changes_of_other_lots_are_not_read(
    dossier: DossierPage, dossier_server: FakeServer, tell: Callable[[Event], None]
) -> None:
    asked = len(dossier_server.executed)
    tell(LotsChanged(lot_ids=[LotId(5)]))
    assert len(dossier_server.executed) == asked
    assert dossier.dossier.lot is not None


def test_sections_that_have_not_changed_keep_what_is_selected(
    dossier: DossierPage, tell: Callable[[Event], None]
) -> None:
    table = table_of(dossier, "genealogy.units")
    table.grid.go_to(7)
    tell(LotsChanged(lot_ids=[LOT.id]))
    assert table_of(dossier, "genealogy.units") is table
    assert table.grid.chosen_rows() == [7]


@pytest.mark.requirement("I-41")
def test_units_in_ranges_are_found_and_held_one_and_all(
    qtbot: QtBot, desk: Services, dossier_server: FakeServer, show: ShowPage[Page]
) -> None:
    known = make_dossier(LOT)
    ranges = [["PT260801-001..PT260801-028", "made"], ["PT260801-029", "made"], ["PT260801-030..PT260801-040", "made"]]
    sections = [
        msgspec.structs.replace(each, rows=ranges, total=3) if each.id == "genealogy.units" else each
        for each in known.sections
    ]
    dossier_server.answer(GetDossier, msgspec.structs.replace(known, sections=sections))
    page = DossierPage(desk, LOT.id)
    show(page)
    qtbot.waitUntil(lambda: len(page.sections.cards) == len(sections))
    card = units(page)
    page.point_at("PT260801-033")
    QApplication.processEvents()
    assert [row[0] for row in table_of(page, "genealogy.units").selected()] == ["PT260801-030..PT260801-040"]
    assert not card.trace.isEnabled(), "a range is no single unit"
    asked: list[list[str]] = []
    card.hold_asked.connect(asked.append)
    card.hold.click()
    assert asked == [[f"PT260801-{n:03}" for n in range(30, 41)]]
    page.point_at("PT260801-029")
    QApplication.processEvents()
    assert card.trace.isEnabled()


def test_a_unit_can_be_traced_and_held_from_the_dossier(
    dossier: DossierPage, desk: Services, dossier_server: FakeServer
) -> None:
    card = units(dossier)
    assert not card.trace.isEnabled()
    dossier.point_at("PT260801-029")
    QApplication.processEvents()
    assert [row[0] for row in table_of(dossier, "genealogy.units").selected()] == ["PT260801-029"]
    card.trace.click()
    assert places(desk) == [("unit", 600_029)]
    card.hold.click()
    dialog = open_dialog()
    dossier_server.answer(PlaceHold, [make_hold()])
    dialog.form.put("reason_code", HoldReason.COMPLAINT)
    dialog.form.put("reason", "creased pouch")
    dialog.send()
    command = dossier_server.executed[-1]
    assert isinstance(command, PlaceHold)
    assert command.node_ids == [NodeId(600_029)]


def test_a_link_in_a_section_opens_its_record(dossier: DossierPage, desk: Services) -> None:
    table = table_of(dossier, "genealogy.inputs")
    at = table.grid.visualRect(table.model.index(0, 0)).center()
    at.setX(table.grid.columnViewportPosition(0) + 10)
    QTest.mouseClick(table.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert places(desk) == [("lot", 101)]


@pytest.mark.requirement("P11-03")
def test_the_exported_file_is_what_the_server_made(
    dossier: DossierPage, desk: Services, dossier_server: FakeServer, tmp_path: Path
) -> None:
    content = b"%PDF-1.7 signed"
    good = "c05f9c0ba8c9d7a8fb1c3a6a4c9d6a7f"
    file = FileView(name="PT260801.pdf", media_type="application/pdf", content=content, sha256=sha(content))
    dossier_server.answer(ExportDossier, file)
    got: list[FileView] = []
    dossier.dossier.export(got.append)
    assert got == [file]
    dossier.dossier.save(file, tmp_path / "lot.pdf")
    assert (tmp_path / "lot.pdf").read_bytes() == content
    with pytest.raises(OSError, match="checksum"):
        dossier.dossier.save(FileView(name="x", media_type="", content=content, sha256=good), tmp_path / "bad.pdf")
    assert not (tmp_path / "bad.pdf").exists()
    assert cast("Shown", desk.notices).texts[-1].endswith("lot.pdf")


def sha(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_the_history_opens_beside_the_sections(dossier: DossierPage, dossier_server: FakeServer) -> None:
    assert not dossier.history.isVisible()
    dossier.show_history.click()
    assert dossier.history.isVisible()
    assert RecordHistory in {type(each) for each in dossier_server.executed}
    assert "30 Sept 2031" in dossier.history.text.toPlainText()


def test_a_lot_that_is_not_there_says_so_and_can_be_tried_again(
    desk: Services, dossier_server: FakeServer, show: ShowPage[Page]
) -> None:
    dossier_server.answer(GetDossier, RecordNotFound(kind="lot", key="60"))
    page = cast("DossierPage", show(DossierPage(desk, 60)))
    assert page.empty.isVisible()
    assert not page.header.isVisible()
    dossier_server.answer(GetDossier, make_dossier(LOT))
    page.refresh()
    assert page.header.isVisible()


def test_a_thousand_edges_open_without_a_pause(
    desk: Services, dossier_server: FakeServer, show: ShowPage[Page]
) -> None:
    """What is not seen is not made: ten times as many edges are read and not shown. The first page is made for the imports."""
    costs = []
    for consumed in (100, 100, 1000):
        dossier_server.answer(GetDossier, make_dossier(LOT, consumed=consumed))
        costs.append(calls(lambda: show(DossierPage(desk, LOT.id))))
    assert costs[2] < 2 * costs[1], costs


def test_the_dossier_speaks_the_language_of_the_moment(
    dossier: DossierPage, desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.words, "label", lambda value: f"«{value.value}»")
    QApplication.sendEvent(dossier, QEvent(QEvent.Type.LanguageChange))
    assert dossier.header.chip.text() == "«in_test»"
