"""A lot with all that a dossier needs: rows in an audit log, a sealed tree, signatures, sections. No server package."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.factories.log import START, Log
from veralot_shared.contracts.genealogy import ColumnView, DossierView, LotStatus, LotView, SectionView
from veralot_shared.contracts.identity import SignatureView, SignedRecordView
from veralot_shared.ids import ItemId, LotId, PartnerId, SignatureId, UserId
from veralot_shared.messages import Meaning
from veralot_shared.rules.canonical import content_hash
from veralot_shared.verify.format import SignatureEvidence, SignedRecord

LOT = LotId(17)
OTHER_LOTS = range(100, 1100)


LOT_ROW: dict[str, Any] = {
    "id": LOT,
    "version": 1,
    "lot_no": "P-26030017",
    "item_id": 5,
    "status": "quarantine",
    "cycle": 1,
    "supplier_id": 3,
    "supplier_lot_no": "SZ-20260228-A",
    "customer_id": None,
    "order_no": "PO-2026-0042",
    "manufactured": "2026-02-28",
    "expiry": "2028-02-27",
    "quantity_made": 12000.000000,
    "created_at": "2026-03-02T00:30:15.123456+00:00",
    "created_by": 7,
}
ITEM_ROW: dict[str, Any] = {
    "id": 5,
    "code": "TUBE-PVC-30",
    "name": "PVC tubing 3.0 × 4.1 mm",
    "name_zh": "PVC 导管 3.0 × 4.1 mm",
    "unit": "m",
    "quantum": 0.001000,
}
PARTNER_ROW: dict[str, Any] = {
    "id": 3,
    "code": "S-003",
    "name": "Suzhou Medical Polymers Co., Ltd.",
    "name_zh": "苏州医用高分子材料有限公司",
}
SIGNED_CONTENT: dict[str, Any] = {
    "lot_no": "P-26030017",
    "item": "TUBE-PVC-30",
    "supplier_lot_no": "SZ-20260228-A",
    "expiry": "2028-02-27",
    "quantity_made": "12000",
    "status": "in_test",
}
SIGNATURE_ROW: dict[str, Any] = {
    "id": 9,
    "user_id": 8,
    "user_name": "li.na",
    "full_name": "Li Na",
    "full_name_zh": "李娜",
    "role": "qa_release",
    "meaning": "released",
    "statement": "I have reviewed the evidence of this lot and release it for use.",
    "reason": "AQL 0.65 passed, certificate SZ-C-1188 matches.",
    "signed_at": "2026-03-02T06:12:44.000000+00:00",
    "message": "genealogy.ReleaseLot",
    "session_id": 32,
    "workstation": "QA-PC-01",
}
SIGNED_RECORD_ROW: dict[str, Any] = {
    "id": 21,
    "signature_id": 9,
    "kind": "lot",
    "key": str(LOT),
    "label": "Lot P-26030017",
    "content": SIGNED_CONTENT,
    "content_hash": content_hash(SIGNED_CONTENT),
}


def lot_log() -> tuple[Log, list[int]]:
    """Return a log with one lot's life among that of a thousand others, and the numbers of its entries."""
    log = Log()
    own = [log.write("items_partner", 3, "I", PARTNER_ROW), log.write("items_item", 5, "I", ITEM_ROW)]
    for other in OTHER_LOTS:
        log.write("genealogy_lot", other, "I", {**LOT_ROW, "id": other, "lot_no": f"X-{other}"})
    own.append(log.write("genealogy_lot", LOT, "I", LOT_ROW))
    tested = {"status": "in_test", "version": 2}
    own.append(
        log.write(
            "genealogy_lot", LOT, "U", tested, old={"status": "quarantine", "version": 1}, message="genealogy.SampleLot"
        )
    )
    release: dict[str, Any] = {"message": "genealogy.ReleaseLot", "user": "li.na", "signature": 9}
    own.append(log.write("identity_signature", 9, "I", SIGNATURE_ROW, **release))
    own.append(log.write("identity_signature_record", 21, "I", SIGNED_RECORD_ROW, **release))
    own.append(log.write("genealogy_lot", LOT, "U", {"status": "released", "version": 3}, old=tested, **release))
    log.write("genealogy_lot", 2000, "I", {**LOT_ROW, "id": 2000, "lot_no": "X-2000"})
    return log, own


def lot_view(**changes: Any) -> LotView:
    """Return the lot as the log has it at last."""
    values: dict[str, Any] = {
        "id": LOT,
        "version": 3,
        "lot_no": "P-26030017",
        "item_id": ItemId(5),
        "item_code": "TUBE-PVC-30",
        "item_name": "PVC tubing 3.0 × 4.1 mm",
        "item_name_zh": "PVC 导管 3.0 × 4.1 mm",
        "tracking": "lot",
        "status": LotStatus.RELEASED,
        "status_beneath": LotStatus.RELEASED,
        "holds": 0,
        "cycle": 1,
        "supplier_id": PartnerId(3),
        "supplier": "Suzhou Medical Polymers Co., Ltd.",
        "supplier_lot_no": "SZ-20260228-A",
        "customer_id": None,
        "customer": None,
        "order_no": "PO-2026-0042",
        "manufactured": date(2026, 2, 28),
        "expiry": date(2028, 2, 27),
        "quantity_made": Decimal("12000.000000"),
        "on_hand": Decimal("7431.250"),
        "unit": "m",
        "created_at": START,
        "created_by": "Wang Fang 王芳",
    }
    return LotView(**(values | changes))


