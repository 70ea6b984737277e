"""The first stages: what is suspected, what that affects, holding it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QTabWidget

from veralot_client.core.services import Services
from veralot_client.modules.recall.pages.stages import Stage
from veralot_client.modules.recall.presenters.columns.affected import (
    LOTS,
    PLACES,
    SHIPPED,
    SUSPECTS,
    TOTALS,
    UNITS,
)
from veralot_client.modules.recall.presenters.columns.done import ORDERS
from veralot_client.modules.recall.presenters.recall import RecallPresenter
from veralot_client.widgets.page import Page
from veralot_client.widgets.table.table import TableWords
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import LocationKind, LotStatus
from veralot_shared.contracts.recall import RecallEvent, RecallStatus, SuspectView
from veralot_shared.i18n import N_

IN_PROCESS = frozenset({LocationKind.PRODUCTION, LocationKind.STERILIZER})
FEWEST_ROWS = 3
MOST_TOTALS = 4
"""Rows of the band of totals before it scrolls."""


class SuspectsStage(Stage):
    """Says what is suspected."""

    name = N_("Suspects")
    explain = N_("Name everything that may be bad. What it reaches is found as you go.")
    offers = ("recall.add_suspect", "recall.drop_suspect", "recall.change_tracing")

    def __init__(self, services: Services, recall: RecallPresenter, page: Page) -> None:
        super().__init__(services, recall, page)
        words = TableWords(
            id="recall.suspects",
            name=N_("Suspects"),
            empty=N_("Nothing is suspected yet."),
            hint=N_("Add a lot, a supplier's lot, serial numbers, a location, a person or a time."),
        )
        self.table = self.add_table(SUSPECTS, words, repr)
        self.column.addWidget(self.table, stretch=1)

    def done(self) -> bool:
        """Return whether something is suspected."""
        return bool(self.recall.detail and self.recall.detail.recall.suspects)

    def show_recall(self) -> None:
        """Show the suspects, and how finely is traced."""
        affected, detail, words = self.recall.affected, self.recall.detail, self.words
        self.fill(self.table, affected.suspects if affected else [])
        empty = [each.label for each in affected.suspects if not each.lots and not each.units] if affected else []
        names = words.listed(empty)
        text = words.text("Nothing was found behind: {names}. Check the number.", names=names) if empty else ""
        if not text and detail is not None and detail.recall.instructions:
            text = words.text("Instructions to consignees: {text}", text=detail.recall.instructions)
        self.notice.say(text, Tone.WARNING if empty else Tone.INFO)

    def chosen(self) -> Sequence[SuspectView]:
        """Return the suspects that are selected."""
        return self.table.selected()


class AffectedStage(Stage):
    """Shows every affected lot and unit, and where each is."""

    name = N_("Affected")
    explain = N_(
        "Every lot and unit that the suspects reach, where each is now, and whether all of it is accounted for."
    )
    offers = ("recall.look_again",)

    def __init__(self, services: Services, recall: RecallPresenter, page: Page) -> None:
        super().__init__(services, recall, page)
        nothing = N_("Nothing is affected.")
        self.totals = self.add_table(
            TOTALS, TableWords(id="recall.totals", name=N_("Balance by item"), empty=nothing), compact=True
        )
        self.lots = self.add_table(
            LOTS, TableWords(id="recall.lots", name=N_("Affected lots"), empty=nothing), lambda lot: lot.id
        )
        here = TableWords(id="recall.stock", name=N_("In stock"), empty=N_("Nothing of it is in stock."))
        self.stock = self.add_table(PLACES, here)
        work = TableWords(id="recall.process", name=N_("In process"), empty=N_("Nothing of it is in process."))
        self.process = self.add_table(PLACES, work)
        away = TableWords(id="recall.shipped", name=N_("With customers"), empty=N_("Nothing of it was shipped."))
        self.shipped = self.add_table(SHIPPED, away)
        single = TableWords(id="recall.units", name=N_("Units"), empty=N_("No serialised unit is affected."))
        self.units = self.add_table(UNITS, single, lambda unit: unit.id)
        self.tabs = QTabWidget()
        for table in (self.lots, self.stock, self.process, self.shipped, self.units):
            self.tabs.addTab(table, "")
        self.tabs.currentChanged.connect(lambda _place: self._on_tab())
        self.lots.chosen.connect(lambda lot: services.navigator.open("lot", lot.id))
        self.column.addWidget(self.totals)
        self.column.addWidget(self.tabs, stretch=1)

    def done(self) -> bool:
        """Return whether something was found."""
        return bool(self.recall.affected and self.recall.affected.lots)

    def show_recall(self) -> None:
        """Show what is affected."""
        found = self.recall.affected
        places = found.places if found else []
        stock = [place for place in places if place.kind not in IN_PROCESS]
        process = [place for place in places if place.kind in IN_PROCESS]
        self.fill(self.totals, found.totals if found else [])
        self.totals.set_height_for(min(max(len(found.totals) if found else 0, 1), MOST_TOTALS))
        self.fill(self.lots, found.lots if found else [])
        self.fill(self.stock, stock)
        self.fill(self.process, process)
        self.fill(self.shipped, found.shipped if found else [])
        self.fill(self.units, self.recall.units or [])
        self._say()
        counts = (
            (N_("Lots"), len(found.lots) if found else 0),
            (N_("In stock"), len(stock)),
            (N_("In process"), len(process)),
            (N_("With customers"), len(found.shipped) if found else 0),
            (N_("Units"), found.units if found else 0),
        )
        for place, (title, count) in enumerate(counts):
            self.tabs.setTabText(place, f"{self.words.text(title)}  {self.words.number(count)}")
        self._on_tab()

    def _say(self) -> None:
        recall, words, _ = self.recall, self.words, self.words.text
        found = recall.affected
        if recall.finding:
            self.notice.say(_("Finding what is affected…"), Tone.INFO)
        elif recall.stale:
            text = _("Affected lots have changed since. The figures are those of {time}.", time=self._at())
            self.notice.say(text, Tone.WARNING, _("Find again"), recall.look_again)
        elif found is None:
            self.notice.say("", Tone.NEUTRAL)
        elif self._frozen():
            self.notice.say(_("As it was frozen at {time}.", time=self._at()), Tone.INFO)
        elif found.complete:
            text = _("Complete: every branch ends at present whereabouts. As of {time}.", time=self._at())
            self.notice.say(text, Tone.GOOD)
        else:
            self.notice.say(self._gaps(), Tone.WARNING)
        self.notice.setToolTip(
            words.text("Affected packages: {count}", count=words.number(found.packages)) if found else ""
        )

    def _gaps(self) -> str:
        found, words = self.recall.affected, self.words
        if found is None:
            return ""
        blind = [lot.lot_no for lot in found.lots if lot.gap is not None]
        parts = []
        if blind:
            names = words.first_of(blind)
            parts.append(
                words.text("Not complete. It is not recorded into what these were used: {names}.", names=names)
            )
        if found.hidden:
            parts.append(
                words.plural(
                    "{count} lot is not shown: it is another customer's.",
                    "{count} lots are not shown: they are other customers'.",
                    found.hidden,
                )
            )
        return " ".join(parts)

    def _at(self) -> str:
        return self.words.moment(self.recall.affected.at, seconds=True) if self.recall.affected else ""

    def _frozen(self) -> bool:
        detail = self.recall.detail
        return detail is not None and detail.recall.status is RecallStatus.CLOSED

    def _on_tab(self) -> None:
        if self.tabs.currentWidget() is self.units and self.isVisible():
            self.recall.list_units()


class HoldStage(Stage):
    """Holds everything affected, and recalls it."""

    name = N_("Hold")
    explain = N_(
        "One signature holds every affected lot and unit, here and in process. What this recall holds already stays as it is."
    )
    offers = ("recall.hold_all", "recall.mark")

    def __init__(self, services: Services, recall: RecallPresenter, page: Page) -> None:
        super().__init__(services, recall, page)
        orders = TableWords(
            id="recall.orders",
            name=N_("Orders"),
            empty=N_("Nothing was held by this recall yet."),
            hint=N_("“Hold all” holds every lot and unit below with one signature."),
        )
        self.orders = self.add_table(ORDERS, orders, compact=True)
        self.lots = self.add_table(
            LOTS,
            TableWords(
                id="recall.to_hold",
                name=N_("Affected and not on hold"),
                empty=N_("Every affected lot is on hold or gone."),
            ),
            lambda lot: lot.id,
        )
        self.column.addWidget(self.heading(N_("Orders given")))
        self.column.addWidget(self.orders)
        self.column.addWidget(self.heading(N_("Affected and not on hold")))
        self.column.addWidget(self.lots, stretch=1)
        self.lots.chosen.connect(lambda lot: services.navigator.open("lot", lot.id))

    def done(self) -> bool:
        """Return whether everything affected was held."""
        detail = self.recall.detail
        return detail is not None and any(order.event is RecallEvent.HOLD for order in detail.orders)

    def show_recall(self) -> None:
        """Show what was ordered, and what no hold lies on."""
        detail, found = self.recall.detail, self.recall.affected
        self.fill(self.orders, detail.orders if detail else [])
        self.orders.set_height_for(min(max(len(detail.orders) if detail else 0, FEWEST_ROWS), MOST_TOTALS))
        self.fill(
            self.lots,
            [lot for lot in found.lots if not lot.held and lot.status is not LotStatus.RECALLED] if found else [],
        )
        mock = detail is not None and detail.recall.mock
        text = self.words.text(
            "This is a mock recall. A hold is real all the same: these goods cannot be used until it is lifted."
        )
        self.notice.say(text if mock else "", Tone.WARNING)
