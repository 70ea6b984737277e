"""Changing language while the client runs: our words, Qt's own dialogs, and every widget that is told of it."""

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from veralot_client.core.words import Words
from veralot_shared.i18n import LANGUAGES, SOURCE_LANGUAGE


class Language(QObject):
    """Keeps Qt in the language that `words` speak."""

    def __init__(self, app: QApplication, words: Words) -> None:
        super().__init__(app)
        self._app = app
        self._words = words
        self._qt_words = QTranslator(self)
        self._follow()
        words.changed.subscribe(self._follow)

    def _follow(self) -> None:
        language = self._words.language
        QLocale.setDefault(QLocale("en_GB" if language == SOURCE_LANGUAGE else language))
        self._app.removeTranslator(self._qt_words)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        # Qt's own dialogs are English without a translation; Qt sends LanguageChange itself when one is installed.
        if language != SOURCE_LANGUAGE and self._qt_words.load(f"qtbase_{language}", folder):
            self._app.installTranslator(self._qt_words)
        for window in QApplication.topLevelWidgets():
            QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))


def system_language() -> str:
    """Return the language of the system, if Veralot speaks it, else English."""
    wanted = QLocale.system().name()
    return next((known for known in LANGUAGES if known.partition("_")[0] == wanted.partition("_")[0]), SOURCE_LANGUAGE)
