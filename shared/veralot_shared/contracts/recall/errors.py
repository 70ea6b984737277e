"""What a recall refuses, and why."""

from decimal import Decimal

from veralot_shared.errors import CodedError


class SuspectsMissing(CodedError, status=422):
    """Nothing is suspected yet, or nothing was found behind what is."""

    text = "Nothing is affected: no lot or unit was found behind what is suspected. Check the suspects."
    field: str | None = "suspects"


class SerialsUnordered(CodedError, status=422):
    """Two serial numbers that are no ends of one range."""

    text = "{field}: {first} … {last} is no range. Both must be alike but for the number at their end."
    first: str
    last: str
    field: str | None = "suspects"


class FiguresNotFrozen(CodedError, status=409):
    """A recall without frozen figures cannot be closed, and nobody can be notified before its consignees are known."""

    text = "The figures of recall {number} are not frozen yet. Freeze them first."
    number: str


class ScopeChanged(CodedError, status=409):
    """What is suspected has changed since the figures were frozen."""

    text = "What is suspected in recall {number} has changed since its figures were frozen. Freeze them again."
    number: str


class QuantityUnaccounted(CodedError, status=422):
    """A recall is reconciled only when everything is accounted for, or the rest is justified."""

    text = (
        "Not everything of recall {number} is accounted for: {open} with consignees or found missing. "
        "Give a justification, or record what became of it."
    )
    number: str
    open: list[str]
    field: str | None = "justification"


class ChecksMissing(CodedError, status=409):
    """Fewer consignees were checked than the level of checks demands."""

    text = "Recall {number} needs effectiveness checks of {needed} consignees; {done} are recorded as effective."
    number: str
    needed: int
    done: int


class ResponseTooLarge(CodedError, status=422):
    """A consignee accounts for more than was shipped to it."""

    text = "{field}: {quantity} {unit} of lot {lot_no} are accounted for, but only {shipped} {unit} were shipped."
    lot_no: str
    quantity: Decimal
    shipped: Decimal
    unit: str
    field: str | None = "lines"


class NothingToDo(CodedError, status=409):
    """All that is affected is on hold already, or cannot be recalled in its state."""

    text = "There is nothing left to do: every affected lot and unit is already in that state, or cannot come there."


class FiguresAltered(CodedError, status=409):
    """Frozen figures are not what was frozen: somebody changed them past the application."""

    text = (
        "The frozen figures of recall {number} are not what was frozen. Ask the administrator to verify the audit log."
    )
    number: str
