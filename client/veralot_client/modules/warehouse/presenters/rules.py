"""Forms that set rules: of places, storage conditions, items, agreements with customers, and the numbering. No Qt."""

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.warehouse.presenters import lookups
from veralot_client.modules.warehouse.presenters.columns import IN_STOCK
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.items import ItemView
from veralot_shared.contracts.warehouse import (
    AgreementView,
    ConditionView,
    CreateCondition,
    GetNumbering,
    ListAgreements,
    ListConditions,
    ListPlaces,
    ListStorage,
    NumberingView,
    PlaceView,
    SetAgreement,
    SetNumbering,
    SetPlaceRules,
    SetStorage,
    StorageView,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.i18n import N_
from veralot_shared.messages import Page

NO_CONDITION = N_("None: it may lie anywhere")
ALL_STATUSES = N_("None ticked: all that this kind of place takes.")


def condition_text(one: ConditionView, words: Words) -> str:
    """Return a storage condition's name with its limits."""
    limits = []
    if one.lowest is not None:
        limits.append(words.text("from {limit} °C", limit=words.number(one.lowest)))
    if one.highest is not None:
        limits.append(words.text("to {limit} °C", limit=words.number(one.highest)))
    return " ".join([words.name(one.name, one.name_zh), *limits])


class PlaceRulesForm(FormPresenter[PlaceView]):
    """Set the rules of a place."""

    title = N_("Rules of location {code}")
    explain = N_("They hold for whatever comes from now on; what lies there already stays.")
    button = N_("Save rules")

    def __init__(self, services: Services, place: PlaceView) -> None:
        super().__init__(services)
        self.place = place
        self.version = place.version
        statuses = tuple(Choice(status, self.words.label(status)) for status in IN_STOCK)
        self.values = {
            "parent_id": place.parent_id,
            "condition_ids": list(place.condition_ids),
            "statuses": list(place.statuses),
            "one_customer": place.one_customer,
            "one_lot": place.one_lot,
            "capacity": place.capacity,
        }
        self.fields = (
            Field(name="parent_id", label=N_("&Lies within"), kind=FieldKind.CHOICE, required=False),
            Field(
                name="condition_ids",
                label=N_("Offers the storage &conditions"),
                kind=FieldKind.CHOICES,
                required=False,
            ),
            Field(
                name="statuses",
                label=N_("&Takes only"),
                kind=FieldKind.CHOICES,
                required=False,
                choices=statuses,
                hint=ALL_STATUSES,
            ),
            Field(name="one_customer", label=N_("One customer's &goods at a time"), kind=FieldKind.FLAG),
            Field(name="one_lot", label=N_("One l&ot at a time"), kind=FieldKind.FLAG),
            Field(
                name="capacity",
                label=N_("&Positions"),
                kind=FieldKind.WHOLE,
                required=False,
                chars=6,
                hint=N_("Outermost containers and loose lots that it has room for; empty where nobody counts."),
            ),
        )

    def heading(self) -> str:
        """Return the heading with the location's code."""
        return self.words.text(self.title, code=self.place.code)

    def begin(self) -> None:
        """Read the places and conditions to choose from."""
        self.ask(ListPlaces(), self._take_places)
        self.ask(ListConditions(), self._take_conditions)

    def message(self, values: Values) -> SetPlaceRules:
        """Return the command."""
        return SetPlaceRules(
            location_id=self.place.id,
            version=self.version,
            parent_id=values["parent_id"],
            condition_ids=values["condition_ids"] or [],
            statuses=values["statuses"] or [],
            one_customer=bool(values["one_customer"]),
            one_lot=bool(values["one_lot"]),
            capacity=values["capacity"],
        )

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Mean the newer rules from now on."""
        self.version = error.version

    def said(self, reply: PlaceView) -> str:
        """Say that it is done."""
        return self.words.text("The rules of {code} are set.", code=reply.code)

    def _take_places(self, places: list[PlaceView]) -> None:
        others = [place for place in places if place.id != self.place.id]
        self.offered.tell("parent_id", lookups.place_choices(others, self.words))
        self.filled.tell("parent_id", self.place.parent_id)

    def _take_conditions(self, found: list[ConditionView]) -> None:
        self.offered.tell(
            "condition_ids", tuple(Choice(one.id, one.code, condition_text(one, self.words)) for one in found)
        )
        self.filled.tell("condition_ids", list(self.place.condition_ids))


class ConditionForm(FormPresenter[ConditionView]):
    """Name a storage condition."""

    title = N_("New storage condition")
    explain = N_("Items need it, and places offer it; an item lies only where its condition is offered.")
    button = N_("Create")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.fields = (
            Field(name="code", label=N_("&Code"), chars=16),
            Field(name="name", label=N_("&Name"), chars=30),
            Field(name="name_zh", label=N_("Name in &Chinese"), required=False, chars=30),
            Field(name="lowest", label=N_("&Lowest"), kind=FieldKind.QUANTITY, required=False, unit="°C"),
            Field(name="highest", label=N_("&Highest"), kind=FieldKind.QUANTITY, required=False, unit="°C"),
        )

    def message(self, values: Values) -> CreateCondition:
        """Return the command."""
        return CreateCondition(**values)

    def said(self, reply: ConditionView) -> str:
        """Say that it is done."""
        return self.words.text("Storage condition {code} was created.", code=reply.code)


class StorageForm(FormPresenter[StorageView]):
    """Set the storage condition that an item needs."""

    title = N_("Storage of an item")
    explain = N_("It holds at every put-away from now on. What lies elsewhere already is not moved by it.")
    button = N_("Save")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.version = 0
        self.fields = (
            Field(
                name="item_id",
                label=N_("&Item"),
                kind=FieldKind.RECORD,
                search=records.items(services, in_use=True),
                chars=22,
            ),
            Field(name="condition_id", label=N_("Storage &condition"), kind=FieldKind.CHOICE),
        )

    def begin(self) -> None:
        """Read the conditions to choose from."""
        self.ask(ListConditions(), self._take_conditions)

    def entered(self, path: str, values: Values) -> None:
        """Show what the chosen item needs now."""
        if path == "item_id" and values["item_id"] is not None:
            item: ItemView = values["item_id"].record
            query = ListStorage(search=item.code, page=Page(limit=20))
            self.ask(query, lambda found: self._take_item(item, found))

    def message(self, values: Values) -> SetStorage:
        """Return the command."""
        return SetStorage(
            item_id=values["item_id"].record.id,
            version=self.version,
            condition_id=values["condition_id"] or None,
        )

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Mean the newer record from now on."""
        self.version = error.version

    def said(self, reply: StorageView) -> str:
        """Say that it is done."""
        return self.words.text("The storage condition of {code} is set.", code=reply.item_code)

    def _take_conditions(self, found: list[ConditionView]) -> None:
        none = Choice(0, self.words.text(NO_CONDITION))
        choices = (none, *(Choice(one.id, one.code, condition_text(one, self.words)) for one in found))
        self.offered.tell("condition_id", choices)

    def _take_item(self, item: ItemView, found: list[StorageView]) -> None:
        row = next((each for each in found if each.item_id == item.id), None)
        if row is not None:
            self.version = row.version
            self.filled.tell("condition_id", row.condition_id or 0)


class AgreementForm(FormPresenter[AgreementView]):
    """Note what is agreed about where a customer's goods lie."""

    title = N_("Agreement with a customer")
    explain = N_("Goods that are kept apart never lie at one place with another customer's goods.")
    button = N_("Save")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.known: dict[int, AgreementView] = {}
        self.version = 0
        self.fields = (
            Field(name="customer_id", label=N_("&Customer"), kind=FieldKind.CHOICE),
            Field(name="apart", label=N_("&Keep its goods apart"), kind=FieldKind.FLAG),
            Field(
                name="note", label=N_("&Note"), required=False, hint=N_("Where it is agreed: the agreement's number.")
            ),
        )

    def begin(self) -> None:
        """Read what is agreed."""
        self.ask(ListAgreements(), self._take)

    def entered(self, path: str, values: Values) -> None:
        """Show what is agreed with the chosen customer."""
        row = self.known.get(values["customer_id"]) if path == "customer_id" else None
        if row is not None:
            self.version = row.version
            self.filled.tell("apart", row.apart)
            self.filled.tell("note", row.note)

    def message(self, values: Values) -> SetAgreement:
        """Return the command."""
        return SetAgreement(
            customer_id=values["customer_id"], version=self.version, apart=bool(values["apart"]), note=values["note"]
        )

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Mean the newer record from now on."""
        self.version = error.version

    def said(self, reply: AgreementView) -> str:
        """Say that it is done."""
        return self.words.text(
            "The agreement with {customer} is noted.", customer=self.words.name(reply.name, reply.name_zh)
        )

    def _take(self, found: list[AgreementView]) -> None:
        self.known = {row.customer_id: row for row in found}
        words = self.words
        choices = (Choice(row.customer_id, row.customer, words.name(row.name, row.name_zh)) for row in found)
        self.offered.tell("customer_id", tuple(choices))


class NumberingForm(FormPresenter[NumberingView]):
    """Set what SSCCs are made of."""

    title = N_("Numbering of containers")
    explain = N_(
        "SSCCs are made of the extension digit, the plant's GS1 company prefix, a running number and a check digit."
    )
    button = N_("Save")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.version = 0
        self.following = ""
        self.values = {"extension": 0}
        self.fields = (
            Field(name="prefix", label=N_("GS1 company &prefix"), chars=14),
            Field(name="extension", label=N_("&Extension digit"), kind=FieldKind.WHOLE, chars=3),
        )

    def begin(self) -> None:
        """Read what is set."""
        self.ask(GetNumbering(), self._take)

    def summary(self, values: Values) -> str:
        """Say which number is given next."""
        return self.words.text("The next SSCC is {sscc}.", sscc=self.following) if self.following else ""

    def message(self, values: Values) -> SetNumbering:
        """Return the command."""
        return SetNumbering(version=self.version, prefix=values["prefix"], extension=values["extension"])

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Mean the newer record from now on."""
        self.version = error.version

    def said(self, reply: NumberingView) -> str:
        """Say which number is given next."""
        return self.words.text("The next SSCC is {sscc}.", sscc=reply.next_sscc or "–")

    def _take(self, found: NumberingView) -> None:
        self.version = found.version
        self.following = found.next_sscc or ""
        if found.version:
            self.filled.tell("prefix", found.prefix)
            self.filled.tell("extension", found.extension)
