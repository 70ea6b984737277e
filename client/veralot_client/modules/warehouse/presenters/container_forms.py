"""Forms on containers: make, fill, take out, divide, move, empty, ship, retire. No Qt."""

from collections.abc import Sequence
from typing import Any

from veralot_client.core.services import Services
from veralot_client.modules.warehouse.presenters import lookups
from veralot_client.modules.warehouse.presenters.units import content_line
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.genealogy import ShipmentView
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.contracts.warehouse import (
    ContainerDetail,
    ContainerKind,
    ContainerView,
    ContentLine,
    ContentView,
    EmptyContainer,
    FillContainer,
    ListPlaces,
    MakeContainers,
    MoveContainer,
    PlaceView,
    RetireContainer,
    ShipContainers,
    SplitContainer,
    StockRow,
    TakeOut,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import ContainerId
from veralot_shared.messages import Message

ONE_PLACE = N_("Everything put in at once must come from one place.")
NUMBER_HINT = N_("Empty: the next SSCC of this plant is given.")
SERIALS_HINT = N_("Only for part of a serialised lot: one by one, or as a range CT26-0001..0040.")
ONE_OF = N_("Name a place or a container, not both.")


class MakeForm(FormPresenter[list[ContainerView]]):
    """Make containers."""

    title = N_("New containers")
    explain = N_("Each gets a number that is never given again: SSCCs of this plant, or one number of your own.")
    button = N_("Make")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        kinds = tuple(Choice(kind, self.words.label(kind)) for kind in ContainerKind)
        self.values = {"kind": ContainerKind.PALLET, "count": 1}
        self.fields = (
            Field(name="kind", label=N_("&Kind"), kind=FieldKind.CHOICE, choices=kinds),
            Field(name="location_id", label=N_("&At"), kind=FieldKind.CHOICE),
            Field(name="count", label=N_("&How many"), kind=FieldKind.WHOLE, chars=6),
            Field(name="container_no", label=N_("&Number"), required=False, hint=NUMBER_HINT, chars=24),
            Field(
                name="customer_id",
                label=N_("Kept &for"),
                kind=FieldKind.RECORD,
                required=False,
                search=records.partners(services, PartnerKind.CUSTOMER, in_use=True),
            ),
        )

    def begin(self) -> None:
        """Read the places."""
        self.ask(ListPlaces(), self._take)

    def _take(self, places: list[PlaceView]) -> None:
        self.offered.tell("location_id", lookups.place_choices(places, self.words))

    def message(self, values: Values) -> MakeContainers:
        """Return the command."""
        customer = values["customer_id"]
        return MakeContainers(
            kind=values["kind"],
            location_id=values["location_id"],
            count=values["count"],
            container_no=values["container_no"] or None,
            customer_id=None if customer is None else customer.record.id,
        )

    def said(self, reply: list[ContainerView]) -> str:
        """Say what they are called."""
        numbers = self.words.listed(one.container_no for one in reply)
        return self.words.text("Made: {numbers}.", numbers=numbers)


class ContainerForm(FormPresenter[ContainerView]):
    """A form on one container. `title` may name it as `{number}`."""

    def __init__(self, services: Services, one: ContainerView) -> None:
        super().__init__(services)
        self.one = one

    def heading(self) -> str:
        """Return the heading with the container's number."""
        return self.words.text(self.title, number=self.one.container_no)

    def said(self, reply: ContainerView) -> str:
        """Say that it is done."""
        return self.words.text("Container {number}: done.", number=reply.container_no)


class FillForm(ContainerForm):
    """Put stock into a container."""

    title = N_("Put into container {number}")
    explain = N_("Stock that lies elsewhere is brought to the container's place by a movement of its own.")
    button = N_("Put in")

    def __init__(self, services: Services, one: ContainerView, row: StockRow | None = None) -> None:
        super().__init__(services, one)
        search = lookups.loose_stock(services, None)
        columns = (
            Field(name="lot", label=N_("Lot"), kind=FieldKind.RECORD, search=search, chars=34),
            Field(name="quantity", label=N_("Quantity"), kind=FieldKind.QUANTITY),
            Field(name="serials", label=N_("Serial numbers"), kind=FieldKind.SERIALS, required=False, chars=22),
        )
        if row is not None:
            self.values = {"lines": [{"lot": lookups.stock_choice(row, self.words), "quantity": row.quantity}]}
        self.fields = (
            Field(name="lines", label=N_("&Stock"), kind=FieldKind.LINES, hint=SERIALS_HINT, columns=columns),
        )

    def entered(self, path: str, values: Values) -> None:
        """Fill in all that lies loose there."""
        if path.endswith(".lot"):
            place = int(path[path.index("[") + 1 : path.index("]")])
            line = values["lines"][place]
            if line["lot"] is not None:
                row: StockRow = line["lot"].record
                self.measured.tell(f"lines[{place}].quantity", row.unit)
                self.proposed.tell(f"lines[{place}].quantity", row.quantity)

    def message(self, values: Values) -> Message[ContainerView]:
        """Return the command. Raises: Wrong."""
        rows: list[StockRow] = [line["lot"].record for line in values["lines"]]
        places = {row.location_id for row in rows}
        if len(places) > 1:
            raise Wrong(Flaw("lines", ONE_PLACE))
        lines = [
            content_line(row.lot_id, f"lines[{place}]", line, self.words)
            for place, (row, line) in enumerate(zip(rows, values["lines"], strict=True))
        ]
        return FillContainer(container_id=self.one.id, lines=lines, location_id=next(iter(places), None))


class OutForm(ContainerForm):
    """Takes part of a container's content: out of it, or into another one."""

    def __init__(self, services: Services, detail: ContainerDetail, chosen: Sequence[ContentView]) -> None:
        super().__init__(services, detail.container)
        contents = tuple(content_choice(row, self) for row in detail.contents)
        rows = list(chosen) or detail.contents[:1]
        self.values = {"lines": [{"lot": row.lot_id, "quantity": row.quantity} for row in rows]}
        columns = (
            Field(name="lot", label=N_("Lot"), kind=FieldKind.CHOICE, choices=contents, chars=34),
            Field(name="quantity", label=N_("Quantity"), kind=FieldKind.QUANTITY),
            Field(name="serials", label=N_("Serial numbers"), kind=FieldKind.SERIALS, required=False, chars=22),
        )
        self.lines_field = Field(
            name="lines", label=N_("&Content"), kind=FieldKind.LINES, hint=SERIALS_HINT, columns=columns
        )
        self.fields = (self.lines_field,)

    def lines(self, values: Values) -> list[ContentLine]:
        """Return what is taken. Raises: Wrong."""
        return [
            content_line(line["lot"], f"lines[{place}]", line, self.words) for place, line in enumerate(values["lines"])
        ]


class TakeOutForm(OutForm):
    """Take stock out of a container."""

    title = N_("Take out of container {number}")
    explain = N_("What is taken out lies loose at the container's place.")
    button = N_("Take out")

    def message(self, values: Values) -> TakeOut:
        """Return the command. Raises: Wrong."""
        return TakeOut(container_id=self.one.id, lines=self.lines(values))


class DivideForm(OutForm):
    """Put part of a container's content into another one."""

    title = N_("Divide container {number}")
    explain = N_(
        "Part of the content goes into another container at the same place, or into a new one of the same kind."
    )
    button = N_("Divide")

    def __init__(
        self,
        services: Services,
        detail: ContainerDetail,
        chosen: Sequence[ContentView],
        target: ContainerView | None = None,
    ) -> None:
        super().__init__(services, detail, chosen)
        if target is not None:
            self.values = {**self.values, "target_id": lookups.container_choice(target, self.words)}
        self.fields = (
            self.lines_field,
            Field(
                name="target_id",
                label=N_("&Into"),
                kind=FieldKind.RECORD,
                required=False,
                search=lookups.containers(services),
                hint=N_("Empty: into a new container."),
                chars=24,
            ),
            Field(name="container_no", label=N_("&New number"), required=False, hint=NUMBER_HINT, chars=24),
        )

    def message(self, values: Values) -> SplitContainer:
        """Return the command. Raises: Wrong."""
        target = values["target_id"]
        return SplitContainer(
            container_id=self.one.id,
            lines=self.lines(values),
            target_id=None if target is None else target.record.id,
            container_no=values["container_no"] or None,
        )


class MoveForm(ContainerForm):
    """Move a container with everything in it."""

    title = N_("Move container {number}")
    explain = N_("Everything in it moves along, by one movement. The rules of the place hold for all of it.")
    button = N_("Move")

    def __init__(self, services: Services, one: ContainerView) -> None:
        super().__init__(services, one)
        self.fields = (
            Field(name="location_id", label=N_("&To"), kind=FieldKind.CHOICE, required=False),
            Field(
                name="inside_id",
                label=N_("Or &into container"),
                kind=FieldKind.RECORD,
                required=False,
                search=lookups.containers(services),
                chars=24,
            ),
            Field(name="reason", label=N_("&Reason"), required=False),
        )

    def begin(self) -> None:
        """Read the places."""
        self.ask(ListPlaces(), self._take)

    def _take(self, places: list[PlaceView]) -> None:
        self.offered.tell("location_id", lookups.place_choices(places, self.words))

    def message(self, values: Values) -> MoveContainer:
        """Return the command. Raises: Wrong."""
        inside = values["inside_id"]
        if (values["location_id"] is None) == (inside is None):
            raise Wrong(Flaw("location_id", ONE_OF))
        return MoveContainer(
            container_id=self.one.id,
            location_id=values["location_id"],
            inside_id=None if inside is None else inside.record.id,
            reason=values["reason"],
        )


class EmptyForm(ContainerForm):
    """Empty a container as a whole."""

    title = N_("Empty container {number}")
    explain = N_("Its stock lies loose at its place, and the containers in it stand there by themselves.")
    button = N_("Empty")

    def __init__(self, services: Services, one: ContainerView) -> None:
        super().__init__(services, one)
        self.fields = (Field(name="within", label=N_("&Empty the containers in it too"), kind=FieldKind.FLAG),)

    def message(self, values: Values) -> EmptyContainer:
        """Return the command."""
        return EmptyContainer(container_id=self.one.id, within=bool(values["within"]))


class RetireForm(ContainerForm):
    """Take an empty container out of use."""

    title = N_("Take container {number} out of use")
    explain = N_("Its history stays, and its number is never given again. This cannot be undone.")
    button = N_("Take out of use")
    danger = True

    def message(self, values: Values) -> RetireContainer:
        """Return the command."""
        return RetireContainer(container_id=self.one.id)


class ShipForm(FormPresenter[ShipmentView]):
    """Ship containers with everything in them."""

    title = N_("Ship containers")
    explain = N_("Everything in them leaves the plant as one shipment, and the containers with it.")
    button = N_("Ship")
    danger = True

    def __init__(self, services: Services, chosen: Sequence[ContainerView]) -> None:
        super().__init__(services)
        search = lookups.containers(services)
        lines = [{"container": lookups.container_choice(one, self.words)} for one in chosen]
        self.values: dict[str, Any] = {"container_ids": lines}
        one = Field(name="container", label=N_("Container"), kind=FieldKind.RECORD, search=search, chars=30)
        self.fields = (
            Field(name="shipment_no", label=N_("&Shipment"), chars=24),
            Field(
                name="customer_id",
                label=N_("&Customer"),
                kind=FieldKind.RECORD,
                search=records.partners(services, PartnerKind.CUSTOMER, in_use=True),
            ),
            Field(name="container_ids", label=N_("C&ontainers"), kind=FieldKind.LINES, columns=(one,)),
        )

    def message(self, values: Values) -> ShipContainers:
        """Return the command."""
        ids: list[ContainerId] = [line["container"].record.id for line in values["container_ids"]]
        return ShipContainers(
            shipment_no=values["shipment_no"], customer_id=values["customer_id"].record.id, container_ids=ids
        )

    def said(self, reply: ShipmentView) -> str:
        """Say which shipment it is."""
        return self.words.text("Shipped: {number}.", number=reply.shipment_no)


def content_choice(row: ContentView, form: FormPresenter[Any]) -> Choice:
    """Return part of a container's content as a choice."""
    words = form.words
    detail = f"{row.item_code} {words.name(row.item_name, row.item_name_zh)}, {words.quantity(row.quantity, row.unit)}"
    return Choice(row.lot_id, row.lot_no, detail, row)
