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
from veralot_server.modules.genealogy.domain import amounts
from veralot_shared.contracts.exchange import BomCircular
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

BOM: Final = N_("bill of materials")
BOM_LINE: Final = N_("line of a bill of materials")
SAME_BASIS: Final = N_("All lines of one bill of materials are for the same quantity of the item.")


class Basis(msgspec.Struct, array_like=True):
    """What the lines of one bill of materials have in common: for how much of the item they are, and how many there are."""

    per: Decimal | None = None
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
            self._take(reading)

    def _take(self, reading: Reading[BomRow]) -> None:
        row, place = reading.seen, reading.place
        find = partial(self._masters.find, self._masters.items)
        self._problems.obey(
            place,
            lambda: find(row.item, place, "item"),
            lambda: find(row.component, place, "component"),
            lambda: self._check_new(row),
            lambda: self._check_position(row),
            lambda: self._check_basis(row),
            lambda: self._amount(row),
            lambda: self._check_per(row),
            lambda: self._check_circle(row),
        )
        if reading.row is not None and not len(self._problems):
            self._output.bom_line(reading.row, row.position or self._basis_of(row).lines, self._amount(row))

    def _amount(self, row: BomRow) -> Decimal:
        """Return how much of the component it is in the component's own unit. Raises: QuantityInvalid."""
        part = self._masters.items.get(row.component)
        return row.quantity if part is None else amounts.checked(row.quantity, part, unit=row.unit)

    def _check_per(self, row: BomRow) -> None:
        """Check for how much of the item a line is. Raises: QuantityInvalid."""
        item = self._masters.items.get(row.item)
        if item is not None:
            amounts.checked(row.per, item, field="per")

    def _basis_of(self, row: BomRow) -> Basis:
        """Return what is known of a row's bill of materials."""
        key = joined(row.item, row.revision)
        basis = self._basis.get(key)
        if basis is None:
            basis = Basis()
            self._basis.put(key, basis)
        return basis

    def _check_new(self, row: BomRow) -> None:
        """Note a bill of materials that the database has."""
        if joined(row.item, row.revision) in self._known.boms:
            error = RecordExists(kind=BOM, key=f"{row.item} {row.revision}")
            self._problems.add(row.place, error, "revision", row.revision)

    def _check_position(self, row: BomRow) -> None:
        """Note a position that another line has; a line without one gets the next."""
        basis = self._basis_of(row)
        position = row.position or basis.lines + 1
        if self._taken.add(joined(row.item, row.revision, str(position))):
            basis.lines += 1
        else:
            taken = RecordExists(kind=BOM_LINE, key=f"{row.item} {row.revision} {position}")
            self._problems.add(row.place, taken, "position", position)

    def _check_basis(self, row: BomRow) -> None:
        """Note a line for another quantity of the item than those before; the first one begins the bill of materials."""
        basis = self._basis_of(row)
        if basis.per is None:
            basis.per = row.per
            self._output.bom(row)
        elif basis.per != row.per:
            self._problems.add(row.place, ValueNotAllowed(value=str(row.per), rule=SAME_BASIS), "per", row.per)

    def _check_circle(self, row: BomRow) -> None:
        """Note a component that its item is made into."""
        known = self._masters.items.find(row.item) and self._masters.items.find(row.component)
        if known and (row.item == row.component or not self._known.parts.add(row.component, row.item)):
            error = BomCircular(item=row.item, component=row.component)
            self._problems.add(row.place, error, "component", row.component)
