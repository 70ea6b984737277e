"""One qualification of one person: where they stand, and every step with who signed it."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from veralot_client.core.navigation import Subject
from veralot_client.core.services import Services
from veralot_client.modules.training.models import STATE_TONES, VERSIONS, level_text
from veralot_client.modules.training.presenters.forms import form_of
from veralot_client.modules.training.presenters.grants import GrantPresenter, may
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.chips import StatusChip
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.table.rows import ListRows
from veralot_client.widgets.table.table import DataTable, TableWords
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.training import HOLDING, GrantView, QualificationName, VersionView, why_not
from veralot_shared.i18n import N_
from veralot_shared.ids import GrantId

WORDS = TableWords(id="training.versions", name=N_("History"), empty=N_("Nothing was done yet."))
PREFIX = "training."
OFFERS = ("training.renew", "training.suspend", "training.reinstate")


class GrantPage(Page):
    """Shows a grant, and offers the steps that can be taken."""

    def __init__(self, services: Services, grant_id: int) -> None:
        self.grant = GrantPresenter(services, GrantId(grant_id))
        super().__init__(services, self.grant)
        self.notice, self.empty = Notice(), EmptyState(picture="identity/verify")
        self.person = QLabel(textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.person.setProperty("role", "display")
        self.name = QLabel()
        self.name.setProperty("role", "subtitle")
        self.chip = StatusChip()
        self.facts = Facts(columns=3)
        rows = ListRows(VERSIONS, services.words, key=lambda row: row.number)
        self.versions: DataTable[VersionView] = DataTable(services, VERSIONS, rows, WORDS, key=lambda row: row.number)
        self.bar = ActionBar(self, OFFERS, always_shown=True)
        self._lay_out()
        self.grant.keep(self.grant.shown.subscribe(self._show))
        self.retranslate()
        self.grant.load()

    def title(self) -> str:
        """Return whose it is, and which."""
        if self.grant.detail is None:
            return self.words.text("Qualification of a person")
        found = self.grant.detail.grant
        return f"{self.words.name(found.full_name, found.full_name_zh)} · {found.code}"

    def subjects(self) -> Sequence[Subject]:
        """Return the grant, so that its evidence can be attached."""
        return () if self.grant.detail is None else (Subject("training_grant", self.grant.grant_id, self.title()),)

    def refresh(self) -> None:
        """Read it again."""
        self.grant.load()

    def can_perform(self, action_id: str) -> bool:
        """Return whether a step can be taken now."""
        return may(action_id.removeprefix(PREFIX), self.grant.detail.grant if self.grant.detail else None)

    def perform(self, action_id: str) -> None:
        """Open the form of a step."""
        if self.grant.detail is not None:
            form = form_of(self.services, action_id.removeprefix(PREFIX), self.grant.detail.grant)
            show_form(self.services, form, self)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self._show()

    def end(self) -> None:
        """The page is closed for good."""
        self.bar.end()
        self.versions.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        detail, words, error = self.grant.detail, self.words, self.grant.error
        text = words.error(error) if error else ""
        for widget in (self.head, self.bar, self.versions):
            widget.setVisible(detail is not None)
        self.empty.setVisible(detail is None)
        self.empty.say(text or words.text("Loading…"), "", words.text("Try again") if text else "", self.grant.load)
        if detail is None:
            self.notice.say("", Tone.WARNING)
            return
        found = detail.grant
        self.notice.say(text or self._why(found), Tone.WARNING if text else Tone.BAD)
        self.person.setText(words.name(found.full_name, found.full_name_zh))
        self.name.setText(f"{found.code}  {words.name(found.name, found.name_zh)}")
        self.chip.show_state(words.label(found.state), STATE_TONES[found.state])
        self.facts.show_facts(list(self._facts(found)))
        self.versions.fill(detail.versions)
        self.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()

    def _why(self, found: GrantView) -> str:
        """Return why the person may not do what it is for, and whether something waits to be signed."""
        words = self.words
        if found.proposed:
            return words.text("What was imported waits to be signed; until then it does not count.")
        if found.state in HOLDING or found.held_from is None:
            return ""
        asked = QualificationName(id=found.qualification_id, code=found.code, name=found.name, name_zh=found.name_zh)
        day = self.services.capture.now().astimezone(words.zone).date()
        why = why_not(asked, found, day, words.zone)
        return "" if why is None else words.sentence(why)

    def _facts(self, found: GrantView) -> Iterator[Fact]:
        words, _ = self.words, self.words.text
        yield Fact(_("Held from"), words.date(found.held_from) if found.held_from else NOTHING)
        yield Fact(_("Held until"), words.date(found.held_until) if found.held_until else NOTHING)
        yield Fact(_("Level of skill"), level_text(found.level, words) or NOTHING)
        yield Fact(_("Last step"), words.label(found.event) if found.event else NOTHING)
        yield Fact(_("Since"), words.moment(found.since) if found.since else NOTHING)
        yield Fact(_("Files"), words.number(found.files))

    def _lay_out(self) -> None:
        self.head = QFrame()
        self.head.setProperty("role", "card")
        top = QHBoxLayout()
        top.setSpacing(12)
        for widget in (self.person, self.chip, self.name):
            top.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        card = QVBoxLayout(self.head)
        card.setContentsMargins(16, 10, 16, 10)
        card.addLayout(top)
        card.addWidget(self.facts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 8)
        layout.setSpacing(10)
        for each in (self.notice, self.empty, self.head, self.bar):
            layout.addWidget(each)
        layout.addWidget(self.versions, stretch=1)
        self.setFocusProxy(self.versions)
