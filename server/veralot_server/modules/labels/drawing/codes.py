"""Barcodes as modules: DataMatrix and Code 128, in their GS1 form where they carry application identifiers."""

from typing import Any, Final

import zxingcpp

from veralot_server.core.reports.symbols import data_matrix
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

MATRIX_MODULE: Final = 0.25
"""Least width of a DataMatrix module in millimetres: GS1's 0.254 for regulated healthcare items, as two dots of 203 dpi."""
BAR_MODULE: Final = 0.166
"""Least width of a Code 128 module: GS1's 0.170, as two dots of 300 dpi."""
MATRIX_QUIET: Final = 1
BAR_QUIET: Final = 10
"""Free modules on each side (GS1 General Specifications §5)."""
RULE_CODE: Final = N_(
    "A barcode cannot carry it: it is too long, or has characters that this kind of code does not know."
)


def matrix(text: str, *, is_gs1: bool) -> list[list[bool]]:
    """Return the modules of a DataMatrix, rows from the top. Raises: ValueNotAllowed."""
    try:
        return data_matrix(text, is_gs1=is_gs1)
    except ValueError as problem:
        raise ValueNotAllowed(value=text, rule=RULE_CODE, field="layout") from problem


def bars(text: str, *, is_gs1: bool) -> list[bool]:
    """Return the modules of a Code 128 from the left. Raises: ValueNotAllowed."""
    try:
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128, gs1=is_gs1)
    except ValueError as problem:
        raise ValueNotAllowed(value=text, rule=RULE_CODE, field="layout") from problem
    if (made.symbology_identifier == "]C1") is not is_gs1:
        raise ValueNotAllowed(value=text, rule=RULE_CODE, field="layout")
    image: Any = made.to_image(scale=1, add_quiet_zones=False)  # it has the buffer protocol, which its stub omits
    row: Any = memoryview(image).tolist()[0]
    return [value == 0 for value in row]
