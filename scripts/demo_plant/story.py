"""The identifiers that the guided tour needs, found in the books, so that the tour itself names none."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from scripts.demo_plant import catheter, gs1, partners, people, places, purchasing, shifts
from scripts.demo_plant.brought import CERTIFICATE_NO, FAULTS
from scripts.demo_plant.catalogue import BOX, ITEMS, contents, gtin_of
from scripts.demo_plant.descent import Node, Whereabouts, descendants, shipment_of, whereabouts
from scripts.demo_plant.ledger import Lot
from scripts.demo_plant.plant import Plant
from scripts.demo_plant.stockroom import Need, Portion, available
from scripts.demo_plant.toml import Section, toml
from veralot_shared.contracts.genealogy.states import LotStatus
from veralot_shared.rules.gs1 import encode, format_hri, make
from veralot_shared.rules.quantities import plain_text

_HUB, _DEVICE = "CP-HUB", "FG-PTC"
_UNITS = contents(_DEVICE, BOX)
"""What the tour makes: one box."""
_LOT_NO, _ORDER_NO = "PT261199", "WO-2611-900"
_DELIVERY = "R261123-01"
_CHILD = f"{_DELIVERY}-D1"
_SUPPLIER_LOT, _MADE, _EXPIRY = "TH26K0431", date(2026, 10, 12), date(2031, 10, 12)


class Suspect(NamedTuple):
    """The lot that the complaint leads back to, all that has a part of it, and where the devices among them are."""

    lot: Lot
    reached: set[Node]
    units: dict[str, Whereabouts]


def story(plant: Plant) -> str:
    """Return `story.toml`."""
    suspect = _suspect(plant)
    sections: list[tuple[str, Section]] = [
        ("plant", _plant()),
        ("users", _users()),
        ("receive", _receive()),
        ("draw", _draw()),
        ("produce", _produce()),
        *(("[consume]", section) for section in _consume(plant, suspect)),
        ("finish", _finish()),
        ("pack", _pack(plant)),
        ("ship", _ship(plant)),
        ("complaint", _complaint(plant, suspect)),
        ("suspect", _reach(suspect)),
        ("examples", _examples(plant)),
        *_beside(),
    ]
    head = (
        "# The identifiers of the guided tour, written by scripts/demo_plant from the history itself; see README.md.\n"
    )
    return head + "".join(toml(name, section) for name, section in sections)


def _plant() -> Section:
    return {
        "name": partners.PLANT_NAME,
        "name_zh": partners.PLANT_NAME_ZH,
        "zone": "Asia/Shanghai",
        "last_day": shifts.LAST_MOMENT.date().isoformat(),
    }


def _users() -> Section:
    return {
        "administrator": "admin",
        "warehouse": people.STORES,
        "inspector": people.IQC,
        "qa": people.QA,
        "operator": people.CATHETER_OPERATOR,
        "final_inspector": people.FQC,
        "quality_head": people.QUALITY_HEAD,
        "production_head": people.PRODUCTION_HEAD,
        "registrant": people.CATHETER_REGISTRANT,
        "auditor": "he.ping",
        "designer": "feng.xue",
    }


def _receive() -> Section:
    label = make(gtin=gtin_of(_HUB, 1), today=shifts.LAST_MOMENT.date(), lot=_SUPPLIER_LOT, expiry=_EXPIRY)
    return {
        "scan": encode(label),
        "hri": format_hri(label),
        "item": _HUB,
        "gtin": gtin_of(_HUB, 1),
        "supplier": next(supply.supplier for supply in purchasing.SUPPLIES if supply.item == _HUB),
        "supplier_lot_no": _SUPPLIER_LOT,
        "manufactured": _MADE.isoformat(),
        "expiry": _EXPIRY.isoformat(),
        "lot_no": _DELIVERY,
        "quantity": str(contents(_HUB, 1)),
        "unit": ITEMS[_HUB].unit,
        "purchase_order": "PO-26-0900",
        "location": places.INCOMING,
        "store": ITEMS[_HUB].store,
    }


def _draw() -> Section:
    return {
        "lot_no": _DELIVERY,
        "child_no": _CHILD,
        "quantity": str(_UNITS),
        "location": ITEMS[_HUB].store,
        "target": places.CATHETER_ROOM,
        "order_no": _ORDER_NO,
    }


def _serials() -> list[str]:
    return [f"{_LOT_NO}-{number:03d}" for number in range(1, _UNITS + 1)]


def _produce() -> Section:
    return {
        "order_no": _ORDER_NO,
        "item": _DEVICE,
        "lot_no": _LOT_NO,
        "quantity": str(_UNITS),
        "unit": ITEMS[_DEVICE].unit,
        "location": places.FINISHED_WAITING,
        "serials": _serials(),
    }


def _consume(plant: Plant, suspect: Suspect) -> list[Section]:
    """Return one section for each component of the tour's units: which stock to take, and from where.

    Their balloons are of the suspect lot, so the complaint reaches what the tour has made and shipped as well.
    """
    return [_input(need, _stock(plant, suspect, need)) for need in catheter.CATHETER_NEEDS]


def _stock(plant: Plant, suspect: Suspect, need: Need) -> Portion | None:
    """Return what is in store for the tour's units, or None for what the tour itself receives."""
    quantity = need.each * _UNITS
    for lot in available(plant, need.item) if need.item != _HUB else ():
        serials = lot.units_at(lot.item.store)
        if lot.units:
            serials = tuple(serial for serial in serials if (lot.item.code, serial, True) in suspect.reached)
        if lot.stock[lot.item.store] >= quantity and (not lot.units or len(serials) >= _UNITS):
            return Portion(lot, quantity, _UNITS, serials[:_UNITS])
    return None


