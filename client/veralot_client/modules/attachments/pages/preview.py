"""What is in a file, as far as it can be drawn: a picture, or the pages of a PDF; of any other kind what is known of it."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from veralot_client.core.background import Cancelled, Job
from veralot_client.core.services import Services
from veralot_client.core.transfers import download
from veralot_client.modules.attachments.presenters.files import described, sized
from veralot_client.theme.icons import icon
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.rendering import NotDrawn, can_draw, draw
from veralot_client.widgets.states import EmptyState
from veralot_shared.contracts.attachments import AttachmentView
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

AT_ONCE = 8 << 20
"""A file up to this size (bytes) is read as soon as it is chosen; a larger one when the person asks for it."""
LATER_MS = 150
"""How long a new size must last before a page is drawn anew for it."""
ZOOMS = (1.0, 1.5, 2.0, 3.0)
SMALLEST = QSize(160, 120)
MARGIN = 18
"""Room that a scroll bar may take, in pixels."""
HASH_SHOWN = 16
DAMAGED = N_("This file cannot be shown here. Save it to open it with another program.")


class Shelf:
    """Contents that were read for a page, in a folder of its own that goes with it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)
        self._folder = TemporaryDirectory(prefix="veralot-", ignore_cleanup_errors=True)

    def path(self, file: AttachmentView) -> Path:
        """Return where a content is, or will be."""
        return Path(self._folder.name) / file.sha256

    def path_named(self, name: str) -> Path:
        """Return where a file of this computer's own making may lie until it is sent."""
        return Path(self._folder.name) / name

    def has(self, file: AttachmentView) -> bool:
        """Tell whether a content is there."""
        return self.path(file).is_file()

    def fetch(self, file: AttachmentView, job: Job) -> Path:
        """Return a content, read now if it is not there yet; blocks. Raises: as `download`."""
        path = self.path(file)
        # The list's small picture and the large one want the same content at the same moment.
        with self._locks[file.sha256]:
            if not path.is_file():
                download(self._services.server, file.sha256, file.size, file.id, path, job)
        return path

    def end(self) -> None:
        """Throw everything away."""
        self._folder.cleanup()


