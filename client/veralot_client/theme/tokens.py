"""The colours that everything is drawn with, once for light and once for dark.

Text on its ground reaches a contrast of 4.5 : 1 (WCAG 2.2, 1.4.3); a state is never told by colour alone.
"""

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """Colours by what they are for, as `#rrggbb`; `color` gives one to paint with.

    Attributes:
        window: ground of the window and its bars.
        surface: ground of pages, tables and forms.
        raised: ground of menus, dialogs and cards.
        sunken: ground of inputs that cannot be typed in, and of headings of tables.
        stripe: ground of every other row.
        hover: ground under the mouse.
        line: lines between things; line_strong: the border of inputs.
        text, muted, faint: words in three weights; faint is for what can be missed.
        accent, accent_hover, on_accent: the one colour of what can be pressed, and words on it.
        selection: ground of what is chosen.
        good, warning, bad, info: words and marks of a state; the `_soft` ones are grounds under them.
    """

    window: str
    surface: str
    raised: str
    sunken: str
    stripe: str
    hover: str
    line: str
    line_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    dark: bool

    def color(self, name: str) -> QColor:
        """Return the colour of that name. Raises: AttributeError."""
        return QColor(getattr(self, name))

    def values(self) -> dict[str, str]:
        """Return every colour by its name, for the style sheet."""
        return {spec.name: getattr(self, spec.name) for spec in fields(self) if spec.name != "dark"}


LIGHT = Tokens(
    window="#eef0f2",
    surface="#ffffff",
    raised="#ffffff",
    sunken="#f5f6f8",
    stripe="#f9fafb",
    hover="#e7eaee",
    line="#dcdfe4",
    line_strong="#b3b9c2",
    text="#1b2027",
    muted="#555e6b",
    faint="#68717e",
    accent="#1f5fae",
    accent_hover="#184d8f",
    on_accent="#ffffff",
    selection="#d4e4f7",
    good="#1d6b3a",
    good_soft="#e0f1e6",
    warning="#855000",
    warning_soft="#fdf0d5",
    bad="#b3261e",
    bad_soft="#fbe4e2",
    info="#1f5fae",
    info_soft="#e1ecf9",
    dark=False,
)

DARK = Tokens(
    window="#191c20",
    surface="#202429",
    raised="#282d33",
    sunken="#1c2024",
    stripe="#23282d",
    hover="#30363d",
    line="#363c44",
    line_strong="#555d68",
    text="#e4e7eb",
    muted="#adb5c0",
    faint="#8b94a0",
    accent="#7ab0f0",
    accent_hover="#97c2f5",
    on_accent="#10202f",
    selection="#284260",
    good="#7fcf9b",
    good_soft="#1f3a2a",
    warning="#e9b65c",
    warning_soft="#40321a",
    bad="#f28b82",
    bad_soft="#472524",
    info="#7ab0f0",
    info_soft="#22364d",
    dark=True,
)


def tokens(palette: QPalette) -> Tokens:
    """Return the colours that belong to a palette; a widget that paints asks with its own."""
    dark = (
        palette.color(QPalette.ColorRole.Window).lightness() < palette.color(QPalette.ColorRole.WindowText).lightness()
    )
    return DARK if dark else LIGHT
