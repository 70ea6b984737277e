"""Reports to authorities: which are owed from when, and that none is forgotten (QMSR-10, I-50)."""

from collections.abc import Sequence
from datetime import date

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import dues, working_days
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.domain import terms, words
from veralot_shared.contracts.quality import REPORTS, DueView, QualityClock, StillOpen
from veralot_shared.errors import Sentence, ValueNotAllowed


def require_kinds(reports: Sequence[QualityClock]) -> None:
    """Check that clocks are of reports to authorities. Raises: ValueNotAllowed."""
    wrong = [report for report in reports if report not in REPORTS]
    if wrong:
        raise ValueNotAllowed(value=wrong[0], rule=words.RULE_REPORT_KIND, field="reports")


def owe(tx: Transaction, case: CaseFacts, reports: Sequence[QualityClock], aware_on: date) -> None:
    """Start the clock of each report, from the day of awareness."""
    for report in dict.fromkeys(reports):
        due = terms.report_due(report, aware_on, working_days.of_clock(tx, report))
        dues.start(tx, case, report, dues.end_of(tx, due))


def decide_again(
    tx: Transaction, case: CaseFacts, reports: Sequence[QualityClock], aware_on: date, reason: str
) -> None:
    """Owe these reports: those that were sent stay sent, and what is not owed any more stops, with the reason."""
    known = {due.clock: due for due in dues.listed(tx, case.id) if due.clock in REPORTS}
    owe(tx, case, [report for report in reports if report not in known or known[report].met_at is None], aware_on)
    for clock in known.keys() - set(reports):
        dues.meet(tx, case.id, clock, reason)


def owed(tx: Transaction, case: CaseFacts) -> list[DueView]:
    """Return the reports that were decided upon and are not sent."""
    return [due for due in dues.listed(tx, case.id) if due.clock in REPORTS and due.met_at is None]


def require_sent(tx: Transaction, case: CaseFacts) -> None:
    """Check that every report that was decided upon was sent. Raises: StillOpen."""
    if owed(tx, case):
        raise StillOpen(number=case.number, missing=[Sentence(words.OPEN_REPORT)])