def _input(need: Need, stock: Portion | None) -> Section:
    if stock is None and need.item != _HUB:
        raise LookupError(f"no stock of {need.item} is left for the tour")
    return {
        "item": need.item,
        "lot_no": stock.lot.lot_no if stock else _CHILD,
        "location": stock.lot.item.store if stock else places.CATHETER_ROOM,
        "quantity": plain_text(need.each * _UNITS),
        "unit": ITEMS[need.item].unit,
        "serials": list(stock.serials if stock else ()),
    }


def _finish() -> Section:
    return {
        "lot_no": _LOT_NO,
        "load_no": "EO-26-900",
        "waiting": places.FINISHED_WAITING,
        "sterilizer": places.STERILIZER,
        "store": places.CATHETER_STORE,
    }


def _pack(plant: Plant) -> Section:
    return {
        "level": BOX,
        "gtin": gtin_of(_DEVICE, BOX),
        "package_no": gs1.sscc(gs1.PLANT, plant.count("cases") + 100),
        "quantity": str(_UNITS),
    }


def _ship(plant: Plant) -> Section:
    return {"shipment_no": plant.number("SH-26-", 4), "customer": partners.CATHETER_HOSPITAL}


def _suspect(plant: Plant) -> Suspect:
    item, number = purchasing.SUSPECT
    deliveries = [
        posted.leg.lot
        for posted in plant.ledger.posted
        if posted.head.kind == "receipt" and posted.leg.lot.item.code == item
    ]
    lot = deliveries[number - 1]
    reached = descendants(plant, lot)
    devices = whereabouts(plant, _DEVICE).items()
    return Suspect(lot, reached, {unit: here for unit, here in devices if (_DEVICE, unit, True) in reached})


def _complaint(plant: Plant, suspect: Suspect) -> Section:
    serial = next(unit for unit, here in suspect.units.items() if here.consignee == partners.CATHETER_HOSPITAL)
    shipped = shipment_of(plant, _DEVICE, serial)
    return {
        "item": _DEVICE,
        "serial": serial,
        "lot_no": shipped.leg.lot.lot_no,
        "customer": shipped.head.partner,
        "shipment_no": shipped.head.document_no,
        "text": "Balloon burst at 10 bar, below the rated burst pressure of 14 bar",
        "text_zh": "球囊在 10 bar 破裂，低于 14 bar 的额定爆破压",
        "hold_reason_code": "complaint",
    }


