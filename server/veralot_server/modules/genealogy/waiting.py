"""Lots whose next step is a release, and what stands before it: as a list, and in the words of the people who can clear it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.genealogy import gate, lots
from veralot_shared.contracts.genealogy import CheckView, LotEvent, LotStatus, LotView, ReadinessView
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.items import ItemKind
from veralot_shared.ids import LotId
from veralot_shared.messages import Page

MOST: Final = 100
"""So many lots are judged for one answer; each takes a handful of statements."""

WAITING: Final = """
SELECT l.id, i.kind, (SELECT max(r.at) FROM genealogy_status_change r WHERE r.lot_id = l.id) AS since, l.created_at
FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id
WHERE (l.status = ANY(%(before)s)
       OR (l.status = %(released)s AND l.customer_id IS NOT NULL AND (l.expiry IS NULL OR l.expiry >= %(today)s)))
  AND (%(scope)s::bigint IS NULL OR l.customer_id = %(scope)s)
  AND EXISTS (SELECT FROM genealogy_stock k WHERE k.lot_id = l.id AND NOT k.outside AND k.quantity > 0)
ORDER BY l.id LIMIT %(limit)s OFFSET %(offset)s
"""

KIND: Final = "SELECT i.kind FROM genealogy_lot l JOIN items_item i ON i.id = l.item_id WHERE l.id = %s"

ROLES: Final = """
SELECT permission, array_agg(role ORDER BY role) FROM identity_role_permission GROUP BY permission
"""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that waits for a release."""

    id: LotId
    kind: ItemKind
    since: datetime | None
    created_at: datetime


def views(tx: Transaction, page: Page) -> list[ReadinessView]:
    """Return a page of the lots that the actor may see, the oldest first, each with all that stands before its next release."""
    found = tx.rows(
        Waiting,
        WAITING,
        before=[LotStatus.QUARANTINE, LotStatus.IN_TEST],
        released=LotStatus.PROD_RELEASED,
        today=tx.today,
        scope=tx.actor.customer_id,
        limit=min(page.limit, MOST),
        offset=page.offset,
    )
    shown = {lot.id: lot for lot in lots.views(tx, [row.id for row in found])}
    roles = everybodys_roles(tx) if found else {}
    made = (judged(tx, row, shown[row.id], roles) for row in found)
    return [view for view in made if view is not None]


def judged(tx: Transaction, row: Waiting, lot: LotView, roles: Mapping[str, list[Role]]) -> ReadinessView | None:
    """Return a lot with what stands before its next release; nothing where it has none."""
    event = gate.next_release(lot, row.kind)
    if event is None:
        return None
    checks = [with_roles(check, roles) for check in gate.standing(tx, lot, event)]
    ready = not any(check.result in gate.STOPPING for check in checks)
    return ReadinessView(lot=lot, event=event, since=row.since or row.created_at, ready=ready, checks=checks)


def told(tx: Transaction, lot: LotView, event: LotEvent) -> list[CheckView]:
    """Return what stands before a release of a lot, each with the roles that can clear it."""
    roles = everybodys_roles(tx)
    return [with_roles(check, roles) for check in gate.standing(tx, lot, event)]


def with_roles(check: CheckView, roles: Mapping[str, list[Role]]) -> CheckView:
    """Return a check whose blockers name the roles that have the right to clear them."""
    missing = [msgspec.structs.replace(one, roles=roles.get(one.permission, [])) for one in check.missing]
    return msgspec.structs.replace(check, missing=missing)


def everybodys_roles(tx: Transaction) -> dict[str, list[Role]]:
    """Return which roles have which right, as the plant has set them."""
    rows = tx.wire.execute(ROLES).fetchall()
    return {permission: [Role(role) for role in roles if role in set(Role)] for permission, roles in rows}


def release_of(tx: Transaction, lot: LotView) -> LotEvent | None:
    """Return which release is a lot's next step, if one is."""
    row = tx.wire.execute(KIND, (lot.id,)).fetchone()
    return gate.next_release(lot, ItemKind(row[0])) if row else None
