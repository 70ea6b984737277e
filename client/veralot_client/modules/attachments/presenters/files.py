"""Behind the panel of files: what is attached to the record that one works on, and what it lacks. No Qt."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from veralot_client.core.background import Job
from veralot_client.core.navigation import Subject
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.core.transfers import download
from veralot_client.core.words import Words
from veralot_shared.contracts.attachments import (
    AttachmentsChanged,
    AttachmentView,
    FileStanding,
    FileTarget,
    FileTargetKind,
    ListAttachments,
    ListRequiredFiles,
    RequiredView,
    RequirementsChanged,
)
from veralot_shared.contracts.genealogy import LotsChanged
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import LotId

R = TypeVar("R")
KINDS = frozenset(FileTargetKind)
OF = {
    FileTargetKind.LOT: N_("Files of lot {label}"),
    FileTargetKind.UNIT: N_("Files of unit {label}"),
    FileTargetKind.ITEM: N_("Files of item {label}"),
    FileTargetKind.PARTNER: N_("Files of partner {label}"),
    FileTargetKind.MOVEMENT: N_("Files of movement {label}"),
    FileTargetKind.GAUGE: N_("Files of gauge {label}"),
    FileTargetKind.CALIBRATION: N_("Files of calibration {label}"),
    FileTargetKind.GRANT: N_("Evidence of {label}"),
    FileTargetKind.QUALITY: N_("Files of {label}"),
}


class FilesPresenter(Presenter):
    """Follows the record that the person works on.

    Attributes:
        subject: the record; None while it is one that takes no files.
        files: what is attached to it, newest first.
        required: what a lot needs before its releases.
        error: why it could not be read the last time.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.subject: Subject | None = None
        self.files: list[AttachmentView] = []
        self.required: list[RequiredView] = []
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.keep(services.current.changed.subscribe(self.follow_current))
        self.follow(AttachmentsChanged, self._on_change)
        self.follow(LotsChanged, self._on_lots)
        self.follow(RequirementsChanged, lambda _event: self.load())
        self.follow_resync(self.load)

    @property
    def target(self) -> FileTarget | None:
        """What files would be attached to."""
        return FileTarget(kind=FileTargetKind(self.subject.kind), id=self.subject.id) if self.subject else None

    def heading(self) -> str:
        """Return whose files these are."""
        if self.subject is None:
            return self.words.text(N_("Files"))
        return self.words.text(OF[FileTargetKind(self.subject.kind)], label=self.subject.label)

    def follow_current(self) -> None:
        """Show the files of the record that the person works on now."""
        current = self.services.current.subject
        subject = current if current is not None and current.kind in KINDS else None
        if subject == self.subject:
            return
        self.subject, self.files, self.required, self.error = subject, [], [], None
        self.shown.tell()
        self.load()

    def load(self) -> None:
        """Read the files, now or again."""
        target = self.target
        if target is None:
            return

        def still(take: Callable[[R], None]) -> Callable[[R], None]:
            """Take what is told of this record, unless the person has gone on to another meanwhile."""
            return lambda told: take(told) if self.target == target else None

        self.ask(ListAttachments(target=target, related=self._is_lot()), still(self._take), still(self._fail))
        if self._is_lot():
            self.ask(ListRequiredFiles(lot_id=LotId(target.id)), still(self._take_required), lambda _error: None)

    def lacking(self) -> list[RequiredView]:
        """Return the required files that are missing or no longer valid."""
        return [one for one in self.required if one.state is not FileStanding.MET]

    def save(self, file: AttachmentView, path: Path) -> None:
        """Write a file to disk, if it is what the server says it is."""
        text = self.words.text(N_("Saved as {path}"), path=path)
        fetch(self.services, file, path, lambda _path: self.services.notices.done(text))

    def save_all(self, folder: Path) -> None:
        """Write every file that counts into a folder; those of one name get the beginning of their hash before it."""
        files = {one.sha256: one for one in self.files if one.withdrawn_at is None}
        text = self.words.plural("{count} file is saved.", "{count} files are saved.", len(files))
        server = self.services.server

        def work(job: Job) -> None:
            for name, one in named(list(files.values())):
                download(server, one.sha256, one.size, one.id, folder / name, job)

        title = self.words.text(N_("Saving files"))
        self.services.background.start(work, lambda _none: self.services.notices.done(text), title=title)

    def _is_lot(self) -> bool:
        return self.subject is not None and self.subject.kind == FileTargetKind.LOT

    def _take(self, files: list[AttachmentView]) -> None:
        self.files, self.error = files, None
        self.shown.tell()

    def _take_required(self, required: list[RequiredView]) -> None:
        self.required = required
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()

    def _on_change(self, event: AttachmentsChanged) -> None:
        if event.target == self.target or self._is_lot():
            self.load()

    def _on_lots(self, event: LotsChanged) -> None:
        if self.subject is not None and self._is_lot() and self.subject.id in event.lot_ids:
            self.load()


def named(files: Sequence[AttachmentView]) -> list[tuple[str, AttachmentView]]:
    """Return files with names of which no two are the same, whatever a file system makes of capitals."""
    seen: dict[str, int] = {}
    for one in files:
        seen[one.file_name.casefold()] = seen.get(one.file_name.casefold(), 0) + 1
    return [
        (one.file_name if seen[one.file_name.casefold()] == 1 else f"{one.sha256[:8]} {one.file_name}", one)
        for one in files
    ]


def fetch(
    services: Services,
    file: AttachmentView,
    path: Path,
    done: Callable[[Path], None],
    failed: Callable[[Exception], None] | None = None,
    *,
    quiet: bool = False,
) -> Job:
    """Read a file's content into `path` in the background; `quiet` shows no progress."""
    server = services.server

    def work(job: Job) -> Path:
        download(server, file.sha256, file.size, file.id, path, job)
        return path

    title = "" if quiet else services.words.text(N_("Reading {name}"), name=file.file_name)
    return services.background.start(work, done, failed, title=title)


def described(file: AttachmentView, words: Words) -> str:
    """Return on one line what is said of a file: type, number, until when it is valid."""
    parts = [words.name(file.type_name, file.type_name_zh), file.number]
    if file.valid_until is not None:
        day = words.date(file.valid_until)
        parts.append(
            words.text(N_("expired {day}"), day=day) if file.expired else words.text(N_("until {day}"), day=day)
        )
    return " · ".join(part for part in parts if part)


def sized(size: int, words: Words) -> str:
    """Return a size as a person reads it."""
    for unit, bytes_of in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= bytes_of:
            return words.quantity((Decimal(size) / bytes_of).quantize(Decimal("0.1")), unit)
    return words.quantity(Decimal(size), "B")
