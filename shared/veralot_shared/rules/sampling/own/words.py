"""What is said of pages, marked for translation. `{row}` and `{column}` are those of the file, or of the printed page."""

from typing import Final

from veralot_shared.i18n import N_

NO_HEADINGS: Final = N_("Row {row}: the headings are missing. Begin with the line that names the columns.")
NO_ROWS: Final = N_("Row {row}: there is no line under the headings.")
NOT_AN_AQL: Final = N_("Row {row}, column {column}: “{value}” is no AQL of this table.")
NOT_A_LEVEL: Final = N_(
    "Row {row}, column {column}: “{value}” is no inspection level. They are S-1 to S-4 and I to III."
)
NOT_RISING: Final = N_("Row {row}, column {column}: the AQLs rise from left to right, each once.")
HEADING_TWICE: Final = N_("Row {row}, column {column}: “{value}” is already there.")
NOT_A_LETTER: Final = N_("Row {row}, column {column}: “{value}” is no code letter. They are A to S without I and O.")
NOT_A_BOUND: Final = N_(
    "Row {row}, column {column}: “{value}” is no largest lot: a whole number from 2, or - for the last line."
)
ROW_TWICE: Final = N_("Row {row}, column {column}: the line “{value}” is already there.")
NOT_A_SIZE: Final = N_("Row {row}, column {column}: “{value}” is no sample size above zero.")
SIZE_MISSING: Final = N_("Row {row}, column {column}: a line with plans needs the size of each sample.")
NOT_A_SINGLE: Final = N_(
    "Row {row}, column {column}: “{value}” is no cell of this table. Enter v or ^ for an arrow, - for no plan, or the numbers "
    "as 2 or 2/3."
)
NOT_OF_A_SERIES: Final = N_(
    "Row {row}, column {column}: “{value}” is no cell of this table. Enter v or ^ for an arrow, * or ++ for the reference to "
    "another table, - for no plan, or the numbers of each sample on its own line as 0/2, with # for no acceptance."
)
NOT_A_CONSTANT: Final = N_(
    "Row {row}, column {column}: “{value}” is no cell of this table. Enter v or ^ for an arrow, - for no plan, or n/k as "
    "9/1.42, or k alone with the size of the line."
)
NOT_A_CODE: Final = N_(
    "Row {row}, column {column}: “{value}” is no code letter. Enter one letter, A to S without I and O."
)
MADE_DATE: Final = N_(
    "Row {row}, column {column}: the spreadsheet has made a date of it: “{value}”. Format the cells as text and enter it again."
)
MIXED: Final = N_("Row {row}, column {column}: an arrow or a reference stands alone in its cell, once for all samples.")
SAMPLES: Final = N_("Row {row}, column {column}: a plan of this table has {wanted} samples; here are {given}.")

SIZES_FALL: Final = N_("Line {row}: its samples are smaller than those of the line above.")
NUMBERS_WRONG: Final = N_(
    "Line {row}, column {column}: “{value}” cannot decide. Acceptance numbers lie below rejection numbers and never fall."
)
LAST_GAP: Final = N_(
    "Line {row}, column {column}: after the last sample “{value}” leaves a count that is neither accepted nor rejected."
)
LEADS_NOWHERE: Final = N_("Line {row}, column {column}: “{value}” leads to no plan, neither read here nor confirmed.")
ROW_FALLS: Final = N_("Line {row}, column {column}: “{value}” accepts less than the plan at the smaller AQL before it.")
COLUMN_FALLS: Final = N_(
    "Line {row}, column {column}: “{value}” accepts less than the plan of the smaller sample above it."
)
K_RISES: Final = N_("Line {row}, column {column}: k must fall from left to right: “{value}” does not.")
K_FALLS: Final = N_(
    "Line {row}, column {column}: k must not fall from the smaller sample to the larger: “{value}” does."
)
LETTER_FALLS: Final = N_(
    "Line {row}, column {column}: “{value}” is a smaller sample than that of the smaller lot above it."
)
LEVEL_FALLS: Final = N_("Line {row}, column {column}: “{value}” is a smaller sample than that of the level before it.")

LAST_LOT: Final = N_("Line {row}: the last line must hold for every larger lot. Name it -.")

UNLIKE_SINGLE: Final = N_(
    "Line {row}, column {column}: “{value}” accepts {given} lots in 100 where the single plan accepts {single}. Look at it "
    "again in the copy."
)
UNLIKE_AQL: Final = N_(
    "Line {row}, column {column}: “{value}” accepts only {given} in 100 lots that are just as good as the AQL. Look at "
    "it again in the copy."
)
