"""The panel of files beside the page that one works on."""

from pathlib import Path

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QLabel, QSplitter, QVBoxLayout

from veralot_client.core.services import Services
from veralot_client.modules.attachments.pages.listing import FileList, paths_of
from veralot_client.modules.attachments.pages.preview import Preview, Shelf
from veralot_client.modules.attachments.presenters.files import FilesPresenter
from veralot_client.modules.attachments.presenters.forms import AttachForm, WithdrawForm
from veralot_client.widgets.action_bar import ActionBar
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import EmptyState, Notice
from veralot_client.widgets.tones import Tone
from veralot_shared.contracts.attachments import AttachFile, AttachmentView, FileStanding, RequiredView

BUTTONS = ["attachments.attach", "attachments.paste"]
MENU = ["attachments.open", "attachments.save", "attachments.save_all", "attachments.withdraw"]
SHARES = (180, 520)
"""How the list and the preview share the height at first."""
ON_A_FILE = {"attachments.open", "attachments.save"}


class FilesPage(Page):
    """Lists the files of the record that one works on, says what it lacks, shows the chosen one."""

    def __init__(self, services: Services) -> None:
        self.files = FilesPresenter(services)
        super().__init__(services, self.files)
        self._shelf = Shelf(services)
        self.heading = QLabel(wordWrap=True)
        self.heading.setProperty("role", "subtitle")
        self.notice = Notice()
        self.lacking = Notice()
        self.list = FileList(services, self._shelf)
        self.empty = EmptyState(picture="attachments/files")
        self.preview = Preview(services, self._shelf)
        self.bar = ActionBar(self, BUTTONS, MENU, menu_title=lambda: self.words.text("More"), always_shown=True)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.files.follow_current()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("Files")

    def refresh(self) -> None:
        """Read everything again."""
        self.files.load()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        self.list.setAccessibleName(self.words.text("Files"))
        self._show()

    def can_perform(self, action_id: str) -> bool:
        """Return whether an action can work now."""
        file = self.list.current()
        if action_id in {"attachments.attach", "attachments.paste"}:
            return self.files.subject is not None
        if action_id == "attachments.save_all":
            return any(one.withdrawn_at is None for one in self.files.files)
        if action_id == "attachments.withdraw":
            return file is not None and file.withdrawn_at is None
        return action_id in ON_A_FILE and file is not None

    def perform(self, action_id: str) -> None:
        """Do an action."""
        file = self.list.current()
        match action_id:
            case "attachments.attach":
                self._choose()
            case "attachments.paste":
                self.paste()
            case "attachments.save_all":
                self._choose_folder()
            case "attachments.open" if file is not None:
                self.services.navigator.open("attachment", file.id)
            case "attachments.save" if file is not None:
                self._save(file)
            case "attachments.withdraw" if file is not None:
                show_form(self.services, WithdrawForm(self.services, file), self)
            case _:
                super().perform(action_id)

    def attach(self, paths: list[Path]) -> None:
        """Ask what files are, and attach them."""
        target, subject = self.files.target, self.files.subject
        if target is not None and subject is not None and paths:
            show_form(self.services, AttachForm(self.services, target, subject.label, paths), self)

    def paste(self) -> None:
        """Attach what is in the clipboard: files, or a picture, which becomes one."""
        paths = paths_of(QGuiApplication.clipboard().mimeData())
        image = QGuiApplication.clipboard().image()
        if not paths and not image.isNull():
            name = QDateTime.currentDateTime().toString("'picture-'yyyyMMdd-HHmmss'.png'")
            path = self._shelf.path_named(name)
            if image.save(str(path)):
                paths = [path]
        if paths:
            self.attach(paths)
        else:
            self.notice.say(self.words.text("The clipboard holds no file and no picture."), Tone.INFO)

    def end(self) -> None:
        """The page is closed for good."""
        self.list.end()
        self.preview.end()
        self.bar.end()
        self._shelf.end()
        super().end()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        files, words = self.files, self.words
        self.heading.setText(files.heading())
        error = words.error(files.error) if files.error else ""
        self.notice.say(error, Tone.WARNING, words.text("Try again"), files.load)
        self.lacking.say(self._lacking(), Tone.WARNING)
        self.list.takes = files.subject is not None and self.services.session.can(AttachFile.permission)
        own = files.target.kind if files.target else None
        self.list.show_files(files.files, own)
        known = bool(files.files)
        self._body.setVisible(known)
        self.empty.setVisible(not known)
        if files.subject is None:
            self.empty.say(words.text("Open a lot, unit, item, partner, gauge or quality record to see its files."))
        else:
            self.empty.say(
                words.text("No files yet."), words.text("Drop files here, paste a picture, or choose files.")
            )
        self.possibilities_changed()
        self.bar.refresh()

    def _lacking(self) -> str:
        lacking = self.files.lacking()
        if not lacking:
            return ""
        return self.words.text("Missing before release: {files}.", files=self.words.listed(map(self._named, lacking)))

    def _named(self, one: RequiredView) -> str:
        words = self.words
        name = words.name(one.type_name, one.type_name_zh)
        place = f"{words.label(one.bound_to)} {one.target_label}"
        if one.state is FileStanding.EXPIRED and one.valid_until is not None:
            return words.text(
                "{type} ({place}, expired {day})", type=name, place=place, day=words.date(one.valid_until)
            )
        return words.text("{type} ({place})", type=name, place=place)

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.words.text("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.attach([Path(name) for name in names]))
        dialog.open()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.words.text("Save all files into a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.files.save_all(Path(name)))
        dialog.open()

    def _save(self, file: AttachmentView) -> None:
        dialog = QFileDialog(self, self.words.text("Save file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(file.file_name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.files.save(file, Path(name)))
        dialog.open()

    def _on_chosen(self) -> None:
        self.preview.show_file(self.list.current())
        self.possibilities_changed()
        self.bar.refresh()

    def _connect(self) -> None:
        self.files.keep(self.files.shown.subscribe(self._show))
        self.list.currentRowChanged.connect(lambda _row: self._on_chosen())
        self.list.itemActivated.connect(lambda _item: self.perform("attachments.open"))
        self.list.dropped.connect(self.attach)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(lambda: self.services.actions.run("attachments.withdraw"))

    def _lay_out(self) -> None:
        self._body = QSplitter(Qt.Orientation.Vertical)
        self._body.addWidget(self.list)
        self._body.addWidget(self.preview)
        self._body.setStretchFactor(0, 2)
        self._body.setStretchFactor(1, 3)
        self._body.setChildrenCollapsible(False)
        self._body.setSizes(list(SHARES))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        for widget in (self.heading, self.notice, self.lacking, self.bar):
            layout.addWidget(widget)
        layout.addWidget(self._body, stretch=1)
        layout.addWidget(self.empty, stretch=1)
        self.setFocusProxy(self.list)
