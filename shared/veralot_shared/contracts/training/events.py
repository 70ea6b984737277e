"""What is told after something was done with qualifications."""

from veralot_shared.contracts.training.states import Permission
from veralot_shared.ids import GrantId, QualificationId, UserId
from veralot_shared.messages import Event


class QualificationsChanged(Event, permission=Permission.READ):
    """Qualifications were defined, changed or withdrawn."""

    qualification_ids: list[QualificationId]


class GrantsChanged(Event, permission=Permission.READ):
    """Somebody was granted a qualification, or another step of it was taken, or its end has come nearer."""

    grant_ids: list[GrantId]
    user_ids: list[UserId]
