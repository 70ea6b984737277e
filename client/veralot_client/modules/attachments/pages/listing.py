"""The list of files: a small picture, the name, and what is said of it; files can be dropped onto it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from veralot_client.core.background import Cancelled, Job
from veralot_client.core.services import Services
from veralot_client.modules.attachments.pages.preview import Shelf
from veralot_client.modules.attachments.presenters.files import described
from veralot_client.theme.icons import icon
from veralot_client.widgets.rendering import PICTURES, NotDrawn, can_draw, draw
from veralot_shared.contracts.attachments import AttachmentView, FileTargetKind
from veralot_shared.errors import CodedError

SIDE = 44
"""Side of a small picture, in pixels."""
SMALL = 2 << 20
"""A file up to this size (bytes) gets a small picture of what is in it."""
ROW = 56


class FileList(QListWidget):
    """Lists files.

    Signals:
        dropped: files of this computer were dropped onto the list: their paths.
    """

    dropped = Signal(list)

    def __init__(self, services: Services, shelf: Shelf) -> None:
        super().__init__()
        self._services, self._shelf = services, shelf
        self._pictures: dict[str, QIcon] = {}
        self._jobs: list[Job] = []
        self.files: list[AttachmentView] = []
        self.takes = False
        self.setIconSize(QSize(SIDE, SIDE))
        self.setAcceptDrops(True)
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def current(self) -> AttachmentView | None:
        """Return the chosen file."""
        place = self.currentRow()
        return self.files[place] if 0 <= place < len(self.files) else None

    def show_files(self, files: list[AttachmentView], own: FileTargetKind | None) -> None:
        """Show files; the chosen one stays chosen. What hangs on another record than `own` says on which."""
        before = self.current()
        self.files = list(files)
        self.blockSignals(True)
        self.clear()
        for file in files:
            self.addItem(self._item(file, own))
        ids = [file.id for file in files]
        self.setCurrentRow(ids.index(before.id) if before and before.id in ids else 0 if files else -1)
        self.blockSignals(False)
        self.currentRowChanged.emit(self.currentRow())
        self._draw_small()

    def end(self) -> None:
        """The page is closed for good."""
        for job in self._jobs:
            job.cancel()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if self.takes and paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files wherever they are let go."""
        if self.takes and paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files."""
        paths = paths_of(event.mimeData())
        if self.takes and paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _item(self, file: AttachmentView, own: FileTargetKind | None) -> QListWidgetItem:
        words = self._services.words
        told = described(file, words)
        if file.target.kind is not own:
            told = f"{told} · {words.label(file.target.kind)} {file.target_label}"
        if file.withdrawn_at is not None:
            told = f"{words.text('Withdrawn')} · {told}"
        item = QListWidgetItem(self._pictures.get(file.sha256, icon(f"attachments/{kind_of(file)}", "faint")), "")
        item.setText(f"{file.file_name}\n{told}")
        item.setSizeHint(QSize(0, ROW))
        item.setToolTip(f"{file.file_name}\n{told}\n{file.note}".strip())
        if file.withdrawn_at is not None:
            font = item.font()
            font.setStrikeOut(True)
            item.setFont(font)
        return item

    def _draw_small(self) -> None:
        for file in self.files:
            if file.sha256 not in self._pictures and file.size <= SMALL and can_draw(file.media_type):
                self._pictures[file.sha256] = icon(f"attachments/{kind_of(file)}", "faint")
                work = partial(self._drawn, file)
                self._jobs.append(self._services.background.start(work, partial(self._take, file.sha256), self._fail))

    def _drawn(self, file: AttachmentView, job: Job) -> QImage:
        path = self._shelf.fetch(file, job)
        try:
            return draw(path, file.media_type, QSize(SIDE * 2, SIDE * 2))[0]
        except NotDrawn:
            return QImage()

    def _take(self, digest: str, image: QImage) -> None:
        if image.isNull():
            return
        self._pictures[digest] = QIcon(squared(image, SIDE * 2))
        for place, file in enumerate(self.files):
            if file.sha256 == digest:
                self.item(place).setIcon(self._pictures[digest])

    def _fail(self, error: Exception) -> None:
        """Leave the drawing of its kind where no small picture can be had; choosing the file says why."""
        if not isinstance(error, CodedError | Cancelled):
            self._services.notices.error(error)


def squared(image: QImage, side: int) -> QPixmap:
    """Return a picture in the middle of a square, so that the names beside it begin under each other."""
    square = QPixmap(side, side)
    square.fill(Qt.GlobalColor.transparent)
    drawn = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    painter = QPainter(square)
    painter.drawImage((side - drawn.width()) // 2, (side - drawn.height()) // 2, drawn)
    painter.end()
    return square


def kind_of(file: AttachmentView) -> str:
    """Return which drawing stands for files of a kind."""
    if file.media_type in PICTURES:
        return "picture"
    return "document" if file.media_type in {"application/pdf", "text/plain"} else "other"


def paths_of(data: QMimeData | None) -> list[Path]:
    """Return the files of this computer that are dragged or in the clipboard."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data is not None else []
    return [path for path in paths if path.is_file()]
