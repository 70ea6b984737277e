"""What there is of a lot: where it lies, its units, its packages."""

from collections.abc import Sequence
from typing import Final

from veralot_server.core.module import section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import packages
from veralot_server.modules.genealogy.domain.unit_runs import unit_runs
from veralot_server.modules.genealogy.dossier import columns as c
from veralot_server.modules.genealogy.queries.stock import stock_rows, unit_rows
from veralot_shared.contracts.genealogy import LotView, SectionView, UnitView
from veralot_shared.i18n import N_

STOCK_COLUMNS: Final = (
    c.column("location", N_("Location")),
    c.column("location_name", N_("Name"), "name"),
    c.QUANTITY,
    c.UNIT,
)

SINGLE: Final = 200
"""So many units are listed one by one; more of them as ranges of serial numbers."""

UNIT_COLUMNS: Final = (
    c.SERIAL,
    c.column("status", N_("Status"), "code:UnitStatus"),
    c.column("holds", N_("Holds"), "number"),
    c.PACKAGE,
    c.column("customer", N_("Customer"), "name"),
    c.column("lot", N_("Now in lot"), "link:lot"),
)

UNIT_RUN_COLUMNS: Final = (
    c.SERIAL,
    c.column("count", N_("Units"), "number"),
    *UNIT_COLUMNS[1:],
)

PACKAGE_COLUMNS: Final = (
    c.PACKAGE,
    c.column("level", N_("Level"), "number"),
    c.column("gtin", N_("GTIN")),
    c.QUANTITY,
    c.UNIT,
    c.column("inside", N_("Inside package")),
)


@section("genealogy.stock", order=30)
def stock_section(lot: LotView, tx: Transaction) -> SectionView:
    """Return where the lot lies now."""
    found = stock_rows(tx, lot.id)
    rows = [[s.location, c.name(s.location_name, s.location_name_zh), s.quantity, s.unit] for s in found]
    return c.made("genealogy.stock", N_("Where it is"), STOCK_COLUMNS, rows)


@section("genealogy.units", order=40)
def units_section(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return the units that are in the lot or were in it before they were drawn, split off, merged or returned."""
    found = unit_rows(tx, lot.id)
    if len(found) > SINGLE:
        return many_units(found)
    rows = [
        [u.serial_no, u.status, u.holds, u.package_no, c.name(u.customer, u.customer_zh), [u.lot_id, u.lot_no]]
        for u in found
    ]
    return c.made("genealogy.units", N_("Units"), UNIT_COLUMNS, rows) if rows else None


def many_units(found: Sequence[UnitView]) -> SectionView:
    """Return units as ranges of their serial numbers."""
    rows = [
        [
            run.serials,
            run.count,
            run.status,
            run.holds,
            ", ".join(run.packages),
            c.name(run.customer, run.customer_zh),
            [run.lot_id, run.lot_no],
        ]
        for run in unit_runs(found)
    ]
    return c.made("genealogy.units", N_("Units"), UNIT_RUN_COLUMNS, rows)


@section("genealogy.packages", order=50)
def packages_section(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return the lot's packages, the largest first, if it was packed."""
    found = packages.views(tx, "WHERE p.lot_id = %(lot)s ORDER BY p.level DESC, p.package_no", lot=lot.id)
    numbers = {package.id: package.package_no for package in found}
    rows = [
        [p.package_no, p.level, p.gtin, p.quantity, lot.unit, numbers.get(p.inside_id) if p.inside_id else None]
        for p in found
    ]
    return c.made("genealogy.packages", N_("Packages"), PACKAGE_COLUMNS, rows) if rows else None
