"""Items and partners: lists and forms."""

from decimal import Decimal
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.client.modules.conftest import ShowPage, open_dialog
from tests.client.modules.plant import make_catheter, make_entries, make_item, make_partner
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.items.pages.items import ItemsPage
from veralot_client.modules.items.pages.partners import PartnersPage
from veralot_client.modules.items.presenters.items import CreateItemForm, EditItemForm, checked_gtin, with_check_digit
from veralot_client.modules.items.presenters.partners import CreatePartnerForm, EditPartnerForm
from veralot_client.widgets.form.spec import Flaw, Values, Wrong
from veralot_client.widgets.page import Page
from veralot_shared.contracts.audit import RecordHistory
from veralot_shared.contracts.items import (
    CreateItem,
    CreatePartner,
    GtinInvalid,
    ItemKind,
    ItemsChanged,
    ListItems,
    ListPartners,
    PackLevelEntry,
    PartnerKind,
    Tracking,
    UpdateItem,
    UpdatePartner,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.ids import ItemId


def item_values(**changes: Any) -> Values:
    values: Values = {"code": "FG-1", "name": "Set", "name_zh": "", "kind": ItemKind.FINISHED, "unit": "pcs"}
    values |= {"tracking": Tracking.LOT, "quantum": Decimal(1), "shelf_life_months": None, "customer_id": None}
    return values | {"device_class": "", "implantable": False, "pack_levels": []} | changes


def level(**changes: Any) -> Values:
    return {"level": 1, "name": "Pouch", "name_zh": "", "gtin": "09521202225158", "contains": 1} | changes


def test_an_item_is_made(services: Services) -> None:
    command = CreateItemForm(services).checked(item_values(pack_levels=[level()], quantum=Decimal("0.5")))
    assert command == CreateItem(
        code="FG-1",
        name="Set",
        kind=ItemKind.FINISHED,
        tracking=Tracking.LOT,
        unit="pcs",
        quantum=Decimal("0.5"),
        pack_levels=[PackLevelEntry(level=1, name="Pouch", gtin="09521202225158", contains=1)],
    )


@pytest.mark.requirement("GS1-01")
def test_a_wrong_check_digit_is_told_with_the_right_one(services: Services) -> None:
    with pytest.raises(Wrong) as wrong:
        CreateItemForm(services).checked(item_values(pack_levels=[level(), level(gtin="19521202225154")]))
    error = wrong.value.flaws[0]
    assert isinstance(error, GtinInvalid)
    assert (error.field, error.expected) == ("pack_levels[1].gtin", "5")


@pytest.mark.parametrize(
    ("typed", "stored"), [("09521202225158", "09521202225158"), ("9521202225158", "09521202225158")]
)
def test_a_gtin_is_stored_with_fourteen_digits(typed: str, stored: str) -> None:
    assert checked_gtin("gtin", typed) == stored


@pytest.mark.parametrize("typed", ["123", "0952120222515X", "095212022251580"])
def test_what_is_no_gtin_is_told(typed: str) -> None:
    with pytest.raises(Wrong) as wrong:
        checked_gtin("gtin", typed)
    assert isinstance(wrong.value.flaws[0], Flaw)


@pytest.mark.parametrize(
    ("typed", "completed"), [("1952120222515", None), ("095212022", None), ("9521202", "95212027"), ("", None)]
)
def test_a_gtin_without_its_check_digit_is_completed_where_only_that_can_be_meant(
    typed: str, completed: str | None
) -> None:
    found = with_check_digit(typed)
    assert (found is None) is (completed is None)
    assert found is None or found.startswith(typed)


def test_a_wrong_gtin_is_told_when_its_field_is_left(
    desk: Services, show: ShowPage[Page], fake_server: FakeServer
) -> None:
    fake_server.answer(ListItems, [make_item()])
    page = show(ItemsPage(desk))
    page.perform("items.create_item")
    form = open_dialog().form
    form.put("pack_levels", [{"level": 1, "gtin": "09521202225157"}])
    editor: Any = form.editor("pack_levels[0].gtin")
    editor.line.editingFinished.emit()
    lines: Any = form.editor("pack_levels")
    assert "should be 8" in lines.lines[0].error.text()
    assert not any(isinstance(each, CreateItem) for each in fake_server.executed)
    QTest.keyClick(editor.line, Qt.Key.Key_Backspace)
    QTest.keyClicks(editor.line, "8")
    assert lines.lines[0].error.text() == "", "typing on takes the complaint away"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantum": Decimal(0)}, "quantum"),
        ({"pack_levels": [level(contains=0)]}, "pack_levels[0].contains"),
        ({"code": ""}, "code"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(services: Services, changes: Values, field: str) -> None:
    with pytest.raises(Wrong) as wrong:
        CreateItemForm(services).checked(item_values(**changes))
    assert [flaw.field for flaw in wrong.value.flaws if isinstance(flaw, Flaw)] == [field]


def test_what_may_change_of_an_item_is_saved(services: Services) -> None:
    form = EditItemForm(services, make_item())
    assert {field.name for field in form.fields} == {"name", "name_zh", "shelf_life_months", "active"}
    form.changed_meanwhile(RecordChanged(kind="item", key="CP-HUB", changed_by="x", differences=[], version=9))
    values = form.values | {"shelf_life_months": 48}
    assert form.checked(values) == UpdateItem(
        id=ItemId(4), version=9, name="Catheter hub", name_zh="导管座", shelf_life_months=48, active=True
    )


def test_a_partner_is_made_and_its_gln_checked(services: Services) -> None:
    form = CreatePartnerForm(services)
    values: Values = {"code": "S07", "kind": PartnerKind.SUPPLIER, "name": "Taihu", "name_zh": "", "address": ""}
    values |= {"country": "CN", "gln": "9521301000014"}
    assert form.checked(values) == CreatePartner(
        code="S07", kind=PartnerKind.SUPPLIER, name="Taihu", country="CN", gln="9521301000014"
    )
    for wrong_gln in ("9521307000011", "123"):
        with pytest.raises(Wrong):
            form.entered("gln", values | {"gln": wrong_gln})
    command = form.checked(values | {"gln": ""})
    assert isinstance(command, CreatePartner)
    assert command.gln is None


def test_a_partner_is_changed(services: Services) -> None:
    form = EditPartnerForm(services, make_partner())
    command = form.checked(form.values | {"active": False})
    assert isinstance(command, UpdatePartner)
    assert not command.active
    assert command.version == 1


# --- pages -----------------------------------------------------------------------------------------------------------


def test_items_are_listed_filtered_and_edited(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListItems, [make_item(), make_catheter()])
    fake_server.answer(RecordHistory, make_entries())
    page = cast("ItemsPage", show(ItemsPage(desk, 9)))
    current = page.table.current()
    assert current is not None
    assert current.code == "FG-PTC"
    page.table.header.put({"gtins": "19521307000312"})
    assert [row.code for row in page.table.rows.take_all(None)] == ["CP-HUB"]  # type: ignore[arg-type]  # a list needs no job
    page.table.grid.go_to(0)
    QTest.keyClick(page.table.grid, Qt.Key.Key_Return)
    assert open_dialog().form.values()["name"] == "Catheter hub"


def test_the_list_follows_what_others_do(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListItems, [make_item()])
    page = cast("ItemsPage", show(ItemsPage(desk)))
    fake_server.answer(ListItems, [make_item(), make_catheter()])
    desk.changes._observers[ItemsChanged.name].tell(ItemsChanged(item_ids=[ItemId(9)]))  # noqa: SLF001 - as the stream tells it
    assert page.table.model.rowCount() == 2


def test_partners_are_listed(desk: Services, fake_server: FakeServer, show: ShowPage[Page]) -> None:
    fake_server.answer(ListPartners, [make_partner(number) for number in range(1, 5)])
    page = cast("PartnersPage", show(PartnersPage(desk)))
    assert page.table.model.rowCount() == 4
    assert not page.can_perform("items.edit_partner")
    page.table.grid.go_to(0)
    page.perform("items.edit_partner")
    assert "S01" in open_dialog().heading.text()
