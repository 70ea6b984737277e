"""Plans, records and judges the tests that prove a correction; one that fails opens again what it was to prove."""

from veralot_server.core.module import handles
from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import belonging, cases, heirs, lines, lots, plans, workflow
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import machine, words
from veralot_server.modules.quality.domain.machine import require_text
from veralot_shared.contracts.quality import (
    MACHINES,
    REWORKED,
    CancelTest,
    CaseDetail,
    CaseKind,
    ConfirmTest,
    GetCase,
    JudgeTest,
    LineState,
    LinkKind,
    LotRole,
    PlanTest,
    QualityEvent,
    RecordTest,
    SampleTest,
    SourceKind,
)
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.ids import CaseId

TESTED = "SELECT to_id FROM quality_link WHERE from_id = %s AND kind = 'tests'"


@handles(PlanTest)
def plan_test(command: PlanTest, tx: Transaction) -> CaseDetail:
    """Plan the test of an NCR's or a CAPA's correction."""
    title = require_text(command.title, "title")
    method = require_text(command.method, "method")
    require_text(command.acceptance, "acceptance")
    require_sample(command.sample, command.allowed_failures)
    tested = cases.facts(tx, command.of_id, CaseKind.NCR, CaseKind.CAPA, field="of_id")
    case = workflow.begin(
        tx,
        CaseKind.QCT,
        command,
        title=title,
        description=method,
        source_kind=SourceKind.CASE,
        source_label=tested.number,
        customer_id=tested.customer_id,
        supplier_id=tested.supplier_id,
        severity=tested.severity,
    )
    belonging.add(tx, case, command.lot_ids, LotRole.SUBJECT, hold=False)
    workflow.link(tx, case, tested, LinkKind.TESTS)
    return tx.call(GetCase(id=case.id))


def require_sample(sample: int, allowed_failures: int) -> None:
    """Check how many are tested, and how many of them may fail. Raises: ValueNotAllowed."""
    if sample <= 0:
        raise ValueNotAllowed(value=str(sample), rule=words.RULE_POSITIVE, field="sample")
    if not 0 <= allowed_failures < sample:
        raise ValueNotAllowed(value=str(allowed_failures), rule=words.RULE_ALLOWED, field="allowed_failures")


@handles(SampleTest)
def sample_test(command: SampleTest, tx: Transaction) -> CaseDetail:
    """Record that as many samples were taken as planned."""
    case = cases.lock(tx, command.case_id, CaseKind.QCT)
    require_text(command.samples, "samples")
    if command.taken < planned(tx, case, "sample"):
        raise ValueNotAllowed(value=str(command.taken), rule=words.RULE_SAMPLE, field="taken")
    workflow.advance(tx, case, QualityEvent.SAMPLE, command)
    return tx.call(GetCase(id=case.id))


@handles(RecordTest)
def record_test(command: RecordTest, tx: Transaction) -> CaseDetail:
    """Record what was found on as many as planned."""
    case = cases.lock(tx, command.case_id, CaseKind.QCT)
    require_text(command.report, "report")
    if command.tested < planned(tx, case, "sample"):
        raise ValueNotAllowed(value=str(command.tested), rule=words.RULE_SAMPLE, field="tested")
    if not 0 <= command.failures <= command.tested:
        raise ValueNotAllowed(value=str(command.failures), rule=words.RULE_FAILURES, field="failures")
    workflow.advance(tx, case, QualityEvent.TEST, command)
    return tx.call(GetCase(id=case.id))


@handles(JudgeTest)
def judge_test(command: JudgeTest, tx: Transaction) -> CaseDetail:
    """Pass or fail it, as what was recorded says; nobody chooses."""
    case = cases.lock(tx, command.case_id, CaseKind.QCT)
    failures = int(plans.last(tx, case, QualityEvent.TEST).get("failures", 0))
    passed = failures <= planned(tx, case, "allowed_failures")
    workflow.advance(tx, case, QualityEvent.PASS if passed else QualityEvent.FAIL, command)
    if not passed:
        reopen(tx, case)
    return tx.call(GetCase(id=case.id))


def planned(tx: Transaction, case: CaseFacts, name: str) -> int:
    """Return a number of the plan."""
    return int(plans.last(tx, case, QualityEvent.OPEN).get(name, 0))


def reopen(tx: Transaction, test: CaseFacts) -> None:
    """Open again what a test was to prove: a new cycle begins, its lots are held again. One that is open goes on."""
    for row in tx.wire.execute(TESTED, (test.id,)).fetchall():
        case = cases.lock(tx, CaseId(row[0]))
        if (case.status, QualityEvent.REOPEN) not in MACHINES[case.kind]:
            continue
        machine.step(case.number, case.kind, case.status, QualityEvent.REOPEN)
        reworked = [
            line for line in lines.listed(tx, case.id) if line.disposition in REWORKED and line.state is LineState.DONE
        ]
        now = workflow.advance(tx, case, QualityEvent.REOPEN)
        for line in reworked:
            lines.mark(tx, line.id, LineState.FAILED, f"{line.result} ({test.number})")
        lots.hold_again(tx, now, heirs.with_heirs(tx, case.id, (line.lot_id for line in reworked)))


@handles(ConfirmTest)
def confirm_test(command: ConfirmTest, tx: Transaction) -> CaseDetail:
    """Confirm that the correction is proved."""
    case = cases.lock(tx, command.case_id, CaseKind.QCT)
    workflow.advance(tx, case, QualityEvent.CONFIRM, command)
    return tx.call(GetCase(id=case.id))


@handles(CancelTest)
def cancel_test(command: CancelTest, tx: Transaction) -> CaseDetail:
    """Cancel a test that was not carried out."""
    case = cases.lock(tx, command.case_id, CaseKind.QCT)
    require_text(command.reason, "reason")
    workflow.advance(tx, case, QualityEvent.CANCEL, command)
    return tx.call(GetCase(id=case.id))
