"""What quality records refuse, and why."""

from datetime import date
from decimal import Decimal

from veralot_shared.errors import CodedError, Sentence


class QuantitiesDiffer(CodedError, status=422):
    """The lines of a disposition do not add up to what there is of a lot."""

    text = "Lot {lot_no}: the lines add up to {stated} {unit}, but {on_hand} {unit} are on hand. Decide on all of it."
    lot_no: str
    stated: Decimal
    on_hand: Decimal
    unit: str
    field: str | None = "lines"


class CustomersDiffer(CodedError, status=422):
    """A record is about one customer's product."""

    text = "{named} belongs to another customer than {beside}. Keep a record of its own for each customer."
    named: str
    beside: str
    field: str | None = "lot_ids"


class AgreementMissing(CodedError, status=409):
    """A disposition is carried out only once everybody has agreed who must."""

    text = "The disposition of {number} cannot be carried out yet. {missing}"
    number: str
    missing: list[Sentence]


class PermitSpent(CodedError, status=409):
    """A permit to deviate allows less of a lot than is to be used."""

    text = (
        "{wanted} {unit} of lot {lot_no} cannot be used: permit {number} allows {left} {unit} more. Use no more than that, or "
        "have a permit for more approved first."
    )
    lot_no: str
    number: str
    wanted: Decimal
    left: Decimal
    unit: str
    field: str | None = "quantity"


class PermitNotRunning(CodedError, status=409):
    """A lot is to be used that may be used under a permit to deviate alone, on a day on which that is not valid."""

    text = (
        "Lot {lot_no} can be used under permit {number} alone, from {since} to {until}. Have another permit approved first, or "
        "have quality decide on the lot."
    )
    lot_no: str
    number: str
    since: date
    until: date


class StillOpen(CodedError, status=409):
    """Something that belongs to a record is not finished."""

    text = "{number} cannot go on yet. {missing}"
    number: str
    missing: list[Sentence]


class NotYourAction(CodedError, status=403):
    """An action is finished by its owner."""

    text = "This action belongs to {owner}. Only its owner reports it done; have it handed over first."
    owner: str
    field: str | None = "action_id"
    owner_zh: str = ""


class FieldsMissing(CodedError, status=422):
    """A complaint lacks what its record must hold (21 CFR 820.35(a))."""

    text = "{number} cannot be closed: its record lacks {fields}. Complete the record first."
    number: str
    fields: list[Sentence]
