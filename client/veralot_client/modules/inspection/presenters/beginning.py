"""The form that makes an inspection. No Qt."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.genealogy import GetLot, LotView
from veralot_shared.contracts.inspection import (
    UNDECIDED,
    CreateInspection,
    InspectionDetail,
    InspectionFilter,
    InspectionPage,
    InspectionStage,
    InspectionStatus,
    InspectionView,
    ListInspections,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import InspectionId, LotId


class CreateForm(FormPresenter[InspectionDetail]):
    """Make an inspection of a lot."""

    title = N_("Inspect a lot")
    explain = N_(
        "The plan in force for these goods and its sampling are frozen with the inspection. What was inspected before is "
        "inspected again only as a resubmission, which does not count in switching."
    )
    button = N_("Make inspection")

    def __init__(self, services: Services, lot_id: int) -> None:
        super().__init__(services)
        self.lot_id = LotId(lot_id)
        self.values: dict[str, object] = {"stage": InspectionStage.INCOMING}
        self._lot: LotView | None = None
        self._former: tuple[Choice, ...] = ()
        self._there: list[InspectionView] = []
        self._define()

    def begin(self) -> None:
        """Read which lot it is, and which inspections of it there are."""
        self.ask(GetLot(id=self.lot_id), self._know)
        self.ask(ListInspections(filter=InspectionFilter(lot_id=self.lot_id)), self._offer)

    def message(self, values: Values) -> CreateInspection:
        """Return the command."""
        quantity: Decimal | None = values["quantity"]
        again: Any = values.get("resubmits")
        return CreateInspection(
            lot_id=self.lot_id,
            stage=values["stage"],
            operation=values["operation"],
            quantity=quantity,
            per_unit=values["per_unit"],
            resubmits=None if again is None else InspectionId(int(again)),
        )

    def said(self, reply: InspectionDetail) -> str:
        """Say that it is made."""
        return self.words.text("Inspection {number} is made.", number=reply.inspection.number)

    def _know(self, lot: LotView) -> None:
        self._lot = lot
        self._define()
        self.redefined.tell()

    def _offer(self, page: InspectionPage) -> None:
        self._former = tuple(self._choice(one) for one in page.rows if one.status not in UNDECIDED)
        self._there = [one for one in page.rows if one.status is not InspectionStatus.CANCELLED]
        self._define()
        self.redefined.tell()

    def _goods(self) -> Iterator[Field]:
        """Yield what one has to know of the lot: how much there was of it, and what is inspected of it already."""
        lot, words = self._lot, self.words
        if lot is not None:
            whole = words.quantity(lot.quantity_made, lot.unit)
            self.values["received"] = words.beside(
                lot.lot_no, f"{lot.item_code} {words.name(lot.item_name, lot.item_name_zh)}", whole
            )
            yield Field(name="received", label=N_("Lot"), kind=FieldKind.FIXED, required=False)
        if self._there:
            self.values["there"] = words.context("list", "; ").join(map(self._told, self._there))
            yield Field(name="there", label=N_("Inspections so far"), kind=FieldKind.FIXED, required=False)

    def _told(self, one: InspectionView) -> str:
        words = self.words
        part = words.beside(words.label(one.stage), words.quantity(one.quantity, one.unit))
        return words.headed(one.number, part)

    def _choice(self, one: InspectionView) -> Choice:
        return Choice(one.id, one.number, self.words.label(one.stage))

    def _define(self) -> None:
        former, unit = self._former, self._lot.unit if self._lot is not None else ""
        stages = tuple(Choice(stage, self.words.label(stage)) for stage in InspectionStage)
        fields = [
            *self._goods(),
            Field(name="stage", label=N_("&Stage"), kind=FieldKind.CHOICE, choices=stages),
            Field(
                name="operation",
                label=N_("&Operation"),
                required=False,
                hint=N_("For an in-process inspection, as its plan names it."),
                chars=20,
            ),
            Field(
                name="quantity",
                label=N_("&Quantity"),
                kind=FieldKind.QUANTITY,
                required=False,
                unit=unit,
                hint=N_("Empty: all that is not under inspection yet."),
            ),
            Field(
                name="per_unit",
                label=N_("&Each unit by itself"),
                kind=FieldKind.FLAG,
                hint=N_("For lots with serial numbers: all units are inspected, and each has results of its own."),
            ),
        ]
        if former:
            again = N_("&Resubmission of")
            fields.append(Field(name="resubmits", label=again, kind=FieldKind.CHOICE, choices=former, required=False))
        self.fields = tuple(fields)
