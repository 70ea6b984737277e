"""Actions as Qt shows them: one QAction each, whose words, rights and possibility follow what `Actions` says."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from veralot_client.core.actions import Action, Actions
from veralot_client.core.words import Words
from veralot_client.theme.icons import icon


class Binding(QObject):
    """The QActions of one window. They carry the shortcuts, so that each works wherever the keyboard is."""

    def __init__(self, window: QWidget, actions: Actions, words: Words) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._words = words
        self._made: dict[str, QAction] = {}
        actions.changed.subscribe(self.refresh)

    def get(self, action: Action) -> QAction:
        """Return the QAction of an action."""
        if action.id not in self._made:
            self._made[action.id] = self._make(action)
        return self._made[action.id]

    def refresh(self) -> None:
        """Ask again what is permitted, possible and on."""
        for action_id, shown in self._made.items():
            action = self._actions.find(action_id)
            shown.setVisible(self._actions.permitted(action))
            shown.setEnabled(self._actions.possible(action))
            self._hint(action)
            if action.checked is not None:
                shown.setChecked(action.checked())

    def retranslate(self) -> None:
        """Say every title and hint in the language of the moment."""
        for action_id in self._made:
            self._say(self._actions.find(action_id))

    def _make(self, action: Action) -> QAction:
        made = QAction(icon(action.icon), "", self._window)
        made.setObjectName(action.id)
        made.setCheckable(action.checked is not None)
        if action.shortcut:
            made.setShortcut(QKeySequence(action.shortcut))
            made.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        made.triggered.connect(self._runner(action.id))
        self._window.addAction(made)
        self._made[action.id] = made
        self._say(action)
        made.setEnabled(self._actions.possible(action))
        made.setVisible(self._actions.permitted(action))
        return made

    def _runner(self, action_id: str) -> Callable[[], None]:
        def run() -> None:
            self._actions.run(action_id)

        return run

    def _say(self, action: Action) -> None:
        self._made[action.id].setText(self._words.text(action.title))
        self._hint(action)

    def _hint(self, action: Action) -> None:
        """Say what it does, or why it cannot be done now."""
        made = self._made[action.id]
        title = self._words.text(action.title)
        keys = made.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        told = self._words.text(action.hint) if action.hint else title.removesuffix("…")
        hint = self._actions.why_not(action) or told
        made.setToolTip(f"{hint}  ({keys})" if keys else hint)
        made.setStatusTip(hint)
