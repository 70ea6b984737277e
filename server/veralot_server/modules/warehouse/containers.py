"""Containers in the database: locked and read as the rules need them, made, shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from veralot_server.core import records
from veralot_server.core.transaction import Transaction
from veralot_server.modules.warehouse.contents import LotFacts
from veralot_server.modules.warehouse.standing import STATUS_NOW, clock
from veralot_shared.contracts.warehouse import (
    ContainerClosed,
    ContainerKind,
    ContainerOfCustomer,
    ContainersChanged,
    ContainerState,
    ContainerView,
)
from veralot_shared.errors import RecordExists, RecordNotFound
from veralot_shared.ids import ContainerId, LocationId, LotId, PartnerId

MINE = """(%(scope)s::bigint IS NULL OR k.customer_id = %(scope)s OR EXISTS (
    WITH RECURSIVE within(id) AS (
        SELECT k.id UNION SELECT n.id FROM within w JOIN warehouse_container n ON n.inside_id = w.id)
    SELECT FROM within w JOIN warehouse_content t ON t.container_id = w.id AND t.quantity > 0
    JOIN genealogy_lot o ON o.id = t.lot_id WHERE o.customer_id = %(scope)s))"""
"""A customer's user sees the containers that are kept for that customer or hold something of it."""

VIEW = f"""
SELECT k.id, k.version, k.container_no, k.kind, k.state, k.location_id, p.code AS location, p.name AS location_name,
       p.name_zh AS location_name_zh, k.inside_id, o.container_no AS inside_no, k.customer_id, c.name AS customer,
       c.name_zh AS customer_zh,
       coalesce(i.lots, 0) AS lots, coalesce(i.containers, 0) AS containers, coalesce(i.statuses, '{{}}') AS statuses,
       i.earliest_expiry, k.made_at
FROM warehouse_container k
LEFT JOIN genealogy_location p ON p.id = k.location_id
LEFT JOIN warehouse_container o ON o.id = k.inside_id
LEFT JOIN items_partner c ON c.id = k.customer_id
LEFT JOIN LATERAL (
    WITH RECURSIVE within(id) AS (
        SELECT k.id UNION SELECT n.id FROM within w JOIN warehouse_container n ON n.inside_id = w.id)
    SELECT count(DISTINCT t.lot_id) AS lots, count(DISTINCT w.id) - 1 AS containers, min(l.expiry) AS earliest_expiry,
           array_agg(DISTINCT {STATUS_NOW}) FILTER (WHERE l.id IS NOT NULL) AS statuses
    FROM within w LEFT JOIN (
        SELECT t.container_id, t.lot_id FROM warehouse_content t JOIN genealogy_lot v ON v.id = t.lot_id
        WHERE t.quantity > 0 AND (%(scope)s::bigint IS NULL OR v.customer_id = %(scope)s)) AS t ON t.container_id = w.id
    LEFT JOIN genealogy_lot l ON l.id = t.lot_id) AS i ON true
"""  # noqa: S608 - expressions of our own

LOCKED = f"""
SELECT k.id, k.version, k.container_no, k.kind, k.state, k.location_id, k.inside_id, k.customer_id,
       c.name AS customer, c.name_zh AS customer_zh
FROM warehouse_container k LEFT JOIN items_partner c ON c.id = k.customer_id
WHERE k.id = ANY(%(ids)s) AND {MINE} ORDER BY k.id FOR UPDATE OF k
"""  # noqa: S608 - expressions of our own
"""In the order of their ids, so that two commands never wait for each other crosswise."""

WITHIN = """
WITH RECURSIVE within(id) AS (
    SELECT unnest(%(ids)s::bigint[])
    UNION
    SELECT k.id FROM within w JOIN warehouse_container k ON k.inside_id = w.id
)
SELECT id FROM within ORDER BY id
"""


class ContainerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A container as the rules need it."""

    id: ContainerId
    version: int
    container_no: str
    kind: ContainerKind
    state: ContainerState
    location_id: LocationId | None
    inside_id: ContainerId | None
    customer_id: PartnerId | None
    customer: str | None
    customer_zh: str | None

    @property
    def place(self) -> LocationId:
        """Return where it stands. Raises: LookupError: it has left, which was checked before."""
        if self.location_id is None:
            raise LookupError(f"container {self.container_no} stands nowhere")
        return self.location_id


class NewContainer(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a container that is made."""

    container_no: str
    kind: ContainerKind
    location_id: LocationId
    customer_id: PartnerId | None
    made_at: datetime
    state: ContainerState = ContainerState.OPEN
    version: int = 1


class MadeContainer(msgspec.Struct, frozen=True, kw_only=True):
    """The id that a new container was given."""

    id: ContainerId
    container_no: str


# --- showing ---------------------------------------------------------------------------------------------------------


def views(tx: Transaction, condition: str, **values: object) -> list[ContainerView]:
    """Return the containers that the actor may see and that meet a condition, which ends with their order."""
    scope = {"scope": tx.actor.customer_id, **clock(tx)}
    return tx.rows(ContainerView, f"{VIEW} WHERE {MINE} {condition}", **scope, **values)


