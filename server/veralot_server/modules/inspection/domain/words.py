"""What the rules say, marked for translation."""

from typing import Final

from veralot_shared.i18n import N_

RULE_CODE: Final = N_("It needs 1 to 60 characters, without blanks at its ends.")
RULE_SHORT_CODE: Final = N_("It needs 1 to 20 characters, without blanks at its ends.")
RULE_NAME: Final = N_("It needs 1 to 200 characters, without blanks at its ends.")
RULE_TWICE: Final = N_("Each may stand here once.")
RULE_NOT_NUMERIC: Final = N_("Only a characteristic that is measured has limits, a nominal value and a unit.")
RULE_PRECISION: Final = N_("A number is read to 0 to 6 decimal places.")
RULE_FINER: Final = N_("It has more decimal places than the characteristic is read to.")
RULE_LIMITS: Final = N_("The lower limit must not lie above the nominal value, nor that above the upper limit.")
RULE_SAMPLE: Final = N_("A sample has at least 1 piece.")
RULE_BALLOON: Final = N_("A balloon stands on a page, at 0 to 1000 thousandths of its width and height.")
RULE_TABLE: Final = N_("This scheme needs an inspection level and an AQL.")
RULE_AQL: Final = N_("An AQL is a number above zero.")
RULE_CUSTOMER: Final = N_("A plan of its own needs a sample size, and fewer that may fail than that.")
RULE_REJECTABLE: Final = N_("Zero acceptance, and it alone, needs the percentage that shall be found, below 100.")
RULE_SKIP: Final = N_("Skip-lot, and it alone, inspects one lot of 2 to 5, once so many in a row were accepted.")
RULE_UNASKED: Final = N_("This scheme does not ask for it.")
RULE_DUE: Final = N_("The time for an inspection is 1 hour or more.")
RULE_SORT: Final = N_("Choose a field of the list.")
RULE_OPERATION: Final = N_("An in-process plan names its operation, the others none.")
RULE_SUPPLIER_STAGE: Final = N_("Only incoming goods have a supplier.")
RULE_QUALIFICATION: Final = N_("There is no such qualification, or it is no longer granted.")
RULE_PICTURE: Final = N_("The picture is a file attached to the plan's item.")
RULE_PHOTO: Final = N_("The photo is a file attached to the inspected lot, or to one of its units.")
RULE_QUANTITY: Final = N_("It must be more than nothing, and no more than was inspected.")
RULE_PLAN_LOT: Final = N_("This plan is for other goods or another stage.")
RULE_SERIALISED: Final = N_("Only units of a serialised lot are inspected one by one.")
RULE_UNITS: Final = N_("These are units of the inspected lot.")
RULE_RETESTS: Final = N_("A retest by plan has 1 to 20 samples, a confirmation none.")
RULE_ONE_LISTED: Final = N_("Say of which inspection, or measured with which gauge.")
RULE_RESUBMITTED: Final = N_("Only goods whose inspection was decided are resubmitted, at the same stage.")
RULE_REJECTED: Final = N_("Sorting says how much is rejected: more than nothing, and less than everything.")

MISSING_CHARACTERISTIC: Final = N_("It has no characteristic.")
MISSING_RULE: Final = N_("Class {class_name} has characteristics, but no sampling.")
MISSING_QUALIFICATION: Final = N_("Qualification {code} is no longer granted: ask for another.")
MISSING_NOTE: Final = N_("Say what changed against the revision before.")
MISSING_LIMITS: Final = N_("Characteristic {code}: a plan by variables needs a measured value with a limit.")
MISSING_TABLE: Final = N_("Class {class_name}: {problem}")

