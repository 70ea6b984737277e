"""The ground of a picture in tiles, as maps are drawn: each is painted once, a few in every frame, and then only shown.

While a tile is not painted yet, what was seen there before is shown in its place, larger or smaller; so a frame never takes
long, however much there is to see.
"""

import math
from collections import OrderedDict
from time import perf_counter
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QRegion

from veralot_client.modules.genealogy.pages.picture.scene import Scene
from veralot_client.modules.genealogy.presenters.picture.view import View

SIDE: Final = 256
"""Side of a tile, in pixels of the screen."""
MOST: Final = 220
"""Tiles that are kept: a few screens full."""
BUDGET: Final = 0.004
"""Seconds of a frame in which tiles are painted; at least one is."""


class Place(NamedTuple):
    """Which tile of the plane this is."""

    column: int
    row: int


class Tiles:
    """The tiles of one scene at one scale, and those of the scale before for as long as they are needed."""

    def __init__(self, scene: Scene, ratio: float = 1.0) -> None:
        self.scene = scene
        self.signs: frozenset[str] = frozenset()
        self._ratio = ratio
        self._scale = 0.0
        self._tiles: OrderedDict[Place, QImage] = OrderedDict()
        self._former: dict[Place, QImage] = {}
        self._former_scale = 0.0

    def forget(self) -> None:
        """Everything looks otherwise now; what was seen stands in until it is painted anew."""
        if self._tiles:
            self._former, self._former_scale = dict(self._tiles), self._scale
        self._tiles.clear()

    def draw(self, painter: QPainter, view: View, budget: float = BUDGET) -> bool:
        """Draw what a view sees; return whether all of it is painted. What is not will be, a few tiles in each frame."""
        if self.scene.is_far(view):
            self.scene.draw_ground(painter, view, self.signs)
            return True
        if view.scale != self._scale:
            self.forget()
            self._scale = view.scale
        wanted = self._places(view)
        missing = [place for place in wanted if place not in self._tiles]
        left = self._paint(sorted(missing, key=lambda place: self._remoteness(place, view)), budget)
        if left:
            self._draw_stand_in(painter, view, [place for place in wanted if place not in self._tiles])
        for place in wanted:
            tile = self._tiles.get(place)
            if tile is not None:
                self._tiles.move_to_end(place)
                painter.drawImage(self._corner(place, view), tile)
        if not left:
            self._former.clear()
        return not left

    def _places(self, view: View) -> list[Place]:
        left, top = math.floor(view.left * view.scale / SIDE), math.floor(view.top * view.scale / SIDE)
        right = math.floor((view.right * view.scale - 0.01) / SIDE)
        bottom = math.floor((view.bottom * view.scale - 0.01) / SIDE)
        return [Place(column, row) for row in range(top, bottom + 1) for column in range(left, right + 1)]

    @staticmethod
    def _corner(place: Place, view: View) -> QPointF:
        return QPointF(
            round(place.column * SIDE - view.left * view.scale), round(place.row * SIDE - view.top * view.scale)
        )

    def _remoteness(self, place: Place, view: View) -> float:
        corner = self._corner(place, view)
        half = SIDE / 2
        return math.hypot(corner.x() + half - view.width / 2, corner.y() + half - view.height / 2)

    def _paint(self, missing: list[Place], budget: float) -> int:
        """Paint tiles, the middle ones first, until the time is over; return how many are left."""
        started = perf_counter()
        for done, place in enumerate(missing):
            if done and perf_counter() - started > budget:
                return len(missing) - done
            self._tiles[place] = self._painted(place)
        while len(self._tiles) > MOST:
            self._tiles.popitem(last=False)
        return 0

    def _painted(self, place: Place) -> QImage:
        pixels = round(SIDE * self._ratio)
        image = QImage(pixels, pixels, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._ratio)
        side = SIDE / self._scale
        view = View(SIDE, SIDE, self._scale, place.column * side, place.row * side)
        with QPainter(image) as painter:
            self.scene.draw_ground(painter, view, self.signs)
        return image

    def _draw_stand_in(self, painter: QPainter, view: View, places: list[Place]) -> None:
        """Show what there is of other sizes in places that are not painted: the whole, over it tiles of the scale before."""
        region = QRegion()
        for place in places:
            region += QRect(self._corner(place, view).toPoint(), QSize(SIDE, SIDE))
        painter.save()
        painter.setClipRegion(region)
        self._draw_former(painter, view)
        painter.restore()

    def _draw_former(self, painter: QPainter, view: View) -> None:
        painter.fillRect(QRectF(0, 0, view.width, view.height), self.scene.paper.ground)
        if self.scene.overview is not None:
            self.scene.overview.draw(painter, view, smooth=False)
        if not self._former:
            return
        factor = view.scale / self._former_scale
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for place, tile in self._former.items():
            x, y = view.to_window(place.column * SIDE / self._former_scale, place.row * SIDE / self._former_scale)
            target = QRectF(x, y, SIDE * factor, SIDE * factor)
            if target.intersects(QRectF(0, 0, view.width, view.height)):
                painter.drawImage(target, tile, QRectF(tile.rect()))
