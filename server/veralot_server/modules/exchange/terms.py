"""What a movement's row says apart from its lots: what, from where to where, how much in the item's own unit."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import MovementRow
from veralot_server.modules.exchange.rules import OUTSIDE_CODES, RULES, Begins, Rule
from veralot_server.modules.exchange.serials import Serials
from veralot_server.modules.exchange.world import Item, Location
from veralot_server.modules.genealogy.domain import amounts, numbers, words
from veralot_shared.contracts.exchange import CellEmpty
from veralot_shared.contracts.genealogy import LocationKind, MovementKind, QuantityInvalid, SerialsWrong
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

NO_ROUTE: Final = N_("This kind of movement does not go from there to there.")
SAME_PLACE: Final = N_("Packing moves nothing: both places must be the same.")
IN_FUTURE: Final = N_("It lies in the future.")
SAME_ITEM: Final = N_("Part of a lot is of the same item.")
NO_UNITS_TAKE_IT: Final = N_("Only what is consumed goes into units.")

SHOWN_SERIALS: Final = 10
"""So many serial numbers are named in an error."""


class Terms(NamedTuple):
    """What moves from where to where, how much of it."""

    item: Item
    source: Location
    target: Location
    quantity: Decimal


class TermsReader:
    """Reads rows against items, locations, partners and people."""

    def __init__(self, masters: Masters, problems: Problems, now: datetime) -> None:
        """`now`: nothing can have happened later."""
        self._masters, self._problems, self._now = masters, problems, now

    def read(self, row: MovementRow) -> Terms | None:
        """Return what a row says, or `None` if it does not say enough to replay it; every error in it is noted.

        A wrong date, partner or person is an error that the lot's history can do without.
        """
        rule = RULES[row.kind]
        self._check_facts(row)
        before = len(self._problems)
        for column in rule.needs:
            if getattr(row, column) is None:
                self._problems.add(row.place, CellEmpty(), column)
        item = self._masters.find(self._masters.items, row.item, row.place, "item")
        other = self._masters.find(self._masters.items, row.to_item, row.place, "to_item") if row.to_item else item
        source, target = self._places(row, rule)
        quantity = self._quantity(row, item) if item else None
        self._check_others(row, rule)
        if item is None or other is None or source is None or target is None or quantity is None:
            return None
        return Terms(item, source, target, quantity) if len(self._problems) == before else None

    def _check_facts(self, row: MovementRow) -> None:
        """Check what is said of a movement beside its goods: when, by whom, for whom, and the lot's dates."""
        if row.at > self._now:
            self._problems.add(row.place, ValueNotAllowed(value=str(row.at), rule=IN_FUTURE), "at", row.at)
        if row.manufactured:
            check = partial(numbers.require_order, row.manufactured, row.expiry, row.at.date())
            self._problems.obey(row.place, check)
        self._masters.user(row.by, row.place, "by")
        if row.kind is MovementKind.SHIP:
            self._masters.customer(row.partner, row.place, "partner")
        else:
            self._masters.find(self._masters.partners, row.partner, row.place, "partner")

    def _check_others(self, row: MovementRow, rule: Rule) -> None:
        """Check what is said of the other lot: only a consumption turns goods into another item and into units."""
        if row.into_serials.runs and row.kind is not MovementKind.CONSUME:
            error = SerialsWrong(problem=NO_UNITS_TAKE_IT, serials=first(row.into_serials))
            self._problems.add(row.place, error, "into_serials")
        if rule.begins is Begins.CHILD and row.to_item not in (None, row.item):
            self._problems.add(
                row.place, ValueNotAllowed(value=row.to_item or "", rule=SAME_ITEM), "to_item", row.to_item
            )

    # --- places

    def _places(self, row: MovementRow, rule: Rule) -> tuple[Location | None, Location | None]:
        source = self._place(row, "from_location", {route[0] for route in rule.routes})
        target = self._place(row, "to_location", {route[1] for route in rule.routes})
        if source is None or target is None:
            return source, target
        problem = route_problem(row.kind, rule, source, target)
        if problem:
            said = f"{source.code} → {target.code}"
            self._problems.add(row.place, ValueNotAllowed(value=said, rule=problem), "to_location", said)
        return source, target

    def _place(self, row: MovementRow, column: str, kinds: set[LocationKind | None]) -> Location | None:
        """Return a location; an empty cell means the one outside where it can be no other place."""
        code: str | None = getattr(row, column)
        only = next(iter(kinds)) if len(kinds) == 1 else None
        if code is None and only is not None:
            code = OUTSIDE_CODES[only]
        if code is None:
            self._problems.add(row.place, CellEmpty(), column)
        return self._masters.find(self._masters.locations, code, row.place, column)

    # --- amounts

    def _quantity(self, row: MovementRow, item: Item) -> Decimal | None:
        """Return the quantity in the item's unit."""
        try:
            quantity = in_unit(row, item)
        except QuantityInvalid as error:
            column = "unit" if error.rule == words.RULE_UNIT else "quantity"
            self._problems.add(row.place, error, column, getattr(row, column))
            return None
        problem = serials_problem(row, item, quantity)
        if problem:
            self._problems.add(row.place, SerialsWrong(problem=problem, serials=first(row.serials)), "serials")
        return quantity


def route_problem(kind: MovementKind, rule: Rule, source: Location, target: Location) -> str:
    """Return why a kind of movement cannot go between two places, if it cannot."""
    route = (source.kind if source.outside else None, target.kind if target.outside else None)
    if route not in rule.routes:
        return NO_ROUTE
    return SAME_PLACE if kind is MovementKind.PACK and source != target else ""


def in_unit(row: MovementRow, item: Item) -> Decimal:
    """Return a row's quantity in the item's unit. Raises: QuantityInvalid."""
    plain = row.unit is None or row.unit == item.unit
    # Most rows; the same rule as below without its conversions.
    if plain and row.quantity > 0 and not row.quantity % item.quantum:
        return row.quantity
    return amounts.checked(row.quantity, item, unit=row.unit)


def serials_problem(row: MovementRow, item: Item, quantity: Decimal) -> str:
    """Return what is wrong with how many units a row names, if anything is."""
    named = len(row.serials)
    if not item.serialised:
        return words.SERIALS_UNWANTED if named else ""
    # A package's units stand on the row of the innermost package alone.
    enough = named <= quantity if row.kind is MovementKind.PACK else named == quantity
    return "" if enough else words.SERIALS_MISSING


def first(serials: Serials) -> list[str]:
    """Return the first few serial numbers, for an error."""
    return list(islice(serials, SHOWN_SERIALS))
