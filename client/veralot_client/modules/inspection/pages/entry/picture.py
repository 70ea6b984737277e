"""The drawing beside the field, with the balloon of the characteristic that is being entered."""

import tempfile
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.core.transfers import download
from veralot_client.theme.tokens import tokens
from veralot_shared.contracts.attachments import AttachmentView, GetAttachment
from veralot_shared.contracts.inspection import CharacteristicView
from veralot_shared.errors import CodedError
from veralot_shared.ids import AttachmentId

THOUSANDTHS = 1000
RADIUS = 17


class BalloonPicture(QWidget):
    """Shows a drawing fitted to its room. A file that is no picture is named, so that it can be opened with the lot's files."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._words = services.words
        self._wanted: AttachmentId | None = None
        self._pixmap = QPixmap()
        self._told = ""
        self._one: CharacteristicView | None = None
        self.setMinimumSize(220, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Return a size at which a drawing can be read."""
        return QSize(460, 420)

    def show_drawing(self, attachment_id: AttachmentId | None) -> None:
        """Read a drawing, unless it is shown already."""
        self.setVisible(attachment_id is not None)
        if attachment_id == self._wanted:
            return
        self._wanted = attachment_id
        if attachment_id is not None:
            self._services.sender.send(GetAttachment(id=attachment_id), self._fetch, self._fail)

    def show_balloon(self, one: CharacteristicView | None) -> None:
        """Point at a characteristic."""
        self._one = one
        self.setAccessibleName(self._words.text("Drawing, balloon {code}", code=one.code if one else ""))
        self.update()

    def take(self, content: bytes) -> None:
        """Show the content of a picture."""
        self._pixmap.loadFromData(content)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture, and the balloon over it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = tokens(self.palette())
        if self._pixmap.isNull():
            painter.setPen(QPen(look.color("muted")))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, self._told or self._words.text("Loading…"))
        else:
            fitted = QSize(self._pixmap.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - fitted.width()) / 2, (self.height() - fitted.height()) / 2
            frame = QRectF(left, top, fitted.width(), fitted.height())
            painter.drawPixmap(frame.toRect(), self._pixmap)
            self._draw_balloon(painter, frame)
        painter.end()

    def _draw_balloon(self, painter: QPainter, frame: QRectF) -> None:
        one = self._one
        if one is None or one.balloon is None:
            return
        look = tokens(self.palette())
        x = frame.x() + frame.width() * one.balloon.x / THOUSANDTHS
        y = frame.y() + frame.height() * one.balloon.y / THOUSANDTHS
        painter.setPen(QPen(look.color("bad"), 3))
        painter.setBrush(look.color("bad_soft"))
        painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)
        painter.setPen(QPen(look.color("bad")))
        box = QRectF(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, one.code)

    def _fetch(self, file: AttachmentView) -> None:
        if not file.media_type.startswith("image/"):
            self._told = self._words.text(
                "{name} is no picture: open it with the files of the item.", name=file.file_name
            )
            self.update()
            return
        server = self._services.server

        def read(job: Job) -> bytes:
            with tempfile.TemporaryDirectory(prefix="veralot-drawing-") as folder:
                path = Path(folder) / "drawing"
                download(server, file.sha256, file.size, file.id, path, job)
                return path.read_bytes()

        self._services.background.start(read, self.take, self._on_failure)

    def _on_failure(self, error: Exception) -> None:
        if isinstance(error, CodedError):
            self._fail(error)
        else:
            self._services.notices.error(error)

    def _fail(self, error: CodedError) -> None:
        self._told = self._words.error(error)
        self.update()
