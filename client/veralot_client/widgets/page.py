"""The base of every page, and of every widget whose words follow the language."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from veralot_client.core.navigation import Subject
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services


class Retranslated(QWidget):
    """A widget that says everything anew when the language changes.

    Call `retranslate` at the end of your `__init__`; afterwards Qt's LanguageChange event does.
    """

    def retranslate(self) -> None:
        """Set every text of this widget, in the language of the moment."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class Page(Retranslated):
    """What a panel shows: it shows and forwards, its presenter decides.

    Signals:
        title_changed: the page is called something else now; its tab follows.
    """

    title_changed = Signal()

    def __init__(self, services: Services, presenter: Presenter) -> None:
        super().__init__()
        self.services = services
        self.words = services.words
        self._presenter = presenter

    def title(self) -> str:
        """Return what the tab says, in words."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read everything again: the person asks for it, or events may have been missed."""

    def point_at(self, part: str) -> None:
        """Show where on the page something stands; it may not be there yet."""

    def subjects(self) -> Sequence[Subject]:
        """Return the records that the page is about now: those selected, or else the one that it shows. Must be fast.

        Other modules act on them, and panels beside show more of a single one.
        """
        return ()

    def unsaved(self) -> bool:
        """Return whether something was typed here that closing would lose."""
        return False

    def kept_unsent(self) -> str:
        """Return in words what was typed here and not sent, where this computer keeps it; nothing where there is none."""
        return ""

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action of this page is possible in its present state; must be fast."""
        return False

    def why_not(self, action_id: str) -> str:
        """Return in words why an action of this page is not possible in its present state, if the page knows; must be fast."""
        return ""

    def held_back(self, action_id: str) -> bool:
        """Return whether an action would be the next thing here but for what `why_not` says: its button stays and says so."""
        return False

    def leads_on(self, action_id: str) -> bool:
        """Return whether an action that is possible is what one comes here for: the first such button stands out."""
        return True

    def perform(self, action_id: str) -> None:
        """Do an action of this page."""
        raise LookupError(f"this page has no action {action_id}")

    def possibilities_changed(self) -> None:
        """Call this when `can_perform` or `subjects` would answer otherwise than before."""
        self.services.actions.refresh()

    def end(self) -> None:
        """The page is closed for good."""
        self._presenter.close()
