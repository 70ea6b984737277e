"""Behind the search box and the page of what was found. No Qt."""

from typing import Final

from veralot_client.core.background import Job
from veralot_client.core.navigation import Answered, Found, Place
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.genealogy.presenters.columns import hit_kind
from veralot_shared.contracts.genealogy import Find, Hit, NodeKind
from veralot_shared.errors import CodedError

TRACED = frozenset({NodeKind.LOT.value, NodeKind.UNIT.value, NodeKind.PACKAGE.value, NodeKind.SHIPMENT.value})
MOST: Final = 1_000
"""So many answers of each module are listed; with more, a longer beginning helps."""


def find(services: Services, text: str, most: int) -> list[Found]:
    """Return what a number or scan leads to. Blocks. Raises: CodedError."""
    hits = services.server.call(Find(text=text, most=most))
    return [found(hit, text, hits, services.words) for hit in hits]


def found(hit: Hit, text: str, hits: list[Hit], words: Words) -> Found:
    """Return one answer."""
    return Found(
        kind=hit_kind(hit, words),
        label=hit.label,
        detail=words.name(hit.detail, hit.detail_zh),
        place=place_of(hit),
        exact=is_exact(hit, text, hits),
        by=words.field(hit.matched),
        node=hit.id if hit.kind in TRACED else None,
    )


def is_exact(hit: Hit, text: str, hits: list[Hit]) -> bool:
    """Return whether the text is this hit's whole number, or leads nowhere else: then it is what was meant."""
    return len(hits) == 1 or text.strip().casefold() == hit.label.casefold()


def place_of(hit: Hit) -> Place:
    """Return where a hit leads: to the dossier of its lot, there to the unit that it is; else to the record itself."""
    if hit.lot_id is not None:
        return Place("lot", hit.lot_id, hit.label if hit.kind == NodeKind.UNIT else "")
    return Place(hit.kind, hit.id)


class FoundPresenter(Presenter):
    """Searches in every module; a single exact answer is opened at once.

    Attributes:
        text: what was searched for.
        answers: what was found; None before anything was searched for.
        whole: whether that is everything.
        error: why the search failed.
        shown: told when they have changed.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.text = ""
        self.answers: list[Found] | None = None
        self.whole = True
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self._job: Job | None = None

    def search(self, text: str, *, leap: bool = True) -> None:
        """Search for a number or scan; `leap`: open a single exact answer."""
        if not text.strip():
            return
        self.text = text
        if self._job is not None:
            self._job.cancel()

        def take(answered: Answered) -> None:
            self._take(answered, leap=leap)

        self._job = self.services.background.start(
            lambda job: self.services.answers.ask(text, MOST, job.check),
            self._while_open(take),
            self._while_open(self._fail),
        )

    def open(self, found: Found) -> None:
        """Open an answer."""
        self.services.navigator.open(*found.place)

    def trace(self, found: Found) -> None:
        """Open the trace of an answer."""
        self.services.navigator.open("trace", found.node or 0)

    def picture(self, found: Found) -> None:
        """Open the genealogy picture of an answer."""
        self.services.navigator.open("picture", found.node or 0)

    def can_open(self, found: Found | None) -> bool:
        """Return whether some page shows an answer."""
        return found is not None and self.services.navigator.can_open(found.place.kind)

    def can_trace(self, found: Found | None) -> bool:
        """Return whether an answer is a node of the evidence graph."""
        return found is not None and found.node is not None

    def close(self) -> None:
        """The page is gone."""
        if self._job is not None:
            self._job.cancel()
        super().close()

    def _take(self, answered: Answered, *, leap: bool) -> None:
        self.answers, self.whole, self.error = answered.found, answered.whole, None
        self.shown.tell()
        exact = {one.place: one for one in answered.found if one.exact}
        if leap and len(exact) == 1:
            self.open(next(iter(exact.values())))

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, CodedError):
            self.services.notices.error(error)
            return
        self.answers, self.whole, self.error = [], True, error
        self.shown.tell()