PROBLEM_UNKNOWN: Final = N_("Line {line}: the plan of this inspection has no such characteristic.")
PROBLEM_FORM: Final = N_("Line {line}, {code}: enter exactly one result, in the form that the characteristic asks for.")
PROBLEM_PRECISION: Final = N_("Line {line}, {code}: {value} has more than {precision} decimal places.")
PROBLEM_LARGE: Final = N_("Line {line}, {code}: {value} is too large.")
PROBLEM_UNIT: Final = N_("Line {line}, {code}: the value is in {unit}, but the characteristic is measured in {wanted}.")
PROBLEM_SAMPLE: Final = N_("Line {line}, {code}: sample {sample} is not among the {size} that are to be inspected.")
PROBLEM_COUNT: Final = N_("Line {line}, {code}: a count says how many were inspected, and no more of them failed.")
PROBLEM_GAUGE: Final = N_("Line {line}, {code}: say which gauge it was measured with.")
PROBLEM_TEXT: Final = N_("Line {line}, {code}: enter something.")
PROBLEM_LATE: Final = N_(
    "Line {line}, {code}: a late entry says when it was performed, in the past, and why it is late."
)
PROBLEM_UNSAMPLED: Final = N_("Line {line}, {code}: name the sample or the unit.")
PROBLEM_FOREIGN_UNIT: Final = N_("Line {line}, {code}: this unit does not belong to the inspection.")
PROBLEM_CAPTURED: Final = N_("Line {line}, {code}: only entries that the server has proved may come from a device.")

MISSING_RESULTS: Final = N_("{code}: {missing} of {needed} results")
MISSING_DEVICES: Final = N_("devices that have not sent everything yet: {devices}")

BLOCK_UNDECIDED: Final = N_("Inspection {number} has no usage decision yet.")
BLOCK_REJECTED: Final = N_("Inspection {number} rejected the goods; they were not inspected again since.")
BLOCK_NONE: Final = N_("Plan {plan} applies to this lot, but no inspection was made.")
BLOCK_PARTLY: Final = N_("{quantity} {unit} of lot {lot_no} were left out when the rest was inspected.")

WHY_LETTER: Final = N_("A lot of {lot} at level {level} has code letter {letter}.")
WHY_TABLE: Final = N_("AQL {aql} leads to the plan of letter {row}.")
WHY_SINGLE_INSTEAD: Final = N_("A single plan is used here: the tables have no confirmed plan of more samples.")
WHY_DOUBLE_INSTEAD: Final = N_("A double plan is used here: the tables have no confirmed multiple one.")
WHY_OWN_TABLE: Final = N_(
    "By the plant's own table of {document} ({sheet}), established on {date}: read by {first}, and again by {second}."
)
WHY_WHOLE: Final = N_("The sample would reach the lot of {lot}, so every piece is inspected.")
WHY_UNCONFIRMED: Final = N_(
    "This edition has no confirmed table for a lot of {lot}, so every piece is inspected and none may fail. Another edition "
    "can be chosen in a new revision of the plan, or the plant establishes the table under “Sampling tables”."
)
WHY_FULL: Final = N_("Every piece is inspected; none may fail.")
WHY_ZERO: Final = N_("The smallest sample that finds {rejectable} % with a risk of 5 %; none of it may fail.")
WHY_CUSTOMER: Final = N_("The plan itself says its sample.")
WHY_SKIPPED: Final = N_("One lot of {skip} is inspected; this one is skipped.")
WHY_UNSKIPPED: Final = N_("One lot of {skip} is inspected; this one is.")
WHY_VARIABLES: Final = N_("By mean and spread (s method), with the constant {constant}.")
PROBLEM_OTHER_SAMPLE: Final = N_("{code}: a correction is of the same characteristic and the same samples.")
RULE_ONLY_SORT: Final = N_("Only sorting rejects a part.")

TABLE_TOO_LARGE: Final = N_("A page has at most {lines} lines and {columns} columns.")
CELL_CONTRADICTS: Final = N_("Line {row}, column {column}: confirmed is {ours}, here stands {theirs}.")
RULE_SOURCE: Final = N_(
    "Say which document, which copy and which printed table it was read from, in 1 to 200 characters each."
)
RULE_TABLE_FILE: Final = N_("Name either a page or a table.")
RULE_PAGE: Final = N_("Inspection uses no such page.")
