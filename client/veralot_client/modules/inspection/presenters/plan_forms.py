"""The forms of inspection plans. No Qt."""

from typing import Any, Final

import msgspec

from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.plan import PlanPresenter
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.attachments import FileTarget, FileTargetKind, ListAttachments
from veralot_shared.contracts.inspection import (
    NUMERIC,
    Balloon,
    CharacteristicEntry,
    CharacteristicKind,
    ClassRule,
    CreatePlan,
    DefectClass,
    InspectionLevel,
    InspectionStage,
    PlanDetail,
    SamplingKind,
    SaveRevision,
    Scheme,
)
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.i18n import N_
from veralot_shared.ids import AttachmentId, ItemId, PartnerId

SAVE: Final = N_("Save")
TABLED: Final = frozenset(Scheme) - {Scheme.CUSTOMER, Scheme.HUNDRED_PERCENT, Scheme.ZERO_ACCEPTANCE}


class CreatePlanForm(FormPresenter[PlanDetail]):
    """Make a plan."""

    title = N_("New inspection plan")
    explain = N_("It begins with an empty draft. Nothing is inspected by it before somebody else has released it.")
    button = N_("Create plan")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.values = {"stage": InspectionStage.INCOMING}
        self.fields = (
            Field(name="code", label=N_("&Plan"), chars=20),
            Field(
                name="item_id", label=N_("&Item"), kind=FieldKind.RECORD, search=records.items(services, in_use=True)
            ),
            Field(
                name="stage",
                label=N_("&Stage"),
                kind=FieldKind.CHOICE,
                choices=records.codes(InspectionStage, self.words),
            ),
            Field(
                name="operation",
                label=N_("&Operation"),
                required=False,
                hint=N_("For in-process inspection alone."),
                chars=20,
            ),
            Field(
                name="supplier_id",
                label=N_("S&upplier"),
                kind=FieldKind.RECORD,
                required=False,
                search=records.partners(services, PartnerKind.SUPPLIER, in_use=True),
                hint=N_("Empty: of whichever supplier."),
            ),
            Field(
                name="customer_id",
                label=N_("&Customer"),
                kind=FieldKind.RECORD,
                required=False,
                search=records.partners(services, PartnerKind.CUSTOMER, in_use=True),
                hint=N_("Empty: for whichever customer."),
            ),
        )

    def message(self, values: Values) -> CreatePlan:
        """Return the command."""
        supplier, customer = records.key(values["supplier_id"]), records.key(values["customer_id"])
        return CreatePlan(
            code=values["code"],
            item_id=ItemId(records.key(values["item_id"]) or 0),
            stage=values["stage"],
            operation=values["operation"],
            supplier_id=None if supplier is None else PartnerId(supplier),
            customer_id=None if customer is None else PartnerId(customer),
        )

    def said(self, reply: PlanDetail) -> str:
        """Say that it is made."""
        return self.words.text("Plan {code} is created.", code=reply.plan.code)


