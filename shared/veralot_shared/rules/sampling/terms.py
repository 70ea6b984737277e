"""The words of acceptance sampling: schemes with their edition, inspection levels, severities, plans and their stages."""

from decimal import Decimal
from enum import StrEnum

import msgspec


class Scheme(StrEnum):
    """The rule set that an inspection plan follows, with its edition (AQL-14).

    The first four and `Z1_9` come from tables by lot size, level and AQL; the others say their sample themselves.
    """

    ISO_2859_1_1999 = "iso_2859_1_1999"
    ISO_2859_1_2026 = "iso_2859_1_2026"
    GB_T_2828_1_2012 = "gb_t_2828_1_2012"
    ANSI_Z1_4 = "ansi_z1_4"
    ANSI_Z1_9 = "ansi_z1_9"
    ISO_3951_1 = "iso_3951_1"
    ZERO_ACCEPTANCE = "zero_acceptance"
    HUNDRED_PERCENT = "hundred_percent"
    SKIP_LOT = "skip_lot"
    CUSTOMER = "customer"


BY_ATTRIBUTES = (Scheme.ISO_2859_1_1999, Scheme.ISO_2859_1_2026, Scheme.GB_T_2828_1_2012, Scheme.ANSI_Z1_4)
"""Schemes whose plans are found by lot size, level, AQL and severity, and whose severity switches."""


class InspectionLevel(StrEnum):
    """How large the sample is for a lot size; II unless something else is agreed (10.1)."""

    I = "I"  # noqa: E741 the standard's own name
    II = "II"
    III = "III"
    S_1 = "S-1"
    S_2 = "S-2"
    S_3 = "S-3"
    S_4 = "S-4"


class Severity(StrEnum):
    """How severe the inspection of the next lot is. Under `DISCONTINUED` nothing is accepted (9.4)."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    DISCONTINUED = "discontinued"


class SamplingKind(StrEnum):
    """In how many samples a lot is decided at most: one, two, or five to seven."""

    SINGLE = "single"
    DOUBLE = "double"
    MULTIPLE = "multiple"


class Stage(msgspec.Struct, frozen=True):
    """One sample of a plan: its own size, and the numbers for all nonconforming found up to it.

    `accept` is None where the lot cannot be accepted yet (“#” in the tables of multiple sampling). In every stage but the
    last, a count between the two goes on to the next; in the last of a reduced plan of Z1.4 it accepts the lot and ends
    reduced inspection.
    """

    size: int
    accept: int | None
    reject: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is inspected and what decides: the answer that is frozen on an inspection.

    `letter` is the code letter of the lot (Table 1), `row` the letter whose plan the arrows led to. `kind` says what is
    done, which is a single plan where the table of the asked kind says to use one. With `hundred_percent` every unit is
    inspected: the only stage is the whole lot.
    """

    scheme: Scheme
    severity: Severity
    kind: SamplingKind
    stages: tuple[Stage, ...]
    lot_size: int | None = None
    level: InspectionLevel | None = None
    aql: Decimal | None = None
    letter: str = ""
    row: str = ""
    hundred_percent: bool = False

    @property
    def sample_size(self) -> int:
        """How many units are inspected if every stage is needed."""
        return sum(stage.size for stage in self.stages)

    @property
    def acceptance_number(self) -> int:
        """The largest number of nonconforming with which the lot can still be accepted."""
        return max(stage.accept for stage in self.stages if stage.accept is not None)
