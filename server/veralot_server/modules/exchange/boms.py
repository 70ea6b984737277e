"""Bills of materials: one revision of an item, line by line; nothing is made of itself, however long the way round."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Final

import msgspec

from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.master_output import MasterOutput
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import BomRow
from veralot_server.modules.exchange.shelves import Shelf, joined
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.exchange.world import Item
from veralot_server.modules.genealogy.domain import amounts
from veralot_shared.contracts.exchange import BomCircular
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

BOM: Final = N_("bill of materials")
BOM_LINE: Final = N_("line of a bill of materials")
SAME_BASIS: Final = N_("All lines of one bill of materials are for the same quantity of the item.")


class Basis(msgspec.Struct, array_like=True):
    """What the lines of one bill of materials have in common: for how much of the item they are, and how many there are."""

    per: Decimal
    lines: int = 0


class Boms:
    """Takes bills of materials."""

    def __init__(self, known: Known, masters: Masters, output: MasterOutput, problems: Problems) -> None:
        """Begin with the ones of the database, by which a circle may close."""
        self._known, self._masters, self._output, self._problems = known, masters, output, problems
        self._basis: Shelf[Basis] = known.cabinet.shelf("bom", Basis, live=True)
        self._taken = known.cabinet.memo("bom_position")

    def take(self, readings: Iterable[Reading[BomRow]]) -> None:
        """Take rows."""
        for reading in readings:
            if reading.row is not None:
                self._take(reading.row)

    def _take(self, row: BomRow) -> None:
        find = partial(self._masters.find, self._masters.items)
        item, part = find(row.item, row.place, "item"), find(row.component, row.place, "component")
        basis = self._begun(row)
        position = row.position or basis.lines + 1
        if not self._fits(row, basis, position) or item is None or part is None:
            return
        if not self._problems.obey(row.place, *self._amounts(row, item, part)):
            return
        if row.item == row.component or not self._known.parts.add(row.component, row.item):
            error = BomCircular(item=row.item, component=row.component)
            self._problems.add(row.place, error, "component", row.component)
            return
        self._output.bom_line(row, position, amounts.checked(row.quantity, part, unit=row.unit))

    def _amounts(self, row: BomRow, item: Item, part: Item) -> tuple[partial[Decimal], partial[Decimal]]:
        """Return the rules of the two quantities: so much of the component for so much of the item."""
        return (
            partial(amounts.checked, row.quantity, part, unit=row.unit),
            partial(amounts.checked, row.per, item, field="per"),
        )

    def _begun(self, row: BomRow) -> Basis:
        """Return what is known of a row's bill of materials, which begins with its first row."""
        key = joined(row.item, row.revision)
        basis = self._basis.get(key)
        if basis is None:
            basis = Basis(row.per)
            self._basis.put(key, basis)
            self._output.bom(row)
        return basis

    def _fits(self, row: BomRow, basis: Basis, position: int) -> bool:
        """Tell whether a row fits the others of its revision, and whether the database does not have it; note if not."""
        key = joined(row.item, row.revision)
        before = len(self._problems)
        if key in self._known.boms:
            error = RecordExists(kind=BOM, key=f"{row.item} {row.revision}")
            self._problems.add(row.place, error, "revision", row.revision)
        if self._taken.add(joined(key, str(position))):
            basis.lines += 1
        else:
            taken = RecordExists(kind=BOM_LINE, key=f"{row.item} {row.revision} {position}")
            self._problems.add(row.place, taken, "position", position)
        if basis.per != row.per:
            self._problems.add(row.place, ValueNotAllowed(value=str(row.per), rule=SAME_BASIS), "per", row.per)
        return len(self._problems) == before
