"""The window onto a picture: draws it, and turns mouse and keys into looking around and choosing."""

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.genealogy.pages.picture.far import HEADING, Overview, overview
from veralot_client.modules.genealogy.pages.picture.paper import Paper
from veralot_client.modules.genealogy.pages.picture.scene import Marks, Scene
from veralot_client.modules.genealogy.pages.picture.tiles import Tiles
from veralot_client.modules.genealogy.presenters.picture.cards import card_text, evidence_text, tip
from veralot_client.modules.genealogy.presenters.picture.figure import Figure
from veralot_client.modules.genealogy.presenters.picture.picture import PicturePresenter
from veralot_client.modules.genealogy.presenters.picture.place import CARD_HEIGHT, CARD_WIDTH, HANG
from veralot_client.modules.genealogy.presenters.picture.steps import Way
from veralot_client.modules.genealogy.presenters.picture.view import ZOOM_STEP, View
from veralot_client.theme.tokens import tokens

NOTCH: Final = 120.0
"""What Qt calls one notch of a wheel."""
FEWEST_FOR_OVERVIEW: Final = 400
"""A smaller picture is drawn whole for its overview at once; a larger one in the background."""
READABLE: Final = 0.75
"""A view that has to come to a card comes at least so near that the card can be read, when it is asked to."""
WAYS: Final = {
    Qt.Key.Key_Left: Way.BEHIND,
    Qt.Key.Key_Right: Way.AFTER,
    Qt.Key.Key_Up: Way.UP,
    Qt.Key.Key_Down: Way.DOWN,
}


