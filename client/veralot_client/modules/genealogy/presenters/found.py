"""Behind the search box and the page of what was found. No Qt."""

from veralot_client.core.navigation import Found, Place
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.genealogy.presenters.columns import hit_kind
from veralot_shared.contracts.genealogy import Find, Hit, NodeKind
from veralot_shared.errors import CodedError

TRACED = frozenset({NodeKind.UNIT.value, NodeKind.PACKAGE.value, NodeKind.SHIPMENT.value})


def find(services: Services, text: str) -> list[Found]:
    """Return what a number or scan leads to. Blocks. Raises: CodedError."""
    hits = services.server.call(Find(text=text))
    return [found(hit, text, hits, services.words) for hit in hits if place_of(hit) is not None]


def found(hit: Hit, text: str, hits: list[Hit], words: Words) -> Found:
    """Return one answer for the search box."""
    place = place_of(hit) or Place(hit.kind, hit.id)
    return Found(
        hit_kind(hit, words), hit.label, words.name(hit.detail, hit.detail_zh), place, is_exact(hit, text, hits)
    )


def is_exact(hit: Hit, text: str, hits: list[Hit]) -> bool:
    """Return whether the text is this hit's whole number, or leads nowhere else: then it is what was meant."""
    return len(hits) == 1 or text.strip().casefold() == hit.label.casefold()


def place_of(hit: Hit) -> Place | None:
    """Return where a hit leads: to the dossier of its lot, there to the unit that it is; else to the record itself."""
    if hit.lot_id is not None:
        return Place("lot", hit.lot_id, hit.label if hit.kind == NodeKind.UNIT else "")
    return Place(hit.kind, hit.id) if hit.kind in TRACED | {"item", "user", "partner"} else None


class FoundPresenter(Presenter):
    """Searches; a single exact answer is opened at once.

    Attributes:
        text: what was searched for.
        hits: what was found; None before anything was searched for.
        error: why the search failed.
        shown: told when they have changed.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.text = ""
        self.hits: list[Hit] | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()

    def search(self, text: str) -> None:
        """Search for a number or scan."""
        if text.strip():
            self.text = text
            self.ask(Find(text=text), self._take, self._fail)

    def open(self, hit: Hit) -> None:
        """Open what a hit leads to."""
        place = place_of(hit)
        if place is not None:
            self.services.navigator.open(*place)

    def trace(self, hit: Hit) -> None:
        """Open the trace of a hit."""
        self.services.navigator.open("trace", hit.id)

    def picture(self, hit: Hit) -> None:
        """Open the genealogy picture of a hit."""
        self.services.navigator.open("picture", hit.id)

    def can_trace(self, hit: Hit | None) -> bool:
        """Return whether a hit is a node of the evidence graph."""
        return hit is not None and hit.kind in TRACED | {NodeKind.LOT.value}

    def _take(self, hits: list[Hit]) -> None:
        self.hits, self.error = hits, None
        self.shown.tell()
        exact = [hit for hit in hits if is_exact(hit, self.text, hits)]
        if len(exact) == 1:
            self.open(exact[0])

    def _fail(self, error: CodedError) -> None:
        self.hits, self.error = [], error
        self.shown.tell()
