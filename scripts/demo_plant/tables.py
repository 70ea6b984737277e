"""The rows of each file, as texts and numbers under the names of their columns."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import groupby

from scripts.demo_plant import catalogue, defects, gauges, inspections, partners, people, places, qualifications
from scripts.demo_plant.ledger import Decision, Hold, Posted
from scripts.demo_plant.plant import Plant
from veralot_shared.contracts.genealogy.states import MovementKind
from veralot_shared.rules.quantities import plain_text

Cell = str | int | float
Row = Mapping[str, Cell]
Table = list[Row]
"""Rows that all have the same columns in the same order."""

_BEGIN = frozenset({MovementKind.RECEIPT, MovementKind.PRODUCE})


def partner_table() -> Table:
    """Return the partners."""
    return [asdict(partner) for partner in partners.PARTNERS]


def location_table() -> Table:
    """Return the locations on the plant's own shelves and at the sterilizer's."""
    return [asdict(place) for place in places.PLACES]


def user_table() -> Table:
    """Return the people. A first password is never in a file."""
    return [asdict(person) | {"roles": ";".join(person.roles)} for person in people.PEOPLE]


def defect_table() -> Table:
    """Return the defect codes."""
    return [asdict(defect) for defect in defects.DEFECTS]


def gauge_table() -> Table:
    """Return the gauges."""
    return [asdict(gauge) for gauge in gauges.GAUGES]


def qualification_table() -> Table:
    """Return what one must be qualified for."""
    return [asdict(one) for one in qualifications.QUALIFICATIONS]


def qualification_grant_table() -> Table:
    """Return who is qualified for what."""
    return [asdict(one) for one in qualifications.HELD]


def inspection_plan_table() -> Table:
    """Return how the classes of each inspection plan are sampled."""
    return [asdict(line) for line in inspections.CLASSES]


def characteristic_table() -> Table:
    """Return the characteristics of the inspection plans."""
    return [asdict(one) for one in inspections.CHARACTERISTICS]


def item_table() -> Table:
    """Return the items."""
    return [
        {
            "code": item.code,
            "name": item.name,
            "name_zh": item.name_zh,
            "kind": item.kind,
            "tracking": item.tracking,
            "unit": item.unit,
            "quantum": float(item.quantum),
            "shelf_life_months": item.shelf_life_months or "",
            "implantable": "no",
            "customer": item.customer,
            "device_class": item.device_class,
        }
        for item in catalogue.ITEMS.values()
    ]


def pack_level_table() -> Table:
    """Return the pack levels."""
    return [asdict(level) for level in catalogue.PACK_LEVELS]


def movement_table(plant: Plant) -> Table:
    """Return the movements, one row for each line."""
    return [_line(posted) for posted in plant.ledger.posted]


def status_table(plant: Plant) -> Table:
    """Return the decisions on lots."""
    return [_decision(decision) for decision in plant.ledger.decisions]


def hold_table(plant: Plant) -> Table:
    """Return the holds, open and lifted."""
    return [_hold(hold) for hold in plant.ledger.holds]


def ranges(serials: Iterable[str]) -> str:
    """Return serial numbers as a text, runs of consecutive ones as `first..last`."""
    runs = groupby(enumerate(serials), key=lambda pair: (pair[1][:-3], int(pair[1][-3:]) - pair[0]))
    texts = []
    for _, run in runs:
        units = [serial for _, serial in run]
        texts.append(units[0] if len(units) == 1 else f"{units[0]}..{units[-1]}")
    return " ".join(texts)


def _line(posted: Posted) -> Row:
    head, leg, lot, output = posted.head, posted.leg, posted.leg.lot, posted.leg.to_lot
    begins = head.kind in _BEGIN
    return {
        "at": _moment(posted.at),
        "movement": posted.movement,
        "kind": head.kind,
        "order_no": head.order_no,
        "document_no": head.document_no,
        "item": lot.item.code,
        "lot_no": lot.lot_no,
        "quantity": plain_text(leg.quantity),
        "unit": lot.item.unit,
        "from_location": leg.source,
        "to_location": leg.target,
        "to_item": output.item.code if output and head.kind is MovementKind.CONSUME else "",
        "to_lot": output.lot_no if output else "",
        "serials": ranges(leg.serials),
        "into_serials": ranges(leg.into_serials),
        "package_no": leg.package_no,
        "package_level": leg.package_level or "",
        "inside_package": leg.inside_package,
        "partner": head.partner,
        "supplier_lot_no": lot.supplier_lot_no if begins else "",
        "manufactured": _day(lot.manufactured if begins else None),
        "expiry": _day(lot.expiry if begins else None),
        "status": posted.status,
        "by": head.by,
        "reason": head.reason,
    }


def _decision(decision: Decision) -> Row:
    return {
        "at": _moment(decision.at),
        "item": decision.lot.item.code,
        "lot_no": decision.lot.lot_no,
        "event": decision.event,
        "by": decision.by,
        "reason": decision.reason,
    }


def _hold(hold: Hold) -> Row:
    return {
        "at": _moment(hold.at),
        "item": hold.lot.item.code,
        "lot_no": hold.lot.lot_no,
        "serial": hold.serial,
        "reason_code": hold.reason_code,
        "reason": hold.reason,
        "by": hold.by,
        "lifted_at": _moment(hold.lifted_at),
        "lifted_by": hold.lifted_by,
    }


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
