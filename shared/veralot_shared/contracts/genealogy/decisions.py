"""What people decide about lots: test, release, reject, rework, hold, recall, correct."""

from datetime import date

from veralot_shared.contracts.genealogy.states import Disposition, HoldReason, Permission
from veralot_shared.contracts.genealogy.views import HoldView, LotView
from veralot_shared.ids import HoldId, LotId, NodeId
from veralot_shared.messages import Command, Meaning, SignedCommand


class SampleLot(Command[LotView], permission=Permission.SAMPLE):
    """Take a sample and begin testing: quarantine → in test.

    Raises: RecordNotFound, TransitionIllegal, LotOnHold, ValueNotAllowed.
    """

    lot_id: LotId
    note: str = ""


class ReleaseLot(
    SignedCommand[LotView],
    permission=Permission.RELEASE,
    signed=Meaning.RELEASED,
    statement="I have reviewed the evidence of this lot and release it for use.",
):
    """Accept a tested lot: in test → released. The signer is not the one who received or sampled it.

    Raises: RecordNotFound, TransitionIllegal, LotOnHold, NotReady, SignerNotAllowed, ValueNotAllowed.
    """

    lot_id: LotId
    note: str = ""


class RejectLot(
    SignedCommand[LotView],
    permission=Permission.RELEASE,
    signed=Meaning.REJECTED,
    statement="I reject this lot. It is nonconforming and must not be used.",
):
    """Reject a lot.

    Raises: RecordNotFound, TransitionIllegal, LotOnHold, ReasonMissing, ValueNotAllowed.
    """

    lot_id: LotId
    reason: str


class DisposeLot(
    SignedCommand[LotView],
    permission=Permission.DISPOSE,
    signed=Meaning.APPROVED,
    statement="I approve this disposition of the nonconforming lot.",
):
    """Decide on a nonconforming lot: use as it is by concession, or rework.

    Raises: TransitionIllegal, LotOnHold, ReasonMissing, RecordNotFound, ValueNotAllowed.
    """

    lot_id: LotId
    disposition: Disposition
    justification: str


class ReportRework(Command[LotView], permission=Permission.PRODUCE):
    """Report rework done: a new cycle begins and the lot is tested anew (I-58).

    Raises: TransitionIllegal, LotOnHold, ReasonMissing, RecordNotFound, ValueNotAllowed.
    """

    lot_id: LotId
    note: str


class ReleaseProduction(
    SignedCommand[LotView],
    permission=Permission.PRODUCTION_RELEASE,
    signed=Meaning.RELEASED,
    statement="The batch record of this lot is complete and reviewed. I give production release.",
):
    """Production release by the contractor (CN-17).

    Raises: TransitionIllegal, LotOnHold, NotReady, SignerNotAllowed, RecordNotFound, ValueNotAllowed.
    """

    lot_id: LotId
    note: str = ""


class ReleaseToMarket(
    SignedCommand[LotView],
    permission=Permission.MARKET_RELEASE,
    signed=Meaning.RELEASED,
    statement="On behalf of the registrant I release this lot to the market.",
):
    """Market release by the registrant's own authorised person (CN-17).

    Raises: TransitionIllegal, LotOnHold, NotReady, RecordNotFound, SignerNotAllowed, ValueNotAllowed.
    """

    lot_id: LotId
    note: str = ""


class PlaceHold(
    SignedCommand[list[HoldView]],
    permission=Permission.HOLD,
    signed=Meaning.HELD,
    statement="I put these lots and units on hold. None of them may be used, packed or shipped until each hold is lifted.",
):
    """Hold any number of lots and units in one action. Holds stack.

    Raises: RecordNotFound, ReasonMissing, ValueNotAllowed.
    """

    node_ids: list[NodeId]
    reason_code: HoldReason
    reason: str


class StopLots(Command[list[HoldView]], permission=Permission.STOP):
    """Hold lots and units at once because something was found that may be wrong with them; only quality lifts the holds.

    Unsigned, so that whoever finds it can stop them: every quality event does.

    Raises: RecordNotFound, ReasonMissing, ValueNotAllowed.
    """

    node_ids: list[NodeId]
    reason_code: HoldReason
    reason: str


class LiftHold(
    SignedCommand[list[HoldView]],
    permission=Permission.LIFT,
    signed=Meaning.APPROVED,
    statement="The causes of these holds are closed. I lift the holds.",
):
    """Lift holds; the signer is not the one who placed them.

    Raises: RecordNotFound, SignerNotAllowed, HoldLifted, ReasonMissing, ValueNotAllowed.
    """

    hold_ids: list[HoldId]
    reason: str


class CorrectLot(Command[LotView], permission=Permission.RECEIVE):
    """Correct a lot's supplier lot number or dates, with a reason; signatures on it show as void (P11-18).

    Raises: RecordChanged, RecordNotFound, ReasonMissing, ValueNotAllowed.
    """

    lot_id: LotId
    version: int
    supplier_lot_no: str | None
    manufactured: date | None
    expiry: date | None
    reason: str


class RecallLots(
    SignedCommand[list[LotView]],
    permission=Permission.RECALL,
    signed=Meaning.APPROVED,
    statement="I order the recall of these lots.",
):
    """Recall lots.

    Raises: TransitionIllegal, LotOnHold, ReasonMissing, RecordNotFound, ValueNotAllowed.
    """

    lot_ids: list[LotId]
    reason: str
