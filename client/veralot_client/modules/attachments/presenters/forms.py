"""Forms that attach files and withdraw them. No Qt."""

from collections.abc import Callable, Sequence
from pathlib import Path

from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.core.transfers import upload
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.attachments import (
    AttachFile,
    AttachmentView,
    FileTarget,
    FileTypeView,
    ListFileTypes,
    WithdrawFile,
)
from veralot_shared.errors import CodedError, ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.ids import AttachmentTypeId
from veralot_shared.messages import Message

UNREADABLE = N_("The file cannot be read. Is it open in another program?")
BEFORE_ISSUE = N_("A file is not valid until a day before it was issued.")
GUESSES = (
    ("coa", ("coa", "analysis", "检验报告", "分析报告")),
    ("coc", ("coc", "conform", "合格证")),
    ("sterilization", ("steril", "灭菌")),
    ("validation", ("valid", "iq", "oq", "pq", "确认")),
    ("drawing", ("drawing", "dwg", "图纸")),
    ("picture", (".png", ".jpg", ".jpeg", ".heic", ".webp", ".gif", ".bmp", ".tif")),
)
"""Of which type a file seems to be, by parts of its name."""


def guess(name: str, types: Sequence[FileTypeView]) -> AttachmentTypeId | None:
    """Return the type that a file's name speaks of."""
    known = {one.code: one.id for one in types}
    spoken = (code for code, parts in GUESSES if any(part in name.casefold() for part in parts))
    return next((known[code] for code in spoken if code in known), None)


class AttachForm(FormPresenter[AttachmentView]):
    """Send files and attach them to a record; what is typed is said of each of them."""

    title = N_("Attach to {label}")
    explain = N_("Each file is kept once, by its hash. It cannot be changed or deleted, only withdrawn.")
    button = N_("Attach")

    def __init__(self, services: Services, target: FileTarget, label: str, paths: Sequence[Path]) -> None:
        super().__init__(services)
        self.target, self.label, self.paths = target, label, paths
        self.values = {"files": self.words.listed(path.name for path in paths)}
        self._sent = 0
        self.fields = self._fields(())

    def begin(self) -> None:
        """Read the types."""
        self.ask(ListFileTypes(), self._take)

    def heading(self) -> str:
        """Return the heading with the record's number."""
        return self.words.text(self.title, label=self.label)

    def message(self, values: Values) -> Message[AttachmentView]:
        """Return the command of the first file, without its content. Raises: Wrong."""
        return self.command(values, self.paths[0], "0" * 64)

    def command(self, values: Values, path: Path, digest: str) -> AttachFile:
        """Return the command that attaches a file which the server has. Raises: Wrong."""
        issued, until = values["issued_on"], values["valid_until"]
        if issued is not None and until is not None and until < issued:
            raise Wrong(Flaw("valid_until", BEFORE_ISSUE))
        return AttachFile(
            target=self.target,
            sha256=digest,
            file_name=path.name,
            type_id=values["type_id"],
            number=values["number"],
            issued_on=issued,
            valid_until=until,
            note=values["note"],
        )

    def submit(
        self,
        values: Values,
        done: Callable[[AttachmentView], None],
        failed: Callable[[CodedError], None],
        declined: Callable[[], None],
    ) -> None:
        """Send every file that is not attached yet, one after the other. Raises: Wrong, before anything is sent."""
        self.checked(values)
        server = self.services.server

        def work(job: Job) -> AttachmentView:
            view = None
            while view is None or self._sent < len(self.paths):
                path = self.paths[min(self._sent, len(self.paths) - 1)]
                try:
                    sent = upload(server, path, job)
                except OSError as problem:
                    raise ValueNotAllowed(value=path.name, rule=UNREADABLE, field="files") from problem
                view = server.call(self.command(values, path, sent.sha256), job=job)
                self._sent += 1
            return view

        title = self.words.text(N_("Sending {name}"), name=self.values["files"])
        job = self.services.background.start(
            work, self._while_open(done), lambda error: self.services.sender.fail(error, failed), title=title
        )
        self.keep(job.cancel)

    def said(self, reply: AttachmentView) -> str:
        """Say that it is done."""
        return self.words.plural("{count} file is attached.", "{count} files are attached.", len(self.paths))

    def _take(self, types: list[FileTypeView]) -> None:
        active = [one for one in types if one.active]
        self.redefine(*self._fields(active))
        found = guess(self.paths[0].name, active)
        if found is not None:
            self.proposed.tell("type_id", found)

    def _fields(self, types: Sequence[FileTypeView]) -> tuple[Field, ...]:
        choices = tuple(Choice(one.id, self.words.name(one.name, one.name_zh)) for one in types)
        return (
            Field(name="files", label=N_("Files"), kind=FieldKind.FIXED),
            Field(name="type_id", label=N_("&Type"), kind=FieldKind.CHOICE, choices=choices),
            Field(
                name="number",
                label=N_("&Number"),
                required=False,
                hint=N_("As it stands on the certificate."),
                chars=24,
            ),
            Field(name="issued_on", label=N_("&Issued on"), kind=FieldKind.DATE, required=False),
            Field(name="valid_until", label=N_("&Valid until"), kind=FieldKind.DATE, required=False),
            Field(name="note", label=N_("N&ote"), kind=FieldKind.NOTE, required=False),
        )


class WithdrawForm(FormPresenter[AttachmentView]):
    """Withdraw a file."""

    title = N_("Withdraw {name}")
    explain = N_("The file stays on record and counts no more. Signatures that rest on it show as void.")
    button = N_("Withdraw")
    danger = True

    def __init__(self, services: Services, file: AttachmentView) -> None:
        super().__init__(services)
        self.file = file
        self.fields = (Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE),)

    def heading(self) -> str:
        """Return the heading with the file's name."""
        return self.words.text(self.title, name=self.file.file_name)

    def message(self, values: Values) -> WithdrawFile:
        """Return the command."""
        return WithdrawFile(id=self.file.id, reason=values["reason"])

    def said(self, reply: AttachmentView) -> str:
        """Say that it is done."""
        return self.words.text("{name} is withdrawn.", name=reply.file_name)
