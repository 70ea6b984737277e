"""A recall of a small plant, as the server would answer with it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec

from tests.client.modules.plant import CATHETER, HUB, NOW
from veralot_shared.contracts.genealogy import LocationKind, LotStatus, Scope, UnitStatus
from veralot_shared.contracts.recall import (
    AffectedLot,
    AffectedPlace,
    AffectedUnit,
    AffectedView,
    ConsigneeView,
    ItemTotal,
    LotSuspect,
    RecallDetail,
    RecallEvent,
    RecallStatus,
    RecallView,
    ResponseView,
    ShippedLine,
    SnapshotView,
    StepView,
    SuspectView,
)
from veralot_shared.ids import (
    ConsigneeId,
    ItemId,
    LotId,
    PartnerId,
    RecallId,
    ShipmentId,
    UnitId,
)

FIGURES = (
    "made",
    "on_hand",
    "in_process",
    "used",
    "passed_on",
    "shipped",
    "returned",
    "scrapped",
    "returned_to_supplier",
    "unaccounted",
    "percent",
)


def make_recall(**changes: Any) -> RecallView:
    """Return a mock recall of one lot that has just begun."""
    values: dict[str, Any] = {
        "id": RecallId(5),
        "version": 1,
        "number": "MR-2026-001",
        "mock": True,
        "status": RecallStatus.MOCK,
        "scope": Scope.UNIT,
        "reason": "Yearly exercise 年度演练",
        "instructions": "",
        "customer_id": None,
        "customer": "",
        "customer_zh": "",
        "suspects": [LotSuspect(lot_id=LotId(1))],
        "hazard": "",
        "action": None,
        "recall_class": None,
        "jurisdictions": [],
        "check_level": None,
        "check_percent": None,
        "started_at": NOW,
        "started_by": "Li Na",
        "started_by_zh": "李娜",
        "decided_at": None,
        "frozen_at": None,
        "ended_at": None,
        "ended_by": "",
        "ended_by_zh": "",
        "conclusion": "",
        "justification": "",
        "lots": None,
        "units": None,
        "percent": None,
        "trace_seconds": None,
    }
    return RecallView(**(values | changes))


def make_consignee(number: int = 1, **changes: Any) -> ConsigneeView:
    """Return a consignee that got six units and has said nothing."""
    line = ResponseView(
        lot_id=LotId(60),
        lot_no="PT260801",
        unit="pcs",
        shipped=Decimal(6),
        returned_here=Decimal(0),
        quarantined=Decimal(0),
        used=Decimal(0),
        returned=Decimal(0),
        destroyed=Decimal(0),
        outstanding=Decimal(6),
        received_on=None,
    )
    values: dict[str, Any] = {
        "id": ConsigneeId(number),
        "partner_id": PartnerId(20 + number),
        "code": f"C{20 + number}",
        "name": "Demo Heart Hospital",
        "name_zh": "演示心脏病医院",
        "address": "1 Demo Road",
        "country": "CN",
        "shipments": ["SH-26-0025"],
        "notified_on": None,
        "notified_by": "",
        "notified_by_zh": "",
        "method": None,
        "reference": "",
        "responded_on": None,
        "contact": "",
        "note": "",
        "checked": False,
        "lines": [line],
    }
    return ConsigneeView(**(values | changes))


def make_snapshot(**changes: Any) -> SnapshotView:
    """Return frozen figures in short."""
    values: dict[str, Any] = {
        "id": 9,
        "at": NOW + timedelta(minutes=5),
        "by": "Li Na",
        "by_zh": "李娜",
        "lots": 2,
        "units": 10,
        "percent": Decimal(97),
        "seconds": Decimal("0.041"),
        "sha256": "ab" * 32,
    }
    return SnapshotView(**(values | changes))


def make_detail(recall: RecallView | None = None, **changes: Any) -> RecallDetail:
    """Return a recall with what was done in it: it was started."""
    known = recall or make_recall()
    step = StepView(
        at=NOW,
        event=RecallEvent.START,
        from_status=None,
        to_status=known.status,
        by="Li Na",
        by_zh="李娜",
        note="",
        signature_id=None,
    )
    values: dict[str, Any] = {
        "recall": known,
        "steps": [step],
        "consignees": [],
        "checks": [],
        "checks_needed": 0,
        "notices": [],
        "clocks": [],
        "orders": [],
        "snapshots": [],
    }
    return RecallDetail(**(values | changes))


def make_frozen(recall: RecallView | None = None, **changes: Any) -> RecallDetail:
    """Return a recall whose figures are frozen and that has two consignees."""
    values: dict[str, Any] = {"consignees": [make_consignee(1), make_consignee(2)], "snapshots": [make_snapshot()]}
    return make_detail(recall, **(values | changes))


def figures(**known: int) -> list[Decimal]:
    """Return figures in their order; what is not named is nought, and what is accounted for all."""
    return [Decimal(known.get(name, 100 if name == "percent" else 0)) for name in FIGURES]


def make_lot(number: int, item: tuple[str, str, str], *, whole: bool = True, **known: int) -> AffectedLot:
    """Return an affected lot."""
    first = (LotId(number), f"L{number:03}", ItemId(number), *item, None, "", "", "", LotStatus.RELEASED, 0)
    serials = "" if whole else "L060-01…06"
    row: tuple[Any, ...] = (*first, number == 1, whole, "pcs", *figures(**known), serials, None)
    return AffectedLot(*row)


def make_total(lot: AffectedLot) -> ItemTotal:
    """Return the sum over one lot."""
    sums = [getattr(lot, name) for name in FIGURES if name != "passed_on"]
    return ItemTotal(lot.item_id, lot.item_code, lot.item_name, lot.item_name_zh, lot.unit, 1, *sums)


def make_affected(**changes: Any) -> AffectedView:
    """Return what the recall affects: a component of which three are missing, and devices of which six were shipped."""
    part = make_lot(1, HUB, made=100, on_hand=57, in_process=10, used=30, unaccounted=3, percent=97)
    device = make_lot(60, CATHETER, whole=False, made=10, on_hand=4, shipped=6)
    shipped = ShippedLine(
        PartnerId(21),
        "C21",
        "Demo Heart Hospital",
        "演示心脏病医院",
        ShipmentId(77),
        "SH-26-0025",
        NOW,
        device.id,
        device.lot_no,
        *CATHETER,
        Decimal(6),
        Decimal(0),
        "pcs",
        "L060-01…06",
    )
    values: dict[str, Any] = {
        "at": NOW,
        "seconds": Decimal("0.041"),
        "scope": Scope.UNIT,
        "suspects": [
            SuspectView(suspect=LotSuspect(lot_id=LotId(1)), label="L001", detail="CP-HUB", lots=1, units=0),
        ],
        "lots": [part, device],
        "totals": [make_total(part), make_total(device)],
        "places": [
            AffectedPlace(part.id, "L001", "CP-HUB", "WH", "Store", "库", LocationKind.WAREHOUSE, Decimal(57), "pcs"),
            AffectedPlace(part.id, "L001", "CP-HUB", "PR", "Line", "线", LocationKind.PRODUCTION, Decimal(10), "pcs"),
        ],
        "shipped": [shipped],
        "units": 10,
        "packages": 0,
        "percent": Decimal(97),
        "complete": True,
        "hidden": 0,
    }
    return AffectedView(**(values | changes))


def make_unit(number: int) -> AffectedUnit:
    """Return an affected unit that was shipped."""
    return AffectedUnit(
        UnitId(600 + number),
        f"L060-{number:02}",
        LotId(60),
        "L060",
        "FG-PTC",
        UnitStatus.SHIPPED,
        0,
        "CUSTOMERS",
        LocationKind.CUSTOMERS,
        "Demo Heart Hospital",
        "演示心脏病医院",
        "SH-26-0025",
    )


def real(status: RecallStatus, **changes: Any) -> RecallView:
    """Return a real recall in a state."""
    return msgspec.structs.replace(make_recall(), number="RC-2026-001", mock=False, status=status, **changes)
