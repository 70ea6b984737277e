"""What was chosen to be imported, and how each file is to be read: kind, encoding, sheet, columns, cleaning. No Qt."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from veralot_client.core.background import Job
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.exchange.presenters.upload import ChosenFile, described, upload
from veralot_shared.contracts.exchange import (
    CleaningRule,
    CleaningView,
    ColumnMap,
    FieldView,
    FileColumn,
    FileSetup,
    ImportFile,
    Kind,
    ListMappings,
    MappingExists,
    MappingView,
    Match,
    Permission,
    PreviewCleaning,
    PreviewFile,
    PreviewView,
    RetireMapping,
    SaveMapping,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

ENDINGS = (".csv", ".xlsx", ".txt", ".tsv")


class FilesPresenter(Presenter):
    """Knows the files of an import.

    Attributes:
        files: what was chosen, by name.
        current: the name of the file that is looked at.
        setups: how each file is to be read.
        previews: how each file reads now.
        offered: the cleaning rules that are offered for each file, used or not.
        cleanings: what they would change.
        errors: why a file cannot be read.
        mappings: the kept ways of reading files.
        shown: told when one of them has changed.
        edited: told when another set of files, or another way of reading them, is to be imported.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.files: list[ChosenFile] = []
        self.current = ""
        self.setups: dict[str, FileSetup] = {}
        self.previews: dict[str, PreviewView] = {}
        self.offered: dict[str, list[CleaningRule]] = {}
        self.cleanings: dict[str, CleaningView] = {}
        self.errors: dict[str, CodedError] = {}
        self.mappings: list[MappingView] = []
        self.shown: Observers[[]] = Observers()
        self.edited: Observers[[]] = Observers()
        self._staged: dict[ChosenFile, str] = {}

    def load(self) -> None:
        """Read the kept mappings."""
        if self.services.session.can(Permission.IMPORT):
            self.ask(ListMappings(), self._take_mappings, lambda _error: None)

    # --- choosing ----------------------------------------------------------------------------------------------------

    def choose(self, paths: Iterable[Path]) -> list[Path]:
        """Add files to the set; return those that are of no kind that can be read."""
        known = {file.name: file for file in self.files}
        strange, added = [], list[str]()
        for path in paths:
            if path.suffix.lower() in ENDINGS and path.is_file():
                known[path.name] = described(path)
                added.append(path.name)
            else:
                strange.append(path)
        self.files = sorted(known.values(), key=lambda file: file.name)
        for name in added:
            self.forget(name)
        self.edited.tell()
        if added:
            self.select(min(added))
        return strange

    def drop(self, names: Iterable[str]) -> None:
        """Take files out of the set."""
        gone = set(names)
        self.files = [file for file in self.files if file.name not in gone]
        if self.current in gone:
            self.current = ""
        self.edited.tell()
        self.shown.tell()

    def clear(self) -> None:
        """Begin with no files, once these are imported."""
        self.files, self.current = [], ""
        self.setups, self.previews, self.cleanings, self.offered = {}, {}, {}, {}

    def changed(self) -> list[Path]:
        """Return the files that are no longer what they were when they were chosen."""
        return [file.path for file in self.files if not file.path.is_file() or described(file.path) != file]

    def forget(self, name: str) -> None:
        """A file is another one now: how it reads is to be asked anew; how it is to be read stays."""
        for known in (self.previews, self.cleanings, self.errors):
            known.pop(name, None)

    def select(self, name: str) -> None:
        """Look at a file."""
        self.current = name
        self.shown.tell()
        if name not in self.previews:
            self.preview()

    # --- asking ------------------------------------------------------------------------------------------------------

    def staged(self, server_file: ChosenFile, job: Job) -> ImportFile:
        """Return a file as the server finds it, brought there first if it is not there yet. Blocks."""
        if server_file not in self._staged:
            self._staged[server_file] = upload(self.services.server, server_file, job)
        setup = self.setups.get(server_file.name, FileSetup())
        return ImportFile(name=server_file.name, sha256=self._staged[server_file], setup=setup)

    def preview(self, row: int = 0) -> None:
        """Ask how the current file reads, from a row on."""
        file = self._file()
        if file is None:
            return
        server = self.services.server

        def work(job: Job) -> PreviewView:
            return server.call(PreviewFile(file=self.staged(file, job), row=row), job=job)

        title = self.words.text(N_("Reading {file}"), file=file.name)
        self.services.background.start(
            work, lambda view: self._take(file.name, view), lambda error: self._fail(file.name, error), title=title
        )

    def clean(self) -> None:
        """Ask what the offered rules would change in the current file."""
        file, rules = self._file(), self.offered.get(self.current, [])
        if file is None or self.current not in self.previews:
            return
        server = self.services.server

        def work(job: Job) -> CleaningView:
            asked = self.staged(file, job)
            setup = msgspec.structs.replace(asked.setup, rules=rules)
            return server.call(PreviewCleaning(file=msgspec.structs.replace(asked, setup=setup)), job=job)

        title = self.words.text(N_("Looking for what cleaning would change"))
        self.services.background.start(
            work,
            lambda view: self._take_cleaning(file.name, view),
            lambda error: self._fail(file.name, error),
            title=title,
        )

    # --- how a file is to be read ------------------------------------------------------------------------------------

    @property
    def setup(self) -> FileSetup:
        """Return how the current file is to be read."""
        return self.setups.get(self.current, FileSetup())

    def change(self, *, reread: bool = True, **values: Any) -> None:  # noqa: ANN401 - any field of the setup
        """Read the current file otherwise."""
        self.setups[self.current] = msgspec.structs.replace(self.setup, **values)
        self.cleanings.pop(self.current, None)
        self.edited.tell()
        if reread:
            self.preview()
        else:
            self.shown.tell()

    def map(self, heading: str, field: str) -> None:
        """Take a column for a field, and no other column for it; an empty field leaves the column out."""
        others = [
            column
            for column in self.setup.columns
            if column.heading != heading and (column.field != field or not field)
        ]
        self.change(columns=[*others, ColumnMap(heading=heading, field=field)])

    def use(self, rule: CleaningRule, *, used: bool) -> None:
        """Use one of the offered rules, or use it no more; they apply in the order in which they are offered."""
        wanted = [each for each in self.setup.rules if each != rule] + ([rule] if used else [])
        offered = self.offered.get(self.current, [])
        self.change(reread=False, rules=[each for each in offered if each in wanted])
        self.clean()

    def offer(self, rule: CleaningRule) -> None:
        """Add a rule, and use it."""
        self.offered.setdefault(self.current, [])
        if rule not in self.offered[self.current]:
            self.offered[self.current].append(rule)
        self.use(rule, used=True)

    def apply(self, mapping: MappingView) -> None:
        """Read the current file as a kept mapping says."""
        self.offered[self.current] = list(mapping.rules)
        self.change(
            kind=mapping.kind,
            columns=mapping.columns,
            rules=mapping.rules,
            drop_duplicates=mapping.drop_duplicates,
            personal=mapping.personal,
        )

    def save_mapping(self, name: str) -> None:
        """Keep the way in which the current file is read under a name; one that is taken is replaced only after asking."""
        view, setup = self.previews.get(self.current), self.setup
        if view is None or view.kind is None:
            return
        command = SaveMapping(
            name=name,
            kind=view.kind,
            columns=[ColumnMap(heading=column.heading, field=column.field) for column in decided(view.columns)]
            + [column for column in setup.columns if not column.field],
            rules=setup.rules,
            drop_duplicates=setup.drop_duplicates,
            personal=setup.personal,
        )
        self.send(command, self._saved, lambda error: self._not_saved(command, error))

    def kept(self, name: str) -> MappingView | None:
        """Return the mapping of a name that is kept for the kind of the current file."""
        view = self.previews.get(self.current)
        found = (each for each in self.mappings if view is not None and (each.kind, each.name) == (view.kind, name))
        return next(found, None)

    def retire_mapping(self, mapping: MappingView) -> None:
        """Offer a kept mapping no more, after asking; it stays on record, and its name is free."""
        _, words = self.words.text, self.words
        told = {
            "person": words.name(mapping.changed_by, mapping.changed_by_zh),
            "day": words.moment(mapping.changed_at),
        }
        text = _(N_("{person} saved it on {day}. Nobody is offered it any more; it stays on record."), **told)

        def answered(yes: bool) -> None:  # noqa: FBT001 - the answer itself
            if yes:
                self.send(RetireMapping(id=mapping.id), self._retired)

        title = _(N_("Take the mapping “{name}” out of use?"), name=mapping.name)
        self.services.notices.confirm(title, text, _(N_("Take it out of use")), answered)

    def title(self, name: str) -> str:
        """Return what a field of the current file is called."""
        view = self.previews.get(self.current)
        titles = {field.name: field.title for field in view.fields} if view else {}
        return self.words.text(titles.get(name, name))

    def missing(self) -> list[FieldView]:
        """Return the fields that the current file must have and has not."""
        view = self.previews.get(self.current)
        found = {column.field for column in view.columns} if view else set()
        return [field for field in view.fields if field.required and field.name not in found] if view else []

    def undecided(self) -> list[str]:
        """Return the headings of the current file that no field was found for and that are not left out."""
        view = self.previews.get(self.current)
        left = {column.heading for column in self.setup.columns if not column.field}
        return [
            column.heading
            for column in (view.columns if view else [])
            if column.heading and not column.field and column.heading not in left
        ]

    def kinds(self) -> list[Kind]:
        """Return the kinds of file that there are."""
        return list(Kind)

    # --- answers -----------------------------------------------------------------------------------------------------

    def _file(self) -> ChosenFile | None:
        return next((file for file in self.files if file.name == self.current), None)

    def _take(self, name: str, view: PreviewView) -> None:
        self.previews[name] = view
        self.errors.pop(name, None)
        # What was only guessed is written down, so that what is seen here is what is imported.
        guessed = [
            ColumnMap(heading=column.heading, field=column.field)
            for column in view.columns
            if column.match is Match.ALIKE and column.field
        ]
        setup = self.setups.get(name, FileSetup())
        self.setups[name] = msgspec.structs.replace(setup, columns=setup.columns + guessed)
        offered = self.offered.setdefault(name, [])
        offered += [rule for rule in view.proposed if rule not in offered]
        self.shown.tell()

    def _take_cleaning(self, name: str, view: CleaningView) -> None:
        self.cleanings[name] = view
        self.shown.tell()

    def _fail(self, name: str, error: Exception) -> None:
        if isinstance(error, CodedError):
            self.previews.pop(name, None)
            self.errors[name] = error
        else:
            self.services.notices.error(error)
        self.shown.tell()

    def _take_mappings(self, mappings: list[MappingView]) -> None:
        self.mappings = mappings
        self.shown.tell()

    def _not_saved(self, command: SaveMapping, error: CodedError) -> None:
        if not isinstance(error, MappingExists):
            self.services.notices.error(error)
            return

        def answered(yes: bool) -> None:  # noqa: FBT001 - the answer itself
            if yes:
                again = msgspec.structs.replace(command, replaces=error.version)
                self.send(again, self._saved, lambda late: self._not_saved(again, late))

        _ = self.words.text
        self.services.notices.confirm(
            _(N_("Replace the mapping?")), self.words.error(error), _(N_("Replace it")), answered
        )

    def _retired(self, mapping: MappingView) -> None:
        self.services.notices.done(self.words.text(N_("The mapping “{name}” is offered no more."), name=mapping.name))
        self.load()

    def _saved(self, mapping: MappingView) -> None:
        self.services.notices.done(self.words.text(N_("The mapping “{name}” is saved."), name=mapping.name))
        self.load()


def decided(columns: Iterable[FileColumn]) -> list[FileColumn]:
    """Return the columns that have a field."""
    return [column for column in columns if column.heading and column.field]