class Preview(Retranslated):
    """Shows one file."""

    def __init__(self, services: Services, shelf: Shelf) -> None:
        super().__init__()
        self._services, self._shelf = services, shelf
        self._file: AttachmentView | None = None
        self._page, self._pages, self._zoom = 0, 1, 0
        self._image = QImage()
        self._job: Job | None = None
        self._failure = ""
        self._ended = False
        self.facts = QLabel(wordWrap=True)
        self.facts.setProperty("role", "muted")
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.empty = EmptyState(picture="attachments/document")
        self.count = QLabel()
        self.previous, self.next, self.larger, self.smaller = (
            QToolButton(),
            QToolButton(),
            QToolButton(),
            QToolButton(),
        )
        self._later = QTimer(self, singleShot=True, interval=LATER_MS)
        self._later.timeout.connect(self._draw)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show()

    @property
    def file(self) -> AttachmentView | None:
        """What is shown."""
        return self._file

    @property
    def is_drawn(self) -> bool:
        """Whether a page of the file is seen."""
        return not self._image.isNull()

    def show_file(self, file: AttachmentView | None) -> None:
        """Show a file, or nothing."""
        if file is not None and self._file is not None and file.sha256 == self._file.sha256:
            self._file = file
            self._show()
            return
        if self._job is not None:
            self._job.cancel()
        self._file, self._page, self._pages, self._zoom = file, 0, 1, 0
        self._image, self._failure = QImage(), ""
        self._show()
        if file is not None and can_draw(file.media_type) and (file.size <= AT_ONCE or self._shelf.has(file)):
            self._draw()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._services.words.text
        for button, name in (
            (self.previous, _("Previous page")),
            (self.next, _("Next page")),
            (self.larger, _("Larger")),
            (self.smaller, _("Smaller")),
        ):
            button.setToolTip(name)
            button.setAccessibleName(name)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for the new size, once it lasts."""
        super().resizeEvent(event)
        if not self._image.isNull():
            self._later.start()

    def end(self) -> None:
        """The page is closed for good: an answer, or a failure, that is still under way has nowhere to be shown."""
        self._ended = True
        self._later.stop()
        if self._job is not None:
            self._job.cancel()

    # --- inside ------------------------------------------------------------------------------------------------------

    def turn(self, by: int) -> None:
        """Go to another page."""
        self._page = min(max(self._page + by, 0), self._pages - 1)
        self._draw()

    def zoom(self, by: int) -> None:
        """Show it larger or smaller."""
        self._zoom = min(max(self._zoom + by, 0), len(ZOOMS) - 1)
        self._draw()

    def _draw(self) -> None:
        file = self._file
        if file is None:
            return
        if self._job is not None:
            self._job.cancel()
        ratio, room = self.devicePixelRatioF(), self._scroll.viewport().size()
        wanted = (room - QSize(MARGIN, MARGIN)).expandedTo(SMALLEST) * (ZOOMS[self._zoom] * ratio)
        work = partial(self._drawn, file, wanted, self._page)
        self._job = self._services.background.start(work, partial(self._take, file.sha256), self._fail)

    def _drawn(self, file: AttachmentView, room: QSize, page: int, job: Job) -> tuple[QImage, int]:
        path = self._shelf.fetch(file, job)
        job.check()
        try:
            return draw(path, file.media_type, room, page)
        except NotDrawn:
            return QImage(), 0

    def _take(self, digest: str, drawn: tuple[QImage, int]) -> None:
        if not self._ended and self._file is not None and self._file.sha256 == digest:
            self._image, self._pages = drawn
            self._failure = self._services.words.text(DAMAGED) if self._image.isNull() else ""
            self._show()

    def _fail(self, error: Exception) -> None:
        words = self._services.words
        if self._ended or isinstance(error, Cancelled):
            return
        if isinstance(error, CodedError):
            self._failure = words.error(error)
        else:
            self._services.notices.error(error)
        self._show()

    def _show(self) -> None:
        file, words = self._file, self._services.words
        drawn = not self._image.isNull() and not self._failure
        self._stack.setCurrentIndex(1 if drawn else 0)
        many = drawn and self._pages > 1
        for widget in (self.previous, self.next, self.count):
            widget.setVisible(many)
        for button in (self.larger, self.smaller):
            button.setVisible(drawn)
        self.previous.setEnabled(self._page > 0)
        self.next.setEnabled(self._page < self._pages - 1)
        self.larger.setEnabled(self._zoom < len(ZOOMS) - 1)
        self.smaller.setEnabled(self._zoom > 0)
        self.count.setText(words.text("{page} / {pages}", page=self._page + 1, pages=self._pages))
        self.facts.setText(self._facts(file) if file else "")
        self.facts.setToolTip(f"SHA-256 {file.sha256}" if file else "")
        if drawn and file is not None:
            self._show_picture(file)
        else:
            self.empty.say(*self._said(file))

    def _show_picture(self, file: AttachmentView) -> None:
        picture = QPixmap.fromImage(self._image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(picture)
        self.picture.resize(picture.deviceIndependentSize().toSize())
        self.picture.setAccessibleName(file.file_name)

    def _said(self, file: AttachmentView | None) -> tuple[str, str, str, Callable[[], None] | None]:
        _ = self._services.words.text
        if file is None:
            return _("Choose a file to see it."), "", "", None
        if self._failure:
            return self._failure, "", "", None
        if not can_draw(file.media_type):
            return _("Files of this kind are not shown here."), file.media_type, "", None
        if file.size > AT_ONCE and not self._shelf.has(file):
            return _("This file is large."), sized(file.size, self._services.words), _("Show it"), self._draw
        return _("Loading…"), "", "", None

    def _facts(self, file: AttachmentView) -> str:
        words = self._services.words
        lines = [f"{file.file_name} · {sized(file.size, words)}", described(file, words)]
        added = words.text(
            "Attached {time} by {name}",
            time=words.moment(file.added_at),
            name=words.name(file.added_by, file.added_by_zh),
        )
        lines.append(added)
        if file.note:
            lines.append(file.note)
        if file.withdrawn_at is not None:
            told = {
                "time": words.moment(file.withdrawn_at),
                "name": words.name(file.withdrawn_by, file.withdrawn_by_zh),
                "why": file.withdrawn_reason,
            }
            lines.append(words.text("Withdrawn {time} by {name}: {why}", **told))
        lines.append(f"SHA-256 {file.sha256[:HASH_SHOWN]}…")
        return "\n".join(lines)

    def _connect(self) -> None:
        self.previous.clicked.connect(lambda: self.turn(-1))
        self.next.clicked.connect(lambda: self.turn(1))
        self.larger.clicked.connect(lambda: self.zoom(1))
        self.smaller.clicked.connect(lambda: self.zoom(-1))

    def _lay_out(self) -> None:
        self.previous.setIcon(icon("common/previous"))
        self.next.setIcon(icon("common/next"))
        for button, sign in ((self.smaller, "−"), (self.larger, "+")):
            button.setText(sign)
            button.setAutoRaise(True)
        bar = QHBoxLayout()
        for widget in (self.previous, self.count, self.next):
            bar.addWidget(widget)
        bar.addStretch(1)
        for button in (self.smaller, self.larger):
            bar.addWidget(button)
        self._scroll = QScrollArea()
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll.setWidget(self.picture)
        ground = QWidget()
        self._stack = QStackedLayout(ground)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(ground, stretch=1)
        layout.addLayout(bar)
        layout.addWidget(self.facts)
