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
            self._take_term(term)
        for level in levels:
            self._problems.obey(level.place, partial(self._check_level, level.seen))
            if level.row is not None:
                self._level += 1
                self._output.escalation(self._level, level.row)

    def take_agreements(self, agreed: Iterable[Reading[AgreementRow]], masters: Masters) -> None:
        """Take what was agreed with customers: with each of them once, and once with all others."""
        for reading in agreed:
            self._problems.obey(
                reading.place,
                partial(self._check_customer, reading.seen, masters),
                partial(self._check_hours, reading.seen),
            )
            if reading.row is not None:
                self._output.agreement(reading.row)

    def _check_customer(self, row: AgreementRow, masters: Masters) -> None:
        masters.customer(row.customer, row.place)
        if not self._customers.add(row.customer or ""):
            error = RecordExists(kind=AGREEMENT, key=row.customer or "")
            self._problems.add(row.place, error, "customer", row.customer)

    def _check_hours(self, row: AgreementRow) -> None:
        terms.require_hours(row.notice_hours)

    def _take_term(self, reading: Reading[QualityTermRow]) -> None:
        row = reading.seen
        self._problems.obey(
            reading.place,
            lambda: self._check_once(row),
            lambda: terms.require_step(row.kind, row.status),
            lambda: terms.require_days(row.days),
        )
        if reading.row is not None:
            self._output.term(reading.row)

    def _check_once(self, row: QualityTermRow) -> None:
        if not self._seen.add(joined(row.kind, row.status or "")):
            self._problems.add(row.place, RecordExists(kind=TERM, key=row.status or row.kind), "status", row.status)

    def _check_level(self, row: EscalationRow) -> None:
        if row.after_days <= self._after:
            error = ValueNotAllowed(value=str(row.after_days), rule=words.RULE_LEVELS)
            self._problems.add(row.place, error, "after_days", row.after_days)
        self._after = max(row.after_days, self._after)
