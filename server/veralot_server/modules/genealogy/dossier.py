"""The genealogy's sections of a lot's dossier, along the chain of evidence: what it is, where from, where, where to, on hold.

A section shows what is recorded. What is not recorded is shown as missing; nothing is taken from present master data in its
stead.
"""

from collections.abc import Sequence
from typing import Any, Final

from veralot_shared.contracts.genealogy import ColumnView, SectionView
from veralot_shared.i18n import N_

COMPLETE: Final = N_("This list is complete: every branch ends at a recorded origin.")
INCOMPLETE: Final = N_("This list is not complete. What is not known is said in the rows marked as gaps.")
ALL_ACCOUNTED: Final = N_("This list is complete: the whereabouts of everything that left this lot are recorded.")


def made(name: str, title: str, columns: list[ColumnView], found: Sequence[list[Any]], note: str = "") -> SectionView:
    """Return a section."""
    return SectionView(id=name, title=title, columns=columns, rows=list(found), total=len(found), note=note)


def column(name: str, title: str, kind: str = "text") -> ColumnView:
    """Return a column."""
    return ColumnView(id=name, title=title, kind=kind)


LOT: Final = column("lot", N_("Lot"), "link:lot")
ITEM: Final = column("item", N_("Item"))
ITEM_NAME: Final = column("item_name", N_("Item name"))
ITEM_NAME_ZH: Final = column("item_name_zh", N_("Item name (Chinese)"))
STATUS: Final = column("status", N_("Status"), "code:LotStatus")
QUANTITY: Final = column("quantity", N_("Quantity"), "number")
UNIT: Final = column("unit", N_("Unit"))
ORDER: Final = column("order_no", N_("Order"))
TIME: Final = column("at", N_("Time"), "time")
REASON: Final = column("reason", N_("Reason"))
SERIAL: Final = column("serial_no", N_("Serial number"))
GAP: Final = column("gap", N_("Gap"))
