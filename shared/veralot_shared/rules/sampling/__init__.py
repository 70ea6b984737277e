"""Acceptance sampling, to the letter of the standards: which plan, what it decides, how severity switches, its risks.

`terms` names schemes, levels and severities, `plans` finds a plan in the published tables (`tables` reads them,
`published/` holds them), `decisions` decides a lot, `switching` and `skip_lot` remember what the next lot is owed,
`curves` computes operating characteristics, `risks` reads them, `variables` does the same for measured values by the
s method, `own` has the tables that a plant establishes from its own copy of a standard. What is refused stands here. Nothing
is guessed: a plan whose table is not established is refused.
"""

from decimal import Decimal

from veralot_shared.errors import CodedError
from veralot_shared.rules.sampling.terms import InspectionLevel, SamplingKind, Scheme, Severity


class SamplingError(CodedError, ValueError, abstract=True, status=422):
    """Base of what can be wrong with a sampling plan or with what was found by it."""


class LotTooSmall(SamplingError):
    """The lot has no unit, or one only: the tables begin at lots of two."""

    text = "A lot of {lot_size} has no sampling plan: the tables begin at 2. Inspect every unit."
    lot_size: int


class AqlUnknown(SamplingError):
    """The value is none of the scheme's preferred AQLs."""

    text = "AQL {aql} is not in the tables of this scheme. Choose one of {known}."
    aql: Decimal
    known: list[Decimal]


class LetterNotEstablished(SamplingError):
    """The edition has this level, but its line of Table 1 could not be confirmed."""

    text = (
        "The code letters of level {level} are not confirmed for {scheme}. Choose another level or edition, or establish "
        "the table from your own copy of the standard under “Sampling tables”."
    )
    scheme: Scheme
    level: InspectionLevel


class TableNotEstablished(SamplingError):
    """The scheme has such a plan, but its published table could not be confirmed, so it is not offered."""

    text = (
        "{scheme}: no confirmed plan for {kind} sampling, {severity} inspection, code letter {letter}, AQL {aql}. "
        "Choose another kind, level, AQL or edition, or establish the table from your own copy of the standard under "
        "“Sampling tables”."
    )
    scheme: Scheme
    kind: SamplingKind
    severity: Severity
    letter: str
    aql: Decimal


class SchemeHasNoTables(SamplingError):
    """The scheme is not found by lot size and AQL: its plan is given, computed, or for measured values."""

    text = "{scheme} has no attribute tables by lot size and AQL: give its plan itself."
    scheme: Scheme


class InspectionDiscontinued(SamplingError, status=409):
    """Too many lots failed under tightened inspection: nothing is inspected until improvement is accepted (9.4)."""

    text = "Inspection is discontinued. Accept the supplier's improvement first; it then restarts at tightened."


class NotDiscontinued(SamplingError, status=409):
    """Only discontinued inspection can be resumed."""

    text = "Inspection is not discontinued, so there is nothing to resume."


class SwitchNotAllowed(SamplingError, status=409):
    """The conditions of the switch are not met."""

    text = "Reduced inspection is not allowed yet: {why}"
    why: str


class CountInvalid(SamplingError):
    """A number of nonconforming is negative."""

    text = "{count} is not a number of nonconforming."
    count: int


class StagesTooMany(SamplingError):
    """Results of samples were given after the lot was decided."""

    text = "The lot was decided after {decided} samples, and {given} were reported."
    decided: int
    given: int


class PlanInvalid(SamplingError):
    """A plan that was given itself is none: sizes, acceptance or rejection numbers contradict each other."""

    text = (
        "This is not a sampling plan: each sample needs a size, a rejection number above its acceptance number, and "
        "acceptance numbers that do not fall."
    )


class FractionInvalid(SamplingError):
    """A fraction nonconforming or a probability is outside what it can be."""

    text = "{value} is not between 0 and 1."
    value: float


class TooFewMeasured(SamplingError):
    """The number of measured values is not the plan's sample size."""

    text = "The plan asks for {wanted} measured values, and {given} were given."
    wanted: int
    given: int


class LimitsInvalid(SamplingError):
    """No limit was given, or the lower limit is not below the upper one."""

    text = "Give a lower or an upper limit, the lower one below the upper one."


class SpreadMissing(SamplingError):
    """All measured values are equal: a standard deviation of zero judges nothing."""

    text = "All measured values are equal, so their spread cannot be judged. Check the gauge's resolution."
