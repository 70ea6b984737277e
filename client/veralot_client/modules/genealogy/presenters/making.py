"""Forms of production: reporting a lot, consuming into it, packing it. No Qt."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters import lookups
from veralot_client.modules.genealogy.presenters.lines import LinesForm, first_lines, lot_columns
from veralot_client.modules.genealogy.presenters.lot_form import (
    ORDER,
    SERIALS_HINT,
    StockForm,
    counted,
    lot_id_of,
    positive,
)
from veralot_client.modules.genealogy.presenters.possibilities import SERIALISED, serialised
from veralot_client.modules.genealogy.presenters.units import typed_serials
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.genealogy import (
    OPEN_FOR_INPUTS,
    USABLE,
    ConsumeLine,
    ConsumeLots,
    ListLocations,
    ListPackages,
    LotStatus,
    LotView,
    PackageEntry,
    PackageView,
    PackLot,
    ProduceLot,
)
from veralot_shared.contracts.items import GetItem, ItemView, PackLevelView
from veralot_shared.i18n import N_
from veralot_shared.ids import PackageId, UnitId
from veralot_shared.messages import Page
from veralot_shared.rules.serials import in_short, runs

INTO_HINT = N_("Empty: into the lot as a whole. Named: shared evenly among these units, or one unit into each.")
NOT_AS_MANY = N_("{serials} serial numbers, but {quantity} pieces: they must be as many.")
NO_PACKAGE = N_("These are no packages of the lot: {numbers}")
UNEVEN = N_("{count} do not divide evenly among {packages} packages.")
CONTENT_MISSING = N_("Say what is inside: a quantity, serial numbers or smaller packages.")


class ProduceForm(FormPresenter[LotView]):
    """Report a lot made by an order, or more of one that it has begun."""

    title = N_("Report production")
    explain = N_("The lot goes into quarantine. What it was made from is reported with “Consume”.")
    button = N_("Report")

    def __init__(self, services: Services, lot: LotView | None = None) -> None:
        """Report anything, or more of `lot`."""
        super().__init__(services)
        self.lot = lot
        self.item: ItemView | None = None
        self.values = {"manufactured": datetime.now(self.words.zone).date()}
        if lot is not None:
            item = {"order_no": lot.order_no, "lot_no": lot.lot_no, "manufactured": lot.manufactured}
            self.values |= item
        self._define(serials=lot is not None and serialised(lot), unit=lot.unit if lot else "")

    def begin(self) -> None:
        """Read the locations, and the item of the lot."""
        kinds = None
        self.ask(
            ListLocations(),
            lambda places: self.offered.tell("location_id", lookups.location_choices(places, self.words, kinds)),
        )
        if self.lot is not None:
            self.ask(GetItem(id=self.lot.item_id), self._take_item)

    def entered(self, path: str, values: Values) -> None:
        """Ask for serial numbers where the item has them, and propose some."""
        if path == "item_id" and values["item_id"] is not None:
            self._take_item(values["item_id"].record)
        if path == "quantity" and self._serials and not values.get("serials"):
            self._propose(values)

    def summary(self, values: Values) -> str:
        """Say which serial numbers are meant."""
        serials = counted(values.get("serials") or "")
        if not serials:
            return ""
        count = self.words.plural("{count} unit", "{count} units", len(serials))
        return f"{count}: {in_short(serials)}"

    def message(self, values: Values) -> ProduceLot:
        """Return the command. Raises: Wrong."""
        quantity = positive(values["quantity"])
        serials = typed_serials("serials", values.get("serials") or "", self.words)
        if self._serials and len(serials) != quantity:
            told = {"serials": self.words.number(len(serials)), "quantity": self.words.number(quantity)}
            raise Wrong(Flaw("serials", NOT_AS_MANY, told))
        item: ItemView | None = values["item_id"].record if values.get("item_id") else None
        return ProduceLot(
            order_no=values["order_no"],
            item_id=self.lot.item_id if self.lot else lookups.required(item).id,
            lot_no=values["lot_no"],
            quantity=quantity,
            unit=self.lot.unit if self.lot else lookups.required(item).unit,
            location_id=values["location_id"],
            manufactured=values["manufactured"],
            serials=list(runs(serials)),
            lot_id=self.lot.id if self.lot else None,
        )

    def said(self, reply: LotView) -> str:
        """Say what was reported."""
        made = self.words.quantity(reply.quantity_made, reply.unit)
        return self.words.text("Lot {lot_no} reported: {made} in quarantine.", lot_no=reply.lot_no, made=made)

    def _define(self, *, serials: bool, unit: str) -> None:
        self._serials = serials
        search = records.items(self.services, in_use=True)
        item = Field(name="item_id", label=N_("&Item"), kind=FieldKind.RECORD, search=search, ais=("01", "02"))
        numbers = Field(name="serials", label=N_("&Serial numbers"), kind=FieldKind.SERIALS, hint=SERIALS_HINT)
        self.redefine(
            ORDER,
            *(() if self.lot else (item,)),
            Field(name="lot_no", label=N_("&Lot"), chars=24, ais=("10",)),
            Field(name="quantity", label=N_("&Quantity"), kind=FieldKind.QUANTITY, unit=unit),
            *((numbers,) if serials else ()),
            Field(name="location_id", label=N_("&At"), kind=FieldKind.CHOICE),
            Field(name="manufactured", label=N_("&Manufactured"), kind=FieldKind.DATE),
        )

    def _take_item(self, item: ItemView) -> None:
        known = self.item is not None and self.item.id == item.id
        self.item = item
        if not known and self.lot is None:
            self._define(serials=item.tracking.value in SERIALISED, unit=item.unit)
            self.begin()

    def _propose(self, values: Values) -> None:
        lot_no, quantity = values["lot_no"], values["quantity"]
        if not lot_no or not quantity or quantity != int(quantity) or self.lot is not None:
            return
        width = max(3, len(str(int(quantity))))
        self.filled.tell("serials", f"{lot_no}-{1:0{width}}..{int(quantity):0{width}}")


class ConsumeForm(LinesForm[LotView]):
    """Consume lots into an order's output lot."""

    title = N_("Consume into an order's lot")
    explain = N_(
        "Each input becomes part of the output: it can be traced both ways, unit by unit where units are named."
    )
    button = N_("Consume")

    def __init__(self, services: Services, inputs: Sequence[LotView] = (), output: LotView | None = None) -> None:
        """Begin with these inputs, or with the output."""
        super().__init__(services)
        outputs = lookups.lots(services, OPEN_FOR_INPUTS)
        usable = lookups.lots(services, [*USABLE, LotStatus.REWORK], in_stock=True)
        self.values = {"lines": first_lines(inputs, self.words)} if inputs else {}
        if output is not None:
            self.values |= {"output_id": lookups.lot_choice(output, self.words), "order_no": output.order_no}
        self.fields = (
            Field(
                name="output_id", label=N_("&Output lot"), kind=FieldKind.RECORD, search=outputs, chars=24, ais=("10",)
            ),
            ORDER,
            Field(name="into_units", label=N_("&Into units"), kind=FieldKind.SERIALS, required=False, hint=INTO_HINT),
            Field(name="lines", label=N_("&Inputs"), kind=FieldKind.LINES, columns=lot_columns(usable)),
        )

    def begin(self) -> None:
        """Read where the inputs lie and which units the output has."""
        super().begin()
        if self.values.get("output_id"):
            self._open_output(self.values["output_id"].record)

    def entered(self, path: str, values: Values) -> None:
        """Take the order of the output."""
        super().entered(path, values)
        if path == "output_id" and values["output_id"] is not None:
            output: LotView = values["output_id"].record
            self._open_output(output)
            if output.order_no and not values["order_no"]:
                self.filled.tell("order_no", output.order_no)

    def message(self, values: Values) -> ConsumeLots:
        """Return the command. Raises: Wrong."""
        output_id = lot_id_of(values["output_id"])
        into = self.book.ids(output_id, "into_units", values["into_units"], self.words) if values["into_units"] else []
        lines = [self._line(place, line, into) for place, line in enumerate(values["lines"])]
        return ConsumeLots(order_no=values["order_no"], output_id=output_id, lines=lines)

    def summary(self, values: Values) -> str:
        """Say into how many units."""
        serials = counted(values.get("into_units") or "")
        return self.words.plural("Into {count} unit", "Into {count} units", len(serials)) if serials else ""

    def said(self, reply: LotView) -> str:
        """Say into what was consumed."""
        return self.words.text("Consumed into lot {lot_no}.", lot_no=reply.lot_no)

    def _line(self, place: int, line: Values, into: list[UnitId]) -> ConsumeLine:
        amount = self.amount(place, line)
        return ConsumeLine(
            lot_id=lot_id_of(line["lot_id"]),
            location_id=line["location_id"],
            quantity=amount.quantity,
            unit_ids=amount.unit_ids,
            into_units=into,
        )

    def _open_output(self, output: LotView) -> None:
        if serialised(output):
            self.book.open(output.id, lambda: None)


