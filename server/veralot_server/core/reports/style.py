"""How reports look: sizes in points, colours, and the line spacing. One place, so that all reports look alike."""

from typing import Final, NamedTuple

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm

from veralot_server.core.reports.fonts import BOLD, REGULAR

LEADING: Final = 1.4
"""Line spacing as a multiple of the size; Chinese needs more than Latin."""

MARGIN: Final = 18 * mm
HEADER: Final = 14 * mm
FOOTER: Final = 12 * mm
GAP: Final = 3 * mm

INK: Final = HexColor("#1b1f24")
QUIET: Final = HexColor("#59636e")
PAPER: Final = HexColor("#ffffff")
RULE: Final = HexColor("#c9d1d9")
SHADE: Final = HexColor("#f1f4f7")
ACCENT: Final = HexColor("#0b4f7d")


class Style(NamedTuple):
    """How a text is set."""

    size: float
    font: str = REGULAR
    colour: Color = INK

    @property
    def leading(self) -> float:
        """The distance between two lines, in points."""
        return self.size * LEADING


class Tone(NamedTuple):
    """The colours of a box that says good, careful or stop; the words say it too, for who sees no colour."""

    edge: Color
    fill: Color


GOOD: Final = Tone(HexColor("#1a7f37"), HexColor("#eaf6ed"))
CAREFUL: Final = Tone(HexColor("#9a6700"), HexColor("#fdf6e3"))
STOP: Final = Tone(HexColor("#b3261e"), HexColor("#fcebea"))
NEUTRAL: Final = Tone(QUIET, SHADE)

TITLE: Final = Style(24, BOLD, ACCENT)
SUBTITLE: Final = Style(13, BOLD)
HEADING: Final = Style(12, BOLD, ACCENT)
SUBHEADING: Final = Style(9.5, BOLD)
BODY: Final = Style(9)
SMALL: Final = Style(7.5)
NOTE: Final = Style(7.5, REGULAR, QUIET)
LABEL: Final = Style(8, REGULAR, QUIET)
CELL: Final = Style(7.5)
CELL_HEAD: Final = Style(7.5, BOLD)
FRAME: Final = Style(7.5, REGULAR, QUIET)
