"""A server that knows the goods of these tests, and the pages' way of hearing events."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.client.modules.genealogy.form_cases import CATHETERS, CUSTOMER, HUBS, OUTPUT, SHIPMENT, UNITS
from tests.client.modules.plant import make_catheter, make_item, make_locations, make_stock, make_units
from tests.fakes import FakeServer
from veralot_client.core.services import Services
from veralot_shared.contracts import genealogy as g
from veralot_shared.contracts.gauges import ListGauges
from veralot_shared.contracts.inspection import InspectionPage, ListInspections, ListPlans, PlanPage
from veralot_shared.contracts.items import GetItem, ListItems, ListPartners
from veralot_shared.contracts.quality import ListCases
from veralot_shared.contracts.spc import ListControls, ListExceptions, ListStudies
from veralot_shared.contracts.warehouse import FindContainers
from veralot_shared.ids import PackageId
from veralot_shared.messages import Event


@pytest.fixture
def tell(services: Services) -> Callable[[Event], None]:
    """Tell an event as the stream of changes does."""

    def tell_event(event: Event) -> None:
        services.changes._observers[event.name].tell(event)  # noqa: SLF001 - what the listener's thread calls

    return tell_event


@pytest.fixture
def nothing_elsewhere(fake_server: FakeServer) -> None:
    """No other module finds anything."""
    fake_server.answer(FindContainers, [])
    fake_server.answer(ListGauges, [])
    fake_server.answer(ListCases, [])
    fake_server.answer(ListInspections, InspectionPage(total=0, waiting=0, overdue=0, rows=[]))
    fake_server.answer(ListPlans, PlanPage(total=0, rows=[]))
    fake_server.answer(ListControls, [])
    fake_server.answer(ListExceptions, [])
    fake_server.answer(ListStudies, [])


@pytest.fixture
def goods(fake_server: FakeServer) -> None:
    """A server that knows the lots, places and partners of these tests."""
    lots = {lot.id: lot for lot in (HUBS, CATHETERS, OUTPUT)}
    units = {CATHETERS.id: UNITS, OUTPUT.id: make_units(OUTPUT, 5)}
    fake_server.answer(g.StockOf, lambda query: [make_stock(lots[query.lot_id], 3)])
    fake_server.answer(g.ListLocations, make_locations())
    fake_server.answer(g.ListUnits, lambda query: units.get(query.lot_id, []))
    fake_server.answer(g.ListPackages, [package(1), package(2)])
    fake_server.answer(GetItem, make_catheter())
    fake_server.answer(ListItems, [make_item()])
    fake_server.answer(ListPartners, [CUSTOMER])
    fake_server.answer(g.ListLots, g.LotPage(total=3, rows=list(lots.values())))
    fake_server.answer(g.Find, [SHIPMENT])


def package(number: int) -> g.PackageView:
    return g.PackageView(
        id=PackageId(700 + number),
        package_no=f"P{number}",
        level=1,
        gtin="09521202225158",
        lot_id=CATHETERS.id,
        quantity=Decimal(5),
        inside_id=None,
    )
