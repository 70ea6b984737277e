"""The bar over a picture: search, zoom, collapse and open, what is shown over it, and export."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QToolButton

from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters.picture.grouping import Detail
from veralot_client.modules.genealogy.presenters.picture.picture import PicturePresenter
from veralot_client.theme.icons import icon
from veralot_client.widgets.page import Retranslated
from veralot_shared.i18n import N_

PICTURE = QSize(16, 16)
DETAILS = {Detail.ALIKE: N_("Collapse what is alike"), Detail.SIBLINGS: N_("Collapse siblings")}
"""What the choices of what is collapsed are called."""


class FindBox(QLineEdit):
    """Where one types what is sought.

    Signals:
        stepped: to the next (1) or previous (-1) of what was found.
        left: back to the picture.
    """

    stepped = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Shift+Enter back, Escape leaves."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Tools(Retranslated):
    """Buttons and the search of one picture.

    Signals:
        zoomed: nearer (1) or further off (-1).
        fit_asked, natural_asked, export_asked: those buttons were pressed.
    """

    zoomed = Signal(int)
    fit_asked = Signal()
    natural_asked = Signal()
    export_asked = Signal()

    def __init__(self, services: Services, picture: PicturePresenter) -> None:
        super().__init__()
        self._words = services.words
        self._picture = picture
        self.search = FindBox(clearButtonEnabled=True)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(260)
        self.found = QLabel()
        self.found.setProperty("role", "muted")
        self.closer = self._button("genealogy/zoom-in", lambda: self.zoomed.emit(1))
        self.further = self._button("genealogy/zoom-out", lambda: self.zoomed.emit(-1))
        self.fit = self._button("genealogy/fit", self.fit_asked.emit)
        self.natural = self._button("genealogy/natural", self.natural_asked.emit)
        self.detail = QComboBox()
        self.open_all = self._button("genealogy/expand", picture.open_all)
        self.close_all = self._button("genealogy/collapse", picture.close_all)
        self.minimap = self._button("genealogy/minimap", checked=True)
        self.legend = self._button("genealogy/legend", checked=True)
        self.beside = self._button("genealogy/beside", checked=True)
        self.export = self._button("genealogy/export", self.export_asked.emit)
        self._lay_out()
        self.search.textChanged.connect(picture.find)
        self.search.stepped.connect(picture.go_to_found)
        self.detail.activated.connect(lambda _place: picture.choose_detail(Detail(self.detail.currentData())))
        picture.keep(picture.laid.subscribe(self._show_detail))
        picture.keep(picture.marked.subscribe(self._show_found))
        picture.keep(picture.chosen.subscribe(self._show_found))

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        self.search.setPlaceholderText(_("Find in the picture ( / )"))
        self.search.setAccessibleName(_("Find in the picture"))
        tips = (
            (self.further, _("Zoom out ( - )")),
            (self.closer, _("Zoom in ( + )")),
            (self.natural, _("Natural size ( 0 )")),
            (self.fit, _("See all of it ( F )")),
            (self.detail, _("What is collapsed")),
            (self.open_all, _("Open all groups")),
            (self.close_all, _("Collapse all groups")),
            (self.minimap, _("Overview")),
            (self.legend, _("Legend")),
            (self.beside, _("Tree and tables")),
            (self.export, _("Export as SVG, PNG or PDF…")),
        )
        for button, tip in tips:
            button.setToolTip(tip)
            button.setAccessibleName(tip)
        self._show_detail()
        self._show_found()

    def _show_detail(self) -> None:
        """Name the choices, and show the one that holds."""
        words, box = self._words, self.detail
        box.blockSignals(True)
        box.clear()
        for detail, title in DETAILS.items():
            box.addItem(words.text(title), detail.value)
        box.setCurrentIndex(box.findData(self._picture.detail.value))
        box.blockSignals(False)

    def _show_found(self) -> None:
        picture, words = self._picture, self._words
        text = ""
        if picture.sought.strip():
            place, count = picture.found_place(), len(picture.found)
            found = {"place": words.number(place), "total": words.number(count)}
            text = words.text("{place} of {total}", **found) if count else words.text("Nothing was found.")
        self.found.setText(text)

    def _button(self, picture: str, run: Callable[[], object] | None = None, *, checked: bool = False) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture))
        button.setIconSize(PICTURE)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if checked:
            button.setCheckable(True)
            button.setChecked(True)
        if run is not None:
            button.clicked.connect(lambda _checked=False: run())
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        groups = (
            (self.search, self.found),
            (self.further, self.closer, self.natural, self.fit),
            (self.detail, self.open_all, self.close_all),
            (self.minimap, self.legend, self.beside),
            (self.export,),
        )
        for group in groups:
            for widget in group:
                row.addWidget(widget)
            row.addSpacing(10)
        row.addStretch(1)
