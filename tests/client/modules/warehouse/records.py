"""Records of a small store, as the server would answer with them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from veralot_shared.contracts.genealogy import LocationForbidden, LocationKind, LotStatus
from veralot_shared.contracts.warehouse import (
    Advice,
    ContainerDetail,
    ContainerKind,
    ContainerState,
    ContainerView,
    ContentView,
    HandlingKind,
    PlaceView,
    SpotView,
    StepView,
    StockPage,
    StockRow,
    StockTotal,
    WhereView,
)
from veralot_shared.ids import ContainerId, ItemId, LocationId, LotId

NOW = datetime(2026, 11, 20, 8, 12, tzinfo=UTC)
SSCC = "095213070000000001"


def make_row(**changes: Any) -> StockRow:
    """Return a row of stock; by default 60 hubs that lie loose."""
    values: dict[str, Any] = {
        "lot_id": LotId(60),
        "lot_no": "R261120-01",
        "item_id": ItemId(4),
        "item_code": "CP-HUB",
        "item_name": "Catheter hub",
        "item_name_zh": "导管座",
        "status": LotStatus.RELEASED,
        "expiry": date(2031, 10, 12),
        "supplier": "Taihu",
        "supplier_zh": "太湖",
        "supplier_lot_no": "TH-1",
        "customer": None,
        "customer_zh": None,
        "location_id": LocationId(3),
        "location": "WH-CP",
        "location_name": "Component store",
        "location_name_zh": "零部件库",
        "container_id": None,
        "container_no": None,
        "quantity": Decimal(60),
        "unit": "pcs",
    }
    return StockRow(**(values | changes))


def make_page(*rows: StockRow, **changes: Any) -> StockPage:
    """Return a window of stock with its total."""
    total = StockTotal(
        item_id=ItemId(4),
        item_code="CP-HUB",
        item_name="Catheter hub",
        item_name_zh="导管座",
        unit="pcs",
        quantity=sum((row.quantity for row in rows), Decimal(0)),
        lots=len({row.lot_id for row in rows}),
    )
    values: dict[str, Any] = {"total": len(rows), "rows": list(rows), "totals": [total] if rows else [], "at": NOW}
    return StockPage(**(values | changes))


def make_container(number: int = 1, **changes: Any) -> ContainerView:
    """Return a container; by default a pallet in the component store."""
    values: dict[str, Any] = {
        "id": ContainerId(number),
        "version": 1,
        "container_no": SSCC if number == 1 else f"C-{number}",
        "kind": ContainerKind.PALLET,
        "state": ContainerState.OPEN,
        "location_id": LocationId(3),
        "location": "WH-CP",
        "location_name": "Component store",
        "location_name_zh": "零部件库",
        "inside_id": None,
        "inside_no": None,
        "customer_id": None,
        "customer": None,
        "customer_zh": None,
        "lots": 1,
        "containers": 1,
        "statuses": [LotStatus.RELEASED],
        "earliest_expiry": date(2031, 10, 12),
        "made_at": NOW,
    }
    return ContainerView(**(values | changes))


def make_detail(**changes: Any) -> ContainerDetail:
    """Return a pallet with 40 hubs and a case in it."""
    content = ContentView(
        container_id=ContainerId(1),
        lot_id=LotId(60),
        lot_no="R261120-01",
        item_id=ItemId(4),
        item_code="CP-HUB",
        item_name="Catheter hub",
        item_name_zh="导管座",
        status=LotStatus.RELEASED,
        expiry=date(2031, 10, 12),
        quantity=Decimal(40),
        unit="pcs",
        units=0,
    )
    step = StepView(
        at=NOW,
        kind=HandlingKind.FILLED,
        by="Wang Fang",
        by_zh="王芳",
        reason="",
        location="WH-CP",
        inside_no=None,
        lot_no="R261120-01",
        quantity=Decimal(40),
        unit="pcs",
    )
    values: dict[str, Any] = {
        "container": make_container(),
        "outer": [],
        "contents": [content],
        "inner": [make_container(2, kind=ContainerKind.CASE, inside_id=ContainerId(1), inside_no=SSCC, containers=0)],
        "steps": [step],
        "at": NOW,
    }
    return ContainerDetail(**(values | changes))


def make_spot(number: int, code: str, **changes: Any) -> SpotView:
    """Return a place that goods may go to."""
    values: dict[str, Any] = {
        "id": LocationId(number),
        "code": code,
        "name": f"Place {code}",
        "name_zh": f"库位 {code}",
        "kind": LocationKind.WAREHOUSE,
        "allowed": True,
        "here": False,
        "problems": [],
        "advice": [Advice.STORE],
        "capacity": 20,
        "taken": 3,
    }
    return SpotView(**(values | changes))


def make_where(**changes: Any) -> WhereView:
    """Return where a lot may go: to one store, not into quarantine, and where it lies already."""
    forbidden = LocationForbidden(
        lot_no="R261120-01", status=LotStatus.RELEASED, location="QC-01", kind=LocationKind.QUARANTINE
    )
    refused = make_spot(1, "QC-01", allowed=False, problems=[forbidden.to_problem()], advice=[])
    values: dict[str, Any] = {
        "lot_id": LotId(60),
        "container_id": None,
        "label": "R261120-01",
        "detail": "CP-HUB Catheter hub",
        "detail_zh": "CP-HUB 导管座",
        "statuses": [LotStatus.RELEASED],
        "conditions": ["2-8C"],
        "customer": None,
        "customer_zh": None,
        "spots": [make_spot(4, "WH-CS"), make_spot(3, "WH-CP", here=True), refused],
    }
    return WhereView(**(values | changes))


def make_place(number: int, code: str, **changes: Any) -> PlaceView:
    """Return a location."""
    values: dict[str, Any] = {
        "id": LocationId(number),
        "code": code,
        "name": f"Place {code}",
        "name_zh": f"库位 {code}",
        "kind": LocationKind.WAREHOUSE,
        "customer_id": None,
        "customer": None,
        "customer_zh": None,
        "active": True,
        "version": 0,
        "parent_id": None,
        "condition_ids": [],
        "statuses": [],
        "one_customer": False,
        "one_lot": False,
        "capacity": None,
        "taken": 0,
        "lots": 0,
        "containers": 0,
    }
    return PlaceView(**(values | changes))
