"""Behind the search through the audit log. No Qt."""

from collections.abc import Callable

import msgspec

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_client.widgets.table.window import Slice, Window
from veralot_shared.contracts.audit import (
    ChoicesView,
    EntryView,
    ExportLog,
    ExtractFormat,
    ExtractView,
    Inclusion,
    InclusionView,
    LogChoices,
    LogFilter,
    LogSealed,
    SearchLog,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import EntryId, UserId
from veralot_shared.messages import Page

FORMATS = {ExtractFormat.CSV: "CSV", ExtractFormat.XLSX: "XLSX (Excel)", ExtractFormat.JSON: "JSON"}
NO_CHOICES = ChoicesView(people=[], tables=[])


class LogPresenter(Presenter):
    """Fetches entries that match a filter, newest first.

    However far down somebody scrolls, the server goes on after the last entry that is known there; it never counts its
    way from the top.

    Attributes:
        filter: what is searched for.
        choices: whom and what the log can be searched by.
        chosen: told when the choices are here.
    """

    def __init__(self, services: Services, changed: Callable[[], None], wanted: LogFilter | None = None) -> None:
        """Call `changed` when the log has grown."""
        super().__init__(services)
        self.filter = wanted or LogFilter()
        self.choices = NO_CHOICES
        self.chosen: Observers[[]] = Observers()
        self._waiting = False
        self._anchors: dict[int, EntryId] = {}
        self.follow(LogSealed, lambda _event: changed() if self._waiting else None)

    def load_choices(self) -> None:
        """Read whom and what the log can be searched by."""
        self.ask(LogChoices(), self._take_choices)

    def people(self) -> dict[UserId, str]:
        """Return how people are called, by their numbers."""
        return {one.id: self.words.name(one.full_name, one.full_name_zh) for one in self.choices.people}

    def search(self, wanted: LogFilter) -> bool:
        """Search for something else; return whether that is so."""
        changed = wanted != self.filter
        self.filter = wanted
        self.forget_places()
        return changed

    def forget_places(self) -> None:
        """The list begins anew: what stood where is not known any more."""
        self._anchors = {}

    def fetch(self, window: Window) -> Slice[EntryView]:
        """Return a window of the entries. Blocks. Raises: CodedError."""
        anchors = self._anchors
        if window.offset == 0:
            anchors.clear()
        found = self.services.server.call(self.query(window, anchors))
        if window.offset == 0:
            self._waiting = any(entry.index is None for entry in found)
        if found:
            anchors[window.offset + len(found)] = found[-1].id
        return Slice(found, None)

    def query(self, window: Window, anchors: dict[int, EntryId]) -> SearchLog:
        """Return the question for a window, from the nearest known place above it."""
        place = max((known for known in anchors if known <= window.offset), default=0)
        page = Page(offset=window.offset - place, limit=window.limit)
        return SearchLog(filter=self.filter, before=anchors.get(place), page=page)

    def prove(self, entry: EntryView, done: Callable[[InclusionView], None]) -> None:
        """Ask for the proof that an entry is in the sealed log."""
        self.ask(Inclusion(entry_id=entry.id), done)

    def _take_choices(self, choices: ChoicesView) -> None:
        self.choices = choices
        self.chosen.tell()


class ExportForm(FormPresenter[ExtractView]):
    """Export what matches, with the proofs that it is in the log."""

    title = N_("Export with proofs")
    explain = N_(
        "One file: the entries, their proofs, and the signed checkpoint. Whoever has the log's key checks it with "
        "veralot-verify, without a server."
    )
    button = N_("Export")

    def __init__(self, services: Services, wanted: LogFilter, told: str) -> None:
        """Export what `wanted` lets through; `told` says it in words."""
        super().__init__(services)
        self.wanted = wanted
        formats = tuple(Choice(kind, name) for kind, name in FORMATS.items())
        hint = N_("Number of entries of a checkpoint that was handed out before: the file proves what followed it.")
        self.values = {"what": told, "format": ExtractFormat.CSV}
        self.fields = (
            Field(name="what", label=N_("&What"), kind=FieldKind.FIXED),
            Field(name="format", label=N_("&Format"), kind=FieldKind.CHOICE, choices=formats),
            Field(
                name="older", label=N_("&Since checkpoint"), kind=FieldKind.WHOLE, required=False, hint=hint, chars=12
            ),
        )

    def message(self, values: Values) -> ExportLog:
        """Return the question."""
        older = [] if values["older"] is None else [int(values["older"])]
        return ExportLog(filter=self.wanted, format=ExtractFormat(values["format"]), older=older)


def bounded(wanted: LogFilter, **limits: object) -> LogFilter:
    """Return a filter with other limits."""
    return msgspec.structs.replace(wanted, **limits)
