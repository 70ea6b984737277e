"""The form that packs a lot through several levels at once. No Qt."""

from decimal import Decimal
from typing import Final

from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters.lot_form import StockForm, counted
from veralot_client.modules.genealogy.presenters.units import typed_serials
from veralot_client.widgets.form.spec import Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.genealogy import LotView, PackedView, PackInOrder, PackLayer
from veralot_shared.contracts.items import GetItem, ItemView, PackLevelView
from veralot_shared.i18n import N_
from veralot_shared.rules.serials import in_short, runs

ALL_HINT: Final = N_("Empty: all that lie there loose, by serial number.")
NUMBERS_HINT: Final = N_("One by one or as a range, as many as there are packages. Empty: this level is left out.")
NO_NUMBERS: Final = N_("Name the packages of at least one level.")
NO_LEVELS: Final = N_("This item has no pack levels. They are entered with the item.")


class AggregateForm(StockForm[list[PackedView]]):
    """Pack units into packages, those into larger ones, and so on, by one command."""

    title = N_("Pack lot {lot_no} through all levels")
    explain = N_("Each package is filled before the next is begun, level by level, in the order of the numbers.")
    button = N_("Pack")
    books_units = False

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.levels: list[PackLevelView] = []
        self.serialised = lot.tracking in {"serial", "both"}
        self._define()

    def begin(self) -> None:
        """Read where the lot lies, and the levels of its item."""
        super().begin()
        self.ask(GetItem(id=self.lot.item_id), self._take_item)

    def summary(self, values: Values) -> str:
        """Say how many packages of each level there will be, and which."""
        lines = []
        for level in self.levels:
            numbers = counted(values.get(field_of(level)) or "")
            if numbers:
                count = self.words.plural("{count} package", "{count} packages", len(numbers))
                lines.append(f"{self.words.name(level.name, level.name_zh)}: {count} ({in_short(numbers)})")
        return "\n".join(lines)

    def message(self, values: Values) -> PackInOrder:
        """Return the command, its numbers in ranges. Raises: Wrong."""
        typed = {level.level: values.get(field_of(level)) or "" for level in self.levels}
        layers = [
            PackLayer(level=level, package_nos=list(runs(typed_serials(f"level_{level}", text, self.words))))
            for level, text in typed.items()
            if text.strip()
        ]
        if not layers:
            first = field_of(self.levels[0]) if self.levels else "location_id"
            raise Wrong(Flaw(first, NO_NUMBERS if self.levels else NO_LEVELS))
        serials = typed_serials("serials", values.get("serials") or "", self.words)
        return PackInOrder(
            lot_id=self.lot.id, location_id=values["location_id"], layers=layers, serials=list(runs(serials))
        )

    def said(self, reply: list[PackedView]) -> str:
        """Say how many packages were made."""
        made = sum(packed.packages for packed in reply)
        return self.words.plural("{count} package packed.", "{count} packages packed.", made)

    def _define(self) -> None:
        units = Field(
            name="serials", label=N_("&Serial numbers"), kind=FieldKind.SERIALS, hint=ALL_HINT, required=False
        )
        numbers = [
            Field(
                name=field_of(level),
                label=self.words.text(N_("{name}, {count} each"), name=self._name(level), count=self._each(level)),
                kind=FieldKind.SERIALS,
                hint=NUMBERS_HINT,
                required=False,
            )
            for level in self.levels
        ]
        self.redefine(self.place_field(N_("&At")), *([units] if self.serialised else []), *numbers)

    def _name(self, level: PackLevelView) -> str:
        return self.words.name(level.name, level.name_zh)

    def _each(self, level: PackLevelView) -> str:
        return self.words.quantity(Decimal(level.contains), self.lot.unit)

    def _take_item(self, item: ItemView) -> None:
        self.levels = sorted(item.pack_levels, key=lambda level: level.level)
        self._define()
        super().begin()


def field_of(level: PackLevelView) -> str:
    """Return the name of the field for a level's package numbers."""
    return f"level_{level.level}"
