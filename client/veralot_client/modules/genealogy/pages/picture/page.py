"""The page of the genealogy picture."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.background import Job
from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.picture.beside import Beside
from veralot_client.modules.genealogy.pages.picture.canvas import Canvas
from veralot_client.modules.genealogy.pages.picture.exporting import Format, Sheet, write
from veralot_client.modules.genealogy.pages.picture.legend import Legend
from veralot_client.modules.genealogy.pages.picture.minimap import Minimap
from veralot_client.modules.genealogy.pages.picture.paper import Paper
from veralot_client.modules.genealogy.pages.picture.scene import Scene
from veralot_client.modules.genealogy.pages.picture.tools import Tools
from veralot_client.modules.genealogy.presenters.picture.picture import PicturePresenter
from veralot_client.modules.genealogy.presenters.quality import HoldForm
from veralot_client.theme.tokens import LIGHT
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import Direction, Scope
from veralot_shared.i18n import N_
from veralot_shared.ids import NodeId

HOLD, FROM_HERE, OPEN, LIST = (
    "genealogy.hold_pictured",
    "genealogy.picture_from_here",
    "genealogy.open_pictured",
    "genealogy.trace_pictured",
)
ON_PICTURE = [HOLD, FROM_HERE, OPEN, LIST]
COLLAPSED = (
    N_("{count} card stands for {records} records; what is collapsed shows its count."),
    N_("{count} cards stand for {records} records; what is collapsed shows its count."),
)


class PicturePage(Page):
    """Shows a trace as a picture, and beside it as a tree and tables, all in step."""

    def __init__(self, services: Services, root: int) -> None:
        self.picture = PicturePresenter(services, NodeId(root))
        super().__init__(services, self.picture)
        self._wanted = ""
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.summary = QLabel(wordWrap=True)
        self.direction, self.scope = QComboBox(), QComboBox()
        self.direction_label, self.scope_label = QLabel(), QLabel()
        self.stale, self.complete = Notice(), Notice()
        self.empty = EmptyState()
        self.canvas = Canvas(services, self.picture)
        self.minimap = Minimap(self.canvas)
        self.legend = Legend(services, self.picture)
        self.tools = Tools(services, self.picture)
        self.beside = Beside(services, self.picture)
        self.bar = ActionBar(self, ON_PICTURE, always_shown=True)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show()
        self.picture.load()

    def title(self) -> str:
        """Return what is pictured."""
        graph = self.picture.graph
        if graph is None:
            return self.words.text("Genealogy picture")
        return self.words.text("Picture of {label}", label=graph.root.label)

    def refresh(self) -> None:
        """Trace and draw again."""
        self.picture.load()

    def point_at(self, part: str) -> None:
        """Go to the node of a number, once it is there."""
        self._wanted = part
        self._point()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _, words = self.words.text, self.words
        self.direction_label.setText(_("&Direction"))
        self.scope_label.setText(_("&By"))
        for box, values, chosen in (
            (self.direction, Direction, self.picture.direction),
            (self.scope, Scope, self.picture.scope),
        ):
            box.blockSignals(True)
            box.clear()
            for value in values:
                box.addItem(words.label(value), value.value)
            box.setCurrentIndex(box.findData(chosen.value))
            box.blockSignals(False)
        self.tools.retranslate()
        self.beside.retranslate()
        self.legend.retranslate()
        self.canvas.restyle()
        self._say()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work with what is chosen."""
        chosen = self.picture.selected()
        match action_id:
            case _ if action_id == HOLD:
                return bool(self.picture.holdable(chosen))
            case _ if action_id == FROM_HERE:
                return len(chosen) == 1 and chosen[0].node.id != self.picture.root
            case _ if action_id == OPEN:
                return len(chosen) == 1 and self._can_open()
            case _ if action_id in {LIST, "genealogy.export_picture"}:
                return self.picture.figure is not None
            case _:
                return False

    def subjects(self) -> Sequence[Subject]:
        """Return what is chosen: a node, or every one of a group."""
        nodes = (record.node for record in self.picture.selected())
        return [Subject(node.kind.value, node.id, node.label) for node in nodes]

    def perform(self, action_id: str) -> None:
        """Hold what is chosen, go on from it, open it, list it, or export the picture."""
        chosen = self.picture.selected()
        match action_id:
            case _ if action_id == HOLD:
                show_form(self.services, HoldForm(self.services, self.picture.holdable(chosen)), self)
            case _ if action_id == FROM_HERE:
                self.services.navigator.open("picture", chosen[0].node.id)
            case _ if action_id == OPEN:
                self.services.navigator.open(*self.picture.dossier_of(chosen[0].node))
            case _ if action_id == LIST:
                self.services.navigator.open("trace", self.picture.root)
            case "genealogy.export_picture":
                self.ask_where()
            case _:
                super().perform(action_id)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.beside.end()
        super().end()

    # --- export ------------------------------------------------------------------------------------------------------

    def ask_where(self) -> None:
        """Ask for a file, and write the picture into it; its ending says as what."""
        root = self.picture.graph.root.label if self.picture.graph else ""
        dialog = QFileDialog(self, self.words.text("Save the picture"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["PDF (*.pdf)", "SVG (*.svg)", "PNG (*.png)"])
        dialog.setDefaultSuffix("pdf")
        # The ending follows the kind that is chosen.
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kind[:3].lower()))
        dialog.selectFile("".join(each if each.isalnum() or each in "-_" else "_" for each in root))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.open()

    def export_to(self, file: Path) -> None:
        """Write the picture into a file, in the background."""
        kind, sheet = Format(file.suffix.removeprefix(".").lower()), self.sheet()
        saved = self.words.text("Saved as {path}", path=file)

        def work(job: Job) -> None:
            write(sheet, file, kind, job)

        self.services.background.start(
            work, lambda _none: self.services.notices.done(saved), title=self.words.text("Exporting the picture")
        )

    def sheet(self) -> Sheet:
        """Return what an export writes. Raises: LookupError before there is a picture."""
        figure, graph = self.picture.figure, self.picture.graph
        if figure is None or graph is None:
            raise LookupError("there is no picture yet")
        words, user = self.words, self.services.session.user
        name = words.name(graph.root.item_name, graph.root.item_name_zh)
        said = (words.label(self.picture.direction), words.label(self.picture.scope), self.picture.summary())
        person = words.name(user.full_name, user.full_name_zh) if user else ""
        made = (words.moment(graph.view.at, seconds=True), person)
        collapsed = words.plural(*COLLAPSED, len(figure), records=words.number(len(graph.records)))
        font = QFont(self.canvas.font())
        # Shaping puts glyphs in the place of digits that have no text of their own in a PDF, and could not be searched.
        font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
        notes = ("  ·  ".join(said), *self.picture.completeness()[0].splitlines(), collapsed)
        return Sheet(
            scene=Scene(figure, Paper(LIGHT, font), words, self.picture.evidence),
            title=f"{words.text('Genealogy picture')}  {graph.root.label}  {graph.root.item_code} {name}",
            notes=(*notes, "  ·  ".join(part for part in made if part)),
            signs=tuple(self.picture.signs_in_order()),
        )

    # --- showing -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        graph, error = self.picture.graph, self.picture.error
        self.empty.setVisible(graph is None)
        self._body.setVisible(graph is not None)
        text = self.words.error(error) if error else ""
        again = self.words.text("Try again")
        self.empty.say(text or self.words.text("Tracing…"), "", again if error else "", self.picture.load)
        self.stale.say(text if graph else "", Tone.WARNING, again, self.picture.load)
        self.beside.show_trace()
        self._say()
        self.title_changed.emit()

    def _say(self) -> None:
        graph = self.picture.graph
        if graph is None:
            return
        root = graph.root
        self.heading.setText(f"{root.label}   {root.item_code} {self.words.name(root.item_name, root.item_name_zh)}")
        self.summary.setText(self.picture.summary())
        self.complete.say(*self.picture.completeness())

    def _on_laid(self) -> None:
        self._point()
        self._on_chosen()

    def _on_chosen(self) -> None:
        self.bar.refresh()
        self.possibilities_changed()

    def _point(self) -> None:
        if self._wanted and self.picture.figure is not None:
            wanted, self._wanted = self._wanted, ""
            self.tools.search.setText(wanted)
            self.picture.point_at(wanted)
            if self.picture.card is not None:
                self.canvas.show_card(self.picture.card, centre=True, near=True)

    def _can_open(self) -> bool:
        node = self.picture.node
        return node is not None and self.services.navigator.can_open(self.picture.dossier_of(node)[0])

    def _open(self) -> None:
        """Open the dossier of what is chosen; a group opens itself."""
        card = self.picture.card
        if self.picture.whole and card is not None:
            self.picture.open_group(card)
        elif self.can_perform(OPEN):
            self.perform(OPEN)

    def _on_choice(self) -> None:
        self.picture.choose(Direction(self.direction.currentData()), Scope(self.scope.currentData()))

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(at)

    def fill_menu(self, menu: QMenu) -> None:
        """Put into a menu what can be done with what is chosen."""
        _, picture, card = self.words.text, self.picture, self.picture.card
        if picture.figure is None or card is None:
            return
        if picture.figure.size(card) > 1:
            menu.addAction(_("Open this group"), partial(picture.open_group, card))
            if not picture.whole:
                menu.addAction(_("Show this one by itself"), partial(picture.single_out, picture.current))
        elif picture.can_close(card):
            menu.addAction(_("Collapse what is alike"), partial(picture.close_group, card))
        if picture.evidence.of(picture.figure.members(card)):
            menu.addAction(_("Show evidence"), self.beside.show_evidence)
        for action_id in (OPEN, FROM_HERE, LIST, HOLD):
            if self.can_perform(action_id):
                menu.addAction(_(self.services.actions.find(action_id).title), partial(self.perform, action_id))

    # --- making ------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the overview in its corner."""
        if watched is self.canvas and event.type() == QEvent.Type.Resize:
            self.minimap.move_to_corner(self.canvas)
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        picture, tools, canvas = self.picture, self.tools, self.canvas
        picture.keep(picture.shown.subscribe(self._show))
        picture.keep(picture.laid.subscribe(self._on_laid))
        picture.keep(picture.chosen.subscribe(self._on_chosen))
        self.direction.activated.connect(self._on_choice)
        self.scope.activated.connect(self._on_choice)
        tools.zoomed.connect(lambda way: canvas.zoom(1.5**way))
        tools.fit_asked.connect(canvas.fit)
        tools.natural_asked.connect(canvas.natural)
        tools.export_asked.connect(self.ask_where)
        tools.minimap.toggled.connect(self.minimap.want)
        tools.legend.toggled.connect(self.legend.setVisible)
        tools.beside.toggled.connect(self.beside.setVisible)
        tools.search.left.connect(canvas.setFocus)
        canvas.find_asked.connect(tools.search.setFocus)
        canvas.opened.connect(self._open)
        canvas.menu_asked.connect(self._open_menu)

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        for text, box in ((self.direction_label, self.direction), (self.scope_label, self.scope)):
            text.setBuddy(box)
            choices.addWidget(text)
            choices.addWidget(box)
        top = QHBoxLayout()
        top.addWidget(self.heading, stretch=1)
        top.addLayout(choices)
        actions = QHBoxLayout()
        actions.addWidget(self.bar, stretch=1)
        actions.addWidget(self.tools)
        drawn = QWidget()
        inside = QVBoxLayout(drawn)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.canvas, stretch=1)
        inside.addWidget(self.legend)
        self.canvas.installEventFilter(self)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(drawn)
        split.addWidget(self.beside)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 2)
        split.setSizes([1000, 420])
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        for widget in (self.summary, self.complete):
            body.addWidget(widget)
        body.addLayout(actions)
        body.addWidget(split, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.stale)
        layout.addWidget(self.empty, stretch=1)
        layout.addWidget(self._body, stretch=1)
        self.setFocusProxy(self.canvas)
