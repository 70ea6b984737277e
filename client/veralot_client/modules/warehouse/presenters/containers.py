"""Behind the list of containers and the page of one. No Qt."""

from collections.abc import Callable

from veralot_client.core.navigation import Found, Place
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.table.window import Slice, Window
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.genealogy import LotsChanged
from veralot_shared.contracts.warehouse import (
    ContainerDetail,
    ContainerFilter,
    ContainerKind,
    ContainersChanged,
    ContainerState,
    ContainerView,
    FindContainers,
    GetContainer,
    ListContainers,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import ContainerId
from veralot_shared.messages import Page

KIND = N_("Container")


def find(services: Services, text: str, most: int) -> list[Found]:
    """Return the containers that a number or scan leads to. Blocks. Raises: CodedError."""
    found = services.server.call(FindContainers(text=text, most=most))
    words = services.words
    return [
        Found(words.text(KIND), one.container_no, described(one, services), Place("container", one.id), len(found) == 1)
        for one in found
    ]


def described(one: ContainerView, services: Services) -> str:
    """Return what tells a container from others: its kind and where it is."""
    words = services.words
    where = one.location or words.label(one.state)
    return words.listed((words.label(one.kind), where))


class ContainersPresenter(Presenter):
    """Fetches windows of the list, and opens what is scanned.

    Attributes:
        answered: told in words, with a tone, what became of a scan.
    """

    def __init__(self, services: Services, changed: Callable[[], None]) -> None:
        """Call `changed` when containers have changed."""
        super().__init__(services)
        self.answered: Observers[[str, Tone]] = Observers()
        self.follow(ContainersChanged, lambda _event: changed())
        self.follow_resync(changed)

    def fetch(self, window: Window) -> Slice[ContainerView]:
        """Return a window of the list. Blocks. Raises: CodedError."""
        page = Page(offset=window.offset, limit=window.limit)
        found = self.services.server.call(ListContainers(filter=chosen(window), page=page))
        return Slice(found, None)

    def scan(self, text: str) -> None:
        """Open the container that a scan names."""
        self.ask(FindContainers(text=text), lambda found: self._take(text, found), self._fail)

    def _take(self, text: str, found: list[ContainerView]) -> None:
        if len(found) == 1:
            self.answered.tell(found[0].container_no, Tone.GOOD)
            self.services.navigator.open("container", found[0].id)
        elif found:
            self.answered.tell(self.words.text("Several containers begin with this number."), Tone.WARNING)
        else:
            self.answered.tell(self.words.text("No container has the number {number}.", number=text), Tone.BAD)

    def _fail(self, error: CodedError) -> None:
        self.answered.tell(self.words.error(error), Tone.BAD)


def chosen(window: Window) -> ContainerFilter:
    """Return what is entered above the columns as the query takes it; only open ones where no state is ticked."""
    ticked = [state for state in ContainerState if state.value in window.ticked("state")]
    return ContainerFilter(
        container_no=window.typed("container_no"),
        location=window.typed("location"),
        states=ticked or [ContainerState.OPEN],
        kinds=[kind for kind in ContainerKind if kind.value in window.ticked("kind")],
        inside_no=window.typed("inside_no"),
        customer=window.typed("customer"),
    )


class ContainerPresenter(Presenter):
    """Holds one container opened.

    Attributes:
        detail: the container; None until it was read.
        error: why it could not be read.
        shown: told when either has changed.
    """

    def __init__(self, services: Services, container_id: ContainerId) -> None:
        super().__init__(services)
        self.container_id = container_id
        self.detail: ContainerDetail | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(ContainersChanged, self._on_change)
        self.follow(LotsChanged, self._on_lots)
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the container, now or again."""
        self.ask(GetContainer(id=self.container_id), self._take, self._fail)

    @property
    def open(self) -> ContainerDetail | None:
        """The container while something can be done with it."""
        usable = self.detail is not None and self.detail.container.state is ContainerState.OPEN
        return self.detail if usable else None

    def heading(self) -> str:
        """Return the container's number with its kind."""
        if self.detail is None:
            return self.words.text(KIND)
        return f"{self.detail.container.container_no}   {self.words.label(self.detail.container.kind)}"

    def summary(self) -> str:
        """Say where it stands, in what, and for whom it is kept."""
        if self.detail is None:
            return ""
        one, words = self.detail.container, self.words
        parts = []
        if one.location is not None:
            name = words.name(one.location_name or "", one.location_name_zh or "")
            parts.append(words.text("At {location} {name}", location=one.location, name=name))
        if self.detail.outer:
            numbers = " / ".join(outer.container_no for outer in self.detail.outer)
            parts.append(words.text("inside {containers}", containers=numbers))
        if one.customer is not None:
            parts.append(words.text("kept for {customer}", customer=words.name(one.customer, one.customer_zh)))
        parts.append(words.plural("{count} lot", "{count} lots", one.lots))
        return " · ".join(parts)

    def can(self, verb: str) -> bool:
        """Return whether something can be done with the container as it stands."""
        if self.open is None:
            return False
        one, contents, inner = self.open.container, self.open.contents, self.open.inner
        conditions = {
            "take_out": bool(contents or inner),
            "divide": bool(contents),
            "empty": bool(contents or inner),
            "retire": not (contents or inner),
            "ship": one.lots > 0 and one.inside_id is None,
            "stand_alone": one.inside_id is not None,
        }
        return conditions.get(verb, True)

    def _on_change(self, event: ContainersChanged) -> None:
        known = {self.container_id}
        if self.detail is not None:
            known |= {one.id for one in (*self.detail.inner, *self.detail.outer)}
        if known & set(event.container_ids):
            self.load()

    def _on_lots(self, event: LotsChanged) -> None:
        if self.detail is not None and {row.lot_id for row in self.detail.contents} & set(event.lot_ids):
            self.load()

    def _take(self, detail: ContainerDetail) -> None:
        self.detail, self.error = detail, None
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()
