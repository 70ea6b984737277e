"""Behind the list of templates and its forms. No Qt."""

from decimal import Decimal
from types import MappingProxyType
from typing import Final

from veralot_client.core.services import Services
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.contracts.labels import (
    AIS_OF,
    CreateTemplate,
    Element,
    ElementKind,
    LabelField,
    LabelKind,
    Layout,
    ListTemplates,
    TemplatesChanged,
    TemplateView,
    UpdateTemplate,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.i18n import N_
from veralot_shared.ids import PartnerId

TABLE = "labels_template"
"""What the audit log calls templates."""
SIZE_RANGE = (Decimal(5), Decimal(300))
SIZE_RULE = N_("A label is 5 to 300 mm wide and high.")


class TemplatesPresenter(WholeList[TemplateView]):
    """Reads the templates and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListTemplates(page=page)))
        self.follow(TemplatesChanged, lambda _event: self.load())


class CreateTemplateForm(FormPresenter[TemplateView]):
    """Make a template."""

    title = N_("New label template")
    explain = N_("It begins with a draft that you design next. Nothing is printed before a version is approved.")
    button = N_("Create template")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        kinds = tuple(Choice(kind, self.words.label(kind)) for kind in LabelKind)
        self.values = {"kind": LabelKind.LOT, "width": Decimal(70), "height": Decimal(40)}
        self.fields = (
            Field(name="code", label=N_("&Template"), chars=20),
            Field(name="name", label=N_("&Name")),
            Field(name="name_zh", label=N_("Name in &Chinese"), required=False),
            Field(name="kind", label=N_("&Stands on"), kind=FieldKind.CHOICE, choices=kinds),
            Field(
                name="customer_id",
                label=N_("C&ustomer"),
                kind=FieldKind.RECORD,
                required=False,
                search=records.partners(services, PartnerKind.CUSTOMER),
                hint=N_("Empty: for everybody's goods."),
            ),
            Field(name="width", label=N_("&Width"), kind=FieldKind.QUANTITY, unit="mm"),
            Field(name="height", label=N_("&Height"), kind=FieldKind.QUANTITY, unit="mm"),
        )

    def message(self, values: Values) -> CreateTemplate:
        """Return the command, with a first element so that there is something to move. Raises: Wrong."""
        for side in ("width", "height"):
            if not SIZE_RANGE[0] <= values[side] <= SIZE_RANGE[1]:
                raise Wrong(Flaw(side, SIZE_RULE))
        customer: Choice | None = values["customer_id"]
        return CreateTemplate(
            code=values["code"],
            name=values["name"],
            name_zh=values["name_zh"],
            kind=values["kind"],
            customer_id=None if customer is None else PartnerId(int(str(customer.key))),
            layout=first_layout(values["kind"], values["width"], values["height"]),
        )

    def said(self, reply: TemplateView) -> str:
        """Say that it is made."""
        return self.words.text("Template {code} is created.", code=reply.code)


NAMED_BY: Final = MappingProxyType(
    {
        LabelKind.LOCATION: (LabelField.LOCATION_NAME, LabelField.LOCATION_CODE),
        LabelKind.GAUGE: (LabelField.GAUGE_NAME, LabelField.GAUGE_CODE),
    }
)
"""What tells apart what a label stands on, where that is no item."""


def first_layout(kind: LabelKind, width: Decimal, height: Decimal) -> Layout:
    """Return a label with a name at its left and a code at its right, as large as there is room."""
    name, number = NAMED_BY.get(kind, (LabelField.ITEM_NAME, LabelField.ITEM_CODE))
    edge = Decimal(2) if min(width, height) > Decimal(12) else Decimal("0.5")
    side = min(height - 2 * edge, width / 2 - 2 * edge).quantize(Decimal("0.5"))
    room = width - side - 3 * edge
    ais = [ai for ai in AIS_OF[kind] if ai not in {"11", "00"}]
    code = Element(
        kind=ElementKind.DATA_MATRIX, x=width - side - edge, y=edge, width=side, height=side, ais=ais,
        bound=None if ais else number,
    )  # fmt: skip
    text = Element(kind=ElementKind.FIELD, x=edge, y=edge, width=room, height=height - 2 * edge, bound=name)
    return Layout(width=width, height=height, elements=[text, code])


class EditTemplateForm(FormPresenter[TemplateView]):
    """Rename a template or take it out of use."""

    title = N_("Template {code}")
    explain = N_("A template out of use prints no more. What was printed with it stays on record.")
    button = N_("Save")

    def __init__(self, services: Services, template: TemplateView) -> None:
        super().__init__(services)
        self.template = template
        self.version = template.version
        self.values = {"name": template.name, "name_zh": template.name_zh, "active": template.active}
        self.fields = (
            Field(name="name", label=N_("&Name")),
            Field(name="name_zh", label=N_("Name in &Chinese"), required=False),
            Field(name="active", label=N_("&Active"), kind=FieldKind.FLAG),
        )

    def heading(self) -> str:
        """Return the heading with the template's code."""
        return self.words.text(self.title, code=self.template.code)

    def message(self, values: Values) -> UpdateTemplate:
        """Return the command."""
        return UpdateTemplate(id=self.template.id, version=self.version, **values)

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Save the newer version from now on."""
        self.version = error.version

    def said(self, reply: TemplateView) -> str:
        """Say that it is saved."""
        return self.words.text("Template {code} is saved.", code=reply.code)
