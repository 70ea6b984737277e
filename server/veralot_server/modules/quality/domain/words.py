"""What the rules say, marked for translation."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from veralot_shared.contracts.quality import CaseKind
from veralot_shared.i18n import N_

NAMES: Final[Mapping[CaseKind, str]] = MappingProxyType(
    {
        CaseKind.NCR: N_("NCR"),
        CaseKind.CAPA: N_("CAPA"),
        CaseKind.DEVIATION: N_("Deviation"),
        CaseKind.PERMIT: N_("Permit"),
        CaseKind.COMPLAINT: N_("Complaint"),
        CaseKind.SCAR: N_("Supplier request"),
        CaseKind.QCT: N_("Correction test"),
    }
)

RULE_LANGUAGE: Final = N_("Choose a language that Veralot speaks.")
RULE_FUTURE: Final = N_("It cannot lie in the future.")
RULE_PAST: Final = N_("It cannot lie in the past.")
RULE_LATER: Final = N_("An extension must be later than the present day.")
RULE_TIMES: Final = N_("The end must not lie before the beginning.")
RULE_ONE: Final = N_("Name at least one.")
RULE_LOT: Final = N_("This lot does not belong to the record.")
RULE_ALL_LOTS: Final = N_("Decide on every lot of the record of which something is on hand.")
RULE_LINE: Final = N_("This line is not at that point.")
RULE_CARRIED_OUT: Final = N_("Every line of the disposition is carried out, or under way.")
RULE_APART: Final = N_("Divide the lot by its lines first.")
RULE_PLACE: Final = N_("Say where it lies: it lies in more than one place, or in none.")
RULE_POSITIVE: Final = N_("It must be more than nothing.")
RULE_QUANTUM: Final = N_("It is not a multiple of the item's smallest quantity.")
RULE_METRIC: Final = N_("Say what is measured.")
RULE_ALLOWED: Final = N_("Fewer failures can be allowed than are tested, and not less than none.")
RULE_ITSELF: Final = N_("A record cannot belong to itself.")
RULE_DUPLICATE: Final = N_("That complaint was ended itself, and nobody looks into it. Name the one that is worked on.")
RULE_MEASURES: Final = N_("Measure every criterion of the plan, in its order.")
RULE_SAMPLE: Final = N_("Fewer were examined than the plan demands.")
RULE_FAILURES: Final = N_("There cannot be more failures than were tested.")
RULE_REPORT: Final = N_("This report was not decided upon.")
RULE_REPORT_KIND: Final = N_("This is no report to an authority.")
RULE_REPORTABLE: Final = N_("Name the reports that are owed where it is reportable, and none where it is not.")
RULE_DEFECT: Final = N_("This defect code is not in use. Choose one from the list.")
RULE_RETIRED: Final = N_("This code is retired already.")
RULE_IN_USE: Final = N_("This code is in use already.")
RULE_NO_TERM: Final = N_("A record of this kind has no such step, or none that is due.")
RULE_TERM: Final = N_("A term is 1 to 3650 days.")
RULE_HOURS: Final = N_("The customer is told within 1 to 8760 hours.")
RULE_OF_ITEM: Final = N_("A quantity is of one item: name the item, and lots of that alone.")
RULE_LEVELS: Final = N_("Each level comes later than the one before.")
RULE_GRAVE: Final = N_("Only the plan of a major or critical CAPA needs this.")
RULE_MINOR: Final = N_("Only a minor deviation may be justified.")
RULE_DONE: Final = N_("This action is finished, or no longer planned.")
RULE_SIMILAR: Final = N_("The similar complaint was not investigated.")
RULE_SUPPLIER: Final = N_("This partner is no supplier.")
RULE_CUSTOMER_SIGNS: Final = N_("The customer's own user gives this consent.")
RULE_OWN_ACTIONS: Final = N_("Whoever owns one of the actions does not judge their effect.")

SERIALS_STRANGE: Final = N_("The lot has no units with these serial numbers.")

OPEN_NCR: Final = N_("Nonconformity {number} “{title}” is not closed.")
OPEN_DEVIATION: Final = N_("Deviation {number} “{title}” is not closed.")
OPEN_ELSEWHERE: Final = N_("The plant has not closed its quality record {number} yet.")
BEYOND_PERMIT: Final = N_(
    "{beyond} {unit} of the lot were made beyond what permit {number} “{title}” allows. Report a deviation of the lot, or say "
    "that it was not made under the permit."
)
UNCLASSIFIED: Final = N_("Deviation {number} “{title}” is not classified yet.")
OPEN_ACTION: Final = N_("The action “{what}” of {owner} is not done.")
OPEN_TEST: Final = N_("The correction test {number} is not passed.")
OPEN_PERIOD: Final = N_(
    "The effect is measured over {days} days, until {day}. Check it again then; what does not work can be closed before."
)
CARRIED_OUT: Final = N_(
    "Part of its disposition was carried out, so it was no false alarm. Close it when all is verified."
)
OPEN_LOT: Final = N_(
    "Nothing was decided on lot {lot_no}. Name it in the record again, so that it is decided on before this is closed."
)
OPEN_NOTICE: Final = N_("The customer has not been told yet.")
OPEN_REPORT: Final = N_("A report to an authority was decided upon but not sent.")
NEEDS_ENGINEERING: Final = N_("Engineering has not agreed yet.")
NEEDS_MANAGEMENT: Final = N_("The management representative has not agreed to the plan yet.")
NEEDS_CONSENT: Final = N_("The customer has not consented yet.")

FIELD_DEVICE: Final = N_("the name of the device")
FIELD_RECEIVED: Final = N_("the date of receipt")
FIELD_UDI: Final = N_("the UDI or another identification")
FIELD_COMPLAINANT: Final = N_("name, address and phone number of the complainant")
FIELD_NATURE: Final = N_("the nature and details of the complaint")
FIELD_CORRECTION: Final = N_("the correction or corrective action")
FIELD_REPLY: Final = N_("the reply to the complainant")
