"""Forms that start a recall, and that say what is suspected. No Qt."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters import lookups
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Search, Values, Wrong
from veralot_shared.contracts.genealogy import GetLot, LotView, Scope
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.contracts.recall import (
    ChangeSuspects,
    GaugeSuspect,
    LocationSuspect,
    LotSuspect,
    PersonSuspect,
    RecallDetail,
    RecallView,
    SerialsSuspect,
    StartRecall,
    SupplierLotSuspect,
    Suspect,
    WindowSuspect,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import GaugeId, ItemId, LocationId, LotId, PartnerId, UserId

BACKWARDS = N_("The end must not lie before the beginning.")

SCOPES = {
    Scope.UNIT: N_("Single units where they are known, else whole lots"),
    Scope.LOT: N_("Whole lots throughout"),
}


def scope_field(services: Services) -> Field:
    """Return the field that says how finely is traced."""
    choices = tuple(Choice(scope, services.words.text(text)) for scope, text in SCOPES.items())
    return Field(name="scope", label=N_("&Trace"), kind=FieldKind.CHOICE, choices=choices)


INSTRUCTIONS = Field(
    name="instructions",
    label=N_("&Instructions to consignees"),
    kind=FieldKind.NOTE,
    required=False,
    hint=N_("They stand in the letters beside what the law asks for."),
)


# --- starting --------------------------------------------------------------------------------------------------------


class StartForm(FormPresenter[RecallDetail]):
    """Start a recall or a mock recall."""

    def __init__(self, services: Services, *, mock: bool, suspects: Sequence[Suspect] = ()) -> None:
        super().__init__(services)
        self.mock = mock
        self.suspects = list(suspects)
        self.title = N_("Start a mock recall") if mock else N_("Start a recall")
        self.explain = (
            N_("An exercise. Its time runs from here; its figures are kept as a record once you freeze and close it.")
            if mock
            else N_("Its time runs from here. The hazard is evaluated and decided on before anybody is notified.")
        )
        self.button = N_("Start now")
        self.danger = not mock
        self.values = {"scope": Scope.UNIT}
        self.fields = (
            Field(
                name="reason",
                label=N_("&Reason"),
                kind=FieldKind.NOTE,
                hint=N_("It stands in the letters: say what is wrong, or what is exercised."),
            ),
            scope_field(services),
            Field(
                name="customer_id",
                label=N_("Only of &customer"),
                kind=FieldKind.RECORD,
                required=False,
                search=records.partners(services, PartnerKind.CUSTOMER),
                hint=N_("Leave it empty to find what any customer has. That customer's users see the recall."),
                chars=20,
            ),
        )

    def message(self, values: Values) -> StartRecall:
        """Return the command."""
        customer = records.key(values["customer_id"])
        return StartRecall(
            mock=self.mock,
            reason=values["reason"],
            suspects=self.suspects,
            scope=values["scope"],
            customer_id=None if customer is None else PartnerId(customer),
        )

    def said(self, reply: RecallDetail) -> str:
        """Say its number."""
        return self.words.text("{number} has begun.", number=reply.recall.number)


class StartHereForm(StartForm):
    """Start a mock recall of one lot."""

    def __init__(self, services: Services, lot_id: int) -> None:
        super().__init__(services, mock=True, suspects=[LotSuspect(lot_id=LotId(lot_id))])
        self.lot_id = LotId(lot_id)
        self.fields = (Field(name="lot", label=N_("Suspect"), kind=FieldKind.FIXED), *self.fields)
        self.values = {**self.values, "lot": "…"}

    def begin(self) -> None:
        """Read which lot it is."""
        self.ask(GetLot(id=self.lot_id), self._take)

    def _take(self, lot: LotView) -> None:
        name = self.words.name(lot.item_name, lot.item_name_zh)
        self.filled.tell("lot", f"{lot.lot_no}  ·  {lot.item_code} {name}")
        self.proposed.tell("reason", self.words.text("Mock recall of lot {lot_no}", lot_no=lot.lot_no))


# --- suspects --------------------------------------------------------------------------------------------------------


class ChangeForm(FormPresenter[RecallDetail]):
    """A form that says anew what a recall is about."""

    def __init__(self, services: Services, recall: RecallView) -> None:
        super().__init__(services)
        self.recall = recall

    def changed(
        self, suspects: Sequence[Suspect], scope: Scope | None = None, instructions: str | None = None
    ) -> ChangeSuspects:
        """Return the command; what is not given stays."""
        recall = self.recall
        return ChangeSuspects(
            recall_id=recall.id,
            version=recall.version,
            suspects=list(suspects),
            scope=scope or recall.scope,
            instructions=recall.instructions if instructions is None else instructions,
        )


class TracingForm(ChangeForm):
    """How finely is traced, and what consignees are told to do."""

    title = N_("Tracing and instructions")
    button = N_("Save")

    def __init__(self, services: Services, recall: RecallView) -> None:
        super().__init__(services, recall)
        self.fields = (scope_field(services), INSTRUCTIONS)
        self.values = {"scope": recall.scope, "instructions": recall.instructions}

    def message(self, values: Values) -> ChangeSuspects:
        """Return the command."""
        return self.changed(self.recall.suspects, values["scope"], values["instructions"])


KINDS = {
    "lot": N_("Lot"),
    "supplier_lot": N_("Supplier's lot"),
    "serials": N_("Serial numbers"),
    "location": N_("Location in a time"),
    "person": N_("Person in a time"),
    "gauge": N_("Measured with a gauge in a time"),
    "window": N_("Made or received in a time"),
}
"""What can be suspected, by the tags of the contract's union."""


