"""Refuses, in whatever a command would write down, characters that nobody sees and that make a text read as another.

A scanner's separators belong into the field that was scanned into, where its rules judge them; in a reason or a name they
are a slip of the reader. Marks of direction let a text read otherwise than it is. What was entered while the server was
away does not come by here: nobody could enter it again.
"""

import re
from typing import Any, Final

from veralot_server.core.bounds import Fault, Walk
from veralot_shared.errors import ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.messages import Command, Message

UNSEEN: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
"""Control characters but for tab and the ends of lines; marks and isolates of direction; marks of annotation."""
RULE: Final = N_(
    "The text contains a control character, or a mark of direction, that is not seen. Enter it again without it."
)
RAW: Final = frozenset({"scan", "badge", "code", "heading", "file_name"})
"""Fields that hold what was read or chosen as it was: a code is judged by its own rule, a file's name is made safe."""


def _seen(value: str) -> Fault | None:
    found = UNSEEN.search(value)
    return Fault(f"U+{ord(found[0]):04X}", RULE) if found else None


SEEN: Final = Walk({str: _seen}, left_out=RAW)


def require_seen(message: Message[Any]) -> None:
    """Refuse a command with a character that nobody sees; it is named by its number alone. Raises: ValueNotAllowed."""
    if not isinstance(message, Command):
        return
    fault = SEEN.fault_in(message)
    if fault is not None:
        raise ValueNotAllowed(field=fault.field, value=fault.value, rule=fault.rule)
