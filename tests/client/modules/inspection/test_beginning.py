"""The form that makes an inspection of a lot, or of a part of it: what one has to know of the lot stands in it."""

from decimal import Decimal

import msgspec

from tests.client.modules.inspection.plant import make_inspection
from tests.client.modules.plant import make_lot
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.beginning import CreateForm
from veralot_shared.contracts.genealogy import GetLot
from veralot_shared.contracts.inspection import InspectionPage, InspectionStatus, ListInspections


def test_what_is_inspected_of_a_lot_already_is_said(services: Services, fake_server: FakeServer) -> None:
    lot = make_lot(lot_no="HUB-2611", quantity_made=Decimal(500))
    one = msgspec.structs.replace(make_inspection(), number="IN-4", quantity=Decimal(200), unit="pcs")
    void = msgspec.structs.replace(one, number="IN-3", status=InspectionStatus.CANCELLED)
    fake_server.answer(GetLot, lot)
    fake_server.answer(ListInspections, InspectionPage(total=2, waiting=1, overdue=0, rows=[one, void]))
    form = CreateForm(services, lot.id)
    form.begin()
    names = [field.name for field in form.fields]
    assert names[:2] == ["received", "there"]
    assert "HUB-2611" in str(form.values["received"])
    assert "500" in str(form.values["received"])
    assert str(form.values["there"]).startswith("IN-4: ")
    assert "200" in str(form.values["there"])
    assert "IN-3" not in str(form.values["there"])
    quantity = next(field for field in form.fields if field.name == "quantity")
    assert quantity.unit == lot.unit
