"""Behind the page that imports: check, import, follow, cancel. No Qt."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from veralot_client.core import saving
from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.exchange.presenters.files import FilesPresenter
from veralot_shared.contracts.exchange import (
    CancelImport,
    ExportErrors,
    ExportFiles,
    GetRun,
    ImportCancelled,
    ImportFile,
    ImportFiles,
    ImportRunning,
    ImportView,
    ListFormat,
    RunState,
    RunView,
)
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.errors import CodedError, ServerUnavailable
from veralot_shared.i18n import N_

PACE = 0.5
"""Seconds between two questions how far an import is."""


class Stage(StrEnum):
    """Where an import stands."""

    CHOOSING = "choosing"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"


BUSY = frozenset({Stage.CHECKING, Stage.IMPORTING})


class ImportPresenter(Presenter):
    """Imports a set of files, after a check of the same files found nothing wrong.

    The server works on even if the connection breaks; the run's name finds what came of it.

    Attributes:
        files: what was chosen, and how it is to be read.
        stage: where the import stands.
        result: what the last check or import answered; None before.
        progress: how far the server is, while it works.
        error: why nothing could be checked or imported at all.
        test: people's names are replaced by made-up ones.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services, files: FilesPresenter) -> None:
        super().__init__(services)
        self.files = files
        self.stage = Stage.CHOOSING
        self.result: ImportView | None = None
        self.progress: RunView | None = None
        self.error: CodedError | None = None
        self.test = False
        self.shown: Observers[[]] = Observers()
        self._run = ""
        self.keep(files.edited.subscribe(self.begin_anew))

    def begin_anew(self) -> None:
        """What is to be imported is not what was checked."""
        if self.stage not in BUSY:
            self.stage, self.result, self.error = Stage.CHOOSING, None, None
            self.shown.tell()

    def mask(self, *, test: bool) -> None:
        """Import as a test, or not."""
        self.test = test
        self.begin_anew()

    def can_check(self) -> bool:
        """Return whether there is something to check."""
        return bool(self.files.files) and self.stage not in BUSY

    def can_run(self) -> bool:
        """Return whether a check of just these files found nothing wrong."""
        return self.stage is Stage.CHECKED and self.result is not None and not self.result.error_count

    def can_cancel(self) -> bool:
        """Return whether something is under way."""
        return self.stage in BUSY

    def check(self) -> None:
        """Check everything and write nothing."""
        self._send(Stage.CHECKING, self.words.text(N_("Checking the files")))

    def run(self) -> None:
        """Import everything, unless a file has changed since the check."""
        changed = self.files.changed()
        if changed:
            self.files.choose(changed)
            return
        self._send(Stage.IMPORTING, self.words.text(N_("Importing")))

    def resume(self, run: RunView) -> None:
        """Start an import again that was interrupted, from the files that wait on the server."""
        self._begin(Stage.IMPORTING, run.run)
        command = ImportFiles(files=run.files, test=run.test, run=run.run)
        self._start(lambda _job: command, self.words.text(N_("Importing")))

    def cancel(self) -> None:
        """Stop what is under way; nothing is written."""
        self.send(CancelImport(run=self._run), lambda _run: None, lambda _error: None)

    # --- files of what came of it ------------------------------------------------------------------------------------

    def export_errors(self, kind: ListFormat, done: Callable[[FileView], None]) -> None:
        """Have the server write all errors down."""
        if self.result is not None:
            message = ExportErrors(run=self.result.run, format=kind)
            self.services.sender.send(message, done, title=self.words.text(N_("Writing the errors down")))

    def export_files(self, done: Callable[[FileView], None]) -> None:
        """Have the server give the files back as it reads them."""
        server, chosen, mask = self.services.server, tuple(self.files.files), self.test

        def work(job: Job) -> FileView:
            files = [self.files.staged(file, job) for file in chosen]
            return server.call(ExportFiles(files=files, mask=mask), job=job)

        self.services.background.start(work, done, title=self.words.text(N_("Writing the files")))

    def save(self, file: FileView, path: Path) -> None:
        """Write a file of the server to disk, if it is what the server says it is."""
        save(self.services, file, path)

    # --- under way ---------------------------------------------------------------------------------------------------

    def _send(self, stage: Stage, title: str) -> None:
        self._begin(stage, uuid4().hex)
        chosen, run, test = tuple(self.files.files), self._run, self.test
        dry_run = stage is Stage.CHECKING

        def made(job: Job) -> ImportFiles:
            files: list[ImportFile] = [self.files.staged(file, job) for file in chosen]
            return ImportFiles(files=files, dry_run=dry_run, test=test, run=run)

        self._start(made, title)

    def _begin(self, stage: Stage, run: str) -> None:
        self.stage, self.result, self.error, self.progress, self._run = stage, None, None, None, run
        self.shown.tell()

    def _start(self, made: Callable[[Job], ImportFiles], title: str) -> None:
        server, run = self.services.server, self._run

        def work(job: Job) -> ImportView | None:
            try:
                return server.call(made(job), job=job)
            except ServerUnavailable:
                return None  # it may work on: who asks for the run hears of it
            except ImportRunning as running:
                if running.run == run:
                    return None
                raise

        self.services.background.start(work, self._take, self._fail, title=title)
        if self.stage in BUSY:
            self._follow()

    def _follow(self) -> None:
        """Ask again and again how far the server is."""
        server, run = self.services.server, self._run

        def work(job: Job) -> RunView | None:
            job.pause(PACE)
            try:
                return server.call(GetRun(run=run), job=job)
            except CodedError:
                return None  # it has not begun, or nobody answers: the next question may be answered

        self.services.background.start(work, lambda view: self._hear(run, view))

    def _hear(self, run: str, view: RunView | None) -> None:
        if run != self._run or self.stage not in BUSY:
            return
        if view is not None:
            self.progress = view
            if view.result is not None and view.state in {RunState.DONE, RunState.CHECKED, RunState.REFUSED}:
                self._take(view.result)
                return
            if view.state in {RunState.CANCELLED, RunState.INTERRUPTED}:
                self._fail(ImportCancelled() if view.state is RunState.CANCELLED else ServerUnavailable())
                return
            self.shown.tell()
        self._follow()

    def _take(self, result: ImportView | None) -> None:
        if result is None or self.stage not in BUSY:
            return
        self.result, self.progress = result, None
        self.stage = Stage.CHECKED if result.dry_run or result.error_count else Stage.DONE
        if self.stage is Stage.DONE:
            self.files.clear()
            self.files.shown.tell()
        self.shown.tell()

    def _fail(self, error: Exception) -> None:
        if self.stage not in BUSY:
            return
        self.stage, self.progress = Stage.CHOOSING, None
        if isinstance(error, CodedError):
            self.error = error
        else:
            self.services.notices.error(error)
        self.shown.tell()


def save(services: Services, file: FileView, path: Path) -> None:
    """Write a file of the server to disk, if it is what the server says it is."""
    saving.save(services, file.content, path, file.sha256)
