"""The plant's own rules of quality records, judged by the rules of their own module: terms, levels, customers' agreements."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.master_output import MasterOutput
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.problems import Problems
from veralot_server.modules.exchange.rows import AgreementRow, EscalationRow, QualityTermRow
from veralot_server.modules.exchange.shelves import joined
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.quality.domain import terms, words
from veralot_shared.contracts.quality import TermEntry
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

TERM: Final = N_("term")
AGREEMENT: Final = N_("agreement")


class QualityRules:
    """Takes terms, levels and agreements."""

    def __init__(self, known: Known, output: MasterOutput, problems: Problems) -> None:
        """Begin with none."""
        self._seen, self._output, self._problems = known.cabinet.memo("term"), output, problems
        self._customers = known.cabinet.memo("agreement")
        self._level = self._after = 0

    def take(self, own: Iterable[Reading[QualityTermRow]], levels: Iterable[Reading[EscalationRow]]) -> None:
        """Take terms and levels."""
        for term in own:
            if term.row is not None:
                self._take_term(term.row)
        for level in levels:
            if level.row is not None:
                self._take_level(level.row)

    def take_agreements(self, agreed: Iterable[Reading[AgreementRow]], masters: Masters) -> None:
        """Take what was agreed with customers: with each of them once, and once with all others."""
        for reading in agreed:
            row = reading.row
            if row is None:
                continue
            masters.customer(row.customer, row.place)
            if not self._customers.add(row.customer or ""):
                self._problems.add(
                    row.place, RecordExists(kind=AGREEMENT, key=row.customer or ""), "customer", row.customer
                )
                continue
            self._problems.obey(row.place, partial(terms.require_hours, row.notice_hours))
            self._output.agreement(row)

    def _take_term(self, row: QualityTermRow) -> None:
        if not self._seen.add(joined(row.kind, row.status or "")):
            self._problems.add(row.place, RecordExists(kind=TERM, key=row.status or row.kind), "status", row.status)
            return
        entry = TermEntry(kind=row.kind, status=row.status, days=row.days)
        self._problems.obey(row.place, lambda: terms.require_term(entry))
        self._output.term(row)

    def _take_level(self, row: EscalationRow) -> None:
        if row.after_days <= self._after:
            error = ValueNotAllowed(value=str(row.after_days), rule=words.RULE_LEVELS)
            self._problems.add(row.place, error, "after_days", row.after_days)
        self._level, self._after = self._level + 1, max(row.after_days, self._after)
        self._output.escalation(self._level, row)
