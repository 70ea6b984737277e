"""The pane with a plan's drawing: reads the file, turns its pages, and holds the balloons."""

import tempfile
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.core.transfers import download
from veralot_client.modules.inspection.pages.balloons import ZOOM, Balloons
from veralot_client.modules.inspection.presenters.balloons import Mark
from veralot_client.theme.icons import icon
from veralot_client.widgets.page import Retranslated
from veralot_client.widgets.rendering import NotDrawn, can_draw, draw
from veralot_shared.contracts.attachments import AttachmentView, GetAttachment
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import AttachmentId

DRAWN: Final = QSize(2400, 2400)
"""How finely a page is drawn: it can be zoomed into."""
SMALL: Final = QSize(120, 90)
"""Of one that is only looked at."""
NO_PICTURE: Final = N_("{name} is no picture and no PDF: open it with the files of the item.")
DAMAGED: Final = N_("{name} cannot be drawn here: open it with the files of the item.")
EDITING: Final = N_(
    "Click to place the chosen balloon, drag it, or press Enter and move it with the arrow keys (finely with Shift). "
    "Page up and down choose, Delete takes it off, Ctrl+Z undoes."
)


class Drawing(Retranslated):
    """Shows a drawing. What it is told of balloons it passes on; `view` is what people work on.

    A `plain` one is only looked at: it has no buttons.
    """

    turned = Signal(int)

    def __init__(self, services: Services, *, plain: bool = False) -> None:
        super().__init__()
        self._services = services
        self._plain = plain
        self._words = services.words
        self._wanted: AttachmentId | None = None
        self._file: AttachmentView | None = None
        self._content = b""
        self._ended = False
        self.pages = 1
        self.view = Balloons(services.words)
        self.told = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint = QLabel(wordWrap=True)
        self.page = QLabel()
        self._buttons: dict[str, QToolButton] = {}
        self._lay_out()
        if plain:
            self.view.setMinimumSize(SMALL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.retranslate()

    def sizeHint(self) -> QSize:
        """Return a size at which a drawing can be read."""
        return QSize(460, 420)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _ = self._words.text
        for name, text in (
            ("back", _("Page before")),
            ("on", _("Next page")),
            ("smaller", _("Smaller (−)")),
            ("larger", _("Larger (+)")),
            ("whole", _("Whole page (0)")),
        ):
            self._buttons[name].setToolTip(text)
            self._buttons[name].setAccessibleName(text)
        self.hint.setText(_(EDITING))
        self._show_page_number()
        self.view.tell()

    def show_drawing(self, attachment_id: AttachmentId | None) -> None:
        """Read a drawing, unless it is shown already; without one, there is nothing to see."""
        self.setVisible(attachment_id is not None)
        if attachment_id == self._wanted:
            return
        self._wanted = attachment_id
        self._say(self._words.text("Loading…"))
        if attachment_id is not None:
            self._services.sender.send(
                GetAttachment(id=attachment_id), lambda file: self._fetch(attachment_id, file), self._fail
            )

    def show_marks(self, marks: list[Mark], *, editable: bool = False) -> None:
        """Show balloons, and whether they can be moved."""
        self.view.editable = editable
        self.hint.setVisible(editable)
        self.view.show_marks(marks)

    def choose(self, code: str | None) -> None:
        """Point at a characteristic, on whichever page it stands."""
        self.view.choose(code)
        mark = self.view.mark()
        if mark is not None and mark.balloon is not None and mark.balloon.page != self.view.page:
            self.turn(mark.balloon.page)

    def turn(self, page: int) -> None:
        """Show another page."""
        if 1 <= page <= self.pages and self._file is not None and page != self.view.page:
            self._draw(self._file, page)

    def end(self) -> None:
        """The page is gone: what is still being read is wanted no more."""
        self._wanted = self._file = None
        self._ended = True

    # --- inside ------------------------------------------------------------------------------------------------------

    def _fetch(self, wanted: AttachmentId, file: AttachmentView) -> None:
        if wanted != self._wanted:
            return
        if not can_draw(file.media_type):
            self._say(self._words.text(NO_PICTURE, name=file.file_name))
            return
        self._file = file
        server = self._services.server

        def read(job: Job) -> bytes:
            with tempfile.TemporaryDirectory(prefix="veralot-drawing-") as folder:
                path = Path(folder) / "drawing"
                download(server, file.sha256, file.size, file.id, path, job)
                return path.read_bytes()

        self._services.background.start(read, lambda content: self._take(file, content), self._on_failure)

    def _take(self, file: AttachmentView, content: bytes) -> None:
        if file is self._file:
            self._content = content
            mark = self.view.mark()
            self._draw(file, mark.balloon.page if mark is not None and mark.balloon is not None else 1)

    def _draw(self, file: AttachmentView, page: int) -> None:
        content = self._content

        def work(_job: Job) -> tuple[QImage, int]:
            with tempfile.TemporaryDirectory(prefix="veralot-drawing-") as folder:
                path = Path(folder) / "drawing"
                path.write_bytes(content)
                return draw(path, file.media_type, DRAWN, page - 1)

        self._services.background.start(work, lambda drawn: self._show(file, page, drawn), self._on_failure)

    def _show(self, file: AttachmentView, page: int, drawn: tuple[QImage, int]) -> None:
        if file is not self._file:
            return
        image, self.pages = drawn
        self._stack.setCurrentWidget(self.view)
        self.view.show_page(image, page)
        self._show_page_number()
        self.turned.emit(page)

    def _show_page_number(self) -> None:
        words, several = self._words, self.pages > 1
        self.page.setText(
            words.text("Page {page} of {pages}", page=words.number(self.view.page), pages=words.number(self.pages))
        )
        for widget in (self.page, self._buttons["back"], self._buttons["on"]):
            widget.setVisible(several and not self._plain)
        self._buttons["back"].setEnabled(self.view.page > 1)
        self._buttons["on"].setEnabled(self.view.page < self.pages)

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self._stack.setCurrentWidget(self.told)

    def _on_failure(self, error: Exception) -> None:
        if self._ended:
            return
        if isinstance(error, NotDrawn):
            self._say(self._words.text(DAMAGED, name=self._file.file_name if self._file else ""))
        elif isinstance(error, CodedError):
            self._fail(error)
        else:
            self._services.notices.error(error)

    def _fail(self, error: CodedError) -> None:
        if not self._ended:
            self._say(self._words.error(error))

    def _lay_out(self) -> None:
        pressed = {
            "back": ("common/previous", lambda: self.turn(self.view.page - 1)),
            "on": ("common/next", lambda: self.turn(self.view.page + 1)),
            "smaller": ("genealogy/zoom-out", lambda: self.view.zoom(1 / ZOOM)),
            "larger": ("genealogy/zoom-in", lambda: self.view.zoom(ZOOM)),
            "whole": ("genealogy/fit", self.view.fit),
        }
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for name, (picture, run) in pressed.items():
            button = QToolButton(autoRaise=True)
            button.setIcon(icon(picture))
            button.clicked.connect(run)
            button.setVisible(not self._plain)
            self._buttons[name] = button
            bar.addWidget(button)
            if name == "back":
                bar.addWidget(self.page)
        bar.addStretch(1)
        self.hint.setProperty("role", "muted")
        self.told.setProperty("role", "muted")
        self.hint.hide()
        shown = QWidget()
        self._stack = QStackedLayout(shown)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.told)
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(shown, stretch=1)
        layout.addWidget(self.hint)
