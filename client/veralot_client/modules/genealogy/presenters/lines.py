"""Lines of forms that name several lots: where each lies, how much or which units of it. No Qt."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.genealogy.presenters import lookups
from veralot_client.modules.genealogy.presenters.lot_form import Amount, positive
from veralot_client.modules.genealogy.presenters.possibilities import serialised
from veralot_client.modules.genealogy.presenters.units import UnitBook
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import MISSING, Choice, Field, FieldKind, Flaw, Search, Values, Wrong
from veralot_shared.contracts.genealogy import LotView, StockOf, StockView
from veralot_shared.i18n import N_

R = TypeVar("R")


def lot_columns(search: Search, units: str = "unit_ids") -> tuple[Field, ...]:
    """Return the fields of a line that names a lot, its place, and how much or which units; `units` is the last's name."""
    return (
        Field(name="lot_id", label=N_("Lot"), kind=FieldKind.RECORD, search=search, chars=20, ais=("10",)),
        Field(name="location_id", label=N_("From"), kind=FieldKind.CHOICE),
        Field(name="quantity", label=N_("Quantity"), kind=FieldKind.QUANTITY, required=False, chars=9),
        Field(name=units, label=N_("Serial numbers"), required=False, chars=22),
    )


class LinesForm(FormPresenter[R]):
    """A form whose `lines` name lots.

    Attributes:
        books_units: whether units are named to the server by their ids, so that they must be read before.
    """

    books_units = True

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.book = UnitBook(services)

    def entered(self, path: str, values: Values) -> None:
        """Offer where the lot of a line lies, and read its units if it has any."""
        if not path.startswith("lines[") or not path.endswith(".lot_id"):
            return
        line = values["lines"][int(path[len("lines[") : path.index("]")])]
        choice: Choice | None = line["lot_id"]
        if choice is not None:
            self._open_lot(choice.record, path.removesuffix("lot_id"))

    def begin(self) -> None:
        """Offer where the lots lie that the form begins with."""
        for place, line in enumerate(self.values.get("lines", [])):
            self._open_lot(line["lot_id"].record, f"lines[{place}].")

    def amount(self, place: int, line: Values) -> Amount:
        """Return how much of a line's lot, and which of its units. Raises: Wrong."""
        lot: LotView = line["lot_id"].record
        path = f"lines[{place}]"
        if line["unit_ids"]:
            unit_ids = self.book.ids(lot.id, f"{path}.unit_ids", line["unit_ids"], self.words)
            return Amount(Decimal(len(unit_ids)), unit_ids)
        if line["quantity"] is None:
            raise Wrong(Flaw(f"{path}.quantity", MISSING))
        return Amount(positive(line["quantity"], f"{path}.quantity"), [])

    def _open_lot(self, lot: LotView, path: str) -> None:
        def offer(stock: list[StockView]) -> None:
            choices = lookups.stock_choices(stock, self.words)
            self.offered.tell(f"{path}location_id", choices)
            if len(choices) == 1:
                self.filled.tell(f"{path}location_id", choices[0].key)

        self.measured.tell(f"{path}quantity", lot.unit)
        self.ask(StockOf(lot_id=lot.id), offer, topic=f"stock {path}")
        if self.books_units and serialised(lot):
            self.book.open(lot.id, lambda: None)


def first_lines(lots: Sequence[LotView], words: Words) -> list[Values]:
    """Return the lines that a form begins with."""
    return [{"lot_id": lookups.lot_choice(lot, words)} for lot in lots]
