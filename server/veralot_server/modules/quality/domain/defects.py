"""What a defect code of the plant may be."""

from typing import Final

from veralot_shared.contracts.quality import DefineDefect, RenameDefect
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_

LONGEST_CODE: Final = 40
LONGEST_NAME: Final = 200

CODE_RULE: Final = N_("A code has 1 to 40 characters, without spaces at its ends and without control characters.")
NAME_RULE: Final = N_("It needs 1 to 200 printable characters, with no space at its ends.")
TEXT_RULE: Final = N_("It may have up to 200 printable characters, with no space at its ends.")


def require_new(command: DefineDefect) -> None:
    """Check a new code and what it is called. Raises: ValueNotAllowed."""
    require_code(command.code)
    require_names(command)


def require_code(code: str) -> None:
    """Check a new code. Raises: ValueNotAllowed."""
    if not printable(code, shortest=1, longest=LONGEST_CODE):
        raise ValueNotAllowed(value=code, rule=CODE_RULE, field="code")


def require_names(command: DefineDefect | RenameDefect) -> None:
    """Check what a code is called. Raises: ValueNotAllowed."""
    require_name(command.name)
    require_name_zh(command.name_zh)


def require_name(name: str) -> None:
    """Check an English name, which must be there. Raises: ValueNotAllowed."""
    if not printable(name, shortest=1, longest=LONGEST_NAME):
        raise ValueNotAllowed(value=name, rule=NAME_RULE, field="name")


def require_name_zh(name_zh: str) -> None:
    """Check a Chinese name, which may be empty. Raises: ValueNotAllowed."""
    if not printable(name_zh, shortest=0, longest=LONGEST_NAME):
        raise ValueNotAllowed(value=name_zh, rule=TEXT_RULE, field="name_zh")


def printable(text: str, *, shortest: int, longest: int) -> bool:
    """Tell whether a text is of a fit length, without control characters and without space at its ends."""
    return shortest <= len(text) <= longest and text == text.strip() and text.isprintable()
