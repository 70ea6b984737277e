"""Locations as a tree, with their rules and what lies at each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSplitter, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.warehouse.presenters.columns import STOCK
from veralot_client.modules.warehouse.presenters.places import MOST, PlacesPresenter
from veralot_client.modules.warehouse.presenters.rules import (
    AgreementForm,
    ConditionForm,
    PlaceRulesForm,
    StorageForm,
)
from veralot_client.theme.icons import icon
from veralot_client.theme.pieces import label
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.warehouse import PlaceView, StockRow
from veralot_shared.i18n import N_
from veralot_shared.ids import LocationId

HERE = ("lot_no", "item_code", "status", "quantity", "unit", "container_no", "location", "expiry", "item_name")
COLUMNS = tuple(column for name in HERE for column in STOCK if column.id == name)
WORDS = TableWords(id="warehouse.here", name=N_("What lies here"), empty=N_("Nothing lies here."))
ACTIONS = ("warehouse.rules", "warehouse.condition", "warehouse.storage", "warehouse.agreement")
ROW = Qt.ItemDataRole.UserRole
TREE_WIDTH = 650
TITLES = (N_("Location"), N_("Name"), N_("Kind"), N_("Lots"), N_("Containers"), N_("Taken"))
WIDTHS = (110, 230, 95, 50, 85, 60)


class PlacesPage(Page):
    """Shows the tree at the left, and what lies at the chosen place at the right."""

    def __init__(self, services: Services) -> None:
        self.known = PlacesPresenter(services)
        super().__init__(services, self.known)
        self.tree = QTreeWidget()
        self.rows = ListRows(COLUMNS, services.words)
        self.table: DataTable[StockRow] = DataTable(services, COLUMNS, self.rows, WORDS)
        self.heading, self.rules, self.note = label("title"), label(wrap=True), label("muted", wrap=True)
        self.bar = ActionBar(self, ACTIONS, always_shown=True)
        self.empty = EmptyState()
        self.body = QSplitter()
        self._lay_out()
        self.tree.currentItemChanged.connect(lambda item, _former: self._on_place(item))
        self.tree.itemActivated.connect(lambda _item, _column: self._edit())
        self.known.keep(self.known.shown.subscribe(self._show))
        self.known.keep(self.known.listed.subscribe(self._show_rows))
        self.retranslate()
        self.known.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Locations")

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.tree.setHeaderLabels([self.words.text(title) for title in TITLES])
        self.tree.setAccessibleName(self.words.text("Locations"))
        self._show()

    def refresh(self) -> None:
        """Read everything again."""
        self.known.load()

    def subjects(self) -> Sequence[Subject]:
        """Return the chosen place."""
        chosen = self.known.chosen
        return () if chosen is None else (Subject("location", chosen.id, chosen.code),)

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action is possible; rules need a chosen place."""
        return action_id in ACTIONS and (action_id != ACTIONS[0] or self.known.chosen is not None)

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        services, chosen = self.services, self.known.chosen
        match action_id:
            case "warehouse.rules":
                if chosen is not None:
                    show_form(services, PlaceRulesForm(services, chosen), self)
            case "warehouse.condition":
                show_form(services, ConditionForm(services), self)
            case "warehouse.storage":
                show_form(services, StorageForm(services), self)
            case "warehouse.agreement":
                show_form(services, AgreementForm(services), self)
            case _:
                super().perform(action_id)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.table.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        known, error = self.known.places, self.known.error
        self.body.setVisible(known is not None)
        self.empty.setVisible(known is None)
        again = self.words.text("Try again")
        self.empty.say(
            self.words.error(error) if error else self.words.text("Loading…"), "", again if error else "", self.refresh
        )
        if known is not None:
            self._show_tree()

    def _show_tree(self) -> None:
        chosen = None if self.known.chosen is None else self.known.chosen.id
        children = self.known.children()
        self.tree.blockSignals(True)
        self.tree.clear()
        items = {place.id: item for place, item in self._branches(None, self.tree.invisibleRootItem(), children)}
        self.tree.expandAll()
        self.tree.blockSignals(False)
        current = items.get(chosen) if chosen is not None else self.tree.topLevelItem(0)
        if current is not None:
            self.tree.setCurrentItem(current)
            self._on_place(current)

    def _branches(
        self,
        parent: LocationId | None,
        under: QTreeWidgetItem,
        children: dict[LocationId | None, list[PlaceView]],
    ) -> list[tuple[PlaceView, QTreeWidgetItem]]:
        made = []
        for place in children.get(parent, []):
            item = self._item(place)
            under.addChild(item)
            made += [(place, item), *self._branches(place.id, item, children)]
        return made

    def _item(self, place: PlaceView) -> QTreeWidgetItem:
        words = self.words
        taken = words.number(place.taken) if place.capacity is None else f"{place.taken} / {place.capacity}"
        cells = [
            place.code,
            words.name(place.name, place.name_zh),
            words.label(place.kind),
            words.number(place.lots) if place.lots else "",
            words.number(place.containers) if place.containers else "",
            taken if place.taken or place.capacity else "",
        ]
        item = QTreeWidgetItem(cells)
        item.setIcon(0, icon("warehouse/place"))
        item.setToolTip(0, "\n".join(self.known.rules(place)))
        for column in (3, 4, 5):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(0, ROW, place)
        return item

    def _on_place(self, item: QTreeWidgetItem | None) -> None:
        place: PlaceView | None = None if item is None else item.data(0, ROW)
        self.known.choose(place)
        if place is not None:
            name = self.words.name(place.name, place.name_zh)
            self.heading.setText(f"{place.code}   {name}")
            self.rules.setText("\n".join(self.known.rules(place)))
        self.bar.refresh()
        self.possibilities_changed()

    def _show_rows(self) -> None:
        self.rows.replace(self.known.rows)
        left = self.known.total - len(self.known.rows)
        text = self.words.text(
            "Only the first {shown} rows are shown; {left} more are on the page of stock.",
            shown=self.words.number(MOST),
            left=self.words.number(left),
        )
        self.note.setText(text if left > 0 else "")
        self.note.setVisible(left > 0)

    def _edit(self) -> None:
        action = self.services.actions.find(ACTIONS[0])
        if self.services.actions.permitted(action) and self.can_perform(action.id):
            self.perform(action.id)

    def _lay_out(self) -> None:
        self.tree.setColumnCount(len(TITLES))
        self.tree.setAlternatingRowColors(True)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setExpandsOnDoubleClick(False)
        for place, width in enumerate(WIDTHS):
            self.tree.setColumnWidth(place, width)
        card = QFrame()
        card.setProperty("role", "card")
        facts = QVBoxLayout(card)
        facts.addWidget(self.heading)
        facts.addWidget(self.rules)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (card, self.note):
            column.addWidget(widget)
        column.addWidget(self.table, stretch=1)
        self.body.setChildrenCollapsible(False)
        self.body.addWidget(self.tree)
        self.body.addWidget(right)
        self.body.setSizes([TREE_WIDTH, TREE_WIDTH])
        self.body.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addWidget(self.bar)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.body, stretch=1)
        self.setFocusProxy(self.tree)
