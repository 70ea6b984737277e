"""What the marks mean: each status in the picture with its colour, pattern and sign, and how many have it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QScrollArea, QWidget

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.genealogy.pages.picture.near import draw_bar, draw_sign
from veralot_client.modules.genealogy.pages.picture.paper import Paper
from veralot_client.modules.genealogy.presenters.picture.picture import PicturePresenter
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.tones import Tone, tone_of
from veralot_client.widgets.values import coded
from veralot_shared.contracts.genealogy import LotStatus, UnitStatus

MARK = QSize(34, 18)
HEIGHT, RIM, GAP = 26, 8, 10
ACROSS = 6
"""Statuses in a row."""


class Mark(QWidget):
    """The bar and sign of one status."""

    def __init__(self, status: str) -> None:
        super().__init__()
        self.status = status
        self.setFixedSize(MARK)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them as on a card."""
        paper = Paper(tokens(self.palette()), self.font())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = status_tone(self.status)
        draw_bar(painter, paper, tone, QRectF(2, 1, 10, 16))
        draw_sign(painter, self.status, QRectF(17, 2, 14, 14), paper.inks[tone], 1.8)
        painter.end()


class Legend(QScrollArea):
    """Lists the statuses, the most frequent first; those that are ticked stand out in the picture."""

    def __init__(self, services: Services, picture: PicturePresenter) -> None:
        super().__init__(widgetResizable=True)
        self._words = services.words
        self._picture = picture
        self.boxes: dict[str, QCheckBox] = {}
        self._shown: dict[str, int] = {}
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        picture.keep(picture.shown.subscribe(self.show_statuses))

    def show_statuses(self) -> None:
        """Show the statuses that there are now."""
        statuses = dict(self._picture.signs_in_order())
        if statuses == self._shown:
            return
        self._shown = statuses
        ground = QWidget()
        grid = QGridLayout(ground)
        grid.setContentsMargins(4, 4, 4, 4)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(2)
        self.boxes = {}
        for number, status in enumerate(statuses):
            row, column = divmod(number, ACROSS)
            box = QCheckBox()
            box.setChecked(status in self._picture.spotlight)
            box.toggled.connect(self._on_toggled)
            self.boxes[status] = box
            grid.addWidget(Mark(status), row, 3 * column)
            grid.addWidget(box, row, 3 * column + 1)
            grid.setColumnMinimumWidth(3 * column + 2, GAP)
        grid.setColumnStretch(3 * ACROSS, 1)
        self.setWidget(ground)
        self.setFixedHeight(HEIGHT * (-(-len(statuses) // ACROSS)) + RIM)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        words = self._words
        self.setAccessibleName(words.text("Legend"))
        for status, box in self.boxes.items():
            box.setText(f"{status_name(status, words)}  {words.number(self._shown[status])}")
            box.setToolTip(words.text("Tick a status and the others step back."))

    def _on_toggled(self) -> None:
        self._picture.shine_on(status for status, box in self.boxes.items() if box.isChecked())


def status_name(status: str, words: Words) -> str:
    """Return what a status is called."""
    return coded(status, (LotStatus, UnitStatus), words) or words.text("No status")


def status_tone(status: str) -> Tone:
    """Return how a status looks."""
    for kind in (LotStatus, UnitStatus):
        if status in kind.__members__.values():
            return tone_of(kind(status))
    return Tone.NEUTRAL