class CharacteristicForm(FormPresenter[PlanDetail]):
    """Add a characteristic to a draft, or change one."""

    title = N_("Characteristic")
    button = SAVE

    def __init__(self, services: Services, plan: PlanPresenter, place: int | None) -> None:
        """Change the characteristic at `place`; without it, add one."""
        super().__init__(services)
        self.plan, self.place = plan, place
        known = plan.entries()
        self.former = known[place] if place is not None else None
        self.values = self._values(self.former, len(known))
        self._define(self.values["kind"])

    def entered(self, path: str, values: Values) -> None:
        """Ask for what the kind needs."""
        if path == "kind" and values["kind"] is not None:
            self._define(values["kind"])
            self.redefined.tell()

    def message(self, values: Values) -> SaveRevision:
        """Return the command."""
        former = self.former.qualification_ids if self.former else []
        made = msgspec.structs.replace(self._entry(values), qualification_ids=former)
        known = self.plan.entries()
        if self.place is None:
            known.append(made)
        else:
            known[self.place] = made
        return self.plan.command(characteristics=known)

    def said(self, reply: PlanDetail) -> str:
        """Say that it is saved."""
        return self.words.text("Revision {number} is saved.", number=reply.revision.number)

    @staticmethod
    def _values(former: CharacteristicEntry | None, count: int) -> Values:
        if former is None:
            return {
                "code": str(count + 1),
                "kind": CharacteristicKind.VARIABLE,
                "defect_class": DefectClass.MAJOR,
                "unit": "mm",
                "precision": 2,
            }
        values: Values = {name: getattr(former, name) for name in CharacteristicEntry.__struct_fields__}
        balloon = former.balloon
        return values | {"x": balloon.x if balloon else None, "y": balloon.y if balloon else None}

    def _define(self, kind: CharacteristicKind) -> None:
        words = self.words
        numeric = (
            Field(name="nominal", label=N_("N&ominal"), kind=FieldKind.QUANTITY, required=False),
            Field(name="lower", label=N_("&Lower limit"), kind=FieldKind.QUANTITY, required=False),
            Field(name="upper", label=N_("&Upper limit"), kind=FieldKind.QUANTITY, required=False),
            Field(name="unit", label=N_("Uni&t"), required=False, chars=8),
            Field(name="precision", label=N_("Decimal &places"), kind=FieldKind.WHOLE, chars=4),
        )
        self.fields = (
            Field(name="code", label=N_("&Balloon"), hint=N_("Its number on the drawing."), chars=8),
            Field(name="name", label=N_("&Name")),
            Field(name="name_zh", label=N_("Name in &Chinese"), required=False),
            Field(
                name="kind", label=N_("&Kind"), kind=FieldKind.CHOICE, choices=records.codes(CharacteristicKind, words)
            ),
            Field(
                name="defect_class",
                label=N_("&Defect class"),
                kind=FieldKind.CHOICE,
                choices=records.codes(DefectClass, words),
            ),
            *(numeric if kind in NUMERIC else ()),
            Field(name="method", label=N_("&Method"), required=False),
            Field(name="gauge_type", label=N_("&Gauge"), required=False, chars=20),
            Field(
                name="sample_size",
                label=N_("Own &sample"),
                kind=FieldKind.WHOLE,
                required=False,
                hint=N_("Empty: as its class is sampled. With a sample of its own, none of it may fail."),
                chars=6,
            ),
            Field(name="investigate", label=N_("A result out of specification is &investigated"), kind=FieldKind.FLAG),
            Field(
                name="x",
                label=N_("Balloon from the left, ‰"),
                kind=FieldKind.WHOLE,
                required=False,
                hint=N_("Thousandths of the picture's width."),
                chars=6,
            ),
            Field(name="y", label=N_("Balloon from the top, ‰"), kind=FieldKind.WHOLE, required=False, chars=6),
        )

    @staticmethod
    def _entry(values: Values) -> CharacteristicEntry:
        numeric = values["kind"] in NUMERIC
        x, y = values["x"], values["y"]
        names = (
            "code",
            "name",
            "name_zh",
            "kind",
            "defect_class",
            "method",
            "gauge_type",
            "sample_size",
            "investigate",
        )
        numbers = ("nominal", "lower", "upper") if numeric else ()
        return CharacteristicEntry(
            **{name: values[name] for name in (*names, *numbers)},
            unit=values["unit"] if numeric else "",
            precision=values["precision"] if numeric else 0,
            balloon=Balloon(x=x, y=y) if x is not None and y is not None else None,
        )


