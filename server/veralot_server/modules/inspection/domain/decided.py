"""What a usage decision must say."""

from decimal import Decimal

from veralot_server.modules.inspection.domain import steps, words
from veralot_shared.contracts.inspection import DecideInspection, UsageDecision, Verdict
from veralot_shared.errors import ValueNotAllowed


def require(command: DecideInspection, number: str, verdict: Verdict, quantity: Decimal) -> None:
    """Check a decision against the verdict and the quantity. Raises: DecisionForbidden, ReasonMissing, ValueNotAllowed."""
    steps.require_decision(number, verdict, command.decision)
    if command.decision is not UsageDecision.ACCEPT:
        steps.require_text(command.reason)
    part = command.rejected
    if command.decision is UsageDecision.SORT:
        fits = part is not None and part.is_finite() and 0 < part < quantity
        units = len(command.rejected_units)
        if not fits or (units and units != part):
            raise ValueNotAllowed(value=str(part or ""), rule=words.RULE_REJECTED, field="rejected")
    elif part is not None or command.rejected_units:
        raise ValueNotAllowed(value=str(part or ""), rule=words.RULE_ONLY_SORT, field="rejected")


def rejected(command: DecideInspection, quantity: Decimal) -> Decimal:
    """Return how much a decision rejects."""
    if command.decision is UsageDecision.SORT:
        return command.rejected or Decimal(0)
    return quantity if command.decision is UsageDecision.REJECT else Decimal(0)
