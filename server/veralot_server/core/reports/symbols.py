"""GS1 DataMatrix as vectors: sharp at any size, with no font or picture (GS1 General Specifications §5.7)."""

from typing import Any, Final

import zxingcpp
from reportlab.lib.units import mm

from veralot_server.core.reports import style
from veralot_server.core.reports.blocks import Block, write
from veralot_server.core.reports.fonts import exact
from veralot_server.core.reports.text import wrap
from veralot_shared.rules import gs1

MODULE: Final = 0.7 * mm
"""Width of one module (X-dimension): within the 0.254 to 0.990 mm that GS1 gives for regulated healthcare items."""
QUIET_ZONE: Final = 2
"""Free modules around the symbol; GS1 asks for one."""


def data_matrix(text: str, *, is_gs1: bool = True) -> list[list[bool]]:
    """Return the modules of a DataMatrix, rows from the top; true is dark.

    Args:
        text: of a GS1 DataMatrix its element string with the AIs in square brackets; else what it says.
        is_gs1: whether it is one.

    Raises:
        ValueError: the text cannot be encoded.
    """
    # zxing-cpp ignores what it does not know, so the symbol itself must say that it is GS1, and it must be square.
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, gs1=is_gs1, force_square=True)
    image: Any = made.to_image(scale=1, add_quiet_zones=False)  # it has the buffer protocol, which its stub omits
    picture: Any = memoryview(image).tolist()
    if (made.symbology_identifier == "]d2") is not is_gs1 or len(picture) != len(picture[0]):
        raise ValueError(f"{text} does not become a square GS1 DataMatrix")
    return [[value == 0 for value in row] for row in picture]


class DataMatrix(Block):
    """A GS1 DataMatrix with the human-readable text under it."""

    def __init__(self, elements: gs1.ElementString) -> None:
        super().__init__()
        self.hri = gs1.format_hri(elements)
        exact(self.hri)  # a text that a scanner's user compares is printed as it is, or not at all
        self.modules = data_matrix(gs1.format_encoder(elements))

    @property
    def side(self) -> float:
        """The width of the symbol with its quiet zone."""
        return (len(self.modules) + 2 * QUIET_ZONE) * MODULE

    def captions(self, room: float) -> tuple[str, ...]:
        """Return the text, an element to a line, as it stands beside the symbol."""
        parts = self.hri.replace("(", "\n(").strip()
        return wrap(parts, style.SMALL.font, style.SMALL.size, max(room, self.side))

    def measure(self, room: float) -> float:
        """Return the height of symbol and text."""
        return self.side + len(self.captions(room)) * style.SMALL.leading

    def draw(self) -> None:
        """Draw each row's dark runs as one path, and write the text."""
        path = self.canv.beginPath()
        for number, row in enumerate(self.modules, 1):
            y = self.height - (number + QUIET_ZONE) * MODULE
            for start, length in runs(row):
                path.rect((start + QUIET_ZONE) * MODULE, y, length * MODULE, MODULE)
        self.canv.setFillColorRGB(0, 0, 0)
        self.canv.drawPath(path, stroke=0, fill=1)
        write(self.canv, QUIET_ZONE * MODULE, self.height - self.side, self.captions(self.width), style.SMALL)


def runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules."""
    found: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((place, 1))
    return found
