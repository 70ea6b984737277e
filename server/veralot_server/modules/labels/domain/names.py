"""Codes, names and reasons: there is something, and not too much."""

from veralot_shared.contracts.labels import ReasonNeeded
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.rules.scans import CONTROL

LONGEST_CODE = 40
LONGEST_NAME = 200
PORTS = range(1, 65536)
DOTS = frozenset({6, 8, 12, 24})

RULE_CODE = N_("A code has 1 to 40 characters, none of them invisible.")
RULE_NAME = N_("A name has at most 200 characters, none of them invisible.")
RULE_HOST = N_("Enter the printer's name or address in the network.")
RULE_PORT = N_("A port is a number from 1 to 65535; printers listen on 9100.")
RULE_DOTS = N_("Label printers have 6, 8, 12 or 24 dots to the millimetre.")


def require_code(code: str) -> None:
    """Check a code. Raises: ValueNotAllowed."""
    if not code.strip() or code != code.strip() or len(code) > LONGEST_CODE or CONTROL.search(code):
        raise ValueNotAllowed(value=code, rule=RULE_CODE, field="code")


def require_names(**names: str) -> None:
    """Check names. Raises: ValueNotAllowed."""
    for field, name in names.items():
        if len(name) > LONGEST_NAME or CONTROL.search(name):
            raise ValueNotAllowed(value=name, rule=RULE_NAME, field=field)


def require_reach(host: str, port: int, dots: int) -> None:
    """Check where a printer is and how fine it prints. Raises: ValueNotAllowed."""
    if not host.strip() or CONTROL.search(host) or any(map(str.isspace, host)) or len(host) > LONGEST_NAME:
        raise ValueNotAllowed(value=host, rule=RULE_HOST, field="host")
    if port not in PORTS:
        raise ValueNotAllowed(value=str(port), rule=RULE_PORT, field="port")
    if dots not in DOTS:
        raise ValueNotAllowed(value=str(dots), rule=RULE_DOTS, field="dots")


def require_reason(reason: str) -> None:
    """Check that a reason says something. Raises: ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
