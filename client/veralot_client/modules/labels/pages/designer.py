"""The label designer: what can be placed above, the label in the middle, properties and problems at the right."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.services import Services
from veralot_client.modules.labels.pages.canvas import Canvas
from veralot_client.modules.labels.pages.properties import Properties
from veralot_client.modules.labels.presenters.design import Design
from veralot_client.theme.icons import icon
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.labels import ElementKind, VersionStatus
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import TemplateId

TONES = {
    VersionStatus.DRAFT: Tone.WARNING,
    VersionStatus.APPROVED: Tone.GOOD,
    VersionStatus.SUPERSEDED: Tone.NEUTRAL,
}
PICTURE = QSize(16, 16)
KEYS = N_("Arrows move by 0.5 mm, with Shift by 5, with Alt by 0.1. Tab goes on, Del removes, Ctrl+Z undoes.")


class DesignerPage(Page):
    """Designs one template."""

    def __init__(self, services: Services, template_id: int) -> None:
        self.design = Design(services, TemplateId(template_id))
        super().__init__(services, self.design)
        self.notice = Notice()
        self.name = QLabel()
        self.name.setProperty("role", "title")
        self.versions = QComboBox()
        self.chip = StatusChip()
        self.unsaved_mark = QLabel()
        self.unsaved_mark.setProperty("role", "warning")
        self.adders = {kind: tool(f"labels/{kind.value}", words=True) for kind in ElementKind}
        self.undo = tool("common/undo")
        self.redo = tool("labels/redo")
        self.copy = tool("common/copy")
        self.delete = tool("common/close")
        self.snap = tool("labels/snap")
        self.snap.setCheckable(True)
        self.snap.setChecked(True)
        self.fit = tool("labels/fit")
        self.canvas = Canvas(self.design, services.words)
        self.properties = Properties(services, self.design)
        self.problems = QListWidget()
        self.problems_label = QLabel()
        self.problems_label.setProperty("role", "label")
        self.keys = QLabel(wordWrap=True)
        self.keys.setProperty("role", "faint")
        self.bar = ActionBar(self, ["labels.save_draft", "labels.approve"], always_shown=True)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.design.load()

    def title(self) -> str:
        """Return the template's code."""
        return self.design.template.code if self.design.template else self.words.text("Label designer")

    def refresh(self) -> None:
        """Read the template again; what is drawn stays."""
        self.design.load()

    def unsaved(self) -> bool:
        """Return whether something was drawn and not saved."""
        return not self.design.saved

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _, words = self.words.text, self.words
        for kind, button in self.adders.items():
            button.setText(words.label(kind))
            button.setToolTip(_("Add: {kind}", kind=words.label(kind)))
        tips = (
            (self.undo, _("Undo")),
            (self.redo, _("Redo")),
            (self.copy, _("Duplicate")),
            (self.delete, _("Remove")),
            (self.snap, _("Draw to lines and grid")),
            (self.fit, _("Fit into the window")),
        )
        for button, text in tips:
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.versions.setAccessibleName(_("Version"))
        self.problems_label.setText(_("What is wrong"))
        self.problems.setAccessibleName(_("What is wrong"))
        self.canvas.setAccessibleName(_("The label"))
        self.keys.setText(_(KEYS))
        self._show()
        self._show_change()
        self._show_problems()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work now."""
        if self.design.template is None:
            return False
        if action_id == "labels.save_draft":
            return not self.design.saved or self.design.draft is None
        return action_id == "labels.approve" and self.design.saved and self.design.draft is not None

    def perform(self, action_id: str) -> None:
        """Save or approve."""
        match action_id:
            case "labels.save_draft":
                self.design.save()
            case "labels.approve":
                self.design.approve()
            case _:
                super().perform(action_id)

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        super().end()

    # --- showing -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        design, words = self.design, self.words
        template, version = design.template, design.version
        if template is not None:
            self.name.setText(f"{template.code}  {words.name(template.name, template.name_zh)}")
        self.versions.blockSignals(True)
        self.versions.clear()
        for each in design.versions:
            text = words.text("Version {number}", number=each.number)
            self.versions.addItem(f"{text} · {words.label(each.status)}", each.number)
        if version is not None:
            self.versions.setCurrentIndex(self.versions.findData(version.number))
            self.chip.show_state(words.label(version.status), TONES[version.status])
        self.versions.blockSignals(False)
        self.properties.show_design()
        self._show_possible()
        self.title_changed.emit()

    def _show_change(self) -> None:
        self.properties.show_design()
        self._say_selected()
        self._show_possible()
        self.canvas.update()

    def _say_selected(self) -> None:
        """Tell screen readers what is selected and where it is."""
        element, words = self.design.element, self.words
        if element is None:
            self.canvas.setAccessibleDescription("")
            return
        text = words.text(
            "{kind} at {x}, {y}; {width} by {height} mm",
            kind=words.label(element.kind),
            x=element.x,
            y=element.y,
            width=element.width,
            height=element.height,
        )
        self.canvas.setAccessibleDescription(text)

    def _show_possible(self) -> None:
        design = self.design
        may = design.may_change() and design.template is not None
        chosen = may and design.element is not None
        for button in (*self.adders.values(), self.snap):
            button.setEnabled(may)
        self.undo.setEnabled(may and design.can_undo)
        self.redo.setEnabled(may and design.can_redo)
        self.copy.setEnabled(chosen)
        self.delete.setEnabled(chosen)
        self.unsaved_mark.setText("" if design.saved else self.words.text("not saved"))
        self.bar.refresh()
        self.possibilities_changed()

    def _show_problems(self) -> None:
        self.problems.clear()
        for problem in self.design.problems:
            where = f"{problem.element}  " if problem.element else ""
            item = QListWidgetItem(f"{where}{self.words.text(problem.rule)} {problem.value}".strip())
            item.setData(Qt.ItemDataRole.UserRole, problem.element - 1)
            item.setIcon(icon("common/warning", "warning"))
            self.problems.addItem(item)
        if not self.design.problems:
            item = QListWidgetItem(self.words.text("Nothing: the label can be printed as it is."))
            item.setIcon(icon("common/good", "good"))
            item.setData(Qt.ItemDataRole.UserRole, -1)
            self.problems.addItem(item)
        self.canvas.update()

    def _show_error(self, error: CodedError) -> None:
        self.notice.say(
            self.words.error(error), Tone.BAD, self.words.text("Close"), lambda: self.notice.say("", Tone.BAD)
        )

    def _go_to_problem(self, item: QListWidgetItem) -> None:
        place = item.data(Qt.ItemDataRole.UserRole)
        if place >= 0:
            self.design.select(place)
            self.canvas.setFocus()

    def _toggle_snap(self, on: bool) -> None:  # noqa: FBT001 - Qt's own signal
        self.design.snaps = on

    # --- making ------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        design = self.design
        design.keep(design.shown.subscribe(self._show))
        design.keep(design.changed.subscribe(self._show_change))
        design.keep(design.drawn.subscribe(self._show_problems))
        design.keep(design.problem.subscribe(self._show_error))
        for kind, button in self.adders.items():
            button.clicked.connect(lambda _on=False, kind=kind: design.add(kind))
        self.undo.clicked.connect(design.undo)
        self.redo.clicked.connect(design.redo)
        self.copy.clicked.connect(design.duplicate)
        self.delete.clicked.connect(design.remove)
        self.snap.toggled.connect(self._toggle_snap)
        self.fit.clicked.connect(lambda: self.canvas.zoom(None))
        self.versions.activated.connect(lambda _place: design.open_version(self.versions.currentData()))
        self.problems.itemClicked.connect(self._go_to_problem)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for widget in (self.name, self.chip, self.unsaved_mark):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.versions)
        head.addWidget(self.bar)
        tools = QHBoxLayout()
        for button in self.adders.values():
            tools.addWidget(button)
        tools.addStretch(1)
        for button in (self.undo, self.redo, self.copy, self.delete, self.snap, self.fit):
            tools.addWidget(button)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.properties)
        self.problems.setMaximumHeight(130)
        self.problems.setWordWrap(True)
        self.problems.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll, stretch=1)
        column.addWidget(self.problems_label)
        column.addWidget(self.problems)
        column.addWidget(self.keys)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.canvas)
        split.addWidget(side)
        split.setStretchFactor(0, 1)
        split.setSizes([800, 320])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(8)
        layout.addWidget(self.notice)
        layout.addLayout(head)
        layout.addLayout(tools)
        layout.addWidget(split, stretch=1)
        self.setFocusProxy(self.canvas)


def tool(picture: str, *, words: bool = False) -> QToolButton:
    """Return a button with a picture, and words beside it where they are said."""
    button = QToolButton()
    button.setIcon(icon(picture))
    button.setIconSize(PICTURE)
    if words:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
