"""Cells of files that people open in a spreadsheet: none of them is taken for a formula (OWASP, “CSV Injection”).

Whoever may enter a name could otherwise have a formula run on the computer of whoever exports a list with it.
"""

import re
from typing import Final

BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula, in either width, behind whatever blanks."""
NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
MARK: Final = "'"
"""What makes a spreadsheet take a cell for text."""


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet may take a cell for a formula; a number is none."""
    return cell.lstrip(" \u00a0\u3000").startswith(BEGINS_FORMULA) and not NUMBER.fullmatch(cell)


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"{MARK}{cell}" if is_formula(cell) else cell


def meant(cell: str) -> str:
    """Return what a cell said before `harmless` marked it."""
    bare = cell.removeprefix(MARK)
    return bare if is_formula(bare) else cell
