"""What is typed into each form of the genealogy, and the command that it must send."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from tests.client.modules.plant import make_catheter_lot, make_hold, make_lot, make_partner, make_units
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters import aggregation, leaving, making, moves, quality
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Values
from veralot_shared.contracts import genealogy as g
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.ids import HoldId, LocationId, LotId, NodeId, PackageId, ShipmentId, UnitId

HUBS = make_lot(status=g.LotStatus.RELEASED)
CATHETERS = make_catheter_lot(status=g.LotStatus.MARKET_RELEASED)
OUTPUT = make_catheter_lot(61, lot_no="PT261199", order_no="WO-2611-900", status=g.LotStatus.QUARANTINE)
UNITS = make_units(CATHETERS, 40)
CUSTOMER = make_partner(22, code="C22", kind=PartnerKind.CUSTOMER, name="Heart Devices", name_zh="心器械")
SHIPMENT = g.Hit(
    kind="shipment", id=900, label="SH-26-0025", detail="C22", detail_zh="C22", lot_id=LotId(60), matched="shipment_no"
)


def choice(lot: g.LotView) -> Choice:
    return Choice(lot.id, lot.lot_no, "", lot)


def line(**values: Any) -> Values:
    return {
        "lot_id": None,
        "location_id": LocationId(3),
        "quantity": None,
        "unit_ids": "",
        "serials": "",
        "package_ids": "",
        **values,
    }


def ids(numbers: range) -> list[UnitId]:
    return [UnitId(600_000 + number) for number in numbers]


Case = tuple[Callable[[Services], FormPresenter[Any]], Values, object]

CASES: dict[str, Case] = {
    "sample": (lambda s: quality.SampleForm(s, HUBS), {"note": "SP-014"}, g.SampleLot(lot_id=HUBS.id, note="SP-014")),
    "release": (lambda s: quality.ReleaseForm(s, HUBS), {}, g.ReleaseLot(lot_id=HUBS.id)),
    "production release": (
        lambda s: quality.ReleaseProductionForm(s, CATHETERS),
        {"note": "complete"},
        g.ReleaseProduction(lot_id=CATHETERS.id, note="complete"),
    ),
    "market release": (
        lambda s: quality.ReleaseToMarketForm(s, CATHETERS),
        {},
        g.ReleaseToMarket(lot_id=CATHETERS.id),
    ),
    "reject": (
        lambda s: quality.RejectForm(s, HUBS),
        {"reason": "cracked"},
        g.RejectLot(lot_id=HUBS.id, reason="cracked"),
    ),
    "dispose": (
        lambda s: quality.DisposeForm(s, HUBS),
        {"disposition": g.Disposition.REWORK, "justification": "NCR-7"},
        g.DisposeLot(lot_id=HUBS.id, disposition=g.Disposition.REWORK, justification="NCR-7"),
    ),
    "rework": (
        lambda s: quality.ReworkForm(s, CATHETERS),
        {"note": "resealed"},
        g.ReportRework(lot_id=CATHETERS.id, note="resealed"),
    ),
    "hold": (
        lambda s: quality.HoldForm(s, [(NodeId(1), "R1"), (NodeId(9), "U9")]),
        {"reason_code": g.HoldReason.COMPLAINT, "reason": "burst"},
        g.PlaceHold(node_ids=[NodeId(1), NodeId(9)], reason_code=g.HoldReason.COMPLAINT, reason="burst"),
    ),
    "lift": (
        lambda s: quality.LiftForm(s, [make_hold(1), make_hold(2)]),
        {"reason": "assessed"},
        g.LiftHold(hold_ids=[HoldId(1), HoldId(2)], reason="assessed"),
    ),
    "recall": (
        lambda s: quality.RecallForm(s, [HUBS, CATHETERS]),
        {"reason": "class II"},
        g.RecallLots(lot_ids=[HUBS.id, CATHETERS.id], reason="class II"),
    ),
    "correct": (
        lambda s: quality.CorrectForm(s, HUBS),
        {"expiry": date(2031, 9, 30), "reason": "certificate"},
        g.CorrectLot(
            lot_id=HUBS.id,
            version=1,
            supplier_lot_no=HUBS.supplier_lot_no,
            manufactured=HUBS.manufactured,
            expiry=date(2031, 9, 30),
            reason="certificate",
        ),
    ),
    "move": (
        lambda s: moves.TransferForm(s, HUBS),
        {"location_id": LocationId(3), "target_id": LocationId(5), "quantity": Decimal(7)},
        g.TransferLot(lot_id=HUBS.id, location_id=LocationId(3), target_id=LocationId(5), quantity=Decimal(7)),
    ),
    "issue": (
        lambda s: moves.IssueForm(s, HUBS),
        {"order_no": "WO-1", "location_id": LocationId(3), "target_id": LocationId(5), "quantity": Decimal(7)},
        g.IssueLot(
            lot_id=HUBS.id,
            location_id=LocationId(3),
            target_id=LocationId(5),
            quantity=Decimal(7),
            order_no="WO-1",
        ),
    ),
    "draw": (
        lambda s: moves.DrawForm(s, HUBS),
        {"location_id": LocationId(3), "target_id": LocationId(5), "quantity": Decimal(5), "child_no": "R1-D1"},
        g.DrawLot(
            lot_id=HUBS.id,
            location_id=LocationId(3),
            quantity=Decimal(5),
            target_id=LocationId(5),
            child_no="R1-D1",
        ),
    ),
    "draw units": (
        lambda s: moves.DrawForm(s, CATHETERS),
        {"location_id": LocationId(3), "target_id": LocationId(5), "unit_ids": "PT260801-002..004"},
        g.DrawLot(
            lot_id=CATHETERS.id,
            location_id=LocationId(3),
            quantity=Decimal(3),
            target_id=LocationId(5),
            unit_ids=ids(range(2, 5)),
        ),
    ),
    "split": (
        lambda s: moves.SplitForm(s, HUBS),
        {
            "location_id": LocationId(3),
            "parts": [{"quantity": Decimal(60), "lot_no": "A"}, {"quantity": Decimal(40), "lot_no": ""}],
        },
        g.SplitLot(
            lot_id=HUBS.id,
            location_id=LocationId(3),
            parts=[g.SplitPart(quantity=Decimal(60), lot_no="A"), g.SplitPart(quantity=Decimal(40))],
        ),
    ),
    "merge": (
        lambda s: moves.MergeForm(s, [HUBS]),
        {"sources": [{"lot": choice(HUBS)}, {"lot": choice(CATHETERS)}], "location_id": LocationId(3), "lot_no": "M1"},
        g.MergeLots(sources=[HUBS.id, CATHETERS.id], location_id=LocationId(3), lot_no="M1"),
    ),
    "to the sterilizer": (
        lambda s: moves.SendToSterilizerForm(s, CATHETERS),
        {"load_no": "EO-1", "location_id": LocationId(3), "target_id": LocationId(8)},
        g.SendToSterilizer(lot_id=CATHETERS.id, location_id=LocationId(3), target_id=LocationId(8), load_no="EO-1"),
    ),
    "from the sterilizer": (
        lambda s: moves.ReturnFromSterilizerForm(s, CATHETERS),
        {"load_no": "EO-1", "location_id": LocationId(8), "target_id": LocationId(2)},
        g.ReturnFromSterilizer(lot_id=CATHETERS.id, location_id=LocationId(8), target_id=LocationId(2), load_no="EO-1"),
    ),
    "produce more": (
        lambda s: making.ProduceForm(s, OUTPUT),
        {"quantity": Decimal(2), "serials": "PT261199-006..007", "location_id": LocationId(2)},
        g.ProduceLot(
            order_no="WO-2611-900",
            item_id=OUTPUT.item_id,
            lot_no="PT261199",
            quantity=Decimal(2),
            unit="pcs",
            location_id=LocationId(2),
            manufactured=date(2026, 10, 12),
            serials=["PT261199-006..PT261199-007"],
            lot_id=OUTPUT.id,
        ),
    ),
    "consume, one unit into each": (
        lambda s: making.ConsumeForm(s, output=OUTPUT),
        {
            "into_units": "PT261199-001..002",
            "lines": [
                line(lot_id=choice(CATHETERS), unit_ids="PT260801-020 PT260801-021"),
                line(lot_id=choice(HUBS), quantity=Decimal(2)),
            ],
        },
        g.ConsumeLots(
            order_no="WO-2611-900",
            output_id=OUTPUT.id,
            lines=[
                g.ConsumeLine(
                    lot_id=CATHETERS.id,
                    location_id=LocationId(3),
                    quantity=Decimal(2),
                    unit_ids=ids(range(20, 22)),
                    into_units=[UnitId(610_001), UnitId(610_002)],
                ),
                g.ConsumeLine(
                    lot_id=HUBS.id,
                    location_id=LocationId(3),
                    quantity=Decimal(2),
                    into_units=[UnitId(610_001), UnitId(610_002)],
                ),
            ],
        ),
    ),
    "pack units": (
        lambda s: making.PackForm(s, CATHETERS),
        {"level": 2, "location_id": LocationId(3), "package_nos": "B1..B2", "unit_ids": "PT260801-001..004"},
        g.PackLot(
            lot_id=CATHETERS.id,
            location_id=LocationId(3),
            level=2,
            packages=[
                g.PackageEntry(package_no="B1", unit_ids=ids(range(1, 3))),
                g.PackageEntry(package_no="B2", unit_ids=ids(range(3, 5))),
            ],
        ),
    ),
    "pack packages": (
        lambda s: making.PackForm(s, CATHETERS),
        {"level": 2, "location_id": LocationId(3), "package_nos": "B1", "package_ids": "P1 P2"},
        g.PackLot(
            lot_id=CATHETERS.id,
            location_id=LocationId(3),
            level=2,
            packages=[g.PackageEntry(package_no="B1", package_ids=[PackageId(701), PackageId(702)])],
        ),
    ),
    "pack through all levels": (
        lambda s: aggregation.AggregateForm(s, CATHETERS),
        {"location_id": LocationId(3), "level_1": "P-01..04", "level_2": "B7,B8", "serials": "PT260801-001..004"},
        g.PackInOrder(
            lot_id=CATHETERS.id,
            location_id=LocationId(3),
            layers=[
                g.PackLayer(level=1, package_nos=["P-01..P-04"]),
                g.PackLayer(level=2, package_nos=["B7..B8"]),
            ],
            serials=["PT260801-001..PT260801-004"],
        ),
    ),
    "pack a quantity": (
        lambda s: making.PackForm(s, HUBS),
        {"level": 1, "location_id": LocationId(3), "package_nos": "B1..B2", "quantity": Decimal(50)},
        g.PackLot(
            lot_id=HUBS.id,
            location_id=LocationId(3),
            level=1,
            packages=[
                g.PackageEntry(package_no="B1", quantity=Decimal(50)),
                g.PackageEntry(package_no="B2", quantity=Decimal(50)),
            ],
        ),
    ),
    "ship packages": (
        lambda s: leaving.ShipForm(s, [CATHETERS]),
        {
            "shipment_no": "SH-1",
            "customer_id": Choice(CUSTOMER.id, "C22", "", CUSTOMER),
            "lines": [line(lot_id=choice(CATHETERS), package_ids="P1 P2")],
        },
        g.ShipLots(
            shipment_no="SH-1",
            customer_id=CUSTOMER.id,
            lines=[
                g.ShipLine(
                    lot_id=CATHETERS.id,
                    location_id=LocationId(3),
                    quantity=Decimal(10),
                    package_ids=[PackageId(701), PackageId(702)],
                )
            ],
        ),
    ),
    "ship a range of units": (
        lambda s: leaving.ShipForm(s, [CATHETERS]),
        {
            "shipment_no": "SH-2",
            "customer_id": Choice(CUSTOMER.id, "C22", "", CUSTOMER),
            "lines": [line(lot_id=choice(CATHETERS), serials="PT260801-002 PT260801-003 PT260801-004, PT260801-009")],
        },
        g.ShipLots(
            shipment_no="SH-2",
            customer_id=CUSTOMER.id,
            lines=[
                g.ShipLine(
                    lot_id=CATHETERS.id,
                    location_id=LocationId(3),
                    quantity=Decimal(4),
                    serials=["PT260801-002..PT260801-004", "PT260801-009"],
                )
            ],
        ),
    ),
    "take back units": (
        lambda s: leaving.ReturnForm(s, CATHETERS),
        {
            "shipment_id": Choice(900, "SH-26-0025", "", SHIPMENT),
            "serials": "PT260801-029..031",
            "location_id": LocationId(6),
            "reason": "burst",
        },
        g.ReturnLot(
            shipment_id=ShipmentId(900),
            lot_id=CATHETERS.id,
            quantity=Decimal(3),
            location_id=LocationId(6),
            reason="burst",
            serials=["PT260801-029..PT260801-031"],
        ),
    ),
    "return to supplier": (
        lambda s: leaving.ReturnToSupplierForm(s, HUBS),
        {"location_id": LocationId(3), "quantity": Decimal(100), "reason": "NCR-7"},
        g.ReturnToSupplier(lot_id=HUBS.id, location_id=LocationId(3), quantity=Decimal(100), reason="NCR-7"),
    ),
    "scrap": (
        lambda s: leaving.ScrapForm(s, HUBS),
        {"location_id": LocationId(3), "quantity": Decimal(4), "reason": "broken"},
        g.ScrapLot(lot_id=HUBS.id, location_id=LocationId(3), quantity=Decimal(4), reason="broken"),
    ),
    "adjust": (
        lambda s: leaving.AdjustForm(s, HUBS),
        {"location_id": LocationId(3), "counted": Decimal(0), "reason": "count sheet 7"},
        g.AdjustStock(lot_id=HUBS.id, location_id=LocationId(3), counted=Decimal(0), reason="count sheet 7"),
    ),
}
