"""Behind the list of entries, and one entry with both sides. No Qt."""

from collections.abc import Iterator

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.capture.models import fields, message_name
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Values
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.capture import (
    AcceptEntry,
    EntriesArrived,
    EntryState,
    GetEntry,
    ListEntries,
    OfflineEntryDetail,
    OfflineEntryView,
    RejectEntry,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import OfflineEntryId

REASON = Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE)


class EntriesPresenter(WholeList[OfflineEntryView]):
    """Reads the entries and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListEntries(page=page)))
        self.follow(EntriesArrived, lambda _event: self.load())
        self.follow_resync(self.load)


class EntryPresenter(Presenter):
    """Reads one entry.

    Attributes:
        detail: the entry; None until the first answer.
        error: why it could not be read.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services, entry_id: int) -> None:
        super().__init__(services)
        self.id = OfflineEntryId(entry_id)
        self.detail: OfflineEntryDetail | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(EntriesArrived, lambda event: self.load() if self.id in event.entry_ids else None)
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the entry."""
        self.ask(GetEntry(id=self.id), self._take, self._fail)

    @property
    def entry(self) -> OfflineEntryView | None:
        """The entry."""
        return self.detail.entry if self.detail else None

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.entry is not None and self.entry.state is EntryState.CONFLICT

    @property
    def taken(self) -> int:
        """In the place of how much of it something else is recorded now: nothing is recorded twice."""
        return sum(line.recorded is not None for line in self.detail.lines) if self.detail and self.is_open else 0

    def cannot_accept(self) -> str:
        """Return why it cannot be accepted as it is; nothing where it can."""
        return (
            self.words.plural(
                "In the place of {count} of the results something else is recorded now, so this cannot be accepted as it was "
                "entered. Reject it, and name in the reason the values that still count. Whoever measured them then "
                "enters those in the places that are free; a value that is recorded wrongly is corrected. "
                "This entry stays readable.",
                "In the place of {count} of the results something else is recorded now, so this cannot be accepted as it was "
                "entered. Reject it, and name in the reason the values that still count. Whoever measured them then "
                "enters those in the places that are free; a value that is recorded wrongly is corrected. "
                "This entry stays readable.",
                self.taken,
            )
            if self.taken
            else ""
        )

    def why(self) -> str:
        """Return why it waits, and what cannot be done about it; nothing where it does not wait."""
        entry = self.entry
        if entry is None or entry.state not in {EntryState.CONFLICT, EntryState.REFUSED}:
            return ""
        if entry.reason is not None:
            return self.words.error(entry.reason.error())
        changed = self.words.text("Something has changed since this was entered. A person decides whether it stands.")
        return self.words.sentences(text for text in (changed, self.cannot_accept()) if text)

    def content(self) -> Iterator[tuple[str, str]]:
        """Yield what was entered, field by field."""
        if self.detail is not None:
            yield from fields(self.detail.content, self.words)

    def _take(self, detail: OfflineEntryDetail) -> None:
        self.detail, self.error = detail, None
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()


class DecisionForm(FormPresenter[OfflineEntryView]):
    """Base of the two decisions."""

    def __init__(self, services: Services, entry: OfflineEntryView) -> None:
        super().__init__(services)
        self.entry = entry
        words = self.words
        who = words.name(entry.full_name, entry.full_name_zh)
        self.values = {"what": f"{message_name(entry.op, words)}  ·  {entry.about}  ·  {who}"}
        self.fields = (Field(name="what", label=N_("Entry"), kind=FieldKind.FIXED), REASON)


class AcceptForm(DecisionForm):
    """Let an entry stand."""

    title = N_("Accept as entered")
    explain = N_(
        "It is recorded in the name of who entered it, as it was entered. Your reason and signature stay with it for ever."
    )
    button = N_("Continue to signature")

    def message(self, values: Values) -> AcceptEntry:
        """Return the command."""
        return AcceptEntry(id=self.entry.id, reason=values["reason"])

    def said(self, reply: OfflineEntryView) -> str:
        """Say what was done."""
        return self.words.text("The entry is recorded ({about}).", about=reply.about)


class RejectForm(DecisionForm):
    """Do not record an entry."""

    title = N_("Reject the entry")
    explain = N_("It is not recorded. It stays readable here and in the lot’s dossier, with your reason and signature.")
    button = N_("Continue to signature")
    danger = True

    def message(self, values: Values) -> RejectEntry:
        """Return the command."""
        return RejectEntry(id=self.entry.id, reason=values["reason"])

    def said(self, reply: OfflineEntryView) -> str:
        """Say what was done."""
        return self.words.text("The entry is rejected ({about}).", about=reply.about)
