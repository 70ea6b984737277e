"""The sentences that refusals and traces say, each once, so that one catalogue translates them all.

`WHY_*` completes `LotNotUsable.why`, `WHO_*` its `who`; `RULE_*` stands in `QuantityInvalid` and `ValueNotAllowed`,
`SERIALS_*` in `SerialsWrong`, `GAP_*` in a trace's gaps, `DIFFERS_*` in `MergeUnlike`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.genealogy import LotStatus
from veralot_shared.i18n import N_

# --- why a lot cannot be used, and who can change it -----------------------------------------------------------------

WHY: Final[Mapping[LotStatus, str]] = MappingProxyType(
    {
        LotStatus.EXPECTED: N_("It has not arrived yet."),
        LotStatus.QUARANTINE: N_("It has not been tested and accepted yet."),
        LotStatus.IN_TEST: N_("Its test is not decided yet."),
        LotStatus.HOLD: N_("It stays on hold until every one of its holds is lifted."),
        LotStatus.NONCONFORMING: N_("It was rejected."),
        LotStatus.REWORK: N_("It is being reworked; only its rework order may use it."),
        LotStatus.AT_STERILIZER: N_("It is at the sterilizer."),
        LotStatus.EXPIRED: N_("Its expiry date has passed. It may only be moved and scrapped."),
        LotStatus.RECALLED: N_("It is recalled."),
        LotStatus.CONSUMED: N_("Nothing of it is left."),
        LotStatus.SHIPPED: N_("Nothing of it is left."),
        LotStatus.SCRAPPED: N_("Nothing of it is left."),
        LotStatus.RETURNED_TO_SUPPLIER: N_("Nothing of it is left."),
    }
)
WHY_NOT_ON_THE_MARKET: Final = N_(
    "Finished goods go to the market only after the registrant's market release; until then only to the registrant."
)

WHO_NOBODY: Final = N_("nobody")
WHO: Final[Mapping[LotStatus, str]] = MappingProxyType(
    {
        LotStatus.EXPECTED: N_("warehouse, by receiving it"),
        LotStatus.QUARANTINE: N_("an inspector, by sampling it; then QA release"),
        LotStatus.IN_TEST: N_("QA release or the quality head, by accepting it"),
        LotStatus.HOLD: N_("QA release or the quality head, by lifting the holds"),
        LotStatus.NONCONFORMING: N_("the quality head, by a disposition"),
        LotStatus.REWORK: N_("production, by reporting the rework"),
        LotStatus.AT_STERILIZER: N_("warehouse, by taking it back from the sterilizer"),
        LotStatus.EXPIRED: WHO_NOBODY,
        LotStatus.RECALLED: WHO_NOBODY,
        LotStatus.CONSUMED: WHO_NOBODY,
        LotStatus.SHIPPED: N_("warehouse, by taking back a return"),
        LotStatus.SCRAPPED: WHO_NOBODY,
        LotStatus.RETURNED_TO_SUPPLIER: WHO_NOBODY,
    }
)
WHO_REGISTRANT: Final = N_("the registrant's authorised person, by market release")

# --- what a value must be --------------------------------------------------------------------------------------------

RULE_POSITIVE: Final = N_("It must be more than zero.")
RULE_NOT_NEGATIVE: Final = N_("It must not be less than zero.")
RULE_QUANTUM: Final = N_("It is not a multiple of the item's smallest quantity.")
RULE_UNIT: Final = N_("This item is not measured in that unit.")
RULE_DIGITS: Final = N_("It has too many digits.")
RULE_PARTS: Final = N_("The parts must add up to what lies there.")
RULE_UNITS_NAMED: Final = N_("It must equal the number of units named.")
RULE_CONTENT: Final = N_("It must equal what the named packages and units hold.")

RULE_NUMBER: Final = N_("A number has 1 to 60 printable characters, with no space at its ends.")
RULE_INSIDE: Final = N_("Locations outside the plant are there from the beginning; others cannot be made.")
RULE_INNER: Final = N_("Only packages of a smaller level that are still here and in no other package can be packed.")
RULE_OUTERMOST: Final = N_("Name the outermost package that is still here; everything in it leaves with it.")
RULE_LINES: Final = N_("Name at least one.")
RULE_MADE_IN_FUTURE: Final = N_("The date of manufacture lies in the future.")
RULE_DATES: Final = N_("The date of manufacture lies after the date of expiry.")
RULE_TWO_RELEASES: Final = N_("Finished goods are released twice: production release, then market release.")
RULE_FINISHED_ONLY: Final = N_("Only finished goods get production release; other lots are accepted.")
RULE_SAME_PLACE: Final = N_("It lies there already.")
RULE_NAMED_TWICE: Final = N_("It is named twice.")
RULE_SAME_ORDER: Final = N_("It must be a lot of the same item, number and order.")
RULE_SORT: Final = N_("The list cannot be sorted by this.")
RULE_MERGE_MANY: Final = N_("It takes at least two lots to merge.")
RULE_NO_CHANGE: Final = N_("The count agrees with the record; there is nothing to adjust.")
RULE_REGISTRANT_SIGNS: Final = N_(
    "Market release is the registrant's own decision: only an account of the lot's registrant may sign it."
)

# --- units -----------------------------------------------------------------------------------------------------------

SERIALS_MISSING: Final = N_("This item is serialised: name one serial number for each piece")
SERIALS_UNWANTED: Final = N_("This item is not serialised: name no serial numbers")
SERIALS_TWICE: Final = N_("These serial numbers are named twice")
SERIALS_USED: Final = N_("These serial numbers already exist")
SERIALS_BLANK: Final = N_("A serial number has 1 to 20 printable characters, with no space at its ends")
SERIALS_ELSEWHERE: Final = N_("These units are not there, or not in this lot")
SERIALS_OTHER_LOT: Final = N_("These units do not belong to the output lot")
SERIALS_PAIRS: Final = N_("Name as many units to consume as units that they go into, or one unit that takes them all")
SERIALS_PACKED: Final = N_("These units are packed; name their package instead")
SERIALS_PACKED_TOGETHER: Final = N_("These units are in one package with those that move; move the whole package")
SERIALS_NOT_SHIPPED: Final = N_("These units did not leave with that shipment, or came back since")
SERIALS_NOT_LOOSE: Final = N_("These units do not lie there loose: they are elsewhere, or in a package already")
SERIALS_RANGE: Final = N_("This is no range of numbers; write it as CT26-0001..0040")
SERIALS_MANY: Final = N_("These are too many for one message; at most 100,000 go into one")
SERIALS_PART: Final = N_("Part of a serialised lot moves only with its units named: draw or split it")
SERIALS_COUNT: Final = N_("Serialised stock is not adjusted by count: scrap the missing units by name")

# --- traces ----------------------------------------------------------------------------------------------------------

GAP_NO_ORIGIN: Final = N_("Where this lot came from is not recorded.")
GAP_IMPORTED: Final = N_("Its history begins with the import; what was before is not recorded.")
GAP_MADE: Final = N_("Its movements do not account for the quantity made.")
GAP_MISSING: Final = N_("A count found less than the record; where the difference is, is not known.")
GAP_USE: Final = N_("Part of it was consumed, but into what is not recorded.")
GAP_UNITS: Final = N_("Inputs of this lot are recorded unit by unit: trace one unit, or choose lot scope.")

DIFFERS_ITEM: Final = N_("item")
DIFFERS_STATUS: Final = N_("status")
DIFFERS_CUSTOMER: Final = N_("customer")

SENTENCES: Final[frozenset[str]] = frozenset(
    value for name, value in list(globals().items()) if name.isupper() and isinstance(value, str)
) | {*WHY.values(), *WHO.values()}
"""Every sentence above: the catalogue must know each of them."""
