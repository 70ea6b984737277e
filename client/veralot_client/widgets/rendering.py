"""Draws what is in a file: a picture, or the pages of a PDF. Runs in the background; a QImage may be made in any thread.

What is drawn comes from strangers. A picture may claim any size, so Qt is told how much it may take; a PDF is drawn by
PDFium, without scripts or forms, a page at a time and never larger than the screen needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

import pypdfium2 as pdfium
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp", "image/tiff"})
PDF: Final = "application/pdf"
MEGABYTES: Final = 256
"""The most memory that one picture may take: 64 million points."""
MOST_POINTS: Final = 4096
"""The longest side of what is drawn."""

_ONE_AT_A_TIME: Final = Lock()
"""PDFium is not made for several threads."""


class NotDrawn(Exception):
    """The file is damaged, or of a kind that cannot be drawn."""


def can_draw(media_type: str) -> bool:
    """Tell whether files of a kind can be drawn."""
    return media_type in PICTURES or media_type == PDF


def draw(path: Path, media_type: str, room: QSize, page: int = 0) -> tuple[QImage, int]:
    """Return a picture that fits the room, or a page as wide as it, and how many pages there are. Raises: NotDrawn."""
    bounded = room.boundedTo(QSize(MOST_POINTS, MOST_POINTS)).expandedTo(QSize(1, 1))
    return draw_page(path, bounded.width(), page) if media_type == PDF else (draw_picture(path, bounded), 1)


def draw_picture(path: Path, room: QSize) -> QImage:
    """Return a picture, turned as its camera was held. Raises: NotDrawn."""
    QImageReader.setAllocationLimit(MEGABYTES)
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    turned = reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90
    if turned:
        room = room.transposed()
    if size.isValid() and not (size.width() <= room.width() and size.height() <= room.height()):
        reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise NotDrawn(reader.errorString())
    return image


def draw_page(path: Path, width: int, page: int) -> tuple[QImage, int]:
    """Return a page of a PDF and how many there are. Raises: NotDrawn."""
    with opened(path) as document:
        count = len(document)
        if not 0 <= page < count:
            raise NotDrawn(f"no page {page + 1} of {count}")
        drawn = document[page]
        wide, high = drawn.get_size()
        scale = min(width / max(wide, 1.0), MOST_POINTS / max(wide, high, 1.0))
        bitmap = drawn.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
        # PDFium's memory goes with its bitmap: the copy is ours.
        view = bitmap.buffer
        kind = QImage.Format.Format_RGB888 if bitmap.n_channels == len("RGB") else QImage.Format.Format_RGBX8888
        return QImage(bytes(view), bitmap.width, bitmap.height, bitmap.stride, kind).copy(), count


@contextmanager
def opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF, alone. Raises: NotDrawn."""
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(path)
            try:
                yield document
            finally:
                document.close()
        except (pdfium.PdfiumError, ValueError) as damaged:
            raise NotDrawn(str(damaged)) from damaged
