"""Forms that move stock inside the plant: transfer, issue, draw, split, merge, sterilizer and back. No Qt."""

from collections.abc import Sequence
from decimal import Decimal

from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters import lookups
from veralot_client.modules.genealogy.presenters.lot_form import ORDER, StockForm, lot_id_of, positive
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.genealogy import (
    USABLE,
    DrawLot,
    IssueLot,
    ListLocations,
    LocationKind,
    LotView,
    MergeLots,
    ReturnFromSterilizer,
    SendToSterilizer,
    SplitLot,
    SplitPart,
    TransferLot,
    allowed,
)
from veralot_shared.i18n import N_

PRODUCTION = frozenset({LocationKind.PRODUCTION})
CHILD_HINT = N_("Empty: the next free number of this lot is given.")
PARTS_OFF = N_("The parts add up to {parts}, but {whole} lie there.")
TWO_LOTS = N_("It takes at least two lots to merge.")


def takes(lot: LotView) -> frozenset[LocationKind]:
    """Return the kinds of place that may take a lot as it stands; only the server knows whether it was returned."""
    return allowed(lot.status, returned=False) | (
        frozenset() if lot.status in USABLE else allowed(lot.status, returned=True)
    )


class TransferForm(StockForm[LotView]):
    """Move part or all of a lot."""

    title = N_("Move lot {lot_no}")
    explain = N_("The lot stays the same lot; only its place changes.")
    button = N_("Move")
    fills_quantity = True
    books_units = False

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.target_kinds = takes(lot)
        reason = Field(name="reason", label=N_("&Reason"), required=False)
        self.fields = (self.place_field(), self.target_field(), self.amount_field(), reason)

    def message(self, values: Values) -> TransferLot:
        """Return the command."""
        return TransferLot(
            lot_id=self.lot.id,
            location_id=values["location_id"],
            target_id=values["target_id"],
            quantity=positive(values["quantity"]),
            reason=values["reason"],
        )


class IssueForm(StockForm[LotView]):
    """Issue to an order's line."""

    title = N_("Issue lot {lot_no} to an order")
    explain = N_("The quantity goes to the line, under the same lot number.")
    button = N_("Issue")
    target_kinds = PRODUCTION
    books_units = False

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.fields = (ORDER, self.place_field(), self.target_field(), self.amount_field())

    def message(self, values: Values) -> IssueLot:
        """Return the command."""
        return IssueLot(
            lot_id=self.lot.id,
            location_id=values["location_id"],
            target_id=values["target_id"],
            quantity=positive(values["quantity"]),
            order_no=values["order_no"],
        )


class DrawForm(StockForm[LotView]):
    """Draw part of a lot as a child."""

    title = N_("Draw from lot {lot_no}")
    explain = N_(
        "What stays on the shelf keeps its lot number and label; what is drawn becomes a child lot of its own."
    )
    button = N_("Draw")

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        self.target_kinds = takes(lot)
        self.fields = (
            self.place_field(),
            self.amount_field(),
            self.target_field(),
            Field(name="order_no", label=N_("&Order"), required=False, chars=24),
            Field(name="child_no", label=N_("&Child lot"), required=False, hint=CHILD_HINT, chars=24, ais=("10",)),
        )

    def message(self, values: Values) -> DrawLot:
        """Return the command."""
        amount = self.amount(values)
        return DrawLot(
            lot_id=self.lot.id,
            location_id=values["location_id"],
            quantity=amount.quantity,
            target_id=values["target_id"],
            child_no=values["child_no"] or None,
            order_no=values["order_no"] or None,
            unit_ids=amount.unit_ids,
        )

    def said(self, reply: LotView) -> str:
        """Say what the child is called."""
        return self.words.text("Drawn as lot {lot_no}.", lot_no=reply.lot_no)


