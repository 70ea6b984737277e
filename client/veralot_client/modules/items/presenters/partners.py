"""Behind the list of partners and its forms. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.items import (
    CreatePartner,
    ListPartners,
    PartnerKind,
    PartnersChanged,
    PartnerView,
    UpdatePartner,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.i18n import N_
from veralot_shared.rules.gs1 import Gs1Error, gln13

TABLE = "items_partner"
"""What the audit log calls partners."""
NOT_A_GLN = N_("A GLN has 13 digits, the last of which must fit the others.")


class PartnersPresenter(WholeList[PartnerView]):
    """Reads the partners and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListPartners(page=page)))
        self.follow(PartnersChanged, lambda _event: self.load())


def checked_gln(typed: str) -> str | None:
    """Return a GLN, or None for nothing. Raises: Wrong."""
    try:
        return gln13(typed) if typed else None
    except Gs1Error as problem:
        raise Wrong(Flaw("gln", NOT_A_GLN)) from problem


ADDRESS = (
    Field(name="name", label=N_("&Name")),
    Field(name="name_zh", label=N_("Name in &Chinese"), required=False),
    Field(name="address", label=N_("&Address"), kind=FieldKind.NOTE, required=False),
    Field(name="country", label=N_("C&ountry"), required=False, hint=N_("Two letters, as in CN or DE."), chars=6),
)


class CreatePartnerForm(FormPresenter[PartnerView]):
    """Make a partner."""

    title = N_("New partner")
    button = N_("Create partner")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        kinds = tuple(Choice(kind, self.words.label(kind)) for kind in PartnerKind)
        self.fields = (
            Field(name="code", label=N_("&Partner"), chars=16),
            Field(name="kind", label=N_("&Kind"), kind=FieldKind.CHOICE, choices=kinds),
            *ADDRESS,
            Field(name="gln", label="&GLN", required=False, chars=16),
        )

    def entered(self, path: str, values: Values) -> None:
        """Say at once if a GLN is wrong."""
        if path == "gln":
            checked_gln(values["gln"])

    def message(self, values: Values) -> CreatePartner:
        """Return the command. Raises: Wrong."""
        return CreatePartner(**(values | {"gln": checked_gln(values["gln"])}))

    def said(self, reply: PartnerView) -> str:
        """Say that it is made."""
        return self.words.text("Partner {partner} is created.", partner=reply.code)


class EditPartnerForm(FormPresenter[PartnerView]):
    """Change a partner."""

    title = N_("Edit partner {partner}")
    button = N_("Save")

    def __init__(self, services: Services, partner: PartnerView) -> None:
        super().__init__(services)
        self.partner = partner
        self.version = partner.version
        names = ("name", "name_zh", "address", "country", "active")
        self.values = {name: getattr(partner, name) for name in names}
        self.fields = (*ADDRESS, Field(name="active", label=N_("A&ctive"), kind=FieldKind.FLAG))

    def heading(self) -> str:
        """Return the heading with the partner's code."""
        return self.words.text(self.title, partner=self.partner.code)

    def message(self, values: Values) -> UpdatePartner:
        """Return the command."""
        return UpdatePartner(id=self.partner.id, version=self.version, **values)

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Save the newer version from now on."""
        self.version = error.version

    def said(self, reply: PartnerView) -> str:
        """Say that it is saved."""
        return self.words.text("Partner {partner} is saved.", partner=reply.code)
