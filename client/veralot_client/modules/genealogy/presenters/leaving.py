"""Forms by which stock leaves the plant or comes back: ship, return, return to the supplier, scrap, adjust. No Qt."""

from collections.abc import Sequence
from decimal import Decimal

from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters import lookups
from veralot_client.modules.genealogy.presenters.lines import LinesForm, first_lines, lot_columns
from veralot_client.modules.genealogy.presenters.lot_form import REASON, StockForm, lot_id_of
from veralot_client.modules.genealogy.presenters.units import some, typed_serials
from veralot_client.widgets.form import records
from veralot_client.widgets.form.spec import Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.genealogy import (
    LOT_TRANSITIONS,
    AdjustStock,
    Hit,
    ListLocations,
    ListPackages,
    LocationKind,
    LotEvent,
    LotView,
    NodeKind,
    PackageView,
    ReturnLot,
    ReturnToSupplier,
    ScrapLot,
    ShipLine,
    ShipLots,
    ShipmentView,
)
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId, PackageId, PartnerId, ShipmentId
from veralot_shared.messages import Page
from veralot_shared.rules.serials import runs

MAY_SHIP = [state for state, event in LOT_TRANSITIONS if event is LotEvent.SHIP_OUT]
NO_PACKAGE = N_("These are no packages of the lot: {numbers}")
NEGATIVE = N_("A count cannot be less than zero.")


class ShipForm(LinesForm[ShipmentView]):
    """Ship to a customer."""

    title = N_("Ship to a customer")
    explain = N_(
        "Finished goods go to the market only after market release, and to their registrant after production release."
    )
    button = N_("Ship")
    books_units = False

    def __init__(self, services: Services, lots: Sequence[LotView] = ()) -> None:
        """Begin with lines for these lots."""
        super().__init__(services)
        self.packages: dict[LotId, dict[str, PackageView]] = {}
        customers = records.partners(services, PartnerKind.CUSTOMER, in_use=True)
        packages = Field(name="package_ids", label=N_("Packages"), required=False, chars=22)
        columns = (*lot_columns(lookups.lots(services, MAY_SHIP, in_stock=True), units="serials"), packages)
        self.values = {"lines": first_lines(lots, self.words)} if lots else {}
        self.fields = (
            Field(name="shipment_no", label=N_("&Shipment number"), chars=24),
            Field(name="customer_id", label=N_("&Customer"), kind=FieldKind.RECORD, search=customers, chars=24),
            Field(name="lines", label=N_("&Goods"), kind=FieldKind.LINES, columns=columns),
        )

    def message(self, values: Values) -> ShipLots:
        """Return the command. Raises: Wrong."""
        customer_id: PartnerId = values["customer_id"].record.id
        lines = [self._line(place, line) for place, line in enumerate(values["lines"])]
        return ShipLots(shipment_no=values["shipment_no"], customer_id=customer_id, lines=lines)

    def said(self, reply: ShipmentView) -> str:
        """Say what was shipped to whom."""
        told = {"shipment": reply.shipment_no, "customer": self.words.name(reply.customer, reply.customer_zh)}
        return self.words.text("Shipment {shipment} to {customer} is recorded.", **told)

    def _open_lot(self, lot: LotView, path: str) -> None:
        super()._open_lot(lot, path)

        def keep(packages: list[PackageView]) -> None:
            self.packages[lot.id] = {package.package_no: package for package in packages}

        self.ask(ListPackages(lot_id=lot.id, page=Page(limit=1000)), keep, topic=f"packages {path}")

    def _line(self, place: int, line: Values) -> ShipLine:
        lot_id = lot_id_of(line["lot_id"])
        packages = self._packages(lot_id, f"lines[{place}].package_ids", line["package_ids"])
        serials = typed_serials(f"lines[{place}].serials", line["serials"], self.words)
        ids: list[PackageId] = [package.id for package in packages]
        return ShipLine(
            lot_id=lot_id,
            location_id=line["location_id"],
            quantity=self._quantity(place, line, packages, serials),
            serials=list(runs(serials)),
            package_ids=ids,
        )

    def _quantity(self, place: int, line: Values, packages: Sequence[PackageView], serials: Sequence[str]) -> Decimal:
        """Return what was entered, or else how much the packages and units that are named are. Raises: Wrong."""
        if line["quantity"] is None and (packages or serials):
            return sum((package.quantity for package in packages), Decimal(len(serials)))
        return self.amount(place, {**line, "unit_ids": ""}).quantity

    def _packages(self, lot_id: LotId, path: str, typed: str) -> list[PackageView]:
        known = self.packages.get(lot_id, {})
        numbers = typed_serials(path, typed, self.words)
        strange = [number for number in numbers if number not in known]
        if strange:
            raise Wrong(Flaw(path, NO_PACKAGE, {"numbers": some(strange)}))
        return [known[number] for number in numbers]


