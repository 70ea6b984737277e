"""Packages in the database: as the rules need them, made, and shown."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import records, units
from veralot_server.modules.genealogy.domain.facts import UnitFacts
from veralot_shared.contracts.genealogy import PackageView
from veralot_shared.ids import LotId, PackageId

VIEW = """
SELECT p.id, p.package_no, p.level, p.gtin, p.lot_id, trim_scale(p.quantity) AS quantity, p.inside_id
FROM genealogy_package p
"""

FACTS = """
SELECT p.id, p.package_no, p.level, p.lot_id, trim_scale(p.quantity) AS quantity, p.inside_id,
       EXISTS (SELECT FROM genealogy_edge e WHERE e.parent_id = p.id AND e.kind = 'shipped') AS shipped
FROM genealogy_package p WHERE p.id = ANY(%(ids)s) ORDER BY p.id
"""

LOOSE = """
SELECT coalesce(sum(s.quantity) FILTER (WHERE NOT s.outside), 0) - coalesce((
    SELECT sum(p.quantity) FROM genealogy_package p
    WHERE p.lot_id = %(lot)s AND p.inside_id IS NULL
      AND NOT EXISTS (SELECT FROM genealogy_edge e WHERE e.parent_id = p.id AND e.kind = 'shipped')), 0)
FROM genealogy_stock s WHERE s.lot_id = %(lot)s
"""

INSIDE = """
WITH RECURSIVE inside(id) AS (
    SELECT unnest(%(ids)s::bigint[])
    UNION
    SELECT p.id FROM inside i JOIN genealogy_package p ON p.inside_id = i.id
)
SELECT id FROM inside
"""


class PackageFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A package as the rules need it."""

    id: PackageId
    package_no: str
    level: int
    lot_id: LotId
    quantity: Decimal
    inside_id: PackageId | None
    shipped: bool


class NewPackage(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a package that is made."""

    package_no: str
    lot_id: LotId
    level: int
    gtin: str
    quantity: Decimal
    inside_id: PackageId | None = None


def views(tx: Transaction, condition: str, **values: object) -> list[PackageView]:
    """Return packages as they are shown."""
    return tx.rows(PackageView, VIEW + condition, **values)


def facts(tx: Transaction, package_ids: Sequence[PackageId]) -> dict[PackageId, PackageFacts]:
    """Return packages by id; those that are not there are left out."""
    found = tx.rows(PackageFacts, FACTS, ids=list(package_ids)) if package_ids else []
    return {package.id: package for package in found}


def make(tx: Transaction, new: Sequence[NewPackage]) -> list[PackageView]:
    """Write new packages and return them in the same order."""
    made = records.add_returning(tx, "genealogy_package", new, MadePackage)
    by_no = {package.package_no: package for package in made}
    return [
        PackageView(
            id=by_no[row.package_no].id,
            package_no=row.package_no,
            level=row.level,
            gtin=row.gtin,
            lot_id=row.lot_id,
            quantity=row.quantity,
            inside_id=row.inside_id,
        )
        for row in new
    ]


class MadePackage(msgspec.Struct, frozen=True, kw_only=True):
    """The id that a new package was given."""

    id: PackageId
    package_no: str


def taken_numbers(tx: Transaction, numbers: Sequence[str]) -> set[str]:
    """Return those numbers that packages already have."""
    rows = tx.wire.execute("SELECT package_no FROM genealogy_package WHERE package_no = ANY(%s)", (list(numbers),))
    return {row[0] for row in rows}


def put_inside(tx: Transaction, outer: Sequence[PackageId], inner: Sequence[PackageId]) -> None:
    """Put each inner package into the outer one named beside it."""
    query = """UPDATE genealogy_package p SET inside_id = n.outer_id
               FROM unnest(%(inner)s::bigint[], %(outer)s::bigint[]) AS n(id, outer_id) WHERE p.id = n.id"""
    if inner:
        tx.wire.execute(query, {"inner": list(inner), "outer": list(outer)})


def loose(tx: Transaction, lot_id: LotId) -> Decimal:
    """Return how much of a lot lies on shelves outside any package."""
    row = tx.wire.execute(LOOSE, {"lot": lot_id}).fetchone()
    return Decimal(row[0]) if row else Decimal(0)


def content(tx: Transaction, package_ids: Sequence[PackageId]) -> list[UnitFacts]:
    """Return all units in packages and in the packages within."""
    if not package_ids:
        return []
    inside = [row[0] for row in tx.wire.execute(INSIDE, {"ids": list(package_ids)})]
    return units.facts(tx, "u.package_id = ANY(%(ids)s)", ids=inside)
