"""Behind the list of grants, the page of one, and one's own. No Qt."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.attachments import AttachmentsChanged, FileTargetKind
from veralot_shared.contracts.exchange import ImportChanged, ImportDone
from veralot_shared.contracts.training import (
    GetGrant,
    GrantDetail,
    GrantEvent,
    GrantsChanged,
    GrantView,
    ListGrants,
    ListQualifications,
    MyQualifications,
    QualificationsChanged,
    QualificationView,
)
from veralot_shared.errors import CodedError
from veralot_shared.ids import GrantId

GRANTS_TABLE: Final = "training_grant"
QUALIFICATIONS_TABLE: Final = "training_qualification"
"""What the audit log calls them."""

STANDING: Final = frozenset({GrantEvent.GRANTED, GrantEvent.RENEWED, GrantEvent.REINSTATED})
AFTER: Final[Mapping[str, frozenset[GrantEvent]]] = MappingProxyType(
    {"renew": STANDING, "suspend": STANDING, "reinstate": frozenset({GrantEvent.SUSPENDED})}
)
"""What can be done after which last signed step."""


def may(verb: str, grant: GrantView | None) -> bool:
    """Return whether a step can be taken with a grant as it stands; whether one may, the server says."""
    return grant is not None and grant.event in AFTER[verb.removeprefix("list_")]


def imported(chosen: Sequence[GrantView]) -> list[GrantId]:
    """Return which of the chosen grants wait to be signed."""
    return [one.id for one in chosen if one.proposed]


class GrantsPresenter(WholeList[GrantView]):
    """Reads all grants and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListGrants(page=page)).rows)
        for event in (GrantsChanged, QualificationsChanged, ImportDone, ImportChanged):
            self.follow(event, lambda _event: self.load())
        self.follow_resync(self.load)


class MinePresenter(WholeList[GrantView]):
    """Reads what the person who is signed in holds; while the server is away, what the work list says."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: [] if page.offset else services.capture.answer(MyQualifications()))
        self.follow(GrantsChanged, lambda _event: self.load())
        self.follow_resync(self.load)


class QualificationsPresenter(WholeList[QualificationView]):
    """Reads the qualifications and keeps them fresh.

    Attributes:
        withdrawn: whether those that are granted no more are shown as well.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: [] if page.offset else self._ask())
        self.withdrawn = False
        for event in (QualificationsChanged, GrantsChanged, ImportDone, ImportChanged):
            self.follow(event, lambda _event: self.load())
        self.follow_resync(self.load)

    def toggle(self) -> None:
        """Show withdrawn ones as well, or not."""
        self.withdrawn = not self.withdrawn
        self.load()

    def _ask(self) -> list[QualificationView]:
        return self.services.server.call(ListQualifications(withdrawn=self.withdrawn))


class GrantPresenter(Presenter):
    """Reads one grant with its history.

    Attributes:
        detail: what is known; None until the first answer.
        error: why it could not be read the last time.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services, grant_id: GrantId) -> None:
        super().__init__(services)
        self.grant_id = grant_id
        self.detail: GrantDetail | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(GrantsChanged, lambda event: self.load() if grant_id in event.grant_ids else None)
        self.follow(AttachmentsChanged, self._on_files)
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read it, now or again."""
        self.ask(GetGrant(id=self.grant_id), self._take, self._fail)

    def _take(self, detail: GrantDetail) -> None:
        self.detail, self.error = detail, None
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()

    def _on_files(self, event: AttachmentsChanged) -> None:
        if (event.target.kind, event.target.id) == (FileTargetKind.GRANT, self.grant_id):
            self.load()
