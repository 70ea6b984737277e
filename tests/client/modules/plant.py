"""Records of a small, believable plant, as the server would answer with them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from veralot_shared.contracts.audit import EntryView, FieldChange, Operation
from veralot_shared.contracts.genealogy import (
    ColumnView,
    Direction,
    DossierView,
    EdgeKind,
    HoldReason,
    HoldView,
    LocationKind,
    LocationView,
    LotStatus,
    LotView,
    NodeKind,
    Scope,
    SectionView,
    StockView,
    TraceEdge,
    TraceGap,
    TraceNode,
    TraceView,
    UnitStatus,
    UnitView,
)
from veralot_shared.contracts.items import ItemKind, ItemView, PackLevelView, PartnerKind, PartnerView, Tracking
from veralot_shared.ids import (
    EntryId,
    HoldId,
    ItemId,
    LocationId,
    LotId,
    MovementId,
    NodeId,
    PartnerId,
    SignatureId,
    UnitId,
)

NOW = datetime(2026, 11, 20, 8, 12, tzinfo=UTC)
HUB = "CP-HUB", "Catheter hub", "导管座"
TUBING = "CP-BTB", "Balloon tubing, PA 12", "PA 12 球囊管材"
CATHETER = "FG-PTC", "PTCA balloon catheter 2.50 × 15", "PTCA 球囊扩张导管 2.50 × 15"
HUB_GTIN = "19521307000312"


def make_lot(number: int = 1, **changes: Any) -> LotView:
    """Return a lot; by default 100 catheter hubs in quarantine."""
    code, name, name_zh = changes.pop("item", HUB)
    values: dict[str, Any] = {
        "id": LotId(number),
        "version": 1,
        "lot_no": f"R261120-{number:02}",
        "item_id": ItemId(4),
        "item_code": code,
        "item_name": name,
        "item_name_zh": name_zh,
        "tracking": Tracking.LOT.value,
        "status": LotStatus.QUARANTINE,
        "holds": 0,
        "cycle": 1,
        "supplier_id": PartnerId(7),
        "supplier": "S07",
        "supplier_lot_no": f"TH26K{430 + number:04}",
        "customer_id": None,
        "customer": None,
        "customer_zh": None,
        "order_no": None,
        "manufactured": date(2026, 10, 12),
        "expiry": date(2031, 10, 12),
        "quantity_made": Decimal(100),
        "on_hand": Decimal(100),
        "unit": "pcs",
        "created_at": NOW - timedelta(hours=number),
        "created_by": "wang.fang",
    } | changes
    return LotView(**({"status_beneath": values["status"]} | values))


def make_catheter_lot(number: int = 60, **changes: Any) -> LotView:
    """Return a lot of serialised finished goods that an order made."""
    made: dict[str, Any] = {
        "item": CATHETER,
        "item_id": ItemId(9),
        "lot_no": "PT260801",
        "tracking": Tracking.BOTH.value,
        "supplier_id": None,
        "supplier": None,
        "supplier_lot_no": None,
        "order_no": "WO-2608-014",
        "customer_id": PartnerId(22),
        "customer": "C22",
        "customer_zh": "客户二十二",
        "status": LotStatus.IN_TEST,
        "quantity_made": Decimal(40),
        "on_hand": Decimal(40),
        "expiry": date(2028, 8, 31),
    }
    return make_lot(number, **(made | changes))


def make_item(**changes: Any) -> ItemView:
    """Return an item; by default the catheter hub."""
    values: dict[str, Any] = {
        "id": ItemId(4),
        "version": 3,
        "code": HUB[0],
        "name": HUB[1],
        "name_zh": HUB[2],
        "kind": ItemKind.COMPONENT,
        "tracking": Tracking.LOT,
        "unit": "pcs",
        "quantum": Decimal(1),
        "shelf_life_months": 60,
        "implantable": False,
        "customer_id": None,
        "customer": None,
        "customer_zh": None,
        "device_class": None,
        "pack_levels": [PackLevelView(level=1, name="Bag", name_zh="袋", gtin=HUB_GTIN, contains=100)],
        "active": True,
        "created_at": NOW - timedelta(days=200),
    }
    return ItemView(**(values | changes))


def make_catheter(**changes: Any) -> ItemView:
    """Return the serialised finished item."""
    values: dict[str, Any] = {
        "id": ItemId(9),
        "code": CATHETER[0],
        "name": CATHETER[1],
        "name_zh": CATHETER[2],
        "kind": ItemKind.FINISHED,
        "tracking": Tracking.BOTH,
        "customer_id": PartnerId(22),
        "customer": "C22",
        "customer_zh": "客户二十二",
        "device_class": "III",
        "pack_levels": [
            PackLevelView(level=1, name="Pouch", name_zh="单支袋", gtin="09521202225158", contains=1),
            PackLevelView(level=2, name="Box", name_zh="盒", gtin="19521202225155", contains=5),
        ],
    }
    return make_item(**(values | changes))


def make_partner(number: int = 7, **changes: Any) -> PartnerView:
    """Return a partner; by default a supplier."""
    values: dict[str, Any] = {
        "id": PartnerId(number),
        "version": 1,
        "code": f"S{number:02}",
        "kind": PartnerKind.SUPPLIER,
        "name": "Taihu Demo Plastics Co., Ltd.",
        "name_zh": "太湖演示塑料有限公司",
        "address": "宜兴市演示路7号 7 Yanshi Road, Yixing",
        "country": "CN",
        "gln": "9521307000018",
        "active": True,
    }
    return PartnerView(**(values | changes))


PLACES = (
    ("QC-01", "Incoming quarantine", "进货待检区", LocationKind.QUARANTINE),
    ("QC-02", "Finished goods quarantine", "成品待检区", LocationKind.QUARANTINE),
    ("WH-CP", "Component store", "零部件库", LocationKind.WAREHOUSE),
    ("WH-FG2", "Catheter store", "导管成品库", LocationKind.WAREHOUSE),
    ("PR-CAT", "Catheter line", "导管生产线", LocationKind.PRODUCTION),
    ("RT-01", "Returns", "退货区", LocationKind.RETURNS),
    ("RJ-01", "Rejected goods", "不合格品区", LocationKind.REJECTED),
    ("ST-01", "Sterilizer", "灭菌供方", LocationKind.STERILIZER),
    ("CUSTOMERS", "Customers", "客户", LocationKind.CUSTOMERS),
)


def make_locations() -> list[LocationView]:
    """Return the places of the plant, one outside it among them."""
    return [
        LocationView(
            id=LocationId(number), code=code, name=name, name_zh=name_zh, kind=kind, customer_id=None, active=True
        )
        for number, (code, name, name_zh, kind) in enumerate(PLACES, start=1)
    ]


def make_stock(lot: LotView, place: int = 1, quantity: Decimal | None = None) -> StockView:
    """Return what lies of a lot at a place."""
    code, name, name_zh, _kind = PLACES[place - 1]
    return StockView(
        lot_id=lot.id,
        lot_no=lot.lot_no,
        location_id=LocationId(place),
        location=code,
        location_name=name,
        location_name_zh=name_zh,
        quantity=lot.on_hand if quantity is None else quantity,
        unit=lot.unit,
    )


def make_units(lot: LotView, count: int) -> list[UnitView]:
    """Return the units of a lot."""
    return [
        UnitView(
            id=UnitId(lot.id * 10_000 + number),
            serial_no=f"{lot.lot_no}-{number:03}",
            lot_id=lot.id,
            lot_no=lot.lot_no,
            item_id=lot.item_id,
            status=UnitStatus.MADE,
            holds=0,
            package_no=None,
            customer=None,
        )
        for number in range(1, count + 1)
    ]


def make_hold(number: int = 1, **changes: Any) -> HoldView:
    """Return an open hold on a lot."""
    values: dict[str, Any] = {
        "id": HoldId(number),
        "node_id": NodeId(60),
        "node_kind": NodeKind.LOT,
        "label": "PT260801",
        "reason_code": HoldReason.DEVIATION,
        "reason": "DEV-26-011: sealing temperature alarm not assessed 封口温度报警未评估",
        "placed_by": "li.na",
        "placed_at": NOW - timedelta(days=number, minutes=41),
        "signature_id": SignatureId(5),
        "lifted_by": None,
        "lifted_at": None,
    }
    return HoldView(**(values | changes))


# --- the dossier -----------------------------------------------------------------------------------------------------


def make_section(name: str, title: str, columns: list[tuple[str, str, str]], rows: list[list[Any]]) -> SectionView:
    """Return a section of a dossier; each column is its id, title and kind."""
    views = [ColumnView(id=each, title=head, kind=kind) for each, head, kind in columns]
    return SectionView(id=name, title=title, columns=views, rows=rows, total=len(rows))


def make_dossier(lot: LotView | None = None, consumed: int = 7) -> DossierView:
    """Return a dossier with the sections that a made lot has."""
    lot = lot or make_catheter_lot()
    at = "2026-08-{day:02}T0{hour}:14:05+00:00"
    history: list[list[Any]] = [
        ["receive", None, "quarantine", at.format(day=11, hour=2), "huang.lei", ""],
        ["sample", "quarantine", "in_test", at.format(day=12, hour=1), "zhao.min", "Sampling plan SP-014"],
    ]
    inputs = [
        [[100 + n, f"R2607{n:02}-01"], "CP-HUB", str(Decimal(40)), "pcs", "WO-2608-014", at.format(day=11, hour=n % 9)]
        for n in range(1, consumed + 1)
    ]
    return DossierView(
        lot=lot,
        at=NOW,
        sections=[
            make_section(
                "genealogy.status",
                "Status history",
                [
                    ("event", "Event", "code:LotEvent"),
                    ("from", "From", "code:LotStatus"),
                    ("to", "To", "code:LotStatus"),
                    ("at", "At", "time"),
                    ("by", "By", "text"),
                    ("reason", "Reason", "text"),
                ],
                history,
            ),
            make_section(
                "genealogy.stock",
                "Where it is",
                [("location", "Location", "text"), ("name", "Name", "text"), ("quantity", "Quantity", "number")],
                [["QC-02", "Finished goods quarantine", "38"], ["PR-CAT", "Catheter line", "2"]],
            ),
            make_section(
                "genealogy.inputs",
                "What it was made from",
                [
                    ("lot", "Lot", "link:lot"),
                    ("item", "Item", "text"),
                    ("quantity", "Quantity", "number"),
                    ("unit", "Unit", "text"),
                    ("order", "Order", "text"),
                    ("at", "At", "time"),
                ],
                inputs,
            ),
            make_section(
                "genealogy.units",
                "Units",
                [("serial_no", "Serial number", "text"), ("status", "Status", "code:UnitStatus")],
                [[unit.serial_no, unit.status.value] for unit in make_units(lot, 40)],
            ),
            make_section("identity.signatures", "Signatures", [("signer", "Signer", "text")], []),
        ],
    )


def make_entries(count: int = 3) -> list[EntryView]:
    """Return the history of a lot, newest first."""
    changes = [
        [FieldChange("expiry", "2031-10-12", "2031-09-30")],
        [FieldChange("status", "quarantine", "in_test")],
        [
            FieldChange("lot_no", None, "R261120-01"),
            FieldChange("status", None, "quarantine"),
            FieldChange("quantity_made", None, 100),
            FieldChange("order_no", None, None),
        ],
    ]
    messages = ["genealogy.CorrectLot", "genealogy.SampleLot", "genealogy.ReceiveLot"]
    return [
        EntryView(
            id=EntryId(9000 - place),
            index=None if place == 0 else 8990 - place,
            at=NOW - timedelta(hours=2 * place),
            user_name="wang.fang",
            full_name="Wang Fang",
            full_name_zh="王芳",
            workstation="DOCK-1",
            message=messages[place % 3],
            table="genealogy_lot",
            key="1",
            operation=Operation.INSERT if place % 3 == 2 else Operation.UPDATE,
            changes=changes[place % 3],
            reason="Certificate shows another date 检验报告日期不同" if place % 3 == 0 else "",
            signature_id=SignatureId(77) if place % 3 == 1 else None,
        )
        for place in range(count)
    ]


# --- the trace -------------------------------------------------------------------------------------------------------


def make_node(number: int, kind: NodeKind, label: str, item: tuple[str, str, str], **changes: Any) -> TraceNode:
    """Return a node of a trace."""
    status = {NodeKind.LOT: "released", NodeKind.UNIT: "made"}.get(kind, "")
    values: dict[str, Any] = {"status": status, "held": 0, "customer": None} | changes
    return TraceNode(NodeId(number), kind, label, *item, **values)


def make_edge(parent: int, child: int, kind: EdgeKind, quantity: str = "1", order_no: str | None = None) -> TraceEdge:
    """Return an edge of a trace."""
    at = NOW - timedelta(days=100 - child % 90)
    return TraceEdge(
        NodeId(parent), NodeId(child), kind, Decimal(quantity), "pcs", order_no, at, MovementId(parent * 7 + child)
    )


def make_trace(units: int = 40, direction: Direction = Direction.BOTH, *, complete: bool = True) -> TraceView:
    """Return the trace of a supplier's lot of tubing: drawn, made into units, some of them shipped."""
    nodes = [
        make_node(1, NodeKind.LOT, "R260713-02", TUBING),
        make_node(2, NodeKind.LOT, "R260713-02-D1", TUBING, status="consumed"),
        make_node(3, NodeKind.LOT, "PT260801", CATHETER, status="market_released"),
        make_node(4, NodeKind.SHIPMENT, "SH-26-0025", ("", "", ""), customer="C22"),
        make_node(5, NodeKind.LOT, "PX26-0603", TUBING, status="consumed"),
    ]
    edges = [
        make_edge(1, 2, EdgeKind.DRAWN, "40"),
        make_edge(2, 3, EdgeKind.CONSUMED, "40", "WO-2608-014"),
        make_edge(5, 1, EdgeKind.SPLIT, "200"),
    ]
    for number in range(1, units + 1):
        unit = 1000 + number
        nodes.append(make_node(unit, NodeKind.UNIT, f"PT260801-{number:03}", CATHETER))
        edges.append(make_edge(3, unit, EdgeKind.MADE))
        if number % 2:
            edges.append(make_edge(unit, 4, EdgeKind.SHIPPED))
    gaps = (
        []
        if complete
        else [TraceGap(node_id=NodeId(5), label="PX26-0603", why="Where this lot came from is not recorded.")]
    )
    return TraceView(
        root=NodeId(1),
        direction=direction,
        scope=Scope.UNIT,
        at=NOW,
        nodes=nodes,
        edges=edges,
        complete=complete,
        gaps=gaps,
        hidden=0 if complete else 3,
    )
