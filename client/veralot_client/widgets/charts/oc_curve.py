"""The operating characteristic of a sampling plan: how often a lot of some quality is accepted.

The producer's and the consumer's point and the AQL are marked by shape and words as well as by colour. The mouse, or the
arrow keys, read the curve; picture and values can be copied and saved.
"""

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QBuffer, QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.saving import save
from veralot_client.core.services import Services
from veralot_client.theme.pieces import label
from veralot_client.theme.tokens import LIGHT, Tokens, tokens
from veralot_client.widgets.charts.oc_reading import OcReading
from veralot_client.widgets.page import Retranslated
from veralot_shared.i18n import N_
from veralot_shared.rules.sampling.curves import Distribution
from veralot_shared.rules.sampling.risks import CONSUMER, PRODUCER
from veralot_shared.rules.sampling.terms import Plan

TOP: Final = 104
"""The vertical axis ends above 100 %, so that the curve does not lie on the frame."""
FOOT: Final = 6
"""How high the words of the AQL stand."""
STEPS: Final = 100
"""How many presses of an arrow key cross the chart."""
PRINTED: Final = 1200
"""The width of a copied or saved picture, in pixels."""
NO_PLAN: Final = N_("There is no sampling plan to draw yet.")


class OcCurve(Retranslated):
    """Draws the curve of one plan; without a plan it says so."""

    def __init__(self, services: Services) -> None:
        # Charts are the first thing that needs it, and the login window must not wait for it.
        import pyqtgraph  # noqa: PLC0415 - see above

        super().__init__()
        self._services = services
        self._pg: Any = pyqtgraph
        self._reading: OcReading | None = None
        self._at: float | None = None
        self._lacking = NO_PLAN
        self.plot: Any = pyqtgraph.PlotWidget()
        self.empty, self.now, self.summary = label("muted"), label(), label("muted", wrap=True)
        self.copy_picture, self.copy_values, self.save = QPushButton(), QPushButton(), QPushButton()
        self._make_items()
        self._lay_out()
        self._connect()
        self.show_plan(None)

    def show_plan(self, plan: Plan | None, distribution: Distribution | None = None, *, lacking: str = NO_PLAN) -> None:
        """Draw a plan's curve, by the law that suits it unless another is given; without a plan say `lacking`."""
        self._lacking = lacking
        self._reading = None if plan is None else OcReading(plan, self._services.words, distribution)
        self._stack.setCurrentIndex(0 if plan is None else 1)
        self._place()
        self._colour(tokens(self.palette()))
        self.retranslate()
        self.read_at(None)

    def hasHeightForWidth(self) -> bool:
        """Say that it takes the room that there is: by its words alone it would want more than many screens have."""
        return False

    def read_at(self, quality: float | None) -> None:
        """Show what the curve says at a quality, or nothing."""
        reading = self._reading
        shown = reading is not None and quality is not None
        self._cross.setVisible(shown)
        self._dot.setVisible(shown)
        if reading is None or quality is None:
            self._at = None
            self.now.clear()
            return
        self._at = min(max(0.0, quality), reading.worst)
        self._cross.setValue(100 * self._at)
        self._dot.setData([100 * self._at], [100 * reading.accepted(self._at)])
        self.now.setText(reading.at(self._at))

    def picture(self) -> QImage:
        """Return the chart in light colours, as large as a page wants it, whatever the screen shows."""
        image = QImage(PRINTED, PRINTED * self.plot.height() // self.plot.width(), QImage.Format.Format_RGB32)
        image.fill(LIGHT.color("surface"))
        at = self._at
        self.read_at(None)
        self._colour(LIGHT)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.plot.render(painter)
        painter.end()
        self._colour(tokens(self.palette()))
        self.read_at(at)
        return image

    def content(self, file: Path) -> bytes:
        """Return what is written to a file: the values if its name ends in .csv, else the picture."""
        if self._reading is not None and file.suffix.lower() == ".csv":
            return self._reading.csv()
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self.picture().save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt takes a text
        return bytes(buffer.data().data())

    # --- parts -------------------------------------------------------------------------------------------------------

    def _make_items(self) -> None:
        pg, plot = self._pg, self.plot
        self._line = pg.PlotDataItem(antialias=True)
        self._marks = pg.ScatterPlotItem(size=11, antialias=True)
        self._dot = pg.ScatterPlotItem(size=9, antialias=True)
        self._aql, self._cross = (pg.InfiniteLine(angle=90, movable=False) for _ in range(2))
        self._aql_text, self._producer_text, self._consumer_text = (pg.TextItem(anchor=(-0.04, 0.9)) for _ in range(3))
        for item in (self._aql, self._cross, self._line, self._dot, self._marks):
            plot.addItem(item)
        for item in (self._aql_text, self._producer_text, self._consumer_text):
            plot.addItem(item, ignoreBounds=True)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.setYRange(0, TOP, padding=0)
        plot.getAxis("left").setTicks([[(each, str(each)) for each in range(0, 101, 20)]])
        plot.showGrid(x=True, y=True, alpha=0.15)
        plot.setMinimumSize(360, 240)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _lay_out(self) -> None:
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(self.now, 1)
        for button in (self.copy_picture, self.copy_values, self.save):
            row.addWidget(button)
        drawn = QWidget()
        column = QVBoxLayout(drawn)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot, 1)
        column.addLayout(row)
        column.addWidget(self.summary)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(drawn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _connect(self) -> None:
        self.plot.scene().sigMouseMoved.connect(self._moved)
        self.copy_picture.clicked.connect(self._copy_picture)
        self.copy_values.clicked.connect(self._copy_values)
        self.save.clicked.connect(self._save)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.activated.connect(self._copy_values)

    # --- drawing -----------------------------------------------------------------------------------------------------

    def _place(self) -> None:
        reading = self._reading
        if reading is None:
            return
        found, end = reading.risks, 100 * reading.worst
        self._line.setData(
            [100 * each.quality for each in reading.points], [100 * each.accepted for each in reading.points]
        )
        self.plot.setXRange(0, end, padding=0)
        aql = 0.0 if found.aql is None else 100 * found.aql
        self._aql.setValue(aql)
        self._aql_text.setPos(aql, FOOT)
        for item in (self._aql, self._aql_text):
            item.setVisible(found.aql is not None and aql <= end)
        self._producer_text.setPos(100 * found.producer_quality, 100 * PRODUCER)
        self._consumer_text.setPos(100 * found.consumer_quality, 100 * CONSUMER)

    def _colour(self, look: Tokens) -> None:
        pg = self._pg
        self.plot.setBackground(look.color("surface"))
        for side in ("bottom", "left"):
            self.plot.getAxis(side).setPen(look.color("line_strong"))
            self.plot.getAxis(side).setTextPen(look.color("muted"))
        self.plot.plotItem.titleLabel.setText(self.plot.plotItem.titleLabel.text, color=look.color("muted"))
        self._line.setPen(pg.mkPen(look.color("accent"), width=2))
        self._aql.setPen(pg.mkPen(look.color("muted"), width=1, style=Qt.PenStyle.DashLine))
        self._cross.setPen(pg.mkPen(look.color("line_strong"), width=1))
        self._dot.setBrush(look.color("accent"))
        for text in (self._aql_text, self._producer_text, self._consumer_text):
            text.setColor(look.color("text"))
        if self._reading is not None:
            found = self._reading.risks
            points = (
                (found.producer_quality, PRODUCER, "o", look.color("good")),
                (found.consumer_quality, CONSUMER, "s", look.color("bad")),
            )
            self._marks.setData(
                [{"pos": (100 * x, 100 * y), "symbol": shape, "brush": ink, "pen": None} for x, y, shape, ink in points]
            )

    def retranslate(self) -> None:
        """Put everything in the words of the moment."""
        _, reading = self._services.words.text, self._reading
        self.empty.setText(_(self._lacking))
        self.copy_picture.setText(_("Copy picture"))
        self.copy_values.setText(_("Copy values"))
        self.save.setText(_("Save…"))
        self.setAccessibleName(_("Operating characteristic curve"))
        if reading is None:
            return
        self.plot.setTitle(reading.title(), size="10pt")
        self.plot.setLabel("left", _("Lots accepted, %"))
        self.plot.setLabel("bottom", reading.axis())
        self._aql_text.setText(reading.aql())
        self._producer_text.setText(reading.producer())
        self._consumer_text.setText(reading.consumer())
        self.summary.setText(reading.summary())
        self.setAccessibleDescription(self.summary.text())
        self.read_at(self._at)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark, and the language."""
        if event.type() is QEvent.Type.PaletteChange:
            self._colour(tokens(self.palette()))
        super().changeEvent(event)

    # --- reading, copying, saving ------------------------------------------------------------------------------------

    def _moved(self, place: QPointF) -> None:
        view = self.plot.plotItem.vb
        inside = view.sceneBoundingRect().contains(place)
        self.read_at(view.mapSceneToView(place).x() / 100 if inside else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read the curve with the arrow keys, Home and End; Escape stops reading."""
        end = 0.0 if self._reading is None else self._reading.worst
        now = 0.0 if self._at is None else self._at
        places = {
            Qt.Key.Key_Left: now - end / STEPS,
            Qt.Key.Key_Right: now + end / STEPS,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: end,
        }
        reads = self._reading is not None and event.key() in places
        if reads:
            self.read_at(places[Qt.Key(event.key())])
        elif self._at is not None and event.key() == Qt.Key.Key_Escape:
            self.read_at(None)
        else:
            super().keyPressEvent(event)

    def _copy_picture(self) -> None:
        QApplication.clipboard().setPixmap(QPixmap.fromImage(self.picture()))

    def _copy_values(self) -> None:
        if self._reading is not None:
            QApplication.clipboard().setText(self._reading.tsv())

    def _save(self) -> None:
        dialog = QFileDialog(self, self._services.words.text("Save the curve"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["PNG (*.png)", "CSV (*.csv)"])
        dialog.setDefaultSuffix("png")
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, file: Path) -> None:
        """Write picture or values to a file, in the background, and say so."""
        save(self._services, self.content(file), file)
