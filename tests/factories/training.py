"""What people do with qualifications, by the handlers themselves."""

from datetime import date, timedelta
from typing import Any

from tests.factories.genealogy import Plant
from veralot_server.core.transaction import Actor
from veralot_shared.contracts.training import (
    DefineQualification,
    GetGrant,
    GrantDetail,
    GrantQualification,
    GrantView,
    QualificationView,
    ReinstateGrant,
    RenewGrant,
    SuspendGrant,
)
from veralot_shared.ids import UserId

ASSESSOR = UserId(0)

ENDED = """
INSERT INTO training_version (grant_id, number, event, level, held_from, held_until, evidence, reason, at, by_id, signature_id)
SELECT grant_id, number + 1, 'renewed', level, %s, %s, evidence, '', at, by_id, signature_id
FROM training_version WHERE grant_id = %s ORDER BY number DESC LIMIT 1
"""
"""What nobody can enter: a step whose days are over."""


class Trainings:
    """Qualifications in one plant. Its short methods take what matters to a test and fill in the rest."""

    def __init__(self, plant: Plant) -> None:
        """Begin with nobody qualified for anything."""
        self.plant = plant
        self.tx = plant.tx

    def signed(self, message: Any) -> Any:
        """Carry out a message under an assessor's signature, and go on without it."""
        self.plant.sign(ASSESSOR)
        try:
            return self.plant.do(message)
        finally:
            self.tx.signature = None

    def defined(self, code: str = "", **fields: Any) -> QualificationView:
        """Define a qualification."""
        values: dict[str, Any] = {"name": "Dimensional measuring", "name_zh": "尺寸测量", **fields}
        return self.plant.do(DefineQualification(code=code or self.plant.number("QU-"), **values))

    def granted(
        self,
        person: Actor,
        asked: QualificationView,
        since: date | None = None,
        until: date | None = None,
        **fields: Any,
    ) -> GrantView:
        """Grant somebody a qualification."""
        command = GrantQualification(
            user_id=person.user_id,
            qualification_id=asked.id,
            held_from=since or self.tx.today,
            held_until=until,
            evidence="Course and test",
            **fields,
        )
        found: GrantDetail = self.signed(command)
        return found.grant

    def renewed(self, grant: GrantView, since: date | None = None, until: date | None = None) -> GrantView:
        """Renew a grant."""
        command = RenewGrant(
            id=grant.id, held_from=since or self.tx.today, held_until=until, evidence="Observed at work"
        )
        found: GrantDetail = self.signed(command)
        return found.grant

    def suspended(self, grant: GrantView, reason: str = "Measured by the wrong method") -> GrantView:
        """Suspend a grant."""
        found: GrantDetail = self.signed(SuspendGrant(id=grant.id, reason=reason))
        return found.grant

    def reinstated(self, grant: GrantView) -> GrantView:
        """Reinstate a grant."""
        found: GrantDetail = self.signed(ReinstateGrant(id=grant.id, reason="Trained again"))
        return found.grant

    def ended(self, grant: GrantView, days: int = 1) -> GrantView:
        """Return a grant that ended so many days ago, as one that was granted long before."""
        values = (self.tx.today - timedelta(days=400), self.tx.today - timedelta(days=days), grant.id)
        self.tx.wire.execute(ENDED, values)
        return self.get(grant)

    def get(self, grant: GrantView) -> GrantView:
        """Return a grant as it is now."""
        return self.plant.do(GetGrant(id=grant.id)).grant
