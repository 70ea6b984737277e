"""What every process of the plant needs at hand: the books, the clock, chance and running numbers."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scripts.demo_plant import places
from scripts.demo_plant.catalogue import ITEMS
from scripts.demo_plant.dice import Dice
from scripts.demo_plant.ledger import Head, Ledger, Leg, Lot
from scripts.demo_plant.simulation import Simulation
from veralot_shared.contracts.genealogy.states import LotEvent, LotStatus, MovementKind
from veralot_shared.rules import dates

SEED = "Veralot demo plant"


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """A package in a store: what it holds, down to the units."""

    number: str
    level: int
    lot: Lot
    quantity: int
    serials: tuple[str, ...] = ()


class Plant:
    """The plant at work."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.simulation = Simulation(Dice(f"{SEED}: time"))
        self.dice = Dice(SEED)
        self.on_order: Counter[str] = Counter()
        """Item → what has been ordered or begun and is not on a shelf yet."""
        self.at_dock: dict[str, list[Lot]] = {"FG-INF": [], "FG-PTC": []}
        """Finished goods, sealed and waiting for the next sterilization load."""
        self.packages: dict[str, list[Package]] = {"FG-INF": [], "FG-PTC": []}
        """Packages in the store that lie in no larger one."""
        self._numbers: Counter[str] = Counter()

    @property
    def today(self) -> date:
        """Return the day in the plant's zone."""
        return self.simulation.now.date()

    def count(self, series: str) -> int:
        """Return the next number of a series."""
        self._numbers[series] += 1
        return self._numbers[series]

    def number(self, prefix: str, digits: int) -> str:
        """Return the prefix and the next number after it."""
        return f"{prefix}{self.count(prefix):0{digits}d}"

    def work_order(self) -> str:
        """Return the next order number."""
        return self.number(f"WO-{self.today:%y%m}-", 3)

    def nonconformity(self) -> str:
        """Return the next number of a nonconformity report."""
        return self.number(f"NCR-{self.today:%y}-", 3)

    def post(self, head: Head, *legs: Leg) -> None:
        """Post one movement now."""
        self.ledger.post(self.simulation.now, head, legs)

    def decide(self, lot: Lot, event: LotEvent, by: str, reason: str = "") -> None:
        """Change a lot's status by a decision now."""
        self.ledger.decide(self.simulation.now, lot, event, by, reason)

    def produce(self, head: Head, lot_no: str, item: str, quantity: Decimal, place: str) -> Lot:
        """Report a lot made by an order, in quarantine. Units of a serialised one are numbered after it."""
        master = ITEMS[item]
        expiry = dates.expiry(self.today, months=master.shelf_life_months) if master.shelf_life_months else None
        lot = self.ledger.enter(
            Lot(
                item=master,
                lot_no=lot_no,
                manufactured=self.today,
                expiry=expiry,
                status=LotStatus.QUARANTINE,
                order_no=head.order_no,
            )
        )
        serials: tuple[str, ...] = ()
        if master.tracking in {"serial", "both"}:
            serials = tuple(f"{lot_no}-{number:03d}" for number in range(1, int(quantity) + 1))
        self.post(head, Leg(lot=lot, quantity=quantity, source=places.WIP, target=place, serials=serials))
        return lot

    def transfer(self, lot: Lot, source: str, target: str, by: str, document_no: str = "") -> None:
        """Move all of a lot from one shelf to another."""
        head = Head(kind=MovementKind.TRANSFER, by=by, document_no=document_no)
        units = lot.units_at(source)
        self.post(head, Leg(lot=lot, quantity=lot.stock[source], source=source, target=target, serials=units))

    def child(self, parent: Lot, lot_no: str, status: LotStatus | None = None) -> Lot:
        """Enter a lot that takes everything but its number from its parent."""
        return self.ledger.enter(
            Lot(
                item=parent.item,
                lot_no=lot_no,
                manufactured=parent.manufactured,
                expiry=parent.expiry,
                status=status or parent.status,
                order_no=parent.order_no,
                supplier=parent.supplier,
                supplier_lot_no=parent.supplier_lot_no,
            )
        )
