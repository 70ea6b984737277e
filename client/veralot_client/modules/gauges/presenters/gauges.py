"""Behind the register of gauges, the page of one, and the search box. No Qt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_client.core.navigation import Found, Place
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.table.paging import AT_ONCE
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.attachments import AttachmentsChanged, FileTargetKind
from veralot_shared.contracts.gauges import (
    GAUGE_TRANSITIONS,
    CalibrationState,
    CalibrationView,
    GaugeDetail,
    GaugeEvent,
    GaugesChanged,
    GaugeUseView,
    GaugeView,
    GetGauge,
    ListGauges,
    ListGaugeUses,
    Permission,
    SendGauge,
)
from veralot_shared.contracts.spc import ListStudies, StudiesChanged, StudyView
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import GaugeId
from veralot_shared.messages import Page

TABLE: Final = "gauges_gauge"
"""What the audit log calls gauges."""

EVENTS: Final[Mapping[str, GaugeEvent]] = MappingProxyType(
    {
        "gauges.calibrate": GaugeEvent.RECORD,
        "gauges.send": GaugeEvent.SEND,
        "gauges.withdraw": GaugeEvent.WITHDRAW,
        "gauges.scrap": GaugeEvent.SCRAP,
    }
)
"""Which event of the contract an action leads to."""


def found(services: Services, text: str, most: int) -> list[Found]:
    """Return the gauges that a code or serial number leads to, at most so many. Blocks. Raises: CodedError."""
    if not services.session.can(Permission.READ):
        return []
    words, wanted = services.words, text.strip().casefold()
    rows = services.server.call(ListGauges(search=text.strip(), page=Page(limit=most)))
    return [
        Found(
            words.text("Gauge"),
            row.code,
            f"{words.name(row.name, row.name_zh)} · {words.label(row.status)}",
            Place("gauge", row.id),
            wanted in {row.code.casefold(), row.serial_no.casefold()},
        )
        for row in rows
    ]


class GaugesPresenter(WholeList[GaugeView]):
    """Reads the register and keeps it fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListGauges(page=page)))
        self.follow(GaugesChanged, lambda _event: self.load())
        self.follow_resync(self.load)


class GaugePresenter(Presenter):
    """Reads one gauge, with what was measured with it.

    Attributes:
        detail: what is known; None until the first answer.
        uses: what was measured with it, the newest first, as far as it was read.
        reading: whether more of that is still to come.
        studies: how well it measures, the newest first.
        error: why it could not be read the last time.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services, gauge_id: GaugeId) -> None:
        super().__init__(services)
        self.gauge_id = gauge_id
        self.detail: GaugeDetail | None = None
        self.uses: list[GaugeUseView] = []
        self.reading = False
        self._turn = 0
        self.studies: list[StudyView] = []
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(GaugesChanged, self._on_gauges)
        self.follow(StudiesChanged, lambda _event: self._load_studies())
        self.follow(AttachmentsChanged, self._on_files)
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read everything, now or again."""
        self.ask(GetGauge(id=self.gauge_id), self._take, self._fail)
        self._turn += 1
        self._read_uses(self._turn, {})
        self._load_studies()

    def can(self, action_id: str, chosen: CalibrationView | None) -> bool:
        """Return whether an action can work with the gauge as it stands, and with the chosen calibration."""
        if self.detail is None:
            return False
        if action_id == "gauges.sticker":
            return True
        if action_id == "gauges.review":
            return chosen is not None and chosen.state is CalibrationState.RECORDED
        gauge = self.detail.gauge
        if action_id == "gauges.scrap" and gauge.open_assessment_id is not None:
            return False
        event = EVENTS.get(action_id)
        return event is not None and (gauge.stored, event) in GAUGE_TRANSITIONS

    def send_away(self) -> None:
        """Send the gauge to calibration."""
        text = self.words.text(N_("The gauge is sent to calibration."))
        self.send(SendGauge(id=self.gauge_id), lambda _gauge: self.services.notices.done(text))

    def _take(self, detail: GaugeDetail) -> None:
        self.detail, self.error = detail, None
        self.shown.tell()

    def _read_uses(self, turn: int, known: dict[int, GaugeUseView]) -> None:
        """Ask for the next portion of what was measured: each of it counts when the gauge is found bad (I-46)."""
        asked = ListGaugeUses(gauge_id=self.gauge_id, page=Page(offset=len(known), limit=AT_ONCE))
        self.ask(asked, lambda found: self._take_uses(turn, known, found), self._fail)

    def _take_uses(self, turn: int, known: dict[int, GaugeUseView], found: list[GaugeUseView]) -> None:
        if turn != self._turn:
            return  # begun anew meanwhile
        # By their ids: what is noted while one reads moves the portions on, and some of it comes again.
        known |= {use.id: use for use in found}
        self.uses, self.reading = list(known.values()), len(found) == AT_ONCE
        self.shown.tell()
        if self.reading:
            self._read_uses(turn, known)

    def _load_studies(self) -> None:
        if self.services.session.can(ListStudies.permission):
            self.ask(ListStudies(gauge_id=self.gauge_id), self._take_studies, lambda _error: None)

    def _take_studies(self, studies: list[StudyView]) -> None:
        self.studies = studies
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()

    def _on_gauges(self, event: GaugesChanged) -> None:
        if self.gauge_id in event.gauge_ids:
            self.load()

    def _on_files(self, event: AttachmentsChanged) -> None:
        if event.target.kind is FileTargetKind.CALIBRATION:
            self.load()
