"""Behind the screen on which results are entered: what keys, scans and instruments do, and what is sent. No Qt."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from veralot_client.core.instruments.reading import Reading
from veralot_client.core.observers import Observers
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.entry.drafts import Draft, Drafts, line
from veralot_client.modules.inspection.presenters.entry.drafts import entry as drafted
from veralot_client.modules.inspection.presenters.entry.measuring import gauge_told, wants_gauge
from veralot_client.modules.inspection.presenters.entry.outbox import Outbox
from veralot_client.modules.inspection.presenters.entry.pasting import pasted, require_free
from veralot_client.modules.inspection.presenters.entry.photos import attach
from veralot_client.modules.inspection.presenters.entry.phrases import (
    AT_UNIT,
    GAUGE_SET,
    NEEDS_GAUGE,
    NO_SAMPLE_LEFT,
    NOT_A_PLACE,
    NOT_ON_DISK,
    READ_ONLY,
    STILL_READING,
    UNKNOWN_SCAN,
    WHY,
    came,
)
from veralot_client.modules.inspection.presenters.entry.reader import Reader
from veralot_client.modules.inspection.presenters.entry.sending import Capturing
from veralot_client.modules.inspection.presenters.entry.sheet import (
    NOTHING,
    Cell,
    Entry,
    Order,
    Sheet,
    State,
)
from veralot_client.modules.inspection.presenters.entry.standing import Standing
from veralot_client.modules.inspection.presenters.entry.typed import NotUnderstood, Typed, understood, valued
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.attachments import AttachmentView
from veralot_shared.contracts.gauges import FindGauge, GaugeNotUsable, GaugesChanged, GaugeView
from veralot_shared.contracts.genealogy import UnitView
from veralot_shared.contracts.inspection import NUMERIC, CharacteristicView, InspectionsChanged, ResultsRecorded
from veralot_shared.contracts.training import GrantsChanged
from veralot_shared.errors import CodedError, RecordNotFound
from veralot_shared.ids import InspectionId
from veralot_shared.rules.judging import Judgement

RESULTS: Final = 1000


class EntryPresenter(Standing):
    """Holds the sheet of one inspection.

    Attributes:
        shown: told when anything but the cell alone has changed.
        said: told what became of a scan, a reading or a paste: words and tone.
    """

    def __init__(self, services: Services, inspection_id: InspectionId, capture: Capturing | None = None) -> None:
        super().__init__(services)
        self.inspection_id = inspection_id
        self.shown: Observers[[]] = Observers()
        self.said: Observers[[str, Tone]] = Observers()
        self.capture: Capturing = capture or services.capture
        self.outbox = Outbox(self)
        self.reader = Reader(self)
        user = services.session.user
        self._drafts = Drafts(services.settings, services.server.url, int(user.id) if user else 0, inspection_id)
        self._on_disk = True
        self._undo: list[list[tuple[Cell, Entry | None]]] = []
        self._in_passing = False
        self.follow(ResultsRecorded, lambda event: self._on_change([event.inspection_id]))
        self.follow(InspectionsChanged, lambda event: self._on_change(event.inspection_ids))
        self.follow(GaugesChanged, self._on_gauges)
        self.follow(GrantsChanged, lambda _event: self.load())
        self.follow_resync(lambda: self.reader.read(anew=True))

    # --- reading -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the inspection, its results and the units of its lot, or what has come since."""
        self.reader.read()

    def turn(self) -> None:
        """Go on by sample instead of by characteristic, or the other way round."""
        if self.sheet is not None:
            by_sample = self.sheet.order is Order.BY_CHARACTERISTIC
            self.sheet.order = Order.BY_SAMPLE if by_sample else Order.BY_CHARACTERISTIC
            self.shown.tell()

    # --- entering ----------------------------------------------------------------------------------------------------

    def preview(self, text: str) -> Typed:
        """Return what typed text would be, for the colour that appears with the key. Raises: NotUnderstood."""
        one = self.characteristic()
        if one is None or self.sheet is None or self.at is None:
            raise NotUnderstood("")
        return understood(text, one, self.sheet.left(self.at))

    def keep_typing(self, text: str) -> None:
        """Keep what stands half typed in the field."""
        self.typing = text
        self._keep()

    def enter(self, text: str) -> None:
        """Take what was typed and go on. Raises: NotUnderstood."""
        self.put(self.preview(text))

    def put(self, typed: Typed, *, not_applicable: str | None = None) -> None:
        """Put a result into the cell, and go on to the next without one. Raises: NotUnderstood."""
        if self.sheet is None or self.at is None:
            return
        self._require_writable()
        self._undo.append(self.sheet.put(self._made(self.at, typed, not_applicable)))
        self.typing = ""
        self._forget_said()
        self.stand(self.sheet.next_empty(self.at) or self.at)
        self._keep()
        self.shown.tell()

    def all_good(self) -> None:
        """Take every sample of the characteristic from here on as good. Raises: NotUnderstood.

        It is one counted result; of units that are inspected one by one, each has its own.
        """
        if self.sheet is None or self.at is None:
            return
        row, first = self.at
        left = self.sheet.free(self.at)
        if not self.sheet.singly:
            self.put(self.preview(f"0/{left}"))
            return
        self._require_writable()
        good = understood("pass", self.sheet.rows[row])
        samples = [sample for sample in self.sheet.asked[row] if sample >= first][:left]
        self._take([self._made(Cell(row, sample), good) for sample in samples])

    def take_picture(self, path: Path) -> None:
        """Send a picture, and take it as the result of the cell that is entered now."""
        one, at, detail = self.characteristic(), self.at, self.detail
        if one is not None and at is not None and detail is not None:
            note = f"{detail.inspection.number} · {one.code} · {at.sample + 1}"
            attach(self.services, detail.inspection.lot_id, path, note, lambda file: self._attached(at, file))

    def _attached(self, at: Cell, file: AttachmentView) -> None:
        self.go(at)
        self.put(Typed(file.file_name, Judgement.RECORDED, attachment_id=file.id))

    def does_not_apply(self, reason: str) -> None:
        """Say why there is no result here."""
        self.put(NOTHING, not_applicable=reason)

    def paste(self, text: str) -> None:
        """Take a column of a spreadsheet from here on: all of it, or nothing if one value is wrong.

        It stays with this characteristic, or this sample, whichever is entered one after the other; what is blank leaves its
        place empty, so that no value slips to another piece.
        """
        if self.sheet is None or self.at is None or not text.strip():
            return
        try:
            self._require_writable()
            made = pasted(text, self.sheet, self.at, self.words, self._made)
        except NotUnderstood as wrong:
            self.said.tell(self.words.text(wrong.flaw.text, **wrong.flaw.values), Tone.BAD)
            return
        self._take(made)

    def _take(self, made: Sequence[Entry]) -> None:
        """Put several results into the sheet, which are taken back together."""
        if self.sheet is None:
            return
        former = [change for entry in made for change in self.sheet.put(entry)]
        self._undo.append(former[::-1])
        self._keep()
        following = self.sheet.next_empty(made[-1].first)
        self.shown.tell()
        self.go(following or made[-1].first)
        self.said.tell(self.words.plural("{count} value is taken.", "{count} values are taken.", len(made)), Tone.GOOD)

    def undo(self) -> None:
        """Take back the last entry that was not sent."""
        while self._undo and self.sheet is not None:
            former = self._undo.pop()
            now = [self.sheet.entries.get(cell) for cell, _ in former]
            if all(entry is None or entry.state is State.TYPED for entry in now):
                self.sheet.restore(former)
                self._keep()
                self.shown.tell()
                self.go(min(cell for cell, _ in former))
                return

    @property
    def undoable(self) -> bool:
        """Whether anything can be taken back."""
        return bool(self._undo) and self.progress().unsent > 0

    # --- scanning and instruments ------------------------------------------------------------------------------------

    def scan(self, text: str) -> None:
        """A scan: the serial number of a unit leads to it, the code of a gauge sets it, a number is a result."""
        unit = self.pieces.scanned(text, self.hands.today())
        if unit is not None:
            self._jump(unit)
            return
        try:
            self.enter(text)
        except NotUnderstood:
            self.capture.ask(FindGauge(code=text), self.use, lambda error: self._not_found(text, error))

    def use(self, gauge: GaugeView) -> None:
        """Measure with a gauge from now on, unless it must not be used."""
        one = self.characteristic()
        if one is None:
            return
        try:
            odd = self.hands.take(gauge, one)
        except GaugeNotUsable as refused:
            self._tell(self.words.error(refused), Tone.BAD)
            return
        day = self.words.date(gauge.due_on) if gauge.due_on else ""
        self._tell(odd or self.words.text(GAUGE_SET, gauge=gauge.code, day=day), Tone.WARNING if odd else Tone.GOOD)
        self.shown.tell()

    def take_reading(self, reading: Reading) -> None:
        """Take what an instrument sent: exact, in the characteristic's own unit."""
        one = self.characteristic()
        if one is None or one.kind not in NUMERIC:
            self._tell(self.words.text(NOT_A_PLACE), Tone.BAD)
            return
        try:
            if reading.unit:
                understood(f"{reading.value:f} {reading.unit}", one)
            typed = valued(reading.value, one)
            self.put(typed)
        except NotUnderstood as wrong:
            self._tell(self.words.text(wrong.flaw.text, **wrong.flaw.values), Tone.BAD)
            return
        self._tell(*came(typed, one, self.words))

    # --- sending -----------------------------------------------------------------------------------------------------

    def send_all(self, *, complete: bool = False) -> None:
        """Send everything that is typed; with `complete`, nothing more is to come."""
        self.outbox.send(complete=complete)

    def settled(self, entries: Sequence[Entry]) -> None:
        """Entries stand otherwise than before: show and keep them so."""
        if self.sheet is not None:
            for entry in entries:
                self.sheet.put(entry)
        self._keep()
        self.shown.tell()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _tell(self, text: str, tone: Tone) -> None:
        """Say something that is of the moment: with the next entry it is over."""
        self._in_passing = True
        self.said.tell(text, tone)

    def _forget_said(self) -> None:
        if self._in_passing:
            self._in_passing = False
            self.said.tell("", Tone.NEUTRAL)

    def _made(self, cell: Cell, typed: Typed, not_applicable: str | None = None) -> Entry:
        """Return a new entry for a cell. Raises: NotUnderstood, where its gauge was not scanned."""
        one = self.sheet.rows[cell.row] if self.sheet is not None else None
        if one is None:
            raise NotUnderstood("")
        gauge_id = self.hands.id_of(one)
        if not_applicable is None:
            self._require_gauge(one)
        if not_applicable is None and one.gauge_type and gauge_id is None:
            raise NotUnderstood(NEEDS_GAUGE, kind=gauge_told(one.gauge_type, self.words))
        unit = self.pieces.unit_at(cell.sample)
        return Entry(
            first=cell,
            typed=typed,
            state=State.TYPED,
            gauge_id=gauge_id if wants_gauge(one) else None,
            unit_id=unit.id if unit else None,
            not_applicable=not_applicable,
        )

    def _require_gauge(self, one: CharacteristicView) -> None:
        """Check the gauge in the hand again: its calibration may have ended at midnight. Raises: NotUnderstood."""
        gauge = self.hands.of(one)
        try:
            if gauge is not None:
                self.hands.require(gauge)
        except GaugeNotUsable as refused:
            raise NotUnderstood(WHY, why=self.words.error(refused)) from refused

    def _require_writable(self) -> None:
        if self.reader.busy:
            raise NotUnderstood(STILL_READING)
        if self.detail is not None and not self.writable:
            raise NotUnderstood(READ_ONLY, status=self.words.label(self.detail.inspection.status))
        if (unqualified := self.unqualified(self.characteristic())) is not None:
            raise NotUnderstood(WHY, why=self.words.error(unqualified))
        if self.sheet is not None and self.at is not None:
            require_free(self.sheet, self.at)

    def _jump(self, unit: UnitView) -> None:
        sheet = self.sheet
        sample = None if sheet is None else self.pieces.sample(unit, sheet.samples)
        if sheet is None or sample is None:
            self._tell(self.words.text(NO_SAMPLE_LEFT, serial=unit.serial_no), Tone.BAD)
            return
        column = (Cell(row, sample) for row in range(len(sheet.rows)))
        empty = (cell for cell in column if sheet.has(cell) and cell not in sheet.entries)
        row = self.at.row if self.at is not None else 0
        self.go(next(empty, Cell(row, sample)))
        self._tell(self.words.text(AT_UNIT, serial=unit.serial_no, number=sample + 1), Tone.GOOD)

    def _not_found(self, text: str, error: Exception) -> None:
        if isinstance(error, RecordNotFound):
            self._tell(self.words.text(UNKNOWN_SCAN, code=text), Tone.BAD)
        elif isinstance(error, CodedError):
            self._tell(self.words.error(error), Tone.BAD)
        else:
            self.services.notices.error(error)

    def begun(self, sheet: Sheet) -> None:
        """Put back what was typed here before and never sent."""
        draft = self._drafts.read()
        for kept in draft.lines:
            row = sheet.row_of(kept.characteristic_id)
            if row is not None and sheet.has(Cell(row, kept.sample)):
                sheet.put(drafted(kept, row))
        self.typing = draft.typing
        self.at = Cell(*draft.at) if draft.at and sheet.has(Cell(*draft.at)) else None

    def arrived(self) -> None:
        """Show more results than before; once all are here, go to the first that is missing."""
        self.error = None
        if self.sheet is not None and not self.reader.busy:
            self._keep()
            if self.at is None:
                self.at = self.sheet.next_empty(None) or next(self.sheet.cells(), None)
                self.moved.tell()
        self.shown.tell()

    def failed(self, error: CodedError) -> None:
        """Say why it could not be read."""
        self.error = error
        self.shown.tell()

    def _keep(self) -> None:
        """Keep what is not sent."""
        if self.sheet is None:
            return
        unsent = sorted(self.sheet.unsent(), key=lambda entry: entry.first)
        lines = [line(entry, self.sheet.rows[entry.first.row].id) for entry in unsent]
        kept = self._drafts.keep(Draft(lines=lines, typing=self.typing, at=self.at))
        if self._on_disk and not kept:
            self.said.tell(self.words.text(NOT_ON_DISK), Tone.BAD)
        self._on_disk = kept

    def _on_change(self, inspection_ids: Sequence[InspectionId]) -> None:
        if self.inspection_id in inspection_ids:
            self.load()

    def _on_gauges(self, event: GaugesChanged) -> None:
        """A gauge in the hand may have been found bad: look at it again."""
        for gauge in self.hands.known():
            if gauge.id in event.gauge_ids:
                self.capture.ask(FindGauge(code=gauge.code), self._look_again, _pass)

    def _look_again(self, gauge: GaugeView) -> None:
        try:
            self.hands.require(gauge)
        except GaugeNotUsable as refused:
            self.hands.forget(gauge.id)
            self.said.tell(self.words.error(refused), Tone.BAD)
            self.shown.tell()


def _pass(_error: Exception) -> None:
    """What only helps is done without."""
