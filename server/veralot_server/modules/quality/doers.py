"""For whom the next step of a record is: who has the right, and did not do the work that the step judges."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from veralot_server.core.transaction import Transaction
from veralot_server.modules.quality.domain import machine
from veralot_shared.contracts.quality import DEEDS, MACHINES, CaseKind, CaseView, QualityEvent
from veralot_shared.ids import CaseId, UserId

RIGHTS: Final = """
SELECT r.user_id, array_agg(DISTINCT p.permission) FROM identity_user u
JOIN identity_user_role r ON r.user_id = u.id JOIN identity_role_permission p ON p.role = r.role
WHERE u.id = ANY(%(users)s) AND u.state = 'active' GROUP BY r.user_id
"""

DONE: Final = """
SELECT s.case_id, s.event, s.by_id FROM quality_step s JOIN quality_case c ON c.id = s.case_id AND c.cycle = s.cycle
WHERE c.id = ANY(%(cases)s) ORDER BY s.id
"""


class Doers(NamedTuple):
    """What people may do with records, and what was done in the present cycle of each, by whom."""

    rights: Mapping[UserId, Collection[str]]
    done: Mapping[CaseId, Collection[tuple[QualityEvent, UserId]]]

    def can(self, user_id: UserId, case: CaseView, event: QualityEvent) -> bool:
        """Return whether somebody may do something with a record: nobody judges work of their own."""
        barred = machine.barred(case.kind, event, self.done.get(case.id, ()))
        return right(case.kind, event) in self.rights.get(user_id, ()) and int(user_id) not in barred

    def repeats(self, case: CaseView, event: QualityEvent) -> bool:
        """Return whether something was done already and leads nowhere else: it may be done anew, and nobody waits for it."""
        stays = MACHINES[case.kind].get((case.status, event)) is case.status
        return stays and any(what is event for what, _ in self.done.get(case.id, ()))

    def has(self, user_id: UserId | None, rights: Iterable[str]) -> bool:
        """Return whether somebody has one of these rights."""
        return user_id is not None and not set(rights).isdisjoint(self.rights.get(user_id, ()))


def of(tx: Transaction, found: Collection[CaseView]) -> Doers:
    """Return what the owners of records, and whoever acts, may do and have done."""
    users = {case.owner_id for case in found if case.owner_id is not None}
    rows = tx.wire.execute(RIGHTS, {"users": sorted(users)}).fetchall()
    rights: dict[UserId, Collection[str]] = {UserId(user): frozenset(held) for user, held in rows}
    rights[tx.actor.user_id] = tx.actor.permissions
    done: dict[CaseId, list[tuple[QualityEvent, UserId]]] = {}
    for case_id, event, by_id in tx.wire.execute(DONE, {"cases": [case.id for case in found]}):
        done.setdefault(CaseId(case_id), []).append((QualityEvent(event), UserId(by_id)))
    return Doers(rights, done)


def right(kind: CaseKind, event: QualityEvent) -> str | None:
    """Return the right that an event of a kind needs."""
    deeds = DEEDS.items()
    return next((message.permission for message, (kinds, what) in deeds if kind in kinds and what is event), None)