class PackForm(StockForm[list[PackageView]]):
    """Pack a lot at one level: so many packages of the same content."""

    title = N_("Pack lot {lot_no}")
    explain = N_("Every package gets its number. Serial numbers and smaller packages go into them in the order named.")
    button = N_("Pack")

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.levels: dict[int, PackLevelView] = {}
        self.packages: dict[str, PackageId] = {}
        hint = N_("One by one or as a range, as many as there are packages.")
        each = Field(name="quantity", label=N_("&Each holds"), kind=FieldKind.QUANTITY, unit=lot.unit, required=False)
        units = Field(
            name="unit_ids", label=N_("&Serial numbers"), kind=FieldKind.SERIALS, hint=SERIALS_HINT, required=False
        )
        inside = Field(
            name="package_ids", label=N_("S&maller packages"), kind=FieldKind.SERIALS, hint=hint, required=False
        )
        self.fields = (
            Field(name="level", label=N_("&Level"), kind=FieldKind.CHOICE),
            self.place_field(N_("&At")),
            Field(name="package_nos", label=N_("&Package numbers"), kind=FieldKind.SERIALS, hint=hint),
            units if self.names_units else each,
            inside,
        )

    def begin(self) -> None:
        """Read the levels of the item and the packages that exist."""
        super().begin()
        self.ask(GetItem(id=self.lot.item_id), self._take_item)
        self.ask(ListPackages(lot_id=self.lot.id, page=Page(limit=1000)), self._take_packages)

    def entered(self, path: str, values: Values) -> None:
        """Fill in how much a package of the level holds."""
        level = self.levels.get(values.get("level") or 0)
        if path == "level" and level is not None and not self.names_units:
            self.filled.tell("quantity", Decimal(level.contains))

    def message(self, values: Values) -> PackLot:
        """Return the command. Raises: Wrong."""
        numbers = typed_serials("package_nos", values["package_nos"], self.words)
        units = self._units(values)
        inside = self._inside(values.get("package_ids") or "")
        quantity = None if units or inside else values.get("quantity")
        if not units and not inside and quantity is None:
            raise Wrong(Flaw("unit_ids" if self.names_units else "quantity", CONTENT_MISSING))
        units_of, inside_of = shared_out(units, numbers, "unit_ids"), shared_out(inside, numbers, "package_ids")
        packages = [
            PackageEntry(package_no=number, quantity=quantity, unit_ids=units_of[place], package_ids=inside_of[place])
            for place, number in enumerate(numbers)
        ]
        return PackLot(lot_id=self.lot.id, location_id=values["location_id"], level=values["level"], packages=packages)

    def summary(self, values: Values) -> str:
        """Say how many packages."""
        numbers = counted(values.get("package_nos") or "")
        return self.words.plural("{count} package", "{count} packages", len(numbers)) if numbers else ""

    def said(self, reply: list[PackageView]) -> str:
        """Say how many packages were made."""
        return self.words.plural("{count} package packed.", "{count} packages packed.", len(reply))

    def _units(self, values: Values) -> list[UnitId]:
        typed = values.get("unit_ids") or ""
        return self.book.ids(self.lot.id, "unit_ids", typed, self.words) if typed else []

    def _inside(self, typed: str) -> list[PackageId]:
        numbers = typed_serials("package_ids", typed, self.words)
        strange = [number for number in numbers if number not in self.packages]
        if strange:
            raise Wrong(Flaw("package_ids", NO_PACKAGE, {"numbers": ", ".join(strange[:8])}))
        return [self.packages[number] for number in numbers]

    def _take_item(self, item: ItemView) -> None:
        self.levels = {level.level: level for level in item.pack_levels}
        self.offered.tell("level", tuple(lookups.level_choice(level, self.words) for level in item.pack_levels))

    def _take_packages(self, packages: list[PackageView]) -> None:
        self.packages = {package.package_no: package.id for package in packages}


Id = TypeVar("Id")


def shared_out(ids: list[Id], numbers: list[str], path: str) -> list[list[Id]]:
    """Return which ids go into which package, in order. Raises: Wrong if they do not divide evenly."""
    if len(ids) % len(numbers):
        raise Wrong(Flaw(path, UNEVEN, {"count": len(ids), "packages": len(numbers)}))
    each = len(ids) // len(numbers)
    return [ids[place * each : (place + 1) * each] for place in range(len(numbers))]