IN_A_TIME: dict[str, tuple[str, str, Callable[[Services], Search]]] = {
    "location": ("location_id", N_("&Location"), records.locations),
    "person": ("user_id", N_("&Person"), records.people),
    "gauge": ("gauge_id", N_("&Gauge"), lookups.gauges),
}
"""What is asked for, besides the time, of a suspect that worked in one."""


class SuspectForm(ChangeForm):
    """Suspect something more."""

    title = N_("Add a suspect")
    explain = N_("Everything that it reaches is found, and where that is now.")
    button = N_("Add suspect")

    def __init__(self, services: Services, recall: RecallView) -> None:
        super().__init__(services, recall)
        choices = tuple(Choice(tag, self.words.text(text)) for tag, text in KINDS.items())
        self._kind = Field(name="kind", label=N_("&Kind"), kind=FieldKind.CHOICE, choices=choices)
        self.values = {"kind": "lot"}
        self.fields = (self._kind, *self._asked("lot"))

    def entered(self, path: str, values: Values) -> None:
        """Ask for what the chosen kind needs."""
        if path == "kind" and values["kind"] is not None:
            self.redefine(self._kind, *self._asked(values["kind"]))

    def message(self, values: Values) -> ChangeSuspects:
        """Return the command."""
        return self.changed([*self.recall.suspects, self.suspect(values)])

    def suspect(self, values: Values) -> Suspect:
        """Return what is suspected. Raises: Wrong."""
        return MAKERS[values["kind"]](self, values)

    def window(self, values: Values) -> dict[str, datetime]:
        """Return the time, from the beginning of its first day to the end of its last, in the plant's zone. Raises: Wrong."""
        since, until = values["since"], values["until"]
        if until < since:
            raise Wrong(Flaw("until", BACKWARDS))
        return {"since": self.moment(since, time.min), "until": self.moment(until, time.max)}

    def moment(self, day: date, clock: time) -> datetime:
        """Return a moment in the plant's zone."""
        return datetime.combine(day, clock, self.words.zone)

    def _asked(self, kind: str) -> tuple[Field, ...]:
        services = self.services
        since = Field(name="since", label=N_("&First day"), kind=FieldKind.DATE)
        until = Field(name="until", label=N_("Last &day"), kind=FieldKind.DATE)
        match kind:
            case "lot":
                return (record("lot_id", N_("&Lot"), records.lots(services)),)
            case "supplier_lot":
                suppliers = records.partners(services, PartnerKind.SUPPLIER)
                number = Field(name="supplier_lot_no", label=N_("&Supplier's lot"), chars=24)
                return (number, record("supplier_id", N_("S&upplier"), suppliers, required=False))
            case "serials":
                first = Field(name="first", label=N_("&First serial number"), chars=24)
                last = Field(name="last", label=N_("&Last serial number"), chars=24)
                return (record("item_id", N_("&Item"), records.items(services)), first, last)
            case "location" | "person" | "gauge":
                name, label, search = IN_A_TIME[kind]
                return (record(name, label, search(services)), since, until)
            case _:
                return (since, until, record("item_id", N_("&Item"), records.items(services), required=False))


def record(name: str, label: str, search: Any, *, required: bool = True) -> Field:  # noqa: ANN401 - see spec.Search
    """Return a field for a record."""
    return Field(name=name, label=label, kind=FieldKind.RECORD, required=required, search=search, chars=24)


def of_lot(_form: SuspectForm, values: Values) -> Suspect:
    """Return a suspected lot."""
    return LotSuspect(lot_id=LotId(records.key(values["lot_id"]) or 0))


def of_supplier_lot(_form: SuspectForm, values: Values) -> Suspect:
    """Return a suspected supplier's lot."""
    supplier = records.key(values["supplier_id"])
    return SupplierLotSuspect(
        supplier_lot_no=values["supplier_lot_no"], supplier_id=None if supplier is None else PartnerId(supplier)
    )


def of_serials(_form: SuspectForm, values: Values) -> Suspect:
    """Return suspected serial numbers."""
    item = ItemId(records.key(values["item_id"]) or 0)
    return SerialsSuspect(item_id=item, first=values["first"], last=values["last"])


def of_location(form: SuspectForm, values: Values) -> Suspect:
    """Return a suspected location."""
    place = LocationId(records.key(values["location_id"]) or 0)
    return LocationSuspect(location_id=place, **form.window(values))


def of_person(form: SuspectForm, values: Values) -> Suspect:
    """Return a suspected person."""
    return PersonSuspect(user_id=UserId(records.key(values["user_id"]) or 0), **form.window(values))


def of_gauge(form: SuspectForm, values: Values) -> Suspect:
    """Return a suspected gauge."""
    return GaugeSuspect(gauge_id=GaugeId(records.key(values["gauge_id"]) or 0), **form.window(values))


def of_window(form: SuspectForm, values: Values) -> Suspect:
    """Return a suspected time."""
    item = records.key(values["item_id"])
    return WindowSuspect(item_id=None if item is None else ItemId(item), **form.window(values))


MAKERS: dict[str, Callable[[SuspectForm, Values], Suspect]] = {
    "lot": of_lot,
    "supplier_lot": of_supplier_lot,
    "serials": of_serials,
    "location": of_location,
    "person": of_person,
    "gauge": of_gauge,
    "window": of_window,
}
"""Who makes a suspect of what was entered, by kind."""
