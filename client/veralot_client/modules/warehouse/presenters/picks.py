"""Behind the page of FEFO suggestions: what is wanted, what to take, and why not the rest. No Qt."""

from veralot_client.core.observers import Observers
from veralot_client.core.services import Services
from veralot_client.modules.warehouse.presenters import lookups
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.items import ItemView, PartnerKind
from veralot_shared.contracts.warehouse import ListPlaces, PickView, PlaceView, SuggestPick
from veralot_shared.i18n import N_


class PickForm(FormPresenter[PickView]):
    """Asks what is wanted.

    Attributes:
        view: the last suggestion; None before one was asked for.
        suggested: told when there is another one.
    """

    title = N_("What to pick")
    button = N_("Suggest")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.view: PickView | None = None
        self.suggested: Observers[[]] = Observers()
        self.values = {"days_left": 0}
        self.fields = (
            Field(
                name="item_id",
                label=N_("&Item"),
                kind=FieldKind.RECORD,
                search=records.items(services, in_use=True),
                chars=14,
            ),
            Field(name="quantity", label=N_("&Quantity"), kind=FieldKind.QUANTITY),
            Field(
                name="customer_id",
                label=N_("&For customer"),
                kind=FieldKind.RECORD,
                required=False,
                search=records.partners(services, PartnerKind.CUSTOMER, in_use=True),
            ),
            Field(name="location_id", label=N_("&Location"), kind=FieldKind.CHOICE, required=False),
            Field(name="days_left", label=N_("Must still last &days"), kind=FieldKind.WHOLE, chars=6, required=False),
            Field(name="for_shipment", label=N_("To be &shipped"), kind=FieldKind.FLAG),
        )

    def begin(self) -> None:
        """Read the places to choose from."""
        self.ask(ListPlaces(), self._take_places, lambda _error: None)

    def entered(self, path: str, values: Values) -> None:
        """Show the unit of the item."""
        if path == "item_id" and values["item_id"] is not None:
            item: ItemView = values["item_id"].record
            self.measured.tell("quantity", item.unit)

    def message(self, values: Values) -> SuggestPick:
        """Return the question."""
        customer = values["customer_id"]
        return SuggestPick(
            item_id=values["item_id"].record.id,
            quantity=values["quantity"],
            customer_id=None if customer is None else customer.record.id,
            location_id=values["location_id"],
            days_left=values["days_left"] or 0,
            for_shipment=bool(values["for_shipment"]),
        )

    def take(self, view: PickView) -> None:
        """Keep a suggestion."""
        self.view = view
        self.suggested.tell()

    def coverage(self) -> tuple[str, Tone]:
        """Return in words, with a tone, how much of what is wanted the suggestion covers."""
        view, words = self.view, self.words
        if view is None:
            return "", Tone.NEUTRAL
        told = {
            "covered": words.quantity(view.covered, view.unit),
            "wanted": words.quantity(view.wanted, view.unit),
            "missing": words.quantity(view.missing, view.unit),
        }
        if not view.missing:
            lots = len({line.lot_id for line in view.lines if line.take})
            text = words.plural(
                "{wanted} are covered by {count} lot.", "{wanted} are covered by {count} lots.", lots, **told
            )
            return text, Tone.GOOD
        return words.text("Only {covered} of {wanted} are covered; {missing} are missing.", **told), Tone.WARNING

    def _take_places(self, places: list[PlaceView]) -> None:
        choices: tuple[Choice, ...] = lookups.place_choices(places, self.words)
        self.offered.tell("location_id", choices)
