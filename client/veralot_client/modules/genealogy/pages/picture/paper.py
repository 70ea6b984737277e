"""Colours, pens and type that a picture is drawn with, made once for light and once for dark."""

from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer

from veralot_client.theme.icons import drawing
from veralot_client.theme.tokens import Tokens
from veralot_client.widgets.tones import Tone
from veralot_resources import path

TITLE_PIXELS, TEXT_PIXELS, SMALL_PIXELS = 13, 11, 10
"""Heights of type on a card of natural size."""
NO_DRAWING = "genealogy/evidence"
"""The drawing of a kind of evidence for which its module has brought none."""


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return a colour between two; `share` of the first."""
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(a * share + b * (1 - share)) for a, b in pairs))


@dataclass
class Paper:
    """The look of a picture. Icons and elided texts are kept once they were made."""

    look: Tokens
    font: QFont
    _renderers: dict[tuple[str, str], QSvgRenderer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make every pen and brush once."""
        look = self.look
        self.ground = QColor(look.surface)
        self.card = QColor(look.raised)
        self.text, self.muted, self.faint = QColor(look.text), QColor(look.muted), QColor(look.faint)
        self.accent = QColor(look.accent)
        self.line = mixed(QColor(look.line_strong), self.ground, 0.75)
        self.border = QColor(look.line_strong)
        self.inks = {tone: self._ink(tone) for tone in Tone}
        self.fills = {tone: mixed(ink, self.ground, 0.55) for tone, ink in self.inks.items()}
        self.fills[Tone.NEUTRAL] = mixed(QColor(look.line_strong), self.ground, 0.7)
        self.softs = {tone: self._soft(tone) for tone in Tone}
        self.title_font = self._sized(TITLE_PIXELS, bold=True)
        self.text_font = self._sized(TEXT_PIXELS)
        self.small_font = self._sized(SMALL_PIXELS, bold=True)
        self.title_metrics = QFontMetricsF(self.title_font)
        self.text_metrics = QFontMetricsF(self.text_font)
        self.small_metrics = QFontMetricsF(self.small_font)

    def sized(self, pixels: int, *, bold: bool = False) -> QFont:
        """Return the type in a size."""
        return self._sized(pixels, bold=bold)

    def cut(self, text: str, width: float) -> str:
        """Return a line of a card, cut to a width."""
        return self.text_metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def draw_icon(self, painter: QPainter, name: str, box: QRectF, ink: QColor) -> None:
        """Draw an icon of the resources into a square."""
        key = name, ink.name()
        renderer = self._renderers.get(key)
        if renderer is None:
            source = drawing(name).replace("currentColor", ink.name())
            renderer = self._renderers[key] = QSvgRenderer(QByteArray(source.encode()))
        renderer.render(painter, box)

    def _ink(self, tone: Tone) -> QColor:
        return QColor(self.look.muted) if tone is Tone.NEUTRAL else self.look.color(tone.value)

    def _soft(self, tone: Tone) -> QColor:
        return QColor(self.look.sunken) if tone is Tone.NEUTRAL else self.look.color(f"{tone.value}_soft")

    def _sized(self, pixels: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font)
        font.setPixelSize(pixels)
        font.setBold(bold)
        # Hinted type would jump while one zooms.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font


def pen(color: QColor, width: float, *, dashed: bool = False, cosmetic: bool = True) -> QPen:
    """Return a pen; a cosmetic one is as wide at every zoom."""
    made = QPen(color, width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    made.setCosmetic(cosmetic)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


def brush(color: QColor) -> QBrush:
    """Return a plain brush."""
    return QBrush(color)


@cache
def drawing_of(kind: str) -> str:
    """Return the drawing of a kind of evidence: `<module>.<noun>` is drawn by `<module>/<noun>`, where there is one."""
    module, _, noun = kind.partition(".")
    try:
        path("icons", module, f"{noun}.svg")
    except FileNotFoundError:
        return NO_DRAWING
    return f"{module}/{noun}"