class SamplingForm(FormPresenter[PlanDetail]):
    """Say how each class is sampled."""

    title = N_("Sampling by defect class")
    explain = N_(
        "Each class has its own scheme, level and AQL; one failed class fails the lot. Zero acceptance needs the percentage "
        "to be found, a customer's plan its sample and Ac, skip-lot how many lots it passes over."
    )
    button = SAVE

    def __init__(self, services: Services, plan: PlanPresenter) -> None:
        super().__init__(services)
        self.plan = plan
        revision = plan.revision
        rules = revision.rules if revision else []
        self.values = {"rules": [self._line(rule) for rule in rules]}
        words = self.words
        columns = (
            Field(
                name="defect_class", label=N_("Class"), kind=FieldKind.CHOICE, choices=records.codes(DefectClass, words)
            ),
            Field(name="scheme", label=N_("Scheme"), kind=FieldKind.CHOICE, choices=records.codes(Scheme, words)),
            Field(name="kind", label=N_("Samples"), kind=FieldKind.CHOICE, choices=records.codes(SamplingKind, words)),
            Field(
                name="level",
                label=N_("Inspection level"),
                kind=FieldKind.CHOICE,
                choices=records.codes(InspectionLevel, words),
                required=False,
            ),
            Field(name="aql", label="AQL", kind=FieldKind.QUANTITY, required=False, chars=6),
            Field(name="rejectable", label=N_("To be found, %"), kind=FieldKind.QUANTITY, required=False, chars=6),
            Field(name="sample_size", label="n", kind=FieldKind.WHOLE, required=False, chars=5),
            Field(name="accept", label="Ac", kind=FieldKind.WHOLE, required=False, chars=4),
            Field(name="skip", label=N_("One lot of"), kind=FieldKind.WHOLE, required=False, chars=4),
            Field(name="clearance", label=N_("After"), kind=FieldKind.WHOLE, required=False, chars=4),
        )
        self.fields = (Field(name="rules", label=N_("&Sampling"), kind=FieldKind.LINES, columns=columns),)

    @staticmethod
    def _line(rule: ClassRule) -> Values:
        return {name: getattr(rule, name) for name in ClassRule.__struct_fields__}

    def message(self, values: Values) -> SaveRevision:
        """Return the command; what a scheme does not ask for is left out."""
        return self.plan.with_rules([self._rule(line) for line in values["rules"]])

    @staticmethod
    def _rule(line: Values) -> ClassRule:
        scheme = line["scheme"]
        wanted: dict[str, Any] = {"defect_class": line["defect_class"], "scheme": scheme}
        if scheme in TABLED:
            wanted |= {"kind": line["kind"], "level": line["level"], "aql": line["aql"]}
        if scheme is Scheme.ZERO_ACCEPTANCE:
            wanted["rejectable"] = line["rejectable"]
        if scheme is Scheme.CUSTOMER:
            wanted |= {"sample_size": line["sample_size"], "accept": line["accept"]}
        if scheme is Scheme.SKIP_LOT:
            wanted |= {"skip": line["skip"], "clearance": line["clearance"]}
        return ClassRule(**wanted)


class HeadsForm(FormPresenter[PlanDetail]):
    """Say how soon is inspected, and what this revision changes."""

    title = N_("Time and note")
    button = SAVE

    def __init__(self, services: Services, plan: PlanPresenter) -> None:
        super().__init__(services)
        self.plan = plan
        revision = plan.revision
        if revision is not None:
            self.values = {"due_hours": revision.due_hours, "change_note": revision.change_note}
        self.fields = (
            Field(
                name="due_hours",
                label=N_("&Hours until due"),
                kind=FieldKind.WHOLE,
                required=False,
                hint=N_("From when the inspection is made; empty: without a time."),
                chars=6,
            ),
            Field(name="change_note", label=N_("&What changed"), kind=FieldKind.NOTE, required=False),
        )

    def message(self, values: Values) -> SaveRevision:
        """Return the command."""
        return self.plan.command(due_hours=values["due_hours"], change_note=values["change_note"])


class PictureForm(FormPresenter[PlanDetail]):
    """Choose the picture that the balloons stand on, among the files of the plan's item."""

    title = N_("Picture of the plan")
    explain = N_("A file that is attached to the plan's item. Attach the drawing there first.")
    button = SAVE

    def __init__(self, services: Services, plan: PlanPresenter) -> None:
        super().__init__(services)
        self.plan = plan
        self.fields = (
            Field(
                name="picture_id",
                label=N_("&Picture"),
                kind=FieldKind.RECORD,
                required=False,
                search=self._search,
                hint=N_("Empty: without a picture."),
            ),
        )

    def message(self, values: Values) -> SaveRevision:
        """Return the command."""
        chosen = records.key(values["picture_id"])
        return self.plan.command(picture_id=None if chosen is None else AttachmentId(chosen))

    def _search(self, text: str) -> list[Choice]:
        detail = self.plan.detail
        if detail is None:
            return []
        target = FileTarget(kind=FileTargetKind.ITEM, id=detail.plan.item_id)
        found = self.services.server.call(ListAttachments(target=target))
        wanted = text.casefold()
        return [
            Choice(one.id, one.file_name, self.words.name(one.type_name, one.type_name_zh), one)
            for one in found
            if one.withdrawn_at is None and wanted in one.file_name.casefold()
        ]
