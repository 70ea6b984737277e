"""Locations in the database: shown, read as the rules need them, made."""

from collections.abc import Iterable

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import records
from veralot_server.modules.genealogy.domain.facts import PlaceFacts
from veralot_shared.contracts.genealogy import OUTSIDE, LocationKind, LocationView
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import LocationId, PartnerId

VIEWS = """
SELECT id, code, name, name_zh, kind, customer_id, active FROM genealogy_location
WHERE %(scope)s::bigint IS NULL OR customer_id = %(scope)s ORDER BY code
"""
"""A customer's user sees that customer's own stores and no others."""

FACTS = """
SELECT id, code, kind, customer_id FROM genealogy_location WHERE outside OR (id = ANY(%(ids)s) AND active
    AND (%(scope)s::bigint IS NULL OR customer_id IS NULL OR customer_id = %(scope)s))
"""
"""A customer's goods lie in its own stores and in the plant's, never in another customer's."""


class NewLocation(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a location that is made."""

    code: str
    name: str
    name_zh: str
    kind: LocationKind
    customer_id: PartnerId | None
    outside: bool = False
    active: bool = True


def views(tx: Transaction) -> list[LocationView]:
    """Return the locations that the actor may see, by code."""
    return tx.rows(LocationView, VIEWS, scope=tx.actor.customer_id)


def is_taken(tx: Transaction, code: str) -> bool:
    """Tell whether a location has this code already, whatever its case."""
    query = "SELECT FROM genealogy_location WHERE upper(code) = upper(%s)"
    return tx.wire.execute(query, (code,)).fetchone() is not None


def make(tx: Transaction, new: NewLocation) -> LocationView:
    """Write a new location."""
    (made,) = records.add_returning(tx, "genealogy_location", [new], LocationView)
    return made


class Around:
    """The locations that a command names, and the outsides that stock comes from and goes to."""

    def __init__(self, tx: Transaction, location_ids: Iterable[LocationId]) -> None:
        """Read them in one statement."""
        rows = tx.rows(PlaceFacts, FACTS, ids=list(set(location_ids)), scope=tx.actor.customer_id)
        self._by_id = {row.id: row for row in rows}
        self._outside = {row.kind: row.id for row in rows}

    def get(self, location_id: LocationId, field: str = "location_id") -> PlaceFacts:
        """Return a location on the plant's shelves; movements reach the outsides by what they are, never by name.

        Raises:
            RecordNotFound: there is none, or it is closed.
        """
        place = self._by_id.get(location_id)
        if place is None or place.kind in OUTSIDE:
            raise RecordNotFound(kind="location", key=str(location_id), field=field)
        return place

    def outside(self, kind: LocationKind) -> LocationId:
        """Return the one place of a kind outside the plant's shelves."""
        return self._outside[kind]
