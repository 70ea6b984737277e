"""The order of an import: open, survey, read the database, check masters, replay the history, take the holds.

Everything is checked before anything is written, and an error ends nothing: all of them are found in one go.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, TypeVar

from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import known as database
from veralot_server.modules.exchange.boms import Boms
from veralot_server.modules.exchange.defects import Defects
from veralot_server.modules.exchange.gauges import Gauges
from veralot_server.modules.exchange.holds import Holds
from veralot_server.modules.exchange.inspection_plans import InspectionPlans
from veralot_server.modules.exchange.master_output import MasterOutput
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.output import Output
from veralot_server.modules.exchange.pack_levels import PackLevels
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.qualifications import Qualifications
from veralot_server.modules.exchange.quality_rules import QualityRules
from veralot_server.modules.exchange.readers import Desk, open_all
from veralot_server.modules.exchange.replay import Replay
from veralot_server.modules.exchange.rows import (
    AgreementRow,
    BomRow,
    CharacteristicRow,
    DefectRow,
    EscalationRow,
    GaugeRow,
    HoldRow,
    InspectionPlanRow,
    ItemRow,
    LocationRow,
    MovementRow,
    PackLevelRow,
    PartnerRow,
    QualificationGrantRow,
    QualificationRow,
    QualityTermRow,
    Row,
    StatusRow,
    StockRow,
    UserRow,
)
from veralot_server.modules.exchange.survey import survey
from veralot_server.modules.exchange.table import Reading, Table
from veralot_server.modules.exchange.watching import Watch
from veralot_server.modules.genealogy.domain import words
from veralot_shared.contracts.exchange import FileCount, ImportFile, Kind, Phase
from veralot_shared.contracts.genealogy import SerialsWrong

R = TypeVar("R", bound=Row)

STRIDE: Final = 50
"""So many rows are taken before what they brought to mind is put away."""


class Plan:
    """One import, checked: what it found wrong, and what it would write.

    Attributes:
        problems: what is wrong.
        sheets: the files, as far as they can be read.
        output: what of the history is to be written.
        master_output: what beside the history is to be written.
    """

    def __init__(self, desk: Desk, files: Sequence[ImportFile], watch: Watch, tx: Transaction, run: str = "") -> None:
        """Check everything, telling `watch` how far it is."""
        self._watch = watch
        self.problems = Problems(desk.stack, [file.name for file in files], run)
        self.sheets = open_all(files, desk, self.problems)
        self.known = database.read(tx, survey(self.sheets, self.problems, desk.stack, watch), desk.stack)
        self.output, self.master_output = Output(desk.stack), MasterOutput(desk.stack)
        self.masters = Masters(self.known, self.master_output, self.problems)
        self._inspection_plans = InspectionPlans(self.known, self.masters, self.master_output, self.problems)
        self._mark_partial(files)
        watch.enter(Phase.CHECKING, sum(sheet.rows for sheet in self.sheets))
        self._check_masters()
        self._check_history(tx)

    @property
    def counts(self) -> list[FileCount]:
        """Return what each file held."""
        return [
            FileCount(
                file=sheet.file,
                kind=sheet.kind,
                rows=sheet.rows,
                sha256=sheet.sha256,
                size=sheet.size,
                left_out=sheet.left_out,
            )
            for sheet in self.sheets
        ]

    def _mark_partial(self, files: Sequence[ImportFile]) -> None:
        """Mark kinds of which something could not be read: nothing can be said to be missing from them.

        A file that could not be opened at all may have been of any kind that no other file is of.
        """
        kinds = {sheet.kind for sheet in self.sheets}
        lost = len(self.sheets) < len(files)
        broken = {sheet.kind for sheet in self.sheets if not sheet.whole}
        for kind, records in (
            (Kind.PARTNERS, self.masters.partners),
            (Kind.LOCATIONS, self.masters.locations),
            (Kind.USERS, self.masters.users),
            (Kind.ITEMS, self.masters.items),
            (Kind.QUALIFICATIONS, self.known.qualifications),
            (Kind.INSPECTION_PLANS, self._inspection_plans),
        ):
            records.partial = kind in broken or (lost and kind not in kinds)

    def _rows(self, kind: Kind, row: type[R]) -> Iterator[Reading[R]]:
        """Return the rows of all files of a kind; what earlier rows brought to mind is put away between them."""
        tables = (Table(sheet, row, self.problems) for sheet in self.sheets if sheet.kind is kind)
        for number, reading in enumerate(self._watch.count(chain.from_iterable(tables)), 1):
            yield reading
            if number % STRIDE == 0:
                self.known.cabinet.tidy()

    def _check_masters(self) -> None:
        for partner in self._rows(Kind.PARTNERS, PartnerRow):
            self.masters.partner(partner)
        for location in self._rows(Kind.LOCATIONS, LocationRow):
            self.masters.location(location)
        for person in self._rows(Kind.USERS, UserRow):
            self.masters.person(person)
        for item in self._rows(Kind.ITEMS, ItemRow):
            self.masters.item(item)
        records = (self.known, self.masters, self.master_output, self.problems)
        PackLevels(*records).take(self._rows(Kind.PACK_LEVELS, PackLevelRow))
        Boms(*records).take(self._rows(Kind.BOMS, BomRow))
        gauges = Gauges(self.known, self.master_output, self.problems)
        gauges.take(self._rows(Kind.GAUGES, GaugeRow))
        Qualifications(*records).take(
            self._rows(Kind.QUALIFICATIONS, QualificationRow),
            self._rows(Kind.QUALIFICATION_GRANTS, QualificationGrantRow),
        )
        self._inspection_plans.take(
            self._rows(Kind.INSPECTION_PLANS, InspectionPlanRow), self._rows(Kind.CHARACTERISTICS, CharacteristicRow)
        )
        defects = Defects(self.known, self.master_output, self.problems)
        defects.take(self._rows(Kind.DEFECTS, DefectRow))
        rules = QualityRules(self.known, self.master_output, self.problems)
        rules.take(self._rows(Kind.QUALITY_TERMS, QualityTermRow), self._rows(Kind.ESCALATION_LEVELS, EscalationRow))
        rules.take_agreements(self._rows(Kind.CUSTOMER_AGREEMENTS, AgreementRow), self.masters)

    def _check_history(self, tx: Transaction) -> None:
        replay = Replay(self.known, self.masters, self.output, self.problems, tx.now)
        replay.run(
            self._rows(Kind.STOCK, StockRow),
            self._rows(Kind.MOVEMENTS, MovementRow),
            self._rows(Kind.STATUSES, StatusRow),
        )
        self._check_serials(tx)
        database.forget(tx)
        holds = Holds(self.known, self.masters, replay.lots, self.output, self.problems, tx.now)
        holds.take(self._rows(Kind.HOLDS, HoldRow))

    def _check_serials(self, tx: Transaction) -> None:
        """Note serial numbers that units of lots have which no file names."""
        world = self.known.world
        for taken in database.serials_taken(tx, world.claims):
            unit = world.unit(taken.item, taken.code)
            if unit is not None and unit.claim is not None:
                error = SerialsWrong(problem=words.SERIALS_USED, serials=[taken.code])
                self.problems.add(unit.claim, error, "serials", taken.code)
