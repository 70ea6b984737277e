"""Columns that several sections have, and the section itself."""

from collections.abc import Sequence
from typing import Any, Final

from veralot_shared.contracts.genealogy import ColumnView, SectionView
from veralot_shared.i18n import N_

Row = list[Any]


def column(name: str, title: str, kind: str = "text") -> ColumnView:
    """Return a column."""
    return ColumnView(id=name, title=title, kind=kind)


def made(name: str, title: str, columns: Sequence[ColumnView], rows: Sequence[Row], note: str = "") -> SectionView:
    """Return a section, whole."""
    return SectionView(id=name, title=title, columns=list(columns), rows=list(rows), total=len(rows), note=note)


def name(english: str | None, chinese: str | None) -> list[str] | None:
    """Return a name in both languages as a cell of kind `name`; nothing where there is none."""
    return [english or "", chinese or ""] if english or chinese else None


LOT: Final = column("lot", N_("Lot"), "link:lot")
ITEM: Final = column("item", N_("Item"))
STATUS: Final = column("status", N_("Status"), "code:LotStatus")
QUANTITY: Final = column("quantity", N_("Quantity"), "number")
UNIT: Final = column("unit", N_("Unit"))
ORDER: Final = column("order_no", N_("Order"))
TIME: Final = column("at", N_("Time"), "time")
PERSON: Final = column("by", N_("Person"), "name")
REASON: Final = column("reason", N_("Reason"))
SERIAL: Final = column("serial_no", N_("Serial number"))
PACKAGE: Final = column("package_no", N_("Package"))
SIGNATURE: Final = column("signature", N_("Signature"))
