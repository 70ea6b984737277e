"""Behind the skill matrix: the plant's people, and what each of them holds. No Qt."""

from collections.abc import Mapping
from typing import NamedTuple

from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.table.paging import every_page
from veralot_shared.contracts.training import (
    GrantsChanged,
    GrantView,
    ListGrants,
    ListPeople,
    ListQualifications,
    PersonView,
    QualificationsChanged,
    QualificationView,
)
from veralot_shared.errors import CodedError
from veralot_shared.ids import QualificationId, UserId


class PersonRow(NamedTuple):
    """One of the plant's people, with what they hold, by qualification."""

    id: UserId
    full_name: str
    full_name_zh: str
    grants: Mapping[QualificationId, GrantView]


class Everything(NamedTuple):
    """What a matrix is made of."""

    qualifications: list[QualificationView]
    people: list[PersonView]
    grants: list[GrantView]


class MatrixPresenter(Presenter):
    """Reads the matrix and keeps it fresh.

    Attributes:
        found: what was read last; nothing until the first answer.
        rows: its rows: everybody, or those alone who hold or held something.
        everybody: whether people without any qualification are shown.
        error: why it could not be read the last time.
        shown: told when it was read, or not.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.found: Everything | None = None
        self.rows: list[PersonRow] = []
        self.everybody = True
        self._job: Job | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(GrantsChanged, lambda _event: self.load())
        self.follow(QualificationsChanged, lambda _event: self.load())
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read everything, now or again."""
        if self._job is not None:
            self._job.cancel()
        self._job = self.services.background.start(self._read, self._take, self._fail)

    def close(self) -> None:
        """The page is gone."""
        if self._job is not None:
            self._job.cancel()
        super().close()

    def toggle(self) -> None:
        """Show people without any qualification as well, or not."""
        self.everybody = not self.everybody
        self._arrange()

    def _read(self, job: Job) -> Everything:
        call = self.services.server.call
        grants = every_page(lambda page: call(ListGrants(page=page)).rows, job)
        return Everything(call(ListQualifications()), call(ListPeople()), grants)

    def _take(self, found: Everything) -> None:
        self.found, self.error = found, None
        self._arrange()

    def _arrange(self) -> None:
        if self.found is None:
            return
        held: dict[UserId, dict[QualificationId, GrantView]] = {}
        for grant in self.found.grants:
            held.setdefault(grant.user_id, {})[grant.qualification_id] = grant
        self.rows = [
            PersonRow(one.id, one.full_name, one.full_name_zh, held.get(one.id, {}))
            for one in self.found.people
            if self.everybody or one.id in held
        ]
        self.shown.tell()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, CodedError):
            self.error = error
            self.shown.tell()
        else:
            self.services.notices.error(error)
