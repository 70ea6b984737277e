"""Behind the page that imports: choose, check, import. No Qt."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_shared.contracts.exchange import ImportDone, ImportFile, ImportFiles, ImportView, ListImports, Permission
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

ENDINGS = (".csv", ".xlsx")


class Stage(StrEnum):
    """Where an import stands."""

    CHOOSING = "choosing"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"


class ChosenFile(NamedTuple):
    """A file that was chosen. The time of its last change tells whether it is still the one that was checked."""

    path: Path
    size: int
    changed: int


class ImportPresenter(Presenter):
    """Imports a set of files, after a check of the same files found nothing wrong.

    Attributes:
        files: what was chosen, by name.
        stage: where the import stands.
        result: what the last check or import answered; None before.
        error: why nothing could be checked or imported at all.
        former: imports of the past, newest first.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.files: list[ChosenFile] = []
        self.stage = Stage.CHOOSING
        self.result: ImportView | None = None
        self.error: CodedError | None = None
        self.former: list[ImportView] = []
        self.shown: Observers[[]] = Observers()
        self.follow(ImportDone, lambda _event: self.load())

    def load(self) -> None:
        """Read the imports of the past."""
        if self.services.session.can(Permission.READ):
            self.ask(ListImports(), self._take_former, lambda _error: None)

    def choose(self, paths: Iterable[Path]) -> list[Path]:
        """Add files to the set; return those that are of no kind that can be read."""
        known = {file.path.name: file for file in self.files}
        strange = []
        for path in paths:
            if path.suffix.lower() in ENDINGS and path.is_file():
                known[path.name] = described(path)
            else:
                strange.append(path)
        self._choose(sorted(known.values(), key=lambda file: file.path.name))
        return strange

    def drop(self, names: Iterable[str]) -> None:
        """Take files out of the set."""
        gone = set(names)
        self._choose([file for file in self.files if file.path.name not in gone])

    def can_check(self) -> bool:
        """Return whether there is something to check."""
        return bool(self.files) and self.stage not in {Stage.CHECKING, Stage.IMPORTING}

    def can_run(self) -> bool:
        """Return whether a check of just these files found nothing wrong."""
        return self.stage is Stage.CHECKED and self.result is not None and not self.result.errors

    def check(self) -> None:
        """Check everything and write nothing."""
        self._send(Stage.CHECKING, self.words.text(N_("Checking the files")), dry_run=True)

    def run(self) -> None:
        """Import everything, unless a file has changed since the check."""
        if any(not file.path.is_file() or described(file.path) != file for file in self.files):
            self.choose([file.path for file in self.files])
            return
        self._send(Stage.IMPORTING, self.words.text(N_("Importing")), dry_run=False)

    def _choose(self, files: list[ChosenFile]) -> None:
        self.files, self.stage, self.result, self.error = files, Stage.CHOOSING, None, None
        self.shown.tell()

    def _send(self, stage: Stage, title: str, *, dry_run: bool) -> None:
        self.stage, self.result, self.error = stage, None, None
        self.shown.tell()
        files, server = tuple(self.files), self.services.server

        def work(job: Job) -> ImportView:
            read = [ImportFile(name=file.path.name, content=file.path.read_bytes()) for file in files]
            return server.call(ImportFiles(files=read, dry_run=dry_run), job=job)

        self.services.background.start(work, self._take, self._fail, title=title)

    def _take(self, result: ImportView) -> None:
        self.result = result
        self.stage = Stage.CHECKED if result.dry_run or result.errors else Stage.DONE
        if self.stage is Stage.DONE:
            self.files = []
            self.load()
        self.shown.tell()

    def _fail(self, error: Exception) -> None:
        self.stage = Stage.CHOOSING
        if isinstance(error, CodedError):
            self.error = error
        else:
            self.services.notices.error(error)
        self.shown.tell()

    def _take_former(self, former: list[ImportView]) -> None:
        self.former = former
        self.shown.tell()


def described(path: Path) -> ChosenFile:
    """Return a file as it is now."""
    stat = path.stat()
    return ChosenFile(path, stat.st_size, stat.st_mtime_ns)
