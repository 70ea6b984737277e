"""The one typeface, bundled, so that English and Chinese look the same on every computer."""

from PySide6.QtGui import QFont, QFontDatabase

from veralot_resources import path

FAMILY = "Noto Sans SC"
POINTS = 9.75
"""13 px at 96 dpi: dense enough for tables, large enough for a day's work."""


def load_fonts() -> None:
    """Make the typeface known to Qt.

    Raises:
        RuntimeError: a font file cannot be read; without it Chinese would show as boxes.
    """
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        file = path("fonts", name)
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise RuntimeError(f"{file} is no font that Qt can read")


def text_font(language: str) -> QFont:
    """Return the typeface at the size of ordinary text.

    Quotation marks and dots are as wide as a character in Chinese; elsewhere they take the width that they have there
    (OpenType feature `pwid`).
    """
    font = QFont(FAMILY)
    font.setPointSizeF(POINTS)
    if not language.startswith("zh"):
        font.setFeature(QFont.Tag("pwid"), 1)
    return font
