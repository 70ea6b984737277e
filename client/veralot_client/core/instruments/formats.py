"""Reads the lines that calipers, micrometers, indicators and balances write.

Known forms: a plain number, with or without a unit (Sylvac, Mahr, Tesa: `+012.345`, `12,345 mm`); Mitutoyo's Digimatic
(`01A+00012.345`); balances after Mettler-Toledo (`S S   12.3456 g`). A balance that is not steady yet (`S D`) is no reading.
"""

import re
from decimal import Decimal
from typing import Final

from veralot_client.core.instruments.reading import Reading, ReadingUnclear

NUMBER: Final = r"(?P<sign>[+-]?)\s*(?P<digits>\d+(?:[.,]\d+)?|[.,]\d+)"
UNIT: Final = r"\s*(?P<unit>[^\d\s.,+-][^\d\s]*)?"
FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"01A{NUMBER}",
        rf"S\s+S\s+{NUMBER}{UNIT}",
        rf"(?!01A){NUMBER}{UNIT}",
    )
)
UNITS: Final = {"MM": "mm", "IN": "in", "INCH": "in", '"': "in", "G": "g", "KG": "kg", "N": "N"}
"""What instruments write for units, where it is not what everybody writes."""


def read_line(line: str) -> Reading:
    """Return the reading in a line, exact to its last digit. Raises: ReadingUnclear."""
    text = line.strip()
    for form in FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return reading(match, text)
    raise ReadingUnclear(line=text if text.isprintable() else ascii(text))


def reading(match: re.Match[str], text: str) -> Reading:
    """Return what a line said."""
    said = match.groupdict().get("unit") or ""
    value = Decimal(f"{match['sign']}{match['digits'].replace(',', '.')}")
    return Reading(value, UNITS.get(said.upper(), said), text)
