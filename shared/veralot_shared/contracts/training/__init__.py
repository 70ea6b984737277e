"""Qualifications of people: what there is to be qualified for, who is, until when, and who said so.

A qualification is granted, renewed, suspended and reinstated by an assessor, with a signature, never to oneself. Nothing of it
is overwritten: each step is kept with all that holds from it on. Where a person stands on a day is computed (`state_of`).
Plans of inspections name the qualifications that whoever works by them must hold (ISO 13485 6.2, 7.5.1).
"""

from veralot_shared.contracts.training.commands import (
    ChangeQualification,
    ConfirmGrants,
    DeclineGrants,
    DefineQualification,
    GrantQualification,
    ReinstateGrant,
    RenewGrant,
    SuspendGrant,
    WithdrawQualification,
)
from veralot_shared.contracts.training.errors import (
    GrantExists,
    NotQualified,
)
from veralot_shared.contracts.training.events import (
    GrantsChanged,
    QualificationsChanged,
)
from veralot_shared.contracts.training.queries import (
    GetGrant,
    GrantFilter,
    ListGrants,
    ListHeld,
    ListPeople,
    ListQualifications,
    MyQualifications,
    WhoMay,
)
from veralot_shared.contracts.training.standing import (
    by_qualification,
    lacking,
    state_of,
    why_not,
)
from veralot_shared.contracts.training.states import (
    HOLDING,
    SIGNED,
    GrantEvent,
    GrantState,
    Permission,
)
from veralot_shared.contracts.training.views import (
    AbleView,
    GrantDetail,
    GrantPage,
    GrantView,
    HeldView,
    PersonView,
    QualificationName,
    QualificationView,
    VersionView,
)

__all__ = [
    "HOLDING",
    "SIGNED",
    "AbleView",
    "ChangeQualification",
    "ConfirmGrants",
    "DeclineGrants",
    "DefineQualification",
    "GetGrant",
    "GrantDetail",
    "GrantEvent",
    "GrantExists",
    "GrantFilter",
    "GrantPage",
    "GrantQualification",
    "GrantState",
    "GrantView",
    "GrantsChanged",
    "HeldView",
    "ListGrants",
    "ListHeld",
    "ListPeople",
    "ListQualifications",
    "MyQualifications",
    "NotQualified",
    "Permission",
    "PersonView",
    "QualificationName",
    "QualificationView",
    "QualificationsChanged",
    "ReinstateGrant",
    "RenewGrant",
    "SuspendGrant",
    "VersionView",
    "WhoMay",
    "WithdrawQualification",
    "by_qualification",
    "lacking",
    "state_of",
    "why_not",
]
