"""Reads what is typed or pasted: a line for each subgroup, or a table of measurements. No Qt."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from veralot_client.widgets.form.spec import Flaw, Wrong
from veralot_shared.contracts.spc import COUNTED, Chart, SubgroupEntry
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId

BETWEEN: Final = re.compile(r"[;\t ]+")
NOT_NUMBERS: Final = N_("Line {line}: “{text}” is no number.")
COUNT_LINE: Final = N_("Line {line}: type what was counted and among how many, such as “3 50”.")


def numbers(text: str, line: int, field: str) -> list[Decimal]:
    """Return the numbers of a line, parted by spaces, tabs or semicolons. Raises: Wrong."""
    found = []
    for part in BETWEEN.split(text.strip()):
        try:
            found.append(Decimal(part.replace(",", ".")))
        except InvalidOperation:
            raise Wrong(Flaw(field, NOT_NUMBERS, {"line": line, "text": part})) from None
    return found


def rows(text: str, field: str) -> list[list[Decimal]]:
    """Return the numbers of every line that is not empty. Raises: Wrong."""
    return [numbers(line, place, field) for place, line in enumerate(text.splitlines(), start=1) if line.strip()]


def subgroups(text: str, chart: Chart, size: int, lot_id: LotId | None, late_reason: str) -> list[SubgroupEntry]:
    """Return the subgroups that a text holds.

    A column of single values, as one pastes it from a sheet, is parted into subgroups of the chart's size.

    Raises:
        Wrong: a line holds what is no number, or a count without what it was found among.
    """
    found = rows(text, "values")
    more = {"lot_id": lot_id, "late_reason": late_reason}
    if chart in COUNTED:
        return [counted(line, row, more) for line, row in enumerate(found, start=1)]
    if size > 1 and all(len(row) == 1 for row in found):
        column = [row[0] for row in found]
        found = [column[start : start + size] for start in range(0, len(column), size)]
    return [SubgroupEntry(values=row, **more) for row in found]  # type: ignore[arg-type]  # the two optional fields


def counted(line: int, row: list[Decimal], more: Mapping[str, object]) -> SubgroupEntry:
    """Return a count. Raises: Wrong."""
    if len(row) != 2 or row[0] != row[0].to_integral_value():  # noqa: PLR2004 - a count and what it is among
        raise Wrong(Flaw("values", COUNT_LINE, {"line": line}))
    return SubgroupEntry(count=int(row[0]), looked_at=row[1], **more)  # type: ignore[arg-type]  # as above
