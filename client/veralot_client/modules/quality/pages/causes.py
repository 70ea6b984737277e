"""The cause-and-effect diagram of a CAPA, and its chain of whys."""

from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.quality.presenters.forms.deeds import newest
from veralot_client.theme.tokens import tokens
from veralot_client.widgets.scrolled import scrolled
from veralot_client.widgets.states import EmptyState
from veralot_shared.contracts.quality import Branch, CaseDetail, QualityEvent

APART = 6
"""Pixels between two causes on a branch."""
NAME = 24
"""Pixels in which a branch's name stands."""
HEAD = 190
"""Pixels that the effect takes at the right."""
SLOPE = 46
"""Pixels by which a branch leans."""
COLUMNS = 3
NARROWEST, USUAL = 480, 760
HIGHEST = 10_000
"""More than any text takes: it wraps as often as it needs."""
WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignRight)
CENTRED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter)


class Fishbone(QWidget):
    """Draws possible causes on their branches, the likely ones emphasised, and the effect at the end of the spine."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._effect = ""
        self._causes: dict[Branch, list[tuple[str, bool]]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

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
        return QSize(USUAL, self.heightForWidth(USUAL))

    def minimumSizeHint(self) -> QSize:
        """Never be lower than all of it needs at the width of the moment."""
        return QSize(NARROWEST, self.heightForWidth(max(self.width(), NARROWEST)))

    def heightForWidth(self, width: int) -> int:
        """Return the height at which every cause is read whole."""
        room = self._room(width)
        highest = max((sum(self._heights(branch, room)) for branch in Branch), default=0)
        return int(max(2 * (highest + NAME + 2 * APART), self._effect_height() + 2 * APART))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths need other heights."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw spine, effect and branches."""
        look = tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, end = self.height() / 2, self.width() - HEAD
        painter.setPen(QPen(look.color("text"), 2))
        painter.drawLine(QPointF(8, middle), QPointF(end, middle))
        high = self._effect_height()
        box = QRectF(end, middle - high / 2, HEAD - 8, high)
        painter.drawRoundedRect(box, 6, 6)
        painter.drawText(box.adjusted(8, 4, -8, -4), CENTRED, self._effect)
        for place, branch in enumerate(Branch):
            column, above = place // 2, place % 2 == 0
            foot = QPointF((column + 1) * end / COLUMNS - APART, middle)
            self._branch(painter, branch, foot, above=above)
        painter.end()

    def _branch(self, painter: QPainter, branch: Branch, foot: QPointF, *, above: bool) -> None:
        look, found = tokens(self.palette()), self._causes.get(branch, [])
        side = -1 if above else 1
        top = QPointF(foot.x() - SLOPE, foot.y() + side * (self.height() / 2 - NAME))
        painter.setPen(QPen(look.color("muted"), 1.5))
        painter.drawLine(foot, top)
        room = self._room(self.width())
        painter.setPen(look.color("accent"))
        name = QRectF(top.x() - room, top.y() - (NAME - 4 if above else 0), room + SLOPE, NAME - 4)
        painter.drawText(name, int(Qt.AlignmentFlag.AlignRight), self._words.label(branch))
        y = top.y()
        for (text, likely), high in zip(found, self._heights(branch, room), strict=True):
            middle = y - side * high / 2
            part = abs(y - foot.y()) / max(abs(top.y() - foot.y()), 1)
            right = foot.x() - SLOPE * part - APART  # where the branch is farthest, so that it goes through no line
            painter.setPen(look.color("bad") if likely else look.color("text"))
            box = QRectF(right - room, middle - (high - APART) / 2, room, high - APART)
            painter.drawText(box, WRAPPED, shown(text, likely=likely))
            y -= side * high

    def _room(self, width: int) -> int:
        """Return how wide the causes of one branch may be."""
        return (width - HEAD) // COLUMNS - SLOPE - 2 * APART

    def _heights(self, branch: Branch, room: int) -> list[int]:
        """Return how high each cause of a branch is, with the space after it."""
        metrics, box = self.fontMetrics(), QRect(0, 0, room, HIGHEST)
        found = self._causes.get(branch, [])
        return [
            metrics.boundingRect(box, WRAPPED, shown(text, likely=likely)).height() + APART for text, likely in found
        ]

    def _effect_height(self) -> int:
        box = QRect(0, 0, HEAD - 24, HIGHEST)
        return self.fontMetrics().boundingRect(box, CENTRED, self._effect).height() + 16


def shown(text: str, *, likely: bool) -> str:
    """Return how a cause reads: what is likely is told by more than its colour."""
    return f"● {text}" if likely else text


class CausesView(QWidget):
    """Shows the whys as a chain and the diagram under it."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._words = services.words
        self.whys = QLabel(wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bones = Fishbone(services.words)
        self.empty = EmptyState(picture="common/search")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self.whys, self.bones, self.empty))

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
