"""The one typeface, bundled, so that English and Chinese look the same on every computer."""

from PySide6.QtGui import QFont, QFontDatabase

from veralot_resources import path

FAMILY = "Noto Sans SC"
POINTS = 9.75
"""13 px at 96 dpi: dense enough for tables, large enough for a day's work."""


def load_fonts() -> QFont:
    """Make the typeface known to Qt and return it at the size of ordinary text.

    Raises:
        RuntimeError: a font file cannot be read; without it Chinese would show as boxes.
    """
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        file = path("fonts", name)
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise RuntimeError(f"{file} is no font that Qt can read")
    font = QFont(FAMILY)
    font.setPointSizeF(POINTS)
    return font
