"""What the quality people do: sample, accept, reject, and what becomes of what they rejected."""

from scripts.demo_plant import people, places
from scripts.demo_plant.ledger import Head, Leg, Lot
from scripts.demo_plant.plant import Plant
from scripts.demo_plant.simulation import Pause, Process
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


def rework(plant: Plant, lot: Lot, line: str, by: str, how: str) -> Process:
    """Rework a rejected lot by an order of its own and report it for inspection: a new cycle begins."""
    plant.decide(lot, LotEvent.ORDER_REWORK, people.QUALITY_HEAD, how)
    yield Pause(days=1, hour=8)
    order_no = plant.work_order()
    head = Head(kind=MovementKind.REWORK, by=by, order_no=order_no, reason=how)
    units = tuple(serial for serial, place in lot.units.items() if place == places.REJECTED)
    plant.post(
        head,
        Leg(lot=lot, quantity=lot.stock[places.REJECTED], source=places.REJECTED, target=line, serials=units),
    )
    yield Pause(days=1, hour=15)
    plant.decide(lot, LotEvent.REPORT_REWORK, by, f"{order_no}: {how}")


def scrap(plant: Plant, lot: Lot, place: str, document_no: str, why: str) -> None:
    """Destroy all that lies of a lot at a place."""
    units = tuple(serial for serial, where in lot.units.items() if where == place)
    plant.post(
        Head(kind=MovementKind.SCRAP, by=people.STORES_LATE, document_no=document_no, reason=why),
        Leg(lot=lot, quantity=lot.stock[place], source=place, target=places.DESTROYED, serials=units),
    )


def send_back(plant: Plant, lot: Lot, document_no: str, why: str) -> None:
    """Return a rejected lot to its supplier."""
    head = Head(
        kind=MovementKind.RETURN, by=people.STORES_LATE, document_no=document_no, partner=lot.supplier, reason=why
    )
    plant.post(
        head, Leg(lot=lot, quantity=lot.stock[places.REJECTED], source=places.REJECTED, target=places.SUPPLIERS)
    )
