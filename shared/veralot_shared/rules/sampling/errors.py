"""What acceptance sampling refuses, as coded errors."""

from veralot_shared.errors import CodedError


class SamplingError(CodedError, ValueError, abstract=True, status=422):
    """Base of what can be wrong with a sampling plan or with what was found by it."""


class LotTooSmall(SamplingError):
    """The tables begin at lots of two units."""

    text = "A lot of {lot_size} has no sampling plan: the tables begin at 2. Inspect every unit."
    lot_size: int


class AqlUnknown(SamplingError):
    """The value is none of the scheme's preferred AQLs."""

    text = "AQL {aql} is not in the tables of this scheme. Choose one of {known}."
    aql: str
    known: str


class TableNotEstablished(SamplingError):
    """The scheme has such a plan, but its published table could not be confirmed, so it is not offered."""

    text = "{table} is not confirmed for this scheme, so no plan is given. Choose another kind, level, AQL or edition."
    table: str


class SchemeHasNoTables(SamplingError):
    """The scheme is not found by lot size and AQL: its plan is given, computed, or measured."""

    text = "This scheme has no tables by lot size and AQL: give its plan itself."
    scheme: str


class InspectionDiscontinued(SamplingError, status=409):
    """Five lots were not accepted under tightened inspection: nothing is inspected until improvement is accepted (9.4)."""

    text = "Inspection is discontinued. Accept the supplier's improvement first; it then restarts at tightened."


class CountInvalid(SamplingError):
    """A number of nonconforming is negative, or larger than the sample while units are counted."""

    text = "{count} nonconforming cannot be found in a sample of {size}."
    count: int
    size: int


class StagesTooMany(SamplingError):
    """Results of more samples than the plan has, or of samples after the lot was decided."""

    text = "The lot was decided after {decided} samples, and {given} were reported."
    decided: int
    given: int


class PlanInvalid(SamplingError):
    """A plan that was given itself is none: sizes, acceptance or rejection numbers contradict each other."""

    text = "This is not a sampling plan: {reason}"
    reason: str


class FractionInvalid(SamplingError):
    """A fraction nonconforming or a probability is outside what it can be."""

    text = "{value} is not between 0 and 1."
    value: str


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
