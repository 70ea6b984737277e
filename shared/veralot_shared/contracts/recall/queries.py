"""What one can ask about recalls."""

from veralot_shared.contracts.genealogy import Scope
from veralot_shared.contracts.recall.states import Permission, RecallEvent
from veralot_shared.contracts.recall.suspects import Suspect
from veralot_shared.contracts.recall.views import (
    AffectedUnit,
    AffectedView,
    ComparisonView,
    RecallDetail,
    RecallView,
    TargetView,
)
from veralot_shared.ids import PartnerId, RecallId
from veralot_shared.messages import Page, Query


class ListRecalls(Query[list[RecallView]], permission=Permission.READ):
    """List recalls, the newest first."""

    page: Page = Page()


class GetRecall(Query[RecallDetail], permission=Permission.READ):
    """Return a recall with all that was done in it. Raises: RecordNotFound."""

    id: RecallId


class FindAffected(Query[AffectedView], permission=Permission.READ):
    """Find every lot and unit that suspects reach, and where each is now. With a customer, of that customer alone.

    Raises: SerialsUnordered, ValueNotAllowed (and RecordNotFound for a suspect that is not there).
    """

    suspects: list[Suspect]
    scope: Scope = Scope.UNIT
    customer_id: PartnerId | None = None


class GetAffected(Query[AffectedView], permission=Permission.READ):
    """Return what a recall affects now, or with a snapshot what it affected when that was frozen.

    Raises: RecordNotFound, SerialsUnordered, ValueNotAllowed, FiguresAltered.
    """

    recall_id: RecallId
    snapshot_id: int | None = None


class ListAffectedUnits(Query[list[AffectedUnit]], permission=Permission.READ):
    """List every unit that a recall affects now, and where each is.

    Raises: RecordNotFound, SerialsUnordered, ValueNotAllowed.
    """

    recall_id: RecallId


class CompareRecall(Query[ComparisonView], permission=Permission.READ):
    """Return the newest frozen figures of a recall beside those of now.

    Raises: RecordNotFound, FiguresNotFrozen, FiguresAltered, SerialsUnordered, ValueNotAllowed.
    """

    recall_id: RecallId


class ListTargets(Query[list[TargetView]], permission=Permission.READ):
    """List what a hold or a recall order would concern now: affected lots and units that are not in that state yet.

    Raises: RecordNotFound, SerialsUnordered, ValueNotAllowed.
    """

    recall_id: RecallId
    event: RecallEvent
