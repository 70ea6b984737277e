"""One attachment in a panel of its own."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.attachments.pages.preview import Preview, Shelf
from veralot_client.modules.attachments.presenters.one_file import FilePresenter
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.ids import AttachmentId


class FilePage(Page):
    """Shows a file as large as there is room."""

    def __init__(self, services: Services, attachment_id: int) -> None:
        self.one = FilePresenter(services, AttachmentId(attachment_id))
        super().__init__(services, self.one)
        self._shelf = Shelf(services)
        self.notice = Notice()
        self.bar = ActionBar(self, ["attachments.save_this"])
        self.preview = Preview(services, self._shelf)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        for widget in (self.notice, self.bar):
            layout.addWidget(widget)
        layout.addWidget(self.preview, stretch=1)
        self.one.keep(self.one.shown.subscribe(self._show))
        self.retranslate()
        self.one.load()

    def title(self) -> str:
        """Return the file's name."""
        return self.one.file.file_name if self.one.file else self.words.text("File")

    def refresh(self) -> None:
        """Read it again."""
        self.one.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether there is a file to save."""
        return action_id == "attachments.save_this" and self.one.file is not None

    def perform(self, action_id: str) -> None:
        """Save the file."""
        if self.one.file is None:
            super().perform(action_id)
            return
        dialog = QFileDialog(self, self.words.text("Save file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(self.one.file.file_name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.one.save(Path(name)))
        dialog.open()

    def end(self) -> None:
        """The page is closed for good."""
        self.preview.end()
        self.bar.end()
        self._shelf.end()
        super().end()

    def _show(self) -> None:
        error = self.one.error
        self.notice.say(
            self.words.error(error) if error else "", Tone.WARNING, self.words.text("Try again"), self.one.load
        )
        self.preview.show_file(self.one.file)
        self.bar.refresh()
        self.title_changed.emit()
        self.possibilities_changed()
