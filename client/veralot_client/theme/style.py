"""Light and dark: the palette, the style sheet filled with the tokens, and following the system."""

from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from veralot_client.settings import ThemeChoice
from veralot_client.theme.fonts import load_fonts, text_font
from veralot_client.theme.tokens import DARK, LIGHT, Tokens
from veralot_resources import path

_SCHEMES = {
    ThemeChoice.SYSTEM: Qt.ColorScheme.Unknown,
    ThemeChoice.LIGHT: Qt.ColorScheme.Light,
    ThemeChoice.DARK: Qt.ColorScheme.Dark,
}
_Role = QPalette.ColorRole


class Look(QObject):
    """How the application looks now. `changed` tells after a switch between light and dark."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: ThemeChoice, language: str) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        app.setStyle(QStyleFactory.create("Fusion"))
        load_fonts()
        self.speak(language)
        self._shown = self._wanted()
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def tokens(self) -> Tokens:
        """The colours now."""
        return self._shown

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose."""
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        """Look light, dark or as the system does, from now on."""
        self._choice = choice
        # Native parts, the frame of the window among them, follow this.
        self._app.styleHints().setColorScheme(_SCHEMES[choice])
        self._follow()

    def speak(self, language: str) -> None:
        """Set the type of a language from now on."""
        self._app.setFont(text_font(language))

    def _wanted(self) -> Tokens:
        if self._choice is ThemeChoice.SYSTEM:
            return DARK if self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice is ThemeChoice.DARK else LIGHT

    def _follow(self) -> None:
        if self._wanted() is not self._shown:
            self._shown = self._wanted()
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        self._app.setPalette(palette(self._shown))
        self._app.setStyleSheet(style_sheet(self._shown))


def style_sheet(look: Tokens) -> str:
    """Return the style sheet with its `$tokens` filled in. Raises: KeyError for a token that does not exist."""
    source = path("qss", "veralot.qss").read_text(encoding="utf-8")
    shade = "dark" if look.dark else "light"
    return Template(source).substitute(look.values(), images=path("qss").as_posix(), shade=shade)


def palette(look: Tokens) -> QPalette:
    """Return the palette, for whatever the style sheet does not name and for widgets that paint themselves."""
    result = QPalette(QColor(look.window))
    colors = {
        _Role.Window: look.window,
        _Role.WindowText: look.text,
        _Role.Base: look.surface,
        _Role.AlternateBase: look.stripe,
        _Role.Text: look.text,
        _Role.Button: look.raised,
        _Role.ButtonText: look.text,
        _Role.BrightText: look.bad,
        _Role.ToolTipBase: look.raised,
        _Role.ToolTipText: look.text,
        _Role.PlaceholderText: look.faint,
        _Role.Highlight: look.selection,
        _Role.HighlightedText: look.text,
        _Role.Link: look.accent,
        _Role.LinkVisited: look.accent,
        _Role.Accent: look.accent,
        _Role.Mid: look.line,
        _Role.Dark: look.line_strong,
    }
    for role, color in colors.items():
        result.setColor(role, QColor(color))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.faint))
    return result


def repolish(widget: QWidget) -> None:
    """Have the style sheet look at a widget again, after one of its properties has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