def signature_views() -> list[SignatureView]:
    """Return the lot's signature as the server shows it."""
    fields = {name: SIGNATURE_ROW[name] for name in ("user_name", "full_name", "full_name_zh", "role")}
    record = SignedRecordView(
        kind="lot",
        key=str(LOT),
        label="Lot P-26030017",
        content_hash=content_hash(SIGNED_CONTENT),
        valid=True,
    )
    return [
        SignatureView(
            id=SignatureId(9),
            signer_id=UserId(8),
            **fields,
            meaning=Meaning.RELEASED,
            statement=SIGNATURE_ROW["statement"],
            reason=SIGNATURE_ROW["reason"],
            signed_at=datetime.fromisoformat(SIGNATURE_ROW["signed_at"]),
            message=SIGNATURE_ROW["message"],
            records=[record],
            valid=True,
        )
    ]


def signature_evidence() -> list[SignatureEvidence]:
    """Return the lot's signature as a dossier carries it."""
    names = [name for name in SignatureEvidence.__struct_fields__ if name not in {"records", "signed_at"}]
    record = SignedRecord(
        kind="lot",
        key=str(LOT),
        label="Lot P-26030017",
        content=SIGNED_CONTENT,
        content_hash=content_hash(SIGNED_CONTENT),
        valid=True,
    )
    return [
        SignatureEvidence(
            **{name: SIGNATURE_ROW[name] for name in names},
            signed_at=datetime.fromisoformat(SIGNATURE_ROW["signed_at"]),
            records=[record],
        )
    ]


def dossier_view(edges: int = 12, **changes: Any) -> DossierView:
    """Return the lot's dossier with that many edges of the trace."""
    sections = [status_section(), stock_section(), movement_section(edges), trace_section(edges)]
    return DossierView(lot=lot_view(**changes), sections=sections, at=START + timedelta(days=40))


def section(
    name: str, title: str, columns: Sequence[tuple[str, str, str]], rows: list[list[Any]], note: str = ""
) -> SectionView:
    """Return a section; a column is its id, title and kind."""
    views = [ColumnView(id=id_, title=text, kind=kind) for id_, text, kind in columns]
    return SectionView(id=name, title=title, columns=views, rows=rows, total=len(rows), note=note)


def status_section() -> SectionView:
    """Return the lot's life."""
    steps = [
        (None, "quarantine", "receive", "Wang Fang 王芳", "", None),
        ("quarantine", "in_test", "sample", "Zhou Jie 周杰", "20 samples, AQL level II", None),
        ("in_test", "released", "accept", "Li Na 李娜", "AQL 0.65 passed, certificate SZ-C-1188 matches.", 9),
    ]
    rows = [
        [START + timedelta(hours=2 * n), before, after, event, by, reason, signature]
        for n, (before, after, event, by, reason, signature) in enumerate(steps)
    ]
    columns = [
        ("at", "Date and time", "time"),
        ("from_status", "From", "code:LotStatus"),
        ("to_status", "To", "code:LotStatus"),
        ("event", "Event", "code:LotEvent"),
        ("by", "By", "text"),
        ("reason", "Reason", "text"),
        ("signature", "Signature", "text"),
    ]
    return section("genealogy.status", "Status history", columns, rows)


def stock_section() -> SectionView:
    """Return where the lot lies."""
    columns = [("location", "Location", "text"), ("name", "Name", "text"), ("quantity", "Quantity", "number")]
    rows: list[list[Any]] = [
        ["A-01-03", "High rack A 高位货架", Decimal("7000.000")],
        ["WIP", "Work in process 在制", Decimal("431.250")],
    ]
    return section("genealogy.stock", "Where it is", columns, rows)


def movement_section(count: int) -> SectionView:
    """Return the lot's movements."""
    kinds = ("receipt", "transfer", "issue", "consume")
    rows: list[list[Any]] = [
        [
            [n + 1, str(n + 1)],
            START + timedelta(hours=n),
            kinds[min(n, 3)],
            Decimal("45.750") * (n % 7 + 1),
            "m",
            "SUPPLIERS" if n == 0 else "A-01-03",
            "A-01-03" if n == 0 else "WIP",
            f"MO-2026-{n // 3:04d}",
            "Wang Fang 王芳",
            "First issue of the shift; remainder of the reel goes back to the rack 首件领用" if n % 5 == 1 else "",
        ]
        for n in range(count)
    ]
    columns = [
        ("id", "No.", "link:movement"),
        ("at", "Date and time", "time"),
        ("kind", "Movement", "code:MovementKind"),
        ("quantity", "Quantity", "number"),
        ("unit", "Unit", "text"),
        ("source", "From", "text"),
        ("target", "To", "text"),
        ("order_no", "Order", "text"),
        ("by", "By", "text"),
        ("reason", "Reason", "text"),
    ]
    return section("genealogy.movements", "Movements", columns, rows)


def trace_section(count: int) -> SectionView:
    """Return where the lot was used."""
    rows: list[list[Any]] = [
        [
            [1000 + n, f"F-260300{n:04d}"],
            "INF-SET-01",
            "Infusion set, 1.5 m 一次性使用输液器",
            "consumed",
            Decimal("1.85") * (n + 1),
            "m",
            f"MO-2026-{n // 3:04d}",
            START + timedelta(hours=n, days=3),
        ]
        for n in range(count)
    ]
    columns = [
        ("lot", "Lot", "link:lot"),
        ("item", "Item", "text"),
        ("name", "Name", "text"),
        ("kind", "How", "code:EdgeKind"),
        ("quantity", "Quantity", "number"),
        ("unit", "Unit", "text"),
        ("order_no", "Order", "text"),
        ("at", "Date and time", "time"),
    ]
    note = "The trace is complete: every branch ends at a recorded origin or a present whereabouts."
    return section("genealogy.forward", "Where it was used", columns, rows, note)
