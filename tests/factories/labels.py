"""Labels of the small plant: a layout that fits its data, an approved template, a job."""

from decimal import Decimal
from typing import Any

from tests.factories.genealogy import Plant
from veralot_shared.contracts.labels import (
    ApproveVersion,
    CreatePrinter,
    CreateTemplate,
    Element,
    ElementKind,
    JobView,
    LabelField,
    LabelKind,
    LabelPage,
    LabelSymbol,
    LabelView,
    Layout,
    ListLabels,
    ListVersions,
    PrinterView,
    QueueLabels,
    ReportLabels,
    TakeLabels,
    TakenLabel,
    TemplateView,
)
from veralot_shared.messages import Page

UDI = {
    LabelKind.LOT: ["01", "17", "10"],
    LabelKind.UNIT: ["01", "17", "10", "21"],
    LabelKind.PACKAGE: ["00"],
    LabelKind.ITEM: ["01"],
}
"""What the codes of the tests carry."""


def element(kind: ElementKind, x: str, y: str, width: str, height: str, **more: Any) -> Element:
    """Return an element at a place."""
    return Element(kind=kind, x=Decimal(x), y=Decimal(y), width=Decimal(width), height=Decimal(height), **more)


def layout(kind: LabelKind = LabelKind.LOT, *, width: str = "70", height: str = "40") -> Layout:
    """Return a label with a code, its text, a bilingual name and symbols."""
    name, number = (LabelField.ITEM_NAME, LabelField.ITEM_CODE)
    if kind is LabelKind.LOCATION:
        name, number = LabelField.LOCATION_NAME, LabelField.LOCATION_CODE
    elements = [
        element(ElementKind.FIELD, "2", "2", "46", "8", bound=name, bold=True),
        element(ElementKind.FIELD, "2", "10", "46", "8", bound=name, language="zh_CN"),
        element(ElementKind.SYMBOL, "2", "20", "10", "5", symbol=LabelSymbol.REF),
        element(ElementKind.FIELD, "14", "20", "34", "5", bound=number),
        element(ElementKind.FIELD, "40", "35", "28", "4", bound=LabelField.REPRINT_MARK, required=False),
    ]
    if ais := UDI.get(kind):
        elements.append(element(ElementKind.DATA_MATRIX, "50", "2", "18", "18", ais=ais))
        elements.append(element(ElementKind.HRI, "48", "21", "22", "14", ais=ais, font_size=Decimal(6)))
    else:
        elements.append(element(ElementKind.CODE_128, "2", "26", "66", "8", bound=number))
    return Layout(width=Decimal(width), height=Decimal(height), elements=elements)


class Press:
    """Makes labels in one plant."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant

    def template(self, kind: LabelKind = LabelKind.LOT, **fields: Any) -> TemplateView:
        """Return a new template with a draft."""
        values: dict[str, Any] = {"code": self.plant.number("LT-"), "name": "Label", "layout": layout(kind)}
        return self.plant.do(CreateTemplate(kind=kind, **(values | fields)))

    def approved(self, kind: LabelKind = LabelKind.LOT, **fields: Any) -> TemplateView:
        """Return a template whose first version is approved."""
        template = self.template(kind, **fields)
        (version,) = self.plant.do(ListVersions(template_id=template.id))
        self.plant.do(ApproveVersion(version_id=version.id))
        return template

    def printer(self, **fields: Any) -> PrinterView:
        """Return a printer."""
        values: dict[str, Any] = {"code": self.plant.number("ZP-"), "host": "127.0.0.1"}
        return self.plant.do(CreatePrinter(**(values | fields)))

    def job(self, subject: int, copies: int = 3, kind: LabelKind = LabelKind.LOT, **fields: Any) -> JobView:
        """Queue labels of one subject."""
        template = fields.pop("template", None) or self.approved(kind)
        values: dict[str, Any] = {"subject_ids": [subject], "copies": copies}
        return self.plant.do(QueueLabels(template_id=template.id, **(values | fields)))

    def labels(self, job: JobView) -> list[LabelView]:
        """Return the labels of a job in their order."""
        return self.page(job).rows

    def page(self, job: JobView) -> LabelPage:
        """Return the labels of a job with their number."""
        return self.plant.do(ListLabels(job_id=job.id, page=Page(limit=1000)))

    def taken(self, job: JobView, limit: int = 500) -> list[TakenLabel]:
        """Take queued labels of a job."""
        return self.plant.do(TakeLabels(job_id=job.id, limit=limit))

    def printed(self, job: JobView) -> JobView:
        """Send all labels of a job, and have all come out."""
        taken = self.taken(job)
        return self.plant.do(ReportLabels(job_id=job.id, printed=[label.id for label in taken]))