class ReturnForm(StockForm[LotView]):
    """Take back from a customer."""

    title = N_("Take back goods of lot {lot_no}")
    explain = N_("They become a child lot in quarantine and lie apart from good stock.")
    button = N_("Take back")
    units_field = "serials"
    target_kinds = frozenset({LocationKind.RETURNS, LocationKind.REJECTED})

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        search = records.hits(services, NodeKind.SHIPMENT)
        self.fields = (
            Field(name="shipment_id", label=N_("S&hipment"), kind=FieldKind.RECORD, search=search, chars=24),
            self.amount_field(),
            self.place_field(N_("&To")),
            REASON,
            Field(name="lot_no", label=N_("&Child lot"), required=False, chars=24, ais=("10",)),
        )

    def begin(self) -> None:
        """Read the places for returns."""
        self.ask(
            ListLocations(),
            lambda places: self.offered.tell(
                "location_id", lookups.location_choices(places, self.words, self.target_kinds)
            ),
        )

    def message(self, values: Values) -> ReturnLot:
        """Return the command. Raises: Wrong."""
        shipment: Hit = values["shipment_id"].record
        serials = typed_serials("serials", values["serials"], self.words) if self.names_units else []
        return ReturnLot(
            shipment_id=ShipmentId(shipment.id),
            lot_id=self.lot.id,
            quantity=Decimal(len(serials)) if self.names_units else self.amount(values).quantity,
            location_id=values["location_id"],
            reason=values["reason"],
            serials=list(runs(serials)),
            lot_no=values["lot_no"] or None,
        )

    def said(self, reply: LotView) -> str:
        """Say what the child is called."""
        return self.words.text("Taken back as lot {lot_no}.", lot_no=reply.lot_no)


class ReturnToSupplierForm(StockForm[LotView]):
    """Send back to the supplier."""

    title = N_("Return lot {lot_no} to its supplier")
    explain = N_("The quantity leaves the plant. You sign with your password.")
    button = N_("Continue to signature")
    fills_quantity = True
    books_units = False

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.fields = (self.place_field(), self.amount_field(), REASON)

    def message(self, values: Values) -> ReturnToSupplier:
        """Return the command. Raises: Wrong."""
        amount = self.amount(values)
        return ReturnToSupplier(
            lot_id=self.lot.id,
            location_id=values["location_id"],
            quantity=amount.quantity,
            reason=values["reason"],
        )


class ScrapForm(StockForm[LotView]):
    """Destroy."""

    title = N_("Scrap from lot {lot_no}")
    explain = N_("The quantity is destroyed, its labels with it. Dates stay as they are. This cannot be undone.")
    button = N_("Continue to signature")
    danger = True
    fills_quantity = True

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.fields = (self.place_field(), self.amount_field(), REASON)

    def message(self, values: Values) -> ScrapLot:
        """Return the command. Raises: Wrong."""
        amount = self.amount(values)
        return ScrapLot(
            lot_id=self.lot.id,
            location_id=values["location_id"],
            quantity=amount.quantity,
            reason=values["reason"],
            unit_ids=amount.unit_ids,
        )


class AdjustForm(StockForm[LotView]):
    """Correct stock after a count."""

    title = N_("Adjust stock of lot {lot_no}")
    explain = N_("Enter what was counted. The difference is posted, never dropped.")
    button = N_("Continue to signature")
    books_units = False

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        counted = Field(name="counted", label=N_("&Counted"), kind=FieldKind.QUANTITY, unit=lot.unit)
        self.fields = (self.place_field(N_("&At")), counted, REASON)

    def summary(self, values: Values) -> str:
        """Say what the difference is."""
        held, counted = self.held_at(values.get("location_id")), values.get("counted")
        if held is None or counted is None:
            return ""
        record = self.words.quantity(held.quantity, held.unit)
        difference = counted - held.quantity
        shown = ("+" if difference > 0 else "") + self.words.quantity(difference, held.unit)
        return self.words.text("On record: {record}. Difference: {difference}.", record=record, difference=shown)

    def message(self, values: Values) -> AdjustStock:
        """Return the command. Raises: Wrong."""
        if values["counted"] < 0:
            raise Wrong(Flaw("counted", NEGATIVE))
        return AdjustStock(
            lot_id=self.lot.id,
            location_id=values["location_id"],
            counted=values["counted"],
            reason=values["reason"],
        )
