"""What people do with qualifications."""

from datetime import date

from veralot_shared.contracts.training.states import Permission
from veralot_shared.contracts.training.views import GrantDetail, GrantView, QualificationView
from veralot_shared.ids import GrantId, QualificationId, UserId
from veralot_shared.messages import Command, Meaning, SignedCommand

# --- what there is ---------------------------------------------------------------------------------------------------


class DefineQualification(Command[QualificationView], permission=Permission.MANAGE):
    """Define a qualification, which nobody holds yet. Raises: RecordExists, ValueNotAllowed."""

    code: str
    name: str
    name_zh: str = ""
    covers: str = ""
    months: int = 24
    warning_days: int = 60
    least_level: int | None = None


class ChangeQualification(Command[QualificationView], permission=Permission.MANAGE):
    """Change how a qualification is called and how long it holds; what was granted keeps its end.

    Raises: RecordNotFound, RecordChanged, TransitionIllegal, ValueNotAllowed.
    """

    id: QualificationId
    version: int
    name: str
    name_zh: str
    covers: str
    months: int
    warning_days: int


class WithdrawQualification(Command[QualificationView], permission=Permission.MANAGE):
    """Withdraw a qualification, with a reason: nobody is granted it any more, and no new plan asks for it.

    Who holds it holds it to its end. Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    id: QualificationId
    reason: str


# --- who holds it ----------------------------------------------------------------------------------------------------


class GrantQualification(
    SignedCommand[GrantDetail],
    permission=Permission.SIGN,
    signed=Meaning.VERIFIED,
    statement="I have assessed this person, or examined the evidence stated here, and grant the qualification.",
):
    """Grant a person a qualification, from a day to a day; the signer is not that person.

    Without `held_until` it holds for as long as the qualification says.

    Raises: RecordNotFound, GrantExists, TransitionIllegal, ValueNotAllowed.
    """

    user_id: UserId
    qualification_id: QualificationId
    held_from: date
    held_until: date | None = None
    level: int | None = None
    evidence: str


class RenewGrant(
    SignedCommand[GrantDetail],
    permission=Permission.SIGN,
    signed=Meaning.VERIFIED,
    statement="I have assessed this person again, or examined the evidence stated here, and renew the qualification.",
):
    """Renew a person's qualification, from a day that is not to come; the signer is not that person.

    One that is suspended is reinstated first. Raises: RecordNotFound, TransitionIllegal, ValueNotAllowed.
    """

    id: GrantId
    held_from: date
    held_until: date | None = None
    level: int | None = None
    evidence: str


class SuspendGrant(
    SignedCommand[GrantDetail],
    permission=Permission.SIGN,
    signed=Meaning.APPROVED,
    statement="I suspend this qualification. From now on the person may not do what it is for.",
):
    """Suspend a person's qualification at once, with a reason.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    id: GrantId
    reason: str


class ReinstateGrant(
    SignedCommand[GrantDetail],
    permission=Permission.SIGN,
    signed=Meaning.APPROVED,
    statement="The reason for suspending this qualification no longer stands. I reinstate it.",
):
    """Reinstate a suspended qualification, with a reason; its end stays. The signer is not the person who holds it.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    id: GrantId
    reason: str


class ConfirmGrants(
    SignedCommand[list[GrantView]],
    permission=Permission.SIGN,
    signed=Meaning.VERIFIED,
    statement="I have examined the evidence for these qualifications, and grant them as they were imported.",
):
    """Sign what an import brought; none of it is the signer's own, a customer's user's, or of what was withdrawn since.

    Raises: RecordNotFound, TransitionIllegal.
    """

    ids: list[GrantId]


class DeclineGrants(Command[list[GrantView]], permission=Permission.SIGN):
    """Decline what an import brought, with a reason; it stays on record.

    Raises: RecordNotFound, TransitionIllegal, ReasonMissing.
    """

    ids: list[GrantId]
    reason: str