def view(tx: Transaction, container_id: ContainerId) -> ContainerView:
    """Return one container. Raises: RecordNotFound."""
    found = views(tx, "AND k.id = %(id)s", id=container_id)
    return tx.found(found[0] if found else None, "container", container_id)


# --- for commands ----------------------------------------------------------------------------------------------------


def locked(
    tx: Transaction, container_ids: Iterable[ContainerId], field: str = "container_id"
) -> dict[ContainerId, ContainerFacts]:
    """Lock open containers until the transaction ends.

    Raises:
        RecordNotFound: one is not there, or is not the actor's to change.
        ContainerClosed: one has left or is out of use.
    """
    wanted = sorted(set(container_ids))
    rows = tx.rows(ContainerFacts, LOCKED, ids=wanted, scope=tx.actor.customer_id)
    found = {row.id: row for row in rows}
    for container_id in wanted:
        if container_id not in found:
            raise RecordNotFound(kind="container", key=str(container_id), field=field)
        if found[container_id].state is not ContainerState.OPEN:
            one = found[container_id]
            raise ContainerClosed(container_no=one.container_no, state=one.state, field=field)
    return found


def lock(tx: Transaction, container_id: ContainerId, field: str = "container_id") -> ContainerFacts:
    """Lock one open container. Raises: RecordNotFound, ContainerClosed."""
    return locked(tx, [container_id], field)[container_id]


def within(tx: Transaction, container_ids: Iterable[ContainerId]) -> dict[ContainerId, ContainerFacts]:
    """Lock containers with all that are in them at any depth. Raises: RecordNotFound, ContainerClosed."""
    rows = tx.wire.execute(WITHIN, {"ids": sorted(set(container_ids))}).fetchall()
    return locked(tx, [row[0] for row in rows])


def require_kept_for(container: ContainerFacts, lot: LotFacts) -> None:
    """Check that goods of a customer may go into a container; goods of nobody go into any. Raises: ContainerOfCustomer."""
    if None not in (container.customer_id, lot.customer_id) and container.customer_id != lot.customer_id:
        raise ContainerOfCustomer(
            container_no=container.container_no,
            customer=container.customer or "",
            customer_zh=container.customer_zh or "",
            lot_no=lot.lot_no,
            owner=lot.customer or "",
            owner_zh=lot.customer_zh or "",
        )


# --- changing --------------------------------------------------------------------------------------------------------


def make(tx: Transaction, rows: Sequence[NewContainer]) -> list[ContainerId]:
    """Write new containers and return their ids in the same order. Raises: RecordExists: one has a number of another."""
    query = "SELECT container_no FROM warehouse_container WHERE upper(container_no) = ANY(%s)"
    taken = tx.wire.execute(query, ([row.container_no.upper() for row in rows],)).fetchone()
    if taken is not None:
        raise RecordExists(kind="container", key=taken[0], field="container_no")
    made = {one.container_no: one.id for one in records.add_returning(tx, "warehouse_container", rows, MadeContainer)}
    return [made[row.container_no] for row in rows]


def put(tx: Transaction, container_ids: Iterable[ContainerId], location_id: LocationId) -> None:
    """Write where containers stand."""
    query = "UPDATE warehouse_container SET location_id = %s, version = version + 1 WHERE id = ANY(%s)"
    tx.wire.execute(query, (location_id, list(container_ids)))


def put_inside(tx: Transaction, container_ids: Iterable[ContainerId], inside_id: ContainerId | None) -> None:
    """Write what holds containers, or that nothing does."""
    query = "UPDATE warehouse_container SET inside_id = %s, version = version + 1 WHERE id = ANY(%s)"
    tx.wire.execute(query, (inside_id, list(container_ids)))


def close(tx: Transaction, container_ids: Iterable[ContainerId], state: ContainerState) -> None:
    """Write that containers have left or are out of use; one within another stays in it."""
    query = (
        """UPDATE warehouse_container SET state = %s, location_id = NULL, version = version + 1 WHERE id = ANY(%s)"""
    )
    tx.wire.execute(query, (state, list(container_ids)))


def tell(tx: Transaction, container_ids: Iterable[ContainerId]) -> None:
    """Tell every client which containers changed; a customer's users look again when their lots are told of."""
    ids = sorted(set(container_ids))
    if ids:
        tx.emit(ContainersChanged(container_ids=ids))


def holding(tx: Transaction, lot_id: LotId, location_id: LocationId) -> list[str]:
    """Return the numbers of the containers at a place that hold something of a lot."""
    query = """SELECT k.container_no FROM warehouse_content c JOIN warehouse_container k ON k.id = c.container_id
               WHERE c.lot_id = %s AND c.quantity > 0 AND k.location_id = %s ORDER BY k.container_no"""
    return [row[0] for row in tx.wire.execute(query, (lot_id, location_id))]