class SplitForm(StockForm[list[LotView]]):
    """Divide what lies at a place into new lots."""

    title = N_("Split lot {lot_no}")
    explain = N_("All that lies at the place is divided into new lots of the same status. The parts must add up to it.")
    button = N_("Split")

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        number = Field(name="lot_no", label=N_("New lot"), required=False, chars=24, ais=("10",))
        self.fields = (
            self.place_field(N_("&At")),
            Field(
                name="parts",
                label=N_("&Parts"),
                kind=FieldKind.LINES,
                hint=CHILD_HINT,
                columns=(self.amount_field(), number),
            ),
        )

    def summary(self, values: Values) -> str:
        """Say what is still to be divided."""
        held, parts = self.held_at(values.get("location_id")), values.get("parts") or []
        if held is None or self.names_units:
            return ""
        rest = held.quantity - sum((part["quantity"] or Decimal(0) for part in parts), Decimal(0))
        left = self.words.quantity(rest, held.unit)
        return self.words.text("{left} are still to be divided.", left=left) if rest else ""

    def message(self, values: Values) -> SplitLot:
        """Return the command. Raises: Wrong."""
        parts = [self._part(place, part) for place, part in enumerate(values["parts"])]
        held = self.held_at(values["location_id"])
        whole = sum((part.quantity for part in parts), Decimal(0))
        if held is not None and whole != held.quantity:
            told = {"parts": self.words.number(whole), "whole": self.words.quantity(held.quantity, held.unit)}
            raise Wrong(Flaw("parts", PARTS_OFF, told))
        return SplitLot(lot_id=self.lot.id, location_id=values["location_id"], parts=parts)

    def _part(self, place: int, part: Values) -> SplitPart:
        if not self.names_units:
            quantity = positive(part["quantity"], f"parts[{place}].quantity")
            return SplitPart(quantity=quantity, lot_no=part["lot_no"] or None)
        unit_ids = self.book.ids(self.lot.id, f"parts[{place}].unit_ids", part["unit_ids"], self.words)
        return SplitPart(quantity=Decimal(len(unit_ids)), lot_no=part["lot_no"] or None, unit_ids=unit_ids)

    def said(self, reply: list[LotView]) -> str:
        """Say what the new lots are called."""
        numbers = self.words.listed(lot.lot_no for lot in reply)
        return self.words.text("Divided into {lots}.", lots=numbers)


class MergeForm(FormPresenter[LotView]):
    """Put lots together."""

    title = N_("Merge lots")
    explain = N_("A new lot names each of these as a parent; it expires with the earliest of them.")
    button = N_("Merge")

    def __init__(self, services: Services, lots: Sequence[LotView]) -> None:
        super().__init__(services)
        found = lookups.lots(services, in_stock=True)
        source = Field(name="lot", label=N_("Lot"), kind=FieldKind.RECORD, search=found, chars=24)
        self.values = {"sources": [{"lot": lookups.lot_choice(lot, self.words)} for lot in lots]}
        self.fields = (
            Field(name="sources", label=N_("&Lots to merge"), kind=FieldKind.LINES, columns=(source,)),
            Field(name="location_id", label=N_("&At"), kind=FieldKind.CHOICE),
            Field(name="lot_no", label=N_("&New lot"), chars=24, ais=("10",)),
        )

    def begin(self) -> None:
        """Read the locations."""
        self.ask(
            ListLocations(),
            lambda places: self.offered.tell("location_id", lookups.location_choices(places, self.words)),
        )

    def message(self, values: Values) -> MergeLots:
        """Return the command. Raises: Wrong."""
        sources = [lot_id_of(line["lot"]) for line in values["sources"]]
        if len(set(sources)) < 2:  # noqa: PLR2004 - a merge takes two
            raise Wrong(Flaw("sources", TWO_LOTS))
        return MergeLots(sources=sources, location_id=values["location_id"], lot_no=values["lot_no"])

    def said(self, reply: LotView) -> str:
        """Say what the new lot is called."""
        return self.words.text("Merged as lot {lot_no}.", lot_no=reply.lot_no)


class SterilizerForm(StockForm[LotView]):
    """Between the plant and the contract sterilizer."""

    books_units = False

    def __init__(self, services: Services, lot: LotView) -> None:
        super().__init__(services, lot)
        load = Field(name="load_no", label=N_("&Load number"), chars=24)
        self.fields = (load, self.place_field(), self.target_field())


class SendToSterilizerForm(SterilizerForm):
    """Send to the sterilizer."""

    title = N_("Send lot {lot_no} to the sterilizer")
    explain = N_("The lot leaves unreleased and stays under your control.")
    button = N_("Send")
    target_kinds = frozenset({LocationKind.STERILIZER})

    def message(self, values: Values) -> SendToSterilizer:
        """Return the command."""
        places = {"location_id": values["location_id"], "target_id": values["target_id"]}
        return SendToSterilizer(lot_id=self.lot.id, load_no=values["load_no"], **places)


class ReturnFromSterilizerForm(SterilizerForm):
    """Take back from the sterilizer."""

    title = N_("Take lot {lot_no} back from the sterilizer")
    explain = N_("The lot goes into quarantine and is tested.")
    button = N_("Take back")
    target_kinds = frozenset({LocationKind.QUARANTINE})

    def message(self, values: Values) -> ReturnFromSterilizer:
        """Return the command."""
        places = {"location_id": values["location_id"], "target_id": values["target_id"]}
        return ReturnFromSterilizer(lot_id=self.lot.id, load_no=values["load_no"], **places)
