"""Partners, locations, people and items: each row against its own rules, the other rows and the database."""

from collections.abc import Callable
from itertools import combinations
from typing import Any, Final, TypeVar

from veralot_server.modules.exchange.known import USER, Known, Records
from veralot_server.modules.exchange.master_output import MasterOutput
from veralot_server.modules.exchange.problems import Place, Problems
from veralot_server.modules.exchange.rows import ItemRow, LocationRow, PartnerRow, Row, UserRow
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.exchange.world import Item, Location
from veralot_server.modules.identity import domain as people
from veralot_server.modules.items import domain as items
from veralot_shared.contracts.exchange import ReferenceUnknown
from veralot_shared.contracts.identity import Role, RolesConflict, RolesOfPlant
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

R = TypeVar("R", bound=Row)
T = TypeVar("T")

CUSTOMER: Final = N_("customer")


class Masters:
    """The records that movements refer to, and the rows that bring new ones."""

    def __init__(self, known: Known, output: MasterOutput, problems: Problems) -> None:
        """Begin with what the database holds; what is new goes into `output`."""
        self.partners, self.locations, self.users, self.items = (
            known.partners,
            known.locations,
            known.users,
            known.items,
        )
        self.strangers, self._signing = known.strangers, known.signing
        self._output, self._problems = output, problems

    # --- references

    def find(self, records: Records[T], code: str | None, place: Place, column: str) -> T | None:
        """Return the record that a cell names, or `None`; one that is nowhere is noted."""
        if code is None:
            return None
        entry = records.find(code)
        if entry is not None:
            return entry.record
        if not records.partial:
            self._problems.add(place, ReferenceUnknown(kind=records.kind, value=code), column, code)
        return None

    def user(self, name: str, place: Place, column: str) -> str:
        """Return the key of the account that a cell names; one that is nowhere is noted."""
        key = people.user_key(name)
        if self.users.find(key) is None and not self.users.partial:
            self._problems.add(place, ReferenceUnknown(kind=USER, value=name), column, name)
        return key

    def customer(self, code: str | None, place: Place, column: str = "customer") -> None:
        """Note a customer that is nowhere, or a partner that is none."""
        kind = self.find(self.partners, code, place, column)
        if kind not in (None, PartnerKind.CUSTOMER):
            self._problems.add(place, ReferenceUnknown(kind=CUSTOMER, value=code or ""), column, code)

    # --- rows

    def partner(self, reading: Reading[PartnerRow]) -> None:
        """Take a partner."""
        row = reading.seen
        if self._enter(reading, self.partners, "code", str.upper):
            self._problems.obey(reading.place, lambda: self.partners.put(row.code, row.kind))
        self._problems.obey(
            reading.place,
            lambda: items.require_code(row.code),
            lambda: items.require_name(row.name),
            lambda: items.require_texts(name_zh=row.name_zh),
            lambda: items.require_texts(address=row.address),
            lambda: items.require_country(row.country),
            lambda: items.require_gln(row.gln),
        )
        if reading.row is not None:
            self._output.partner(reading.row)

    def location(self, reading: Reading[LocationRow]) -> None:
        """Take a location."""
        row = reading.seen
        if self._enter(reading, self.locations, "code", str):
            self._problems.obey(reading.place, lambda: self.locations.put(row.code, Location(row.code, row.kind)))
        self._problems.obey(
            reading.place,
            lambda: items.require_code(row.code),
            lambda: items.require_name(row.name),
            lambda: items.require_texts(name_zh=row.name_zh),
            lambda: self.customer(row.customer, reading.place),
        )
        if reading.row is not None:
            self._output.location(reading.row)

    def person(self, reading: Reading[UserRow]) -> None:
        """Take a person."""
        row = reading.seen
        if self._enter(reading, self.users, "user_name", people.user_key):
            self._problems.obey(reading.place, lambda: self._part(row))
        self._problems.obey(
            reading.place,
            lambda: people.check_user_name(row.user_name),
            lambda: people.check_full_name(row.full_name),
            lambda: people.check_language(row.language),
            lambda: self.customer(row.customer, reading.place),
            lambda: self._check_roles(row),
            lambda: self._check_side(row),
        )
        if reading.row is not None:
            self._output.person(reading.row)

    def _part(self, row: UserRow) -> None:
        """Tell customers' users apart."""
        if row.customer is not None:
            self.strangers.add(people.user_key(row.user_name))

    def _check_roles(self, row: UserRow) -> None:
        """Note roles that nobody has together."""
        for first, second in combinations([role for role in Role if role in row.roles], 2):
            rule = people.conflict_rule(first, second, self._signing)
            if rule:
                conflict = RolesConflict(first=first, second=second, rule=rule)
                self._problems.add(row.place, conflict, "roles", ";".join(row.roles))

    def _check_side(self, row: UserRow) -> None:
        """Note a customer's user with a role of the plant, and the other way round."""
        if Role.REGISTRANT in row.roles and row.customer is None:
            error = ValueNotAllowed(value="", rule=people.REGISTRANT_CUSTOMER_RULE)
            self._problems.add(row.place, error, "customer")
        ours = people.roles_of_plant(set(row.roles))
        if row.customer is not None and ours:
            self._problems.add(row.place, RolesOfPlant(roles=ours), "roles", ";".join(row.roles))

    def item(self, reading: Reading[ItemRow]) -> None:
        """Take an item."""
        row = reading.seen
        new = self._enter(reading, self.items, "code", str.upper)
        sound = self._problems.obey(
            reading.place,
            lambda: items.require_code(row.code),
            lambda: items.require_name(row.name),
            lambda: items.require_texts(name_zh=row.name_zh),
            lambda: items.require_texts(device_class=row.device_class or ""),
            lambda: items.require_unit(row.unit),
            lambda: items.require_quantum(row.quantum),
            lambda: items.require_counted(row.tracking, row.unit, row.quantum),
            lambda: items.require_shelf_life(row.shelf_life_months),
        )
        self._problems.obey(reading.place, lambda: self.customer(row.customer, reading.place))
        if new and sound:
            self._problems.obey(reading.place, lambda: self._keep_item(row))
        if reading.row is not None:
            self._output.item(reading.row)

    def _keep_item(self, row: ItemRow) -> None:
        """Keep an item, so that what is said of it elsewhere is held against it."""
        serialised = row.tracking in items.SERIALISED
        self.items.put(row.code, Item(row.code, row.unit, row.quantum, serialised, row.customer))

    def _enter(self, reading: Reading[R], records: Records[Any], column: str, key: Callable[[str], str]) -> bool:
        """Enter a row's code, so that others can name it even if the row itself is not sound; tell whether it is new."""
        code = reading.values.get(column)
        if code is None:
            return False
        if not records.take(key(code)):
            self._problems.add(reading.place, RecordExists(kind=records.kind, key=code), column, code)
            return False
        records.put(key(code) if records is self.users else code, None)
        return True
