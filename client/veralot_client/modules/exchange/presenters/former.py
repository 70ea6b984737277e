"""What was imported before: listed, signed for, reported, undone, and gone on with where it was interrupted. No Qt."""

from collections.abc import Callable
from typing import NamedTuple

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Values
from veralot_shared.contracts.exchange import (
    BlockerView,
    ExportReconciliation,
    FindBlockers,
    ImportChanged,
    ImportDone,
    ImportState,
    ImportView,
    ListImports,
    ListRuns,
    Permission,
    RunState,
    RunView,
    SignReconciliation,
    UndoImport,
)
from veralot_shared.contracts.genealogy import FileView
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_, table_msgid
from veralot_shared.ids import ImportId


class Former(NamedTuple):
    """An import that wrote, or a run that did not come to its end."""

    view: ImportView | None
    run: RunView | None

    @property
    def key(self) -> tuple[int, str]:
        """Return what it is known by."""
        return (self.view.id or 0, "") if self.view else (0, self.run.run if self.run else "")


class FormerPresenter(Presenter):
    """Knows the imports of the past.

    Attributes:
        rows: imports and runs, newest first.
        chosen: the one that is looked at.
        shown: told when they have changed.
        failed: told why they did not come.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.rows: list[Former] = []
        self.chosen: Former | None = None
        self.shown: Observers[[]] = Observers()
        self.failed: Observers[[CodedError]] = Observers()
        self._imports: list[ImportView] = []
        self._runs: list[RunView] = []
        self.follow(ImportDone, lambda _event: self.load())
        self.follow(ImportChanged, lambda _event: self.load())
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read them."""
        if self.services.session.can(Permission.READ):
            self.ask(ListImports(), self._take_imports, self.failed.tell)
        if self.services.session.can(Permission.IMPORT):
            self.ask(ListRuns(), self._take_runs, lambda _error: None)

    @property
    def view(self) -> ImportView | None:
        """Return the chosen import, where one is chosen."""
        return self.chosen.view if self.chosen else None

    def can_undo(self) -> bool:
        """Return whether the chosen import is there to be undone."""
        return self.view is not None and self.view.state is ImportState.DONE

    def can_report(self) -> bool:
        """Return whether there is something to report."""
        return self.view is not None

    def can_resume(self) -> bool:
        """Return whether the chosen run can be started again."""
        run = self.chosen.run if self.chosen else None
        return run is not None and run.state is not RunState.RUNNING

    def sign(self, view: ImportView) -> None:
        """Sign for what was compared."""
        if view.id is not None:
            self.send(SignReconciliation(id=view.id), self._signed)

    def report(self, view: ImportView, done: Callable[[FileView], None]) -> None:
        """Have the server make the signed report, in the language of the moment."""
        if view.id is not None:
            command = ExportReconciliation(id=view.id, language=self.words.language)
            self.send(command, done, title=self.words.text(N_("Making the report")))

    def blockers(self, view: ImportView, done: Callable[[list[BlockerView]], None]) -> None:
        """Ask what rests on an import."""
        if view.id is not None:
            self.ask(FindBlockers(id=view.id), done)

    def _take_imports(self, imports: list[ImportView]) -> None:
        self._imports = imports
        self._join()

    def _take_runs(self, runs: list[RunView]) -> None:
        self._runs = runs
        self._join()

    def _join(self) -> None:
        self.rows = [Former(None, run) for run in self._runs] + [Former(view, None) for view in self._imports]
        self.shown.tell()

    def _signed(self, view: ImportView) -> None:
        self.services.notices.done(self.words.text(N_("Import {number} is signed for."), number=view.id or 0))
        self.load()


class UndoForm(FormPresenter[ImportView]):
    """Take an import back."""

    title = N_("Undo import {number}")
    button = N_("Undo the import")
    explain = N_(
        "Everything that this import made is deleted, and what it changed is as it was before. The audit log keeps"
        " every row, with the reason."
    )
    danger = True

    def __init__(self, services: Services, import_id: ImportId) -> None:
        super().__init__(services)
        self.import_id = import_id
        self.fields = (Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE),)

    def heading(self) -> str:
        """Return the heading in words."""
        return self.words.text(self.title, number=self.import_id)

    def message(self, values: Values) -> UndoImport:
        """Return the command."""
        return UndoImport(id=self.import_id, reason=" ".join(values["reason"].split()))

    def said(self, _reply: ImportView) -> str:
        """Return in words what was done."""
        return self.words.text(N_("Import {number} is undone."), number=self.import_id)


def blocked(found: list[BlockerView], services: Services) -> str:
    """Return in words what rests on an import."""
    words = services.words
    parts = [f"{table_name(one.table, services)}: {words.number(one.count)}" for one in found]
    return words.text(
        N_("This import cannot be undone, since later records rest on it. {blockers}"),
        blockers=words.listed(parts),
    )


def table_name(table: str, services: Services) -> str:
    """Return what the records of a table are called."""
    return services.words.context("table", table_msgid(table))
