"""GS1 identifiers of made-up companies.

Every company prefix starts with 952, which GS1 keeps for demonstrations, so no number here can belong to a real firm.
"""

PLANT = "9521001"
INFUSION_REGISTRANT = "9521101"
CATHETER_REGISTRANT = "9521202"
SUPPLIERS = "95213"
"""The first digits of the suppliers' prefixes; two digits of the supplier's own follow."""


def check_digit(digits: str) -> str:
    """Return the GS1 modulo-10 check digit of the digits before it (GS1 General Specifications, section 7.9)."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-weighted % 10)


def gtin(prefix: str, reference: int, indicator: int = 0) -> str:
    """Return a GTIN-14. The indicator is 0 for the base level and 1 to 8 for the levels above it."""
    body = f"{indicator}{prefix}{reference:0{12 - len(prefix)}d}"
    return body + check_digit(body)


def gln(prefix: str, location: int) -> str:
    """Return a GLN of 13 digits."""
    body = f"{prefix}{location:0{12 - len(prefix)}d}"
    return body + check_digit(body)


def sscc(prefix: str, number: int, extension: int = 0) -> str:
    """Return a serial shipping container code of 18 digits."""
    body = f"{extension}{prefix}{number:0{16 - len(prefix)}d}"
    return body + check_digit(body)
