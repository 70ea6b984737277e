"""What waits on this computer, and whether one could go on here without the server."""

from PySide6.QtWidgets import QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.capture.presenters.here import HerePresenter
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.tones import Tone


class HerePage(Page):
    """Says how this computer stands; sends what waits, and wipes when nothing does."""

    def __init__(self, services: Services) -> None:
        self.here = HerePresenter(services, self.refresh)
        super().__init__(services, self.here)
        self.notice, self.facts = Notice(), Facts(columns=1)
        self.bar = ActionBar(self, ["capture.send_now", "capture.wipe"], always_shown=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        for widget in (self.bar, self.notice, self.facts):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.retranslate()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Waiting on this computer")

    def refresh(self) -> None:
        """Look again."""
        self.retranslate()
        self.possibilities_changed()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _, here = self.words.text, self.here
        problem = here.capture.why_not()
        self.notice.say(self.words.error(problem) if problem and here.capture.away else "", Tone.WARNING)
        facts = [Fact(_("Waiting to be sent"), here.waiting())]
        if oldest := here.oldest():
            facts.append(Fact(_("Oldest since"), oldest))
        facts.append(Fact(_("Can go on without the server"), here.readiness()))
        if until := here.good_until():
            facts.append(Fact(_("Until"), until))
        self.facts.show_facts(facts)

    def can_perform(self, action_id: str) -> bool:
        """Return whether there is anything to send, and somewhere to send it to."""
        if action_id == "capture.send_now":
            return self.here.capture.waiting().count > 0 and not self.here.capture.away
        return action_id == "capture.wipe"

    def perform(self, action_id: str) -> None:
        """Send, or wipe."""
        if action_id == "capture.send_now":
            self.here.send_now()
        else:
            self.here.wipe()

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        super().end()
