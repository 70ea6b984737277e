"""GS1 identifiers of made-up companies.

Every company prefix starts with 952, which GS1 keeps for demonstrations, so no number here can belong to a real firm.
"""

from veralot_shared.rules.gs1 import check_digit

PLANT = "9521001"
INFUSION_REGISTRANT = "9521101"
CATHETER_REGISTRANT = "9521202"
SUPPLIERS = "95213"
"""The first digits of the suppliers' prefixes; two digits of the supplier's own follow."""


def gtin(prefix: str, reference: int, indicator: int = 0) -> str:
    """Return a GTIN-14. The indicator is 0 for the base level and 1 to 8 for the levels above it."""
    body = f"{indicator}{prefix}{reference:0{12 - len(prefix)}d}"
    return f"{body}{check_digit(body)}"


def gln(prefix: str, location: int) -> str:
    """Return a GLN of 13 digits."""
    body = f"{prefix}{location:0{12 - len(prefix)}d}"
    return f"{body}{check_digit(body)}"


def sscc(prefix: str, number: int, extension: int = 0) -> str:
    """Return a serial shipping container code of 18 digits."""
    body = f"{extension}{prefix}{number:0{16 - len(prefix)}d}"
    return f"{body}{check_digit(body)}"
