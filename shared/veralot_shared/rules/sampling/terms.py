"""The words of acceptance sampling: schemes with their edition, inspection levels, severities, plans and their stages."""

from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec


class Scheme(StrEnum):
    """The rule set that an inspection plan follows, with its edition (AQL-14).

    The first four are found in tables by lot size, level and AQL, `ANSI_Z1_9` likewise for measured values, and
    `ISO_3951_1` in those that the plant has established itself. The others say their sample themselves.
    """

    ISO_2859_1_1999 = "iso_2859-1:1999"
    ISO_2859_1_2026 = "iso_2859-1:2026"
    GB_T_2828_1_2012 = "gb/t_2828.1-2012"
    ANSI_Z1_4 = "ansi/asq_z1.4-2003"
    ANSI_Z1_9 = "ansi/asq_z1.9-2003"
    ISO_3951_1 = "iso_3951-1"
    ZERO_ACCEPTANCE = "zero_acceptance"
    HUNDRED_PERCENT = "hundred_percent"
    SKIP_LOT = "skip_lot"
    CUSTOMER = "customer"


BY_ATTRIBUTES: Final = (Scheme.ISO_2859_1_1999, Scheme.ISO_2859_1_2026, Scheme.GB_T_2828_1_2012, Scheme.ANSI_Z1_4)
"""Schemes whose plans are found by lot size, level, AQL and severity, in counts."""

SWITCHED: Final = (*BY_ATTRIBUTES, Scheme.ANSI_Z1_9, Scheme.ISO_3951_1)
"""Schemes whose severity switches."""

WITHOUT_SCORE: Final = (Scheme.ANSI_Z1_4, Scheme.ANSI_Z1_9, Scheme.ISO_3951_1)
"""Of these the ones that count no points: accepted lots in a row, or, of ISO 3951-1, nothing, as it is never reduced here."""


class InspectionLevel(StrEnum):
    """How large the sample is for a lot size; II unless something else is agreed (10.1)."""

    GENERAL_I = "I"
    GENERAL_II = "II"
    GENERAL_III = "III"
    SPECIAL_1 = "S-1"
    SPECIAL_2 = "S-2"
    SPECIAL_3 = "S-3"
    SPECIAL_4 = "S-4"


class Severity(StrEnum):
    """How severe the inspection of the next lot is. Under `DISCONTINUED` nothing is accepted (9.4)."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    DISCONTINUED = "discontinued"


class SamplingKind(StrEnum):
    """In how many samples a lot is decided at most: one, two, or up to seven."""

    SINGLE = "single"
    DOUBLE = "double"
    MULTIPLE = "multiple"


class Stage(msgspec.Struct, frozen=True):
    """One sample of a plan: its own size, and the numbers for all nonconforming found up to and with it.

    `accept` is None where the lot cannot be accepted yet (“#” in the tables of multiple sampling). A count between the two
    numbers goes on to the next stage; after the last one of a reduced plan of Z1.4 it accepts the lot and ends reduced
    inspection.
    """

    size: int
    accept: int | None
    reject: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is inspected and what decides: the answer that is frozen on an inspection.

    `letter` is the code letter of the lot (Table 1), `row` the one whose plan the arrows led to. `kind` is what is done: a
    single plan where the table of the asked kind refers to it. With `hundred_percent` the only stage is the whole lot.
    A plan by variables has a `constant` k; what decides it is `variables.judge`, its stage says the size alone. `tables` are
    the plant's own that it rests on, by the ids that the plant keeps them by.
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
    constant: Decimal | None = None
    tables: tuple[int, ...] = ()

    @property
    def sample_size(self) -> int:
        """How many units are inspected if every stage is needed."""
        return sum(stage.size for stage in self.stages)

    @property
    def acceptance_number(self) -> int:
        """The largest number of nonconforming with which the lot can still be accepted."""
        return max(stage.accept for stage in self.stages if stage.accept is not None)


def printed_aql(aql: Decimal) -> str:
    """Return an AQL as the standards print it, with two digits below ten: 0.010, 0.65, 1.0, 10."""
    exponent = aql.normalize().as_tuple().exponent
    typed = -exponent if isinstance(exponent, int) else 0
    return f"{aql:.{max(0, 1 - aql.adjusted(), typed)}f}"
