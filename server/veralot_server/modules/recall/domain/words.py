"""What the rules say, marked for translation."""

from typing import Final

from veralot_shared.i18n import N_

RULE_TIMES: Final = N_("The end must not lie before the beginning.")
RULE_FUTURE: Final = N_("It cannot lie in the future.")
RULE_ONE: Final = N_("Name at least one.")
RULE_PERCENT: Final = N_("Level B needs a percentage between 1 and 99, the others none.")
RULE_JURISDICTION: Final = N_("Name at least one jurisdiction.")
RULE_NEGATIVE: Final = N_("It must not be negative.")
RULE_LOT: Final = N_("This lot was not shipped to this consignee.")
RULE_TWICE: Final = N_("Each lot can be named once.")
RULE_LANGUAGE: Final = N_("Choose a language that Veralot speaks.")
RULE_SUPPLIER_LOT: Final = N_("Enter the supplier's lot number.")
RULE_LETTERS: Final = N_("Nothing was shipped to anybody, so there is nobody to write to.")
