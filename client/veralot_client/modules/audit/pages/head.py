"""The log's head: the note that outsiders can keep and check."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.audit.presenters.head import HeadPresenter
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.audit import HeadView

WIDEST = 860
NOTE_LINES = 8


class HeadPage(Page):
    """Shows the newest signed head and copies its note."""

    def __init__(self, services: Services) -> None:
        self.head = HeadPresenter(services)
        super().__init__(services, self.head)
        self.notice = Notice()
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.explain = QLabel(wordWrap=True)
        self.explain.setProperty("role", "muted")
        self.facts = Facts(columns=1)
        self.note = QPlainTextEdit(readOnly=True)
        self.note.setProperty("role", "mono")
        self.note.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.note.setFixedHeight(self.note.fontMetrics().lineSpacing() * NOTE_LINES + 20)
        self.bar = ActionBar(self, ["audit.copy_note", "audit.seal"], always_shown=True)
        self._lay_out()
        self.head.keep(self.head.shown.subscribe(self._show))
        self.retranslate()
        self.head.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Log checkpoint")

    def refresh(self) -> None:
        """Read the head again."""
        self.head.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self.words.text
        self.heading.setText(_("Checkpoint of the audit log"))
        self.explain.setText(
            _(
                "This signed note stands for every entry before it. Whoever keeps it can prove later that none of them was"
                " changed, removed or reordered: hand it to customers and authorities."
            )
        )
        self.note.setAccessibleName(_("Checkpoint"))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether there is something to copy or to seal."""
        return self.head.head is not None

    def perform(self, action_id: str) -> None:
        """Copy the note, or seal."""
        if action_id == "audit.seal":
            self.head.seal()
        elif self.head.head is not None:
            QGuiApplication.clipboard().setText(self.head.head.note)
            self.services.notices.done(self.words.text("Checkpoint copied."))

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        super().end()

    def _show(self) -> None:
        head, error = self.head.head, self.head.error
        again = self.words.text("Try again")
        self.notice.say(self.words.error(error) if error else "", Tone.WARNING, again, self.head.load)
        if head is not None:
            self.facts.show_facts(self._facts(head))
            self.note.setPlainText(head.note)
        self.bar.refresh()

    def _facts(self, head: HeadView) -> list[Fact]:
        _, words = self.words.text, self.words
        behind = words.plural("{count} entry waits", "{count} entries wait", head.behind) if head.behind else _("none")
        return [
            Fact(_("Entries sealed"), words.number(head.size)),
            Fact(_("Sealed at"), words.moment(head.at, seconds=True)),
            Fact(_("Not sealed yet"), behind, None, "warning" if head.behind else ""),
            Fact(_("Root hash"), head.root, None, "mono"),
            Fact(_("Public key"), head.key, None, "mono"),
        ]

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(20, 16, 20, 16)
        inside.setSpacing(12)
        for widget in (self.heading, self.explain, self.facts, self.note, self.bar):
            inside.addWidget(widget)
        ground = QWidget()
        ground.setObjectName("page_ground")
        ground.setMaximumWidth(WIDEST)
        column = QVBoxLayout(ground)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self.notice)
        column.addWidget(card)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(ground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self.setFocusProxy(self.bar.button("audit.copy_note"))
