"""Bills of materials: one revision of an item, line by line; nothing is made of itself, however long the way round."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple

from veralot_server.modules.exchange.descent import Descent
from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import BomRow
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.exchange.world import Item
from veralot_server.modules.genealogy.domain import amounts
from veralot_shared.contracts.exchange import BomCircular
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

BOM: Final = N_("bill of materials")
BOM_LINE: Final = N_("line of a bill of materials")
SAME_BASIS: Final = N_("All lines of one bill of materials are for the same quantity of the item.")


class BomLine(NamedTuple):
    """A sound line, in the component's own unit."""

    row: BomRow
    position: int
    quantity: Decimal


class Boms:
    """Takes bills of materials."""

    def __init__(self, known: Known, masters: Masters, problems: Problems) -> None:
        """Begin with the ones of the database, by which a circle may close."""
        self.new: list[BomLine] = []
        self._masters, self._problems, self._known = masters, problems, known
        self._numbers: dict[str, int] = {}
        self._order = Descent((self._node(part), self._node(item)) for item, part in known.bom_parts)
        self._taken: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        self._basis: dict[tuple[str, str], BomRow] = {}

    @property
    def revisions(self) -> list[BomRow]:
        """Return the first row of each new bill of materials."""
        sound = {(line.row.item, line.row.revision) for line in self.new}
        return [row for key, row in self._basis.items() if key in sound]

    def take(self, readings: Iterable[Reading[BomRow]]) -> None:
        """Take rows."""
        for reading in readings:
            if reading.row is not None:
                self._take(reading.row)

    def _take(self, row: BomRow) -> None:
        find = partial(self._masters.find, self._masters.items)
        item, part = find(row.item, row.place, "item"), find(row.component, row.place, "component")
        position = row.position or len(self._taken[row.item, row.revision]) + 1
        if not self._fits(row, position) or item is None or part is None:
            return
        if not self._problems.obey(row.place, *self._amounts(row, item, part)):
            return
        if row.item == row.component or not self._order.add(self._node(row.component), self._node(row.item)):
            error = BomCircular(item=row.item, component=row.component)
            self._problems.add(row.place, error, "component", row.component)
            return
        self.new.append(BomLine(row, position, amounts.checked(row.quantity, part, unit=row.unit)))

    def _amounts(self, row: BomRow, item: Item, part: Item) -> tuple[partial[Decimal], partial[Decimal]]:
        """Return the rules of the two quantities: so much of the component for so much of the item."""
        return (
            partial(amounts.checked, row.quantity, part, unit=row.unit),
            partial(amounts.checked, row.per, item, field="per"),
        )

    def _fits(self, row: BomRow, position: int) -> bool:
        """Tell whether a row fits the others of its revision, and whether the database does not have it; note if not."""
        key = (row.item, row.revision)
        first = self._basis.setdefault(key, row)
        before = len(self._problems)
        if key in self._known.boms:
            error = RecordExists(kind=BOM, key=" ".join(key))
            self._problems.add(row.place, error, "revision", row.revision)
        if position in self._taken[key]:
            taken = RecordExists(kind=BOM_LINE, key=f"{row.item} {row.revision} {position}")
            self._problems.add(row.place, taken, "position", position)
        if first.per != row.per:
            self._problems.add(row.place, ValueNotAllowed(value=str(row.per), rule=SAME_BASIS), "per", row.per)
        self._taken[key].add(position)
        return len(self._problems) == before

    def _node(self, code: str) -> int:
        """Return a number for an item, whatever the database calls it."""
        return self._numbers.setdefault(code, len(self._numbers) + 1)