class Canvas(QWidget):
    """Shows a picture.

    Signals:
        looked: another part of the picture is seen, or it is another picture.
        opened: the dossier of what is chosen is asked for.
        find_asked: somebody wants to search.
        menu_asked: a menu is asked for, at a point of the screen.
    """

    looked = Signal()
    opened = Signal()
    find_asked = Signal()
    menu_asked = Signal(object)

    def __init__(self, services: Services, picture: PicturePresenter) -> None:
        super().__init__()
        self._services = services
        self._picture = picture
        self.scene: Scene | None = None
        self.view = View(800, 600)
        self._tiles: Tiles | None = None
        self._hover: int | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        self._fitted = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(320, 220)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self.update)
        picture.keep(picture.laid.subscribe(self._on_laid))
        picture.keep(picture.chosen.subscribe(self._on_chosen))
        picture.keep(picture.marked.subscribe(self._on_marked))

    # --- what is shown -----------------------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Draw everything anew: in another language, or light instead of dark."""
        if self._picture.figure is not None:
            self._show(self._picture.figure)

    def marks(self) -> Marks:
        """Return what stands out now."""
        picture = self._picture
        path, edges = picture.path()
        figure = picture.figure
        found = (figure.card(node) for node in picture.found) if figure is not None else ()
        return Marks(
            current=picture.card,
            path=path,
            path_edges=edges,
            found=frozenset(card for card in found if card is not None),
            hover=self._hover,
            signs=picture.spotlight,
            focused=self.hasFocus(),
        )

    def _on_laid(self) -> None:
        figure = self._picture.figure
        if figure is None:
            return
        anchor, former = self._anchor(), self.scene
        self._show(figure)
        if former is None or self._fitted:
            self.fit()
        elif anchor is not None:
            self._keep_in_place(*anchor)
        self._on_chosen_card()
        self._say()

    def _show(self, figure: Figure) -> None:
        paper = Paper(tokens(self.palette()), self.font())
        scene = Scene(figure, paper, self._services.words, self._picture.evidence)
        self.scene = scene
        self._tiles = Tiles(scene, self.devicePixelRatioF())
        self._tiles.signs = self._picture.spotlight
        self._hover = None
        if len(figure) <= FEWEST_FOR_OVERVIEW:
            self._take_overview(scene, overview(figure, scene.blocks, paper))
        else:
            self._services.background.start(
                lambda _job: overview(figure, scene.blocks, paper), partial(self._take_overview, scene)
            )
        self.looked.emit()
        self.update()

    def _take_overview(self, scene: Scene, image: QImage) -> None:
        if scene is self.scene:
            scene.overview = Overview(scene.figure, image)
            self.looked.emit()
            self.update()

    def _anchor(self) -> tuple[int, float, float] | None:
        """Return the node that is to stay where it is when cards get other places, and where on the screen it is."""
        card, scene = self._picture.card, self.scene
        if scene is None:
            return None
        former = scene.figure.card(self._picture.current)
        if card is None or former is None:
            return None
        return card, *self.view.to_window(float(scene.figure.x[former]), float(scene.figure.y[former]))

    def _keep_in_place(self, card: int, x: float, y: float) -> None:
        figure = self._picture.figure
        if figure is not None:
            now_x, now_y = self.view.to_window(float(figure.x[card]), float(figure.y[card]))
            self._look(self.view.moved(x - now_x, y - now_y))

    def _on_chosen(self) -> None:
        self._on_chosen_card()
        card, figure = self._picture.card, self._picture.figure
        if card is not None and figure is not None:
            self.show_card(card)
        self._say()

    def _on_chosen_card(self) -> None:
        picture = self._picture
        if self.scene is not None and self._tiles is not None:
            self.scene.choose(picture.card, None if picture.whole else picture.node)
            self._tiles.forget()
        self.update()

    def _on_marked(self) -> None:
        if self._tiles is not None and self._tiles.signs != self._picture.spotlight:
            self._tiles.signs = self._picture.spotlight
            self._tiles.forget()
        self.update()

    def _say(self) -> None:
        """Tell screen readers what is chosen."""
        picture, words = self._picture, self._services.words
        name = words.text("Genealogy picture")
        if picture.figure is not None and picture.card is not None:
            text = card_text(picture.figure, picture.card, words, picture.evidence)
            name = words.listed(part for part in (name, text.label, text.item, text.status) if part)
        self.setAccessibleName(name)

    # --- looking around ----------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """See all of it."""
        if self.scene is not None:
            room = View(self.width(), max(1.0, self.height() - HEADING))
            view = room.fitted(self.scene.figure.width, self.scene.figure.height)
            self._look(View(self.width(), self.height(), view.scale, view.left, view.top - HEADING / view.scale))
            self._fitted = True

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Come nearer, or go further off."""
        self._look(self.view.zoomed(factor, *((None, None) if at is None else (at.x(), at.y()))))

    def natural(self) -> None:
        """See it at its natural size, about what is chosen."""
        self.zoom(1 / self.view.scale)
        if self._picture.card is not None:
            self.show_card(self._picture.card, centre=True)

    def show_card(self, card: int, *, centre: bool = False, near: bool = False) -> None:
        """See a card: move as little as need be, or bring it into the middle; `near` enough to be read."""
        if self.scene is None:
            return
        figure, view = self.scene.figure, self.view
        if near and view.scale < READABLE:
            view = view.zoomed(READABLE / view.scale)
        x, y = float(figure.x[card]), float(figure.y[card])
        if centre:
            view = view.centred(x + CARD_WIDTH / 2, y + CARD_HEIGHT / 2)
        else:
            view = view.showing((x, y - HEADING / view.scale, x + CARD_WIDTH, y + CARD_HEIGHT + HANG))
        if view != self.view:
            self._look(view)

    def look_at(self, x: float, y: float) -> None:
        """Bring a point of the picture into the middle."""
        self._look(self.view.centred(x, y))

    def _look(self, view: View) -> None:
        if self.scene is not None:
            view = view.kept_on(self.scene.figure.width, self.scene.figure.height)
        self.view = view
        self._fitted = False
        self.looked.emit()
        self.update()

    # --- Qt's side ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw; what is not painted yet follows in the next frames."""
        with QPainter(self) as painter:
            if self.scene is None or self._tiles is None:
                painter.fillRect(self.rect(), self.palette().base())
                return
            if not self._tiles.draw(painter, self.view):
                self._again.start()
            self.scene.draw_over(painter, self.view, self.marks())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle in the middle; what was seen whole stays so."""
        fitted = self._fitted
        self._look(self.view.resized(max(1, self.width()), max(1, self.height())))
        if fitted:
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark, and the type of the language."""
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self.restyle()
        super().changeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the mouse; with Shift or from a touch pad, move."""
        pixels = event.pixelDelta()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not pixels.isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._look(self.view.moved(pixels.x(), pixels.y()))
        elif shift:
            self._look(self.view.moved(event.angleDelta().y() or event.angleDelta().x(), 0))
        else:
            self.zoom(ZOOM_STEP ** (event.angleDelta().y() / NOTCH), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to push the picture, or to choose."""
        if event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._pressed, self._dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Push the picture, or show what the mouse is over."""
        if self._pressed is None:
            self._hover_over(self._card_at(event.position()))
            return
        moved = event.position() - self._pressed
        if self._dragging or moved.manhattanLength() > 4:  # noqa: PLR2004 - a hand that clicks trembles so much
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._pressed = event.position()
            self._look(self.view.moved(moved.x(), moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked on, unless the picture was pushed."""
        if event.button() is Qt.MouseButton.LeftButton and not self._dragging:
            card = self._card_at(event.position())
            if card is not None:
                self._picture.choose_card(card)
        self._pressed, self._dragging = None, False
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a group, or the dossier of a single card."""
        card = self._card_at(event.position())
        if card is not None and event.button() is Qt.MouseButton.LeftButton:
            self._picture.choose_card(card)
            self.opened.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is over nothing any more."""
        self._hover_over(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what the mouse is over."""
        card = self._card_at(QPointF(event.pos()))
        if card is not None and event.reason() is QContextMenuEvent.Reason.Mouse:
            self._picture.choose_card(card)
        self.menu_asked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along edges, zoom, open, collapse."""
        key = Qt.Key(event.key())
        if key in WAYS:
            self._picture.step(WAYS[key])
        elif not self._press(key, event.text()):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say in a tip what the mouse is over."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.tip_at(QPointF(event.pos()))
            place = QRect(event.pos().x() - 2, event.pos().y() - 2, 5, 5)
            QToolTip.showText(event.globalPos(), text, self, place)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys come here."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        self.update()
        super().focusOutEvent(event)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _press(self, key: Qt.Key, text: str) -> bool:
        card = self._picture.card
        if text in {"+", "="}:
            self.zoom(ZOOM_STEP)
        elif text in {"-", "_"}:
            self.zoom(1 / ZOOM_STEP)
        elif text == "0":
            self.natural()
        elif key is Qt.Key.Key_F and text.lower() == "f":
            self.fit()
        elif text == "/":
            self.find_asked.emit()
        elif key is Qt.Key.Key_Home:
            self._picture.choose_node(self._picture.root)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        elif key is Qt.Key.Key_Space and card is not None:
            self._picture.toggle(card)
        else:
            return False
        return True

    def _card_at(self, point: QPointF) -> int | None:
        if self.scene is None or point.y() < HEADING:
            return None
        return self.scene.figure.at(*self.view.to_picture(point.x(), point.y()))

    def _hover_over(self, card: int | None) -> None:
        if card != self._hover:
            self._hover = card
            self.setCursor(Qt.CursorShape.ArrowCursor if card is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def tip_at(self, point: QPointF) -> str:
        """Return what a tip says of what is under a pixel."""
        scene, words = self.scene, self._services.words
        if scene is None:
            return ""
        x, y = self.view.to_picture(point.x(), point.y())
        edge = scene.edge_at(x, y)
        if edge is not None:
            pieces = self._picture.evidence.edges(scene.figure)[edge]
            return "\n".join(evidence_text(piece, words) for piece in pieces)
        card = self._card_at(point)
        return "" if card is None else tip(scene.figure, card, words, self._picture.evidence)
