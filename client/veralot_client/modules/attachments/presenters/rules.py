"""Behind the list of rules and its forms. No Qt."""

from veralot_client.core.services import Services
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.attachments import (
    EndFileRule,
    FileGate,
    FileRuleView,
    FileTargetKind,
    FileTypeView,
    ListFileRules,
    ListFileTypes,
    RequireFile,
    RequirementsChanged,
)
from veralot_shared.contracts.items import ItemKind, PartnerKind
from veralot_shared.i18n import N_
from veralot_shared.ids import ItemId, PartnerId

TABLE = "attachments_file_rule"
"""What the audit log calls rules."""
PLACES = (FileTargetKind.LOT, FileTargetKind.ITEM, FileTargetKind.PARTNER)
NO_SCOPE = N_("Say for which item, kind of item or supplier the file is required.")


class RulesPresenter(WholeList[FileRuleView]):
    """Reads the rules, ended ones included, and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: [] if page.offset else services.server.call(ListFileRules(ended=True)))
        self.follow(RequirementsChanged, lambda _event: self.load())


class RequireForm(FormPresenter[FileRuleView]):
    """Require a file."""

    title = N_("Require a file")
    explain = N_(
        "Lots for which all of what you choose here holds cannot be released without a file of this type that is "
        "valid on the day."
    )
    button = N_("Require the file")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.values = {"gate": FileGate.RELEASE, "bound_to": FileTargetKind.LOT}
        self.fields = self._fields(())

    def begin(self) -> None:
        """Read the types."""
        self.ask(ListFileTypes(), lambda types: self.redefine(*self._fields([one for one in types if one.active])))

    def message(self, values: Values) -> RequireFile:
        """Return the command. Raises: Wrong."""
        item: Choice | None = values["item_id"]
        supplier: Choice | None = values["supplier_id"]
        if item is None and supplier is None and values["item_kind"] is None:
            raise Wrong(Flaw("item_id", NO_SCOPE))
        return RequireFile(
            type_id=values["type_id"],
            gate=values["gate"],
            bound_to=values["bound_to"],
            item_id=None if item is None else ItemId(int(str(item.key))),
            item_kind=values["item_kind"],
            supplier_id=None if supplier is None else PartnerId(int(str(supplier.key))),
        )

    def said(self, reply: FileRuleView) -> str:
        """Say that it holds."""
        return self.words.text(
            "{type} is required from now on.", type=self.words.name(reply.type_name, reply.type_name_zh)
        )

    def _fields(self, types: list[FileTypeView] | tuple[()]) -> tuple[Field, ...]:
        words, services = self.words, self.services
        choices = tuple(Choice(one.id, words.name(one.name, one.name_zh)) for one in types)
        gates = tuple(Choice(gate, words.label(gate)) for gate in FileGate)
        places = tuple(Choice(place, words.label(place)) for place in PLACES)
        kinds = tuple(Choice(kind, words.label(kind)) for kind in ItemKind)
        return (
            Field(name="type_id", label=N_("&Type"), kind=FieldKind.CHOICE, choices=choices),
            Field(name="gate", label=N_("&Before"), kind=FieldKind.CHOICE, choices=gates),
            Field(name="bound_to", label=N_("&Attached to"), kind=FieldKind.CHOICE, choices=places),
            Field(
                name="item_id", label=N_("&Item"), kind=FieldKind.RECORD, required=False, search=records.items(services)
            ),
            Field(name="item_kind", label=N_("&Kind of item"), kind=FieldKind.CHOICE, required=False, choices=kinds),
            Field(
                name="supplier_id",
                label=N_("&Supplier"),
                kind=FieldKind.RECORD,
                required=False,
                search=records.partners(services, PartnerKind.SUPPLIER),
            ),
        )


class EndRuleForm(FormPresenter[FileRuleView]):
    """End a rule."""

    title = N_("End the rule on {type}")
    explain = N_("From now on no release asks for this file. The rule stays on record.")
    button = N_("End rule")
    danger = True

    def __init__(self, services: Services, rule: FileRuleView) -> None:
        super().__init__(services)
        self.rule = rule
        self.fields = (Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE),)

    def heading(self) -> str:
        """Return the heading with the type's name."""
        return self.words.text(self.title, type=self.words.name(self.rule.type_name, self.rule.type_name_zh))

    def message(self, values: Values) -> EndFileRule:
        """Return the command."""
        return EndFileRule(id=self.rule.id, reason=values["reason"])

    def said(self, reply: FileRuleView) -> str:
        """Say that it has ended."""
        return self.words.text("The rule has ended.")
