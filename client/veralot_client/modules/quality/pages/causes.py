"""The cause-and-effect diagram of a CAPA, and its chain of whys."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.quality.presenters.forms.deeds import newest
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.states import EmptyState
from veralot_shared.contracts.quality import Branch, CaseDetail, QualityEvent

LINE = 18
"""Pixels between two causes on a branch."""
HEAD = 190
"""Pixels that the effect takes at the right."""
SLOPE = 46
"""Pixels by which a branch leans."""


class Fishbone(QWidget):
    """Draws possible causes on their branches, the likely ones emphasised, and the effect at the end of the spine."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._effect = ""
        self._causes: dict[Branch, list[tuple[str, bool]]] = {}

    def show_causes(self, effect: str, causes: dict[Branch, list[tuple[str, bool]]]) -> None:
        """Show other causes."""
        self._effect, self._causes = effect, causes
        words = self._words
        said = [
            words.headed(words.label(branch), words.listed(text for text, _ in found))
            for branch, found in causes.items()
        ]
        self.setAccessibleName("\n".join([effect, *said]))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Be as high as the longest branches need."""
        most = max((len(found) for found in self._causes.values()), default=1)
        return QSize(760, 2 * (LINE * (most + 2) + 24))

    def minimumSizeHint(self) -> QSize:
        """Never be lower than that."""
        return QSize(480, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw spine, effect and branches."""
        look = tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, end = self.height() / 2, self.width() - HEAD
        painter.setPen(QPen(look.color("text"), 2))
        painter.drawLine(QPointF(8, middle), QPointF(end, middle))
        box = QRectF(end, middle - 28, HEAD - 8, 56)
        painter.drawRoundedRect(box, 6, 6)
        wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
        painter.drawText(box.adjusted(8, 4, -8, -4), int(wrap), self._effect)
        for place, branch in enumerate(Branch):
            column, above = place // 2, place % 2 == 0
            self._branch(painter, branch, QPointF((column + 1) * end / 3 - 6, middle), above=above)
        painter.end()

    def _branch(self, painter: QPainter, branch: Branch, foot: QPointF, *, above: bool) -> None:
        look, found = tokens(self.palette()), self._causes.get(branch, [])
        side = -1 if above else 1
        top = QPointF(foot.x() - SLOPE, foot.y() + side * (self.height() / 2 - 26))
        painter.setPen(QPen(look.color("muted"), 1.5))
        painter.drawLine(foot, top)
        width = (self.width() - HEAD) / 3 - SLOPE
        painter.setPen(look.color("accent"))
        name = QRectF(top.x() - width, top.y() - (20 if above else 0), width + SLOPE, 20)
        painter.drawText(name, int(Qt.AlignmentFlag.AlignRight), self._words.label(branch))
        for place, (text, likely) in enumerate(found):
            y = top.y() - side * LINE * (place + 1)
            part = abs(y - foot.y()) / max(abs(top.y() - foot.y()), 1)
            right = foot.x() - SLOPE * part
            painter.setPen(look.color("bad") if likely else look.color("text"))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(f"● {text}" if likely else text, Qt.TextElideMode.ElideRight, int(width - 8))
            painter.drawText(QRectF(right - width, y - 9, width - 6, LINE), int(Qt.AlignmentFlag.AlignRight), shown)


class CausesView(QWidget):
    """Shows the whys as a chain and the diagram under it."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._words = services.words
        self.whys = QLabel(wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bones = Fishbone(services.words)
        self.empty = EmptyState(picture="common/search")
        layout = QVBoxLayout(self)
        for widget in (self.whys, self.bones, self.empty):
            layout.addWidget(widget)
        layout.addStretch(1)

    def show_record(self, detail: CaseDetail) -> None:
        """Show what was investigated last."""
        said = newest(detail, QualityEvent.INVESTIGATE)
        whys = [row[0]["value"] for row in said.get("whys", [])]
        causes = causes_of(said.get("causes", []))
        lines = (self._words.text("{number}. Why? {answer}", number=n, answer=why) for n, why in enumerate(whys, 1))
        self.whys.setText("\n".join(lines))
        self.whys.setVisible(bool(whys))
        self.bones.setVisible(bool(causes))
        self.empty.setVisible(not (whys or causes))
        self.empty.say(self._words.text("The cause was not investigated yet."))
        self.bones.show_causes(detail.case.title, causes)


def causes_of(rows: list[Any]) -> dict[Branch, list[tuple[str, bool]]]:
    """Return causes by branch, each with whether it is likely."""
    found: dict[Branch, list[tuple[str, bool]]] = {}
    for row in rows:
        cells = {cell["name"]: cell["value"] for cell in row}
        found.setdefault(Branch(cells["branch"]), []).append((cells.get("cause", ""), bool(cells.get("likely"))))
    return found
