"""Carries a disposition out, line by line, by the genealogy's real movements."""

from collections.abc import Sequence

from sqlalchemy import update

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import cases, heirs, lines, lots, subjects, workflow
from veralot_server.modules.quality.domain import words
from veralot_server.modules.quality.domain.machine import require_text
from veralot_server.modules.quality.tables import Line
from veralot_shared.contracts.genealogy import (
    LOT_TRANSITIONS,
    DisposeLot,
    LotEvent,
    ReportRework,
    ReturnToSupplier,
    ScrapLot,
    SerialsWrong,
    SplitLot,
    SplitPart,
)
from veralot_shared.contracts.quality import (
    REWORKED,
    CaseDetail,
    CaseKind,
    ExecuteLine,
    GetCase,
    LineState,
    LineView,
    LotRole,
    QualityEvent,
    ReportLine,
    SegregateNcr,
    SegregatePart,
    VerifyLine,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import LotId, UnitId
from veralot_shared.rules.serials import spelt_out

UNITS = "SELECT serial_no, id FROM genealogy_unit WHERE lot_id = %(lot)s AND serial_no = ANY(%(serials)s)"


@handles(SegregateNcr)
def segregate_ncr(command: SegregateNcr, tx: Transaction) -> CaseDetail:
    """Divide a lot, so that each line of the disposition has one of its own."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    wanted = [line for line in lines.present(tx, case) if line.lot_id == command.lot_id and not line.apart]
    if not wanted:
        raise ValueNotAllowed(value=str(command.lot_id), rule=words.RULE_LINE, field="lot_id")
    now = workflow.advance(tx, case, QualityEvent.SEGREGATE, command)
    split = SplitLot(lot_id=command.lot_id, location_id=command.location_id, parts=parts(tx, wanted, command.parts))
    born = tx.call(split)
    for line, lot in zip(wanted, born, strict=True):
        tx.execute(update(Line).where(Line.id == line.id).values(lot_id=lot.id, apart=True))
    lots.attach(tx, now, born, LotRole.SUBJECT, hold=False)
    return tx.call(GetCase(id=case.id))


def parts(tx: Transaction, wanted: Sequence[LineView], named: Sequence[SegregatePart]) -> list[SplitPart]:
    """Return the parts of a lot, one for each line, with the units that were named for it. Raises: SerialsWrong."""
    serials = {part.line_id: [serial for text in part.serials for serial in spelt_out(text)] for part in named}
    return [
        SplitPart(quantity=line.quantity, unit_ids=unit_ids(tx, line.lot_id, serials.get(line.id, [])))
        for line in wanted
    ]


def unit_ids(tx: Transaction, lot_id: LotId, serials: Sequence[str]) -> list[UnitId]:
    """Return the units of a lot that have these serial numbers. Raises: SerialsWrong."""
    rows = tx.wire.execute(UNITS, {"lot": lot_id, "serials": list(serials)}).fetchall()
    found = {row[0]: UnitId(row[1]) for row in rows}
    strange = [serial for serial in serials if serial not in found]
    if strange:
        raise SerialsWrong(problem=words.SERIALS_STRANGE, serials=strange, field="parts")
    return [found[serial] for serial in serials]


@handles(ExecuteLine)
def execute_line(command: ExecuteLine, tx: Transaction) -> CaseDetail:
    """Destroy, send back, concede or order rework, as the line says."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    lines.require_place(tx, command.location_id)
    lines.require_agreed(tx, case)
    line = lines.one(tx, case, command.line_id, LineState.DECIDED)
    if not line.apart:
        raise ValueNotAllowed(value=line.lot_no, rule=words.RULE_APART, field="line_id")
    now = workflow.advance(tx, case, QualityEvent.EXECUTE, command)
    move(tx, subjects.movement(tx, case, line, command.location_id))
    again = line.disposition in REWORKED
    lines.mark(tx, line.id, LineState.ORDERED if again else LineState.DONE)
    lines.settle(tx, now)
    return tx.call(GetCase(id=case.id))


def move(tx: Transaction, command: ScrapLot | ReturnToSupplier | DisposeLot) -> None:
    """Have the genealogy do what was decided."""
    tx.call(command)


@handles(ReportLine)
def report_line(command: ReportLine, tx: Transaction) -> CaseDetail:
    """Report rework; the lot is tested anew, and its own record begins a new cycle."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    report = require_text(command.report, "report")
    line = lines.one(tx, case, command.line_id, LineState.ORDERED)
    workflow.advance(tx, case, QualityEvent.REPORT, command)
    for lot in lots.seen(tx, heirs.with_heirs(tx, case.id, [line.lot_id])):
        # What the rework order took up into another lot of the item is tested as that lot, and in rework no more.
        if (lot.status_beneath, LotEvent.REPORT_REWORK) in LOT_TRANSITIONS:
            tx.call(ReportRework(lot_id=lot.id, note=f"{case.number}: {report}"))
    lines.mark(tx, line.id, LineState.REPORTED, report)
    return tx.call(GetCase(id=case.id))


@handles(VerifyLine)
def verify_line(command: VerifyLine, tx: Transaction) -> CaseDetail:
    """State what the inspection after rework found."""
    case = cases.lock(tx, command.case_id, CaseKind.NCR)
    result = require_text(command.result, "result")
    line = lines.one(tx, case, command.line_id, LineState.REPORTED)
    now = workflow.advance(tx, case, QualityEvent.CHECK, command)
    lines.mark(tx, line.id, LineState.DONE if command.passed else LineState.FAILED, result)
    lines.settle(tx, now)
    return tx.call(GetCase(id=case.id))
