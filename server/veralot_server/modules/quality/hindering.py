"""What keeps a record from a step that its state would let it take: told beforehand, and refused by the same rules."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality import actions, dues, lines, plans, reports
from veralot_server.modules.quality.cases import CaseFacts
from veralot_server.modules.quality.complaint_record import require_complete
from veralot_server.modules.quality.domain import effect, words
from veralot_server.modules.quality.ending import require_tests
from veralot_shared.contracts.quality import (
    MACHINES,
    AgreementMissing,
    CaseKind,
    FieldsMissing,
    HindranceView,
    QualityEvent,
    StillOpen,
)
from veralot_shared.errors import Reason, Sentence

_E, _K = QualityEvent, CaseKind
Check = Callable[[Transaction, CaseFacts], None]


def require_period(tx: Transaction, case: CaseFacts) -> None:
    """Check that the effect of a CAPA that worked was measured when the planned days were over. Raises: StillOpen."""
    criteria = plans.criteria(tx, case)
    implemented, checked = (plans.last_day(tx, case, event) for event in (_E.COMPLETE, _E.CHECK))
    if implemented is None or checked is None or not effect.effective(criteria, plans.measures(tx, case)):
        return
    days = effect.longest(criteria)
    over = implemented + timedelta(days=days)
    if checked < over:
        missing = Sentence(words.OPEN_PERIOD, {"day": over.isoformat(), "days": str(days)})
        raise StillOpen(number=case.number, missing=[missing])


CHECKS: Final[Mapping[tuple[CaseKind, QualityEvent], tuple[Check, ...]]] = MappingProxyType(
    {
        (_K.NCR, _E.EXECUTE): (lines.require_agreed,),
        (_K.NCR, _E.CLOSE): (lines.require_decided, require_tests, reports.require_sent, dues.require_told),
        (_K.NCR, _E.CANCEL): (lines.require_untouched, reports.require_sent),
        (_K.CAPA, _E.FINISH_ACTION): (actions.require_endorsed,),
        (_K.CAPA, _E.CLOSE): (require_tests, require_period),
        (_K.DEVIATION, _E.APPROVE): (actions.require_done,),
        (_K.DEVIATION, _E.CLOSE): (actions.require_done, dues.require_told),
        (_K.COMPLAINT, _E.CLOSE): (reports.require_sent, dues.require_told, require_complete),
    }
)
"""What must hold before a step beside the state of its record; whoever carries the step out asks the same checks."""


def told(tx: Transaction, case: CaseFacts) -> list[HindranceView]:
    """Return what keeps a record from the steps that its state would let it take."""
    return [
        HindranceView(event=event, why=why)
        for kind, event in CHECKS
        if kind is case.kind and (case.status, event) in MACHINES[kind] and (why := list(refusals(tx, case, event)))
    ]


def refusals(tx: Transaction, case: CaseFacts, event: QualityEvent) -> Iterator[Reason]:
    """Yield with what a step would be refused."""
    for check in CHECKS[case.kind, event]:
        try:
            check(tx, case)
        except (AgreementMissing, StillOpen, FieldsMissing) as refused:
            yield Reason.of(refused)
