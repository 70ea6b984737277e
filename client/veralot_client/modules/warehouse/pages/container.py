"""One container: where it stands, what is in it, what was done with it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.warehouse.pages.contents import ContentTree
from veralot_client.modules.warehouse.presenters.columns import STATE_TONES, STEPS
from veralot_client.modules.warehouse.presenters.container_forms import (
    DivideForm,
    EmptyForm,
    FillForm,
    MoveForm,
    RetireForm,
    ShipForm,
    TakeOutForm,
)
from veralot_client.modules.warehouse.presenters.containers import ContainerPresenter
from veralot_client.modules.warehouse.presenters.putting_in import PuttingIn
from veralot_client.theme.pieces import label
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.scan import ScanField
from veralot_client.widgets.states import EmptyState
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_shared.contracts.warehouse import ContainerDetail, ContainerView, ContentView, StepView, StockRow
from veralot_shared.i18n import N_
from veralot_shared.ids import ContainerId

HINT = N_("Scan what goes in: a lot or another container")
WORDS = TableWords(id="warehouse.steps", name=N_("History"), empty=N_("Nothing was done yet."))
VERBS = ("put_in", "take_out", "divide", "move", "stand_alone", "empty", "ship", "retire")


class ContainerPage(Page):
    """Shows a container; rows are dragged onto the containers in it, or moved with the keyboard."""

    def __init__(self, services: Services, container_id: int) -> None:
        self.presenter = ContainerPresenter(services, ContainerId(container_id))
        super().__init__(services, self.presenter)
        self.putting_in = PuttingIn(services, self.presenter)
        self.heading, self.summary = label("title"), label("muted", wrap=True)
        self.chip = StatusChip()
        self.scan = ScanField(services.words, HINT)
        self.tree = ContentTree(services.words)
        self.nothing = EmptyState(picture="warehouse/empty")
        self.rows = ListRows(STEPS, services.words)
        self.steps: DataTable[StepView] = DataTable(services, STEPS, self.rows, WORDS, compact=True)
        self.bar = ActionBar(self, [f"warehouse.{verb}" for verb in VERBS])
        self.empty = EmptyState()
        self.body = QWidget()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.presenter.load()

    def title(self) -> str:
        """Return what the tab says."""
        detail = self.presenter.detail
        return self.words.text("Container") if detail is None else detail.container.container_no

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        self.nothing.say(_("Nothing is in it."), _("Scan what goes in, or choose it with “Put in”."))
        self._show()

    def refresh(self) -> None:
        """Read the container again."""
        self.presenter.load()

    def can_perform(self, action_id: str) -> bool:
        """Return whether something can be done with the container as it stands."""
        return self.presenter.can(action_id.removeprefix("warehouse."))

    def perform(self, action_id: str) -> None:
        """Open the form of an action."""
        detail = self.presenter.open
        if detail is None:
            return
        services, one = self.services, detail.container
        match action_id.removeprefix("warehouse."):
            case "put_in":
                show_form(services, FillForm(services, one), self)
            case "take_out":
                self._take_out(detail)
            case "divide":
                show_form(services, DivideForm(services, detail, self.tree.contents()), self)
            case "move":
                show_form(services, MoveForm(services, one), self)
            case "stand_alone":
                self.putting_in.stand_alone(one)
            case "empty":
                show_form(services, EmptyForm(services, one), self)
            case "ship":
                show_form(services, ShipForm(services, [one]), self)
            case "retire":
                show_form(services, RetireForm(services, one), self)
            case _:
                super().perform(action_id)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.steps.end()
        self.putting_in.close()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _take_out(self, detail: ContainerDetail) -> None:
        """Take containers that are selected out at once; of lots it is asked how much."""
        inner = self.tree.containers()
        if inner and not self.tree.contents():
            self.putting_in.take_out(detail.container, inner)
        else:
            show_form(self.services, TakeOutForm(self.services, detail, self.tree.contents()), self)

    def _show(self) -> None:
        detail, error = self.presenter.detail, self.presenter.error
        self.body.setVisible(detail is not None)
        self.empty.setVisible(detail is None)
        again = self.words.text("Try again")
        self.empty.say(
            self.words.error(error) if error else self.words.text("Loading…"), "", again if error else "", self.refresh
        )
        if detail is None:
            return
        self.heading.setText(self.presenter.heading())
        self.summary.setText(self.presenter.summary())
        self.chip.show_state(self.words.label(detail.container.state), STATE_TONES[detail.container.state])
        self.tree.show_detail(detail)
        something = bool(detail.contents or detail.inner)
        self.tree.setVisible(something)
        self.nothing.setVisible(not something)
        self.rows.replace(detail.steps)
        self.scan.setEnabled(self.presenter.open is not None)
        self.bar.refresh()
        self.possibilities_changed()
        self.title_changed.emit()

    def _on_drop(self, row: object, target: ContainerView) -> None:
        detail = self.presenter.open
        if detail is None:
            return
        if isinstance(row, ContainerView):
            self.putting_in.nest(row, target)
        elif isinstance(row, ContentView):
            show_form(self.services, DivideForm(self.services, detail, [row], target), self)

    def _open(self, row: object) -> None:
        if isinstance(row, ContainerView):
            self.services.navigator.open("container", row.id)
        elif isinstance(row, ContentView):
            self.services.navigator.open("lot", row.lot_id)

    def _on_stock(self, row: StockRow) -> None:
        detail = self.presenter.open
        if detail is not None:
            show_form(self.services, FillForm(self.services, detail.container, row), self)

    def _open_menu(self, at: object) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for verb in ("take_out", "divide"):
            action = self.services.actions.find(f"warehouse.{verb}")
            if self.services.actions.permitted(action) and self.can_perform(action.id):
                menu.addAction(self.words.text(action.title), partial(self.perform, action.id))
        if menu.actions():
            menu.popup(self.tree.viewport().mapToGlobal(at))  # type: ignore[call-overload]  # the signal brings a QPoint

    def _on_picked(self) -> None:
        self.bar.refresh()
        self.possibilities_changed()

    def _connect(self) -> None:
        self.presenter.keep(self.presenter.shown.subscribe(self._show))
        self.scan.scanned.connect(self.putting_in.scan)
        self.putting_in.keep(self.putting_in.answered.subscribe(self.scan.answer))
        self.putting_in.keep(self.putting_in.found.subscribe(self._on_stock))
        self.tree.opened.connect(self._open)
        self.tree.dropped.connect(self._on_drop)
        self.tree.picked.connect(self._on_picked)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._open_menu)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addWidget(self.chip, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.tree)
        inside.addWidget(self.nothing)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(content)
        split.addWidget(self.steps)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addLayout(head)
        for widget in (self.summary, self.bar, self.scan):
            body.addWidget(widget)
        body.addWidget(split, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self.body, stretch=1)
        self.setFocusProxy(self.scan)