def _reach(suspect: Suspect) -> Section:
    """Return the suspect lot and what the imported history knows of its units: the least that a trace must find."""
    where = suspect.units.values()
    consignees = sorted({here.consignee for here in where} - {""})
    return {
        "item": suspect.lot.item.code,
        "lot_no": suspect.lot.lot_no,
        "supplier": suspect.lot.supplier,
        "supplier_lot_no": suspect.lot.supplier_lot_no,
        "units": len(suspect.units),
        "units_shipped": sum(here.place == places.CUSTOMERS for here in where),
        "units_in_plant": sum(here.place not in places.OUTSIDE for here in where),
        "customers": consignees,
        "lots": sorted({serial.rpartition("-")[0] for serial in suspect.units}),
    }


def _examples(plant: Plant) -> Section:
    """Return one lot for each kind of fate, as `item lot`."""
    lots = list(plant.ledger.lots.values())
    found = {status.value: [lot for lot in lots if lot.status is status] for status in LotStatus}
    found["on_hold"] = [hold.lot for hold in plant.ledger.holds if hold.lifted_at is None and not hold.serial]
    found["hold_lifted"] = [hold.lot for hold in plant.ledger.holds if hold.lifted_at and not hold.serial]
    for kind, name in {"split": "split", "merge": "merged", "rework": "reworked", "return": "returned"}.items():
        legs = [posted.leg for posted in plant.ledger.posted if posted.head.kind == kind]
        found[name] = [leg.lot if name == "split" else leg.to_lot or leg.lot for leg in legs]
    found["in_goods_of_both_customers"] = _shared(plant)
    return {name: f"{some[-1].item.code} {some[-1].lot_no}" for name, some in sorted(found.items()) if some}


def _beside() -> list[tuple[str, Section]]:
    """Return what the tour shows beside the first story."""
    return [
        (
            "certificate",
            {"file": "certificate.pdf", "type": "Certificate", "type_zh": "检验报告", "number": CERTIFICATE_NO},
        ),
        ("container", {"number": gs1.sscc(gs1.PLANT, 1, 1), "place": places.INFUSION_STORE}),
        (
            "label",
            {
                "code": "UDI-PTC",
                "name": "UDI label, catheter",
                "name_zh": "导管 UDI 标签",
                "torn": 2,
                "symbol_x": "2",
                "symbol_y": "28",
            },
        ),
        ("migration", {"file": "stock.csv", "errors": FAULTS}),
        ("badge", {"station": "PR-CAT-01", "label": "B-0107", "code": "04A1B2C3D4E5F6", "pin": "482915"}),
        ("inspection", _inspection()),
        ("chart", {"code": "PTC-BOND", "readings": ["17.2", "17.6", "17.1", "17.4", "17.3"]}),
    ]


def _inspection() -> Section:
    """Return the delivery of filters that is inspected: one housing is too wide."""
    return {
        "lot_no": "R261119-91",
        "gauge": "CAL-001",
        "overdue": "CAL-003",
        "first": ["18.21", "18.19", "18.22", "18.29"],
        "away": ["18.20", "18.18", "18.21", "18.23", "18.19", "18.20", "18.22", "18.17"],
        "bad": "18.34",
    }


def _shared(plant: Plant) -> list[Lot]:
    """Return the lots that went into goods of both registrants."""
    customers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for posted in plant.ledger.posted:
        if posted.leg.to_lot and posted.head.kind == "consume":
            lot = posted.leg.lot
            customers[lot.item.code, lot.lot_no].add(posted.leg.to_lot.item.customer)
    both = {partners.INFUSION_REGISTRANT, partners.CATHETER_REGISTRANT}
    return [plant.ledger.lots[key] for key, found in customers.items() if found >= both]
