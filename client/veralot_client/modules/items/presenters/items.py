"""Behind the list of items and its forms. No Qt."""

from decimal import Decimal

from veralot_client.core.services import Services
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import MISSING, Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.items import (
    CreateItem,
    GtinInvalid,
    ItemKind,
    ItemsChanged,
    ItemView,
    ListItems,
    PackLevelEntry,
    PartnerKind,
    Tracking,
    UpdateItem,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.i18n import N_
from veralot_shared.ids import PartnerId
from veralot_shared.rules.gs1 import GTIN_LENGTHS, CheckDigitWrong, Gs1Error, check_digit, gtin14
from veralot_shared.rules.quantities import UNITS

TABLE = "items_item"
"""What the audit log calls items."""
NOT_POSITIVE = N_("It must be more than zero.")
NOT_A_GTIN = N_("A GTIN has 8, 12, 13 or 14 digits.")


class ItemsPresenter(WholeList[ItemView]):
    """Reads the items and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListItems(page=page)))
        self.follow(ItemsChanged, lambda _event: self.load())


def checked_gtin(path: str, typed: str) -> str:
    """Return a GTIN as 14 digits. Raises: Wrong, with the digit that should stand at its end."""
    try:
        return gtin14(typed)
    except CheckDigitWrong as problem:
        raise Wrong(GtinInvalid(gtin=typed, expected=str(problem.expected), field=path)) from problem
    except Gs1Error as problem:
        raise Wrong(Flaw(path, NOT_A_GTIN)) from problem


def with_check_digit(typed: str) -> str | None:
    """Return a GTIN of which only the last digit is missing, completed; None for anything else."""
    digits = typed.strip()
    fits = (
        digits.isdecimal() and digits.isascii() and len(digits) + 1 in GTIN_LENGTHS and len(digits) not in GTIN_LENGTHS
    )
    return f"{digits}{check_digit(digits)}" if fits else None


class CreateItemForm(FormPresenter[ItemView]):
    """Make an item."""

    title = N_("New item")
    explain = N_("Unit, smallest step and tracing cannot be changed later: lots hang on them.")
    button = N_("Create item")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        words = self.words
        kinds = tuple(Choice(kind, words.label(kind)) for kind in ItemKind)
        tracking = tuple(Choice(each, words.label(each)) for each in Tracking)
        units = tuple(Choice(unit, unit) for unit in UNITS)
        levels = (
            Field(name="level", label=N_("Level"), kind=FieldKind.WHOLE, chars=4),
            Field(name="name", label=N_("Name"), chars=12),
            Field(name="name_zh", label=N_("Name in Chinese"), required=False, chars=12),
            Field(name="gtin", label="GTIN", chars=16, ais=("01", "02")),
            Field(name="contains", label=N_("Holds"), kind=FieldKind.WHOLE, chars=6),
        )
        self.values = {"quantum": Decimal(1), "tracking": Tracking.LOT, "unit": "pcs"}
        self.fields = (
            Field(name="code", label=N_("&Item"), chars=20),
            Field(name="name", label=N_("&Name")),
            Field(name="name_zh", label=N_("Name in &Chinese"), required=False),
            Field(name="kind", label=N_("&Kind"), kind=FieldKind.CHOICE, choices=kinds),
            Field(name="tracking", label=N_("&Traced by"), kind=FieldKind.CHOICE, choices=tracking),
            Field(name="unit", label=N_("&Unit"), kind=FieldKind.CHOICE, choices=units),
            Field(name="quantum", label=N_("&Smallest step"), kind=FieldKind.QUANTITY),
            Field(
                name="shelf_life_months",
                label=N_("Shelf &life in months"),
                kind=FieldKind.WHOLE,
                required=False,
                chars=6,
            ),
            Field(
                name="customer_id",
                label=N_("C&ustomer"),
                kind=FieldKind.RECORD,
                required=False,
                search=records.partners(services, PartnerKind.CUSTOMER),
            ),
            Field(name="device_class", label=N_("&Device class"), required=False, chars=8),
            Field(name="implantable", label=N_("I&mplantable"), kind=FieldKind.FLAG),
            Field(name="pack_levels", label=N_("&Pack levels"), kind=FieldKind.LINES, required=False, columns=levels),
        )

    def entered(self, path: str, values: Values) -> None:
        """Complete a GTIN by its check digit, and say at once if it is wrong."""
        if path.endswith(".gtin"):
            place = int(path[path.index("[") + 1 : path.index("]")])
            typed = values["pack_levels"][place]["gtin"]
            completed = with_check_digit(typed)
            if completed is not None:
                self.filled.tell(path, completed)
            elif typed:
                checked_gtin(path, typed)

    def message(self, values: Values) -> CreateItem:
        """Return the command. Raises: Wrong."""
        if values["quantum"] <= 0:
            raise Wrong(Flaw("quantum", NOT_POSITIVE))
        customer: Choice | None = values["customer_id"]
        return CreateItem(
            code=values["code"],
            name=values["name"],
            name_zh=values["name_zh"],
            kind=values["kind"],
            tracking=values["tracking"],
            unit=values["unit"],
            quantum=values["quantum"],
            shelf_life_months=values["shelf_life_months"],
            implantable=values["implantable"],
            customer_id=None if customer is None else PartnerId(int(str(customer.key))),
            device_class=values["device_class"] or None,
            pack_levels=[self._level(place, line) for place, line in enumerate(values["pack_levels"])],
        )

    def said(self, reply: ItemView) -> str:
        """Say that it is made."""
        return self.words.text("Item {item} is created.", item=reply.code)

    def _level(self, place: int, line: Values) -> PackLevelEntry:
        path = f"pack_levels[{place}]"
        if not line["contains"] or line["contains"] < 1:
            raise Wrong(Flaw(f"{path}.contains", NOT_POSITIVE if line["contains"] is not None else MISSING))
        return PackLevelEntry(
            level=line["level"],
            name=line["name"],
            name_zh=line["name_zh"],
            gtin=checked_gtin(f"{path}.gtin", line["gtin"]),
            contains=line["contains"],
        )


class EditItemForm(FormPresenter[ItemView]):
    """Change what may change of an item."""

    title = N_("Edit item {item}")
    explain = N_("A new shelf life holds for lots received or made from now on.")
    button = N_("Save")

    def __init__(self, services: Services, item: ItemView) -> None:
        super().__init__(services)
        self.item = item
        self.version = item.version
        self.values = {
            "name": item.name,
            "name_zh": item.name_zh,
            "shelf_life_months": item.shelf_life_months,
            "active": item.active,
        }
        self.fields = (
            Field(name="name", label=N_("&Name")),
            Field(name="name_zh", label=N_("Name in &Chinese"), required=False),
            Field(
                name="shelf_life_months",
                label=N_("Shelf &life in months"),
                kind=FieldKind.WHOLE,
                required=False,
                chars=6,
            ),
            Field(name="active", label=N_("&Active"), kind=FieldKind.FLAG),
        )

    def heading(self) -> str:
        """Return the heading with the item's code."""
        return self.words.text(self.title, item=self.item.code)

    def message(self, values: Values) -> UpdateItem:
        """Return the command."""
        return UpdateItem(id=self.item.id, version=self.version, **values)

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Save the newer version from now on."""
        self.version = error.version

    def said(self, reply: ItemView) -> str:
        """Say that it is saved."""
        return self.words.text("Item {item} is saved.", item=reply.code)
