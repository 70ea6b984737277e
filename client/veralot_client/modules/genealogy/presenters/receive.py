"""Behind the page that receives lots: a scan fills the form, the server takes the lot into quarantine. No Qt."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from veralot_client.core.observers import Observers
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters import lookups
from veralot_client.modules.genealogy.presenters.lot_form import positive
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Flaw, Values, Wrong
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import (
    ListLocations,
    ListLots,
    LocationKind,
    LotFilter,
    LotPage,
    LotView,
    ReceiveLot,
)
from veralot_shared.contracts.items import ItemView, ListItems, ListPartners, PartnerKind, PartnerView
from veralot_shared.i18n import N_
from veralot_shared.messages import Page
from veralot_shared.rules.gs1 import ElementString, Gs1Error, parse, read_date

ARRIVES = frozenset({LocationKind.QUARANTINE})
DATED_NUMBER = re.compile(r"(?P<prefix>\D*)(?P<day>\d{6})(?P<between>\D+)(?P<number>\d+)")
COUNT, CONTENT_COUNT = "30", "37"
"""AIs that say how many: of a variable measure item, and of trade items in a logistic unit."""
KEPT = ("supplier_id", "location_id", "order_no")
"""What stays for the next lot: one delivery has several."""
EXPIRED = N_("This date has passed. Expired goods cannot be received.")
BEFORE = N_("It lies before the date of manufacture.")


class ReceiveForm(FormPresenter[LotView]):
    """Receive a supplier's lot into quarantine.

    Attributes:
        answered: told what became of a scan, with its tone and in words.
    """

    title = N_("Receive a lot")
    button = N_("Receive into quarantine")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.answered: Observers[[str, Tone]] = Observers()
        self.item: ItemView | None = None
        suppliers = records.partners(services, PartnerKind.SUPPLIER, in_use=True)
        self.fields = (
            Field(
                name="item_id",
                label=N_("&Item"),
                kind=FieldKind.RECORD,
                search=records.items(services, in_use=True),
                chars=22,
                ais=("01", "02"),
            ),
            Field(name="supplier_id", label=N_("&Supplier"), kind=FieldKind.RECORD, search=suppliers, chars=22),
            Field(name="supplier_lot_no", label=N_("Supplier's &lot"), chars=24, ais=("10",)),
            Field(name="lot_no", label=N_("&Our lot number"), chars=24, ais=("10",)),
            Field(name="quantity", label=N_("&Quantity"), kind=FieldKind.QUANTITY),
            Field(name="location_id", label=N_("&At"), kind=FieldKind.CHOICE),
            Field(name="manufactured", label=N_("&Manufactured"), kind=FieldKind.DATE, required=False),
            Field(name="expiry", label=N_("&Expiry"), kind=FieldKind.DATE, required=False),
            Field(name="order_no", label=N_("&Purchase order"), required=False, chars=24),
        )

    def begin(self) -> None:
        """Read the places where deliveries wait, and how the last lot was numbered."""
        self.ask(
            ListLocations(),
            lambda places: self.offered.tell("location_id", lookups.location_choices(places, self.words, ARRIVES)),
        )
        self.propose_number()

    def propose_number(self) -> None:
        """Propose the number after that of the lot received last, where those numbers carry the day."""
        self.ask(ListLots(page=Page(limit=20)), self._number_after, lambda _error: None, topic="last lots")

    def scan(self, text: str) -> None:
        """Fill in what a code says."""
        try:
            code = parse(text, today=self._today())
        except Gs1Error as problem:
            self.answered.tell(self.words.error(problem), Tone.BAD)
            return
        self._fill(code)
        if code.gtin is None:
            self.answered.tell(self.words.text("The code names no item. The rest is filled in."), Tone.WARNING)
            return
        gtin = code.gtin
        self.ask(ListItems(search=gtin, page=Page(limit=2)), lambda found: self._take_items(gtin, found, code))

    def entered(self, path: str, values: Values) -> None:
        """Show the unit of the item, and who supplied it last."""
        if path == "item_id" and values["item_id"] is not None:
            self._take_item(values["item_id"].record)

    def summary(self, values: Values) -> str:
        """Say until when it lasts."""
        expiry = values.get("expiry")
        if expiry is None:
            return ""
        days = (expiry - self._today()).days
        return self.words.plural("{count} day until expiry", "{count} days until expiry", days) if days >= 0 else ""

    def message(self, values: Values) -> ReceiveLot:
        """Return the command. Raises: Wrong."""
        self._check_dates(values["manufactured"], values["expiry"])
        item: ItemView = values["item_id"].record
        return ReceiveLot(
            item_id=item.id,
            lot_no=values["lot_no"],
            supplier_id=values["supplier_id"].record.id,
            supplier_lot_no=values["supplier_lot_no"],
            quantity=positive(values["quantity"]),
            unit=item.unit,
            location_id=values["location_id"],
            manufactured=values["manufactured"],
            expiry=values["expiry"],
            order_no=values["order_no"] or None,
        )

    def _today(self) -> date:
        return datetime.now(self.words.zone).date()

    def _check_dates(self, manufactured: date | None, expiry: date | None) -> None:
        if expiry is not None and expiry < self._today():
            raise Wrong(Flaw("expiry", EXPIRED))
        if expiry is not None and manufactured is not None and expiry < manufactured:
            raise Wrong(Flaw("expiry", BEFORE))

    def _fill(self, code: ElementString) -> None:
        count = code.get(CONTENT_COUNT) or code.get(COUNT)
        filled = {
            "supplier_lot_no": code.lot,
            "expiry": code.expiry,
            "manufactured": code.production,
            "quantity": Decimal(count) if count else None,
        }
        for name, value in filled.items():
            if value is not None:
                self.filled.tell(name, value)

    def _take_items(self, gtin: str, found: list[ItemView], code: ElementString) -> None:
        if not found:
            self.answered.tell(self.words.text("No item has the GTIN {gtin}.", gtin=gtin), Tone.BAD)
            return
        item = found[0]
        self.filled.tell("item_id", records.named(item, self.words))
        self._take_item(item)
        name = self.words.name(item.name, item.name_zh)
        parts = [f"{item.code} {name}", *([code.lot] if code.lot else [])]
        self.answered.tell(" · ".join(parts), Tone.GOOD)

    def _take_item(self, item: ItemView) -> None:
        self.item = item
        self.measured.tell("quantity", item.unit)
        wanted = ListLots(filter=LotFilter(item_code=item.code), page=Page(limit=1))
        self.ask(wanted, lambda page: self._take_last(item, page), lambda _error: None, topic="last lot of the item")

    def _take_last(self, item: ItemView, page: LotPage) -> None:
        """Propose the supplier of the last lot of the item."""
        last = page.rows[0] if page.rows else None
        if last is None or last.item_id != item.id or last.supplier is None:
            return
        query = ListPartners(search=last.supplier, kind=PartnerKind.SUPPLIER, page=Page(limit=records.LISTED))
        self.ask(query, lambda found: self._propose_supplier(last, found), lambda _error: None)

    def _propose_supplier(self, last: LotView, found: list[PartnerView]) -> None:
        for partner in found:
            if partner.id == last.supplier_id:
                self.proposed.tell("supplier_id", records.named(partner, self.words))

    def _number_after(self, page: LotPage) -> None:
        received = [lot.lot_no for lot in page.rows if lot.supplier_id is not None]
        number = next_number(received, self._today())
        if number:
            self.proposed.tell("lot_no", number)

    def said(self, reply: LotView) -> str:
        """Say what was received."""
        made = self.words.quantity(reply.quantity_made, reply.unit)
        return self.words.text("Lot {lot_no} received: {made} in quarantine.", lot_no=reply.lot_no, made=made)


def next_number(numbers: Sequence[str], today: date) -> str:
    """Return the number that follows the newest of these, where they carry the day as YYMMDD; else nothing.

    `R261120-07` is followed by `R261120-08` on the same day and by `R261121-01` on the next.
    """
    for number in numbers:
        match = DATED_NUMBER.fullmatch(number)
        if match is None or read_date(match["day"], today) is None:
            continue
        day, width = f"{today:%y%m%d}", len(match["number"])
        same = [found for each in numbers if (found := DATED_NUMBER.fullmatch(each)) and found["day"] == day]
        last = max((int(each["number"]) for each in same if each["prefix"] == match["prefix"]), default=0)
        return f"{match['prefix']}{day}{match['between']}{last + 1:0{width}}"
    return ""
