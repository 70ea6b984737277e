"""Behind the page of one attachment. No Qt."""

from pathlib import Path

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.attachments.presenters.files import fetch
from veralot_shared.contracts.attachments import AttachmentsChanged, AttachmentView, GetAttachment
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import AttachmentId


class FilePresenter(Presenter):
    """Reads one attachment and keeps it fresh.

    Attributes:
        file: what is known; None until the first answer.
        error: why it could not be read the last time.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services, attachment_id: AttachmentId) -> None:
        super().__init__(services)
        self.attachment_id = attachment_id
        self.file: AttachmentView | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(AttachmentsChanged, self._on_change)

    def load(self) -> None:
        """Read it, now or again."""
        self.ask(GetAttachment(id=self.attachment_id), self._take, self._fail)

    def save(self, path: Path) -> None:
        """Write the content to disk."""
        if self.file is not None:
            text = self.words.text(N_("Saved as {path}"), path=path)
            fetch(self.services, self.file, path, lambda _path: self.services.notices.done(text))

    def _take(self, file: AttachmentView) -> None:
        self.file, self.error = file, None
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()

    def _on_change(self, event: AttachmentsChanged) -> None:
        if self.file is not None and event.target == self.file.target:
            self.load()
