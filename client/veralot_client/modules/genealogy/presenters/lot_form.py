"""What the forms on one lot have in common: its heading, where it lies, how much or which units. No Qt."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters import lookups
from veralot_client.modules.genealogy.presenters.possibilities import serialised
from veralot_client.modules.genealogy.presenters.units import UnitBook
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.genealogy import ListLocations, LocationKind, LocationView, LotView, StockOf, StockView
from veralot_shared.i18n import N_
from veralot_shared.ids import LocationId, LotId, UnitId
from veralot_shared.rules.serials import SerialsUnreadable, in_short, read_part

R = TypeVar("R")

NOTE = Field(name="note", label=N_("&Note"), kind=FieldKind.NOTE, required=False)
REASON = Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE)
ORDER = Field(name="order_no", label=N_("&Order"), chars=24)
SERIALS_HINT = N_("One by one, or as a range: CT26-0001..0040. Codes can be scanned.")
FAR_DAY = date(2000, 1, 1)
"""Any day: only the serial number of a code matters while somebody types."""
NOT_POSITIVE = N_("It must be more than zero.")


class Amount(NamedTuple):
    """How much of a lot, and which of its units."""

    quantity: Decimal
    unit_ids: list[UnitId]


class LotForm(FormPresenter[R]):
    """A form on one lot. `title` may name the lot as `{lot_no}`."""

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services)
        self.lot = lot

    def heading(self) -> str:
        """Return the heading with the lot's number."""
        return self.words.text(self.title, lot_no=self.lot.lot_no)


class StockForm(LotForm[R]):
    """A form on what lies of a lot at a location.

    Attributes:
        target_kinds: kinds of location to choose from as the target; None for all inside the plant.
        fills_quantity: whether all that lies there is meant unless somebody says less.
        books_units: whether the units of a serialised lot are named.
        units_field: the field in which they are; `serials` where the server is told their numbers, not their ids.
    """

    target_kinds: frozenset[LocationKind] | None = None
    fills_quantity = False
    books_units = True
    units_field = "unit_ids"

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.book = UnitBook(services)
        self.stock: list[StockView] = []

    @property
    def names_units(self) -> bool:
        """Whether units are named instead of a quantity."""
        return self.books_units and serialised(self.lot)

    def begin(self) -> None:
        """Read where the lot lies, where it can go, and which units it has."""
        self.ask(StockOf(lot_id=self.lot.id), self._take_stock)
        if self.field_at("target_id") is not None:
            self.ask(ListLocations(), self._take_locations)
        if self.names_units and self.units_field == "unit_ids":
            self.book.open(self.lot.id, lambda: None)

    # --- fields ------------------------------------------------------------------------------------------------------

    def place_field(self, label: str = N_("&From")) -> Field:
        """Return the field for where it lies."""
        return Field(name="location_id", label=label, kind=FieldKind.CHOICE)

    def target_field(self, label: str = N_("&To")) -> Field:
        """Return the field for where it goes."""
        return Field(name="target_id", label=label, kind=FieldKind.CHOICE)

    def amount_field(self) -> Field:
        """Return the field for how much, or for which units."""
        if self.names_units:
            return Field(name=self.units_field, label=N_("&Serial numbers"), kind=FieldKind.SERIALS, hint=SERIALS_HINT)
        return Field(name="quantity", label=N_("&Quantity"), kind=FieldKind.QUANTITY, unit=self.lot.unit)

    # --- what follows ------------------------------------------------------------------------------------------------

    def entered(self, path: str, values: Values) -> None:
        """Fill in all that lies at the chosen place."""
        if path == "location_id" and self.fills_quantity and not values.get("quantity"):
            held = self.held_at(values["location_id"])
            if held is not None:
                self.filled.tell("quantity", held.quantity)

    def summary(self, values: Values) -> str:
        """Say what stays at the place, or how many units are named."""
        if self.names_units:
            return self.units_named(values.get(self.units_field) or "")
        held, quantity = self.held_at(values.get("location_id")), values.get("quantity")
        if held is None or quantity is None or not 0 < quantity <= held.quantity:
            return ""
        rest = self.words.quantity(held.quantity - quantity, held.unit)
        return self.words.text("{rest} stay at {place}.", rest=rest, place=held.location)

    def units_named(self, typed: str) -> str:
        """Say how many units are named, and which in short."""
        serials = counted(typed)
        if not serials:
            return ""
        count = self.words.plural("{count} unit", "{count} units", len(serials))
        return f"{count}: {in_short(serials)}"

    def held_at(self, location_id: LocationId | None) -> StockView | None:
        """Return what lies of the lot at a place."""
        return next((each for each in self.stock if each.location_id == location_id), None)

    def amount(self, values: Values) -> Amount:
        """Return how much and which units. Raises: Wrong."""
        if self.names_units:
            unit_ids = self.book.ids(self.lot.id, "unit_ids", values["unit_ids"], self.words)
            return Amount(Decimal(len(unit_ids)), unit_ids)
        return Amount(positive(values["quantity"]), [])

    def said(self, reply: Any) -> str:  # noqa: ANN401 - each form has its own reply
        """Say that it is done."""
        return self.words.text("Lot {lot_no}: done.", lot_no=self.lot.lot_no)

    def _take_stock(self, stock: list[StockView]) -> None:
        self.stock = [each for each in stock if each.quantity > 0]
        choices = lookups.stock_choices(self.stock, self.words)
        self.offered.tell("location_id", choices)
        if len(choices) == 1:
            self.filled.tell("location_id", choices[0].key)
            self.entered("location_id", {"location_id": choices[0].key})

    def _take_locations(self, locations: list[LocationView]) -> None:
        choices = lookups.location_choices(locations, self.words, self.target_kinds)
        self.offered.tell("target_id", choices)


def positive(quantity: Decimal, path: str = "quantity") -> Decimal:
    """Return a quantity that is more than zero. Raises: Wrong."""
    if quantity <= 0:
        raise Wrong(Flaw(path, NOT_POSITIVE))
    return quantity


def counted(typed: str) -> list[str]:
    """Return the serial numbers that can be read so far, for a count while somebody types."""
    serials: list[str] = []
    for part in typed.replace(",", " ").split():
        try:
            serials.extend(read_part(part, FAR_DAY))
        except SerialsUnreadable:
            continue
    return serials


def lot_id_of(choice: Choice) -> LotId:
    """Return the lot that was chosen."""
    lot: LotView = choice.record
    return lot.id
