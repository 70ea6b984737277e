"""What the quality people do: sample, accept, reject, and what becomes of what they rejected."""

from decimal import Decimal

from scripts.demo_plant import people, places
from scripts.demo_plant.ledger import Head, Leg, Lot
from scripts.demo_plant.plant import Plant
from scripts.demo_plant.simulation import Pause, Process
from scripts.demo_plant.stockroom import Need, consumed, fetch
from veralot_shared.contracts.genealogy.states import LotEvent, MovementKind


def accept(plant: Plant, lot: Lot, inspector: str, days: int) -> Process:
    """Sample a lot, test it for some days and accept it."""
    plant.decide(lot, LotEvent.SAMPLE, inspector)
    yield Pause(days=days, hour=13)
    plant.decide(lot, LotEvent.ACCEPT, people.QA)


def reject(plant: Plant, lot: Lot, why: str) -> str:
    """Reject a lot and lock it away. Returns the number of the nonconformity report."""
    report = plant.nonconformity()
    plant.decide(lot, LotEvent.REJECT, people.QA, f"{report}: {why}")
    for place in [place for place, quantity in lot.stock.items() if quantity > 0 and place not in places.OUTSIDE]:
        plant.transfer(lot, place, places.REJECTED, people.STORES, report)
    return report


def rework(plant: Plant, lot: Lot, line: str, how: str, fresh: Need | None = None) -> Process:
    """Rework a rejected lot by an order of its own, with fresh material if it needs any: a new cycle begins."""
    plant.decide(lot, LotEvent.ORDER_REWORK, people.QUALITY_HEAD, how)
    yield Pause(days=1, hour=8)
    order_no = plant.work_order()
    by = people.CATHETER_OPERATOR if line == places.CATHETER_ROOM else people.ASSEMBLER
    quantity = lot.stock[places.REJECTED]
    plant.post(
        Head(kind=MovementKind.REWORK, by=by, order_no=order_no, reason=how),
        Leg(lot=lot, quantity=quantity, source=places.REJECTED, target=line, serials=lot.units_at(places.REJECTED)),
    )
    if fresh is not None:
        portions = fetch(plant, order_no, fresh, int(quantity), line)
        yield Pause(days=1, hour=14)
        plant.post(Head(kind=MovementKind.CONSUME, by=by, order_no=order_no), *consumed(portions, line, lot))
    yield Pause(minutes=90)
    plant.decide(lot, LotEvent.REPORT_REWORK, by, f"{order_no}: {how}")


def scrap(plant: Plant, lot: Lot, document_no: str, why: str) -> None:
    """Destroy all of a lot that lies in the cage of rejected goods."""
    head = Head(kind=MovementKind.SCRAP, by=people.STORES_LATE, document_no=document_no, reason=why)
    plant.post(head, _all_rejected(lot, places.DESTROYED))


def send_back(plant: Plant, lot: Lot, document_no: str, why: str) -> None:
    """Return a rejected lot to its supplier."""
    head = Head(
        kind=MovementKind.RETURN, by=people.STORES_LATE, document_no=document_no, partner=lot.supplier, reason=why
    )
    plant.post(head, _all_rejected(lot, places.SUPPLIERS))


def destroy_samples(plant: Plant, lot: Lot, place: str, count: int, why: str) -> None:
    """Use up pieces of a lot in a destructive test; of a serialised one, units from all over the lot (up to three)."""
    head = Head(kind=MovementKind.SCRAP, by=people.FQC, reason=why)
    units = lot.units_at(place)[5::13][:count]
    plant.post(head, Leg(lot=lot, quantity=Decimal(count), source=place, target=places.DESTROYED, serials=units))


def _all_rejected(lot: Lot, target: str) -> Leg:
    return Leg(
        lot=lot,
        quantity=lot.stock[places.REJECTED],
        source=places.REJECTED,
        target=target,
        serials=lot.units_at(places.REJECTED),
    )
