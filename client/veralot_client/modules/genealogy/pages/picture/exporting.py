"""Writes a picture to a file: SVG and PDF with every card in full and text that can be searched, PNG as large as makes sense.

Beside the picture the sheet says what it is of, when and by whom it was made, whether the trace is complete, how many cards
stand for how many records, and what the marks mean. Sheets are light: they are printed.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from veralot_client.core.background import Job
from veralot_client.modules.genealogy.pages.picture import lines
from veralot_client.modules.genealogy.pages.picture.legend import status_name, status_tone
from veralot_client.modules.genealogy.pages.picture.near import draw_bar, draw_sign
from veralot_client.modules.genealogy.pages.picture.scene import LABEL_FROM, NEAR_FROM, Distance, Scene

MARGIN: Final = 40.0
HEADER_LINE: Final = 22.0
NARROWEST: Final = 900.0
"""A sheet is at least so wide that its head can be read."""
LARGEST_PIXELS: Final = 100_000_000
LONGEST_SIDE: Final = 16_000
FINEST_PNG: Final = 2.0
POINTS: Final = 0.75
"""Points of a pixel at the natural size."""
READABLE: Final = 0.6
"""How much smaller than natural a picture may be printed to fit a common sheet."""
LONGEST_PAGE: Final = 14_400.0
"""The longest side of a PDF page, in points."""
SHEETS: Final = tuple(QPageSize.PageSizeId[f"A{number}"] for number in (4, 3, 2, 1, 0))
BATCH: Final = 200
"""Cards between two looks at whether the person still waits."""
LEGEND_ENTRY: Final = 190.0


class Format(StrEnum):
    """What a picture can be written as."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written: a scene, and the words above and below it.

    Attributes:
        scene: the picture, in light colours.
        title: what it is of.
        notes: lines below the title.
        signs: the statuses that are explained, each with how many have it.
    """

    scene: Scene
    title: str
    notes: tuple[str, ...]
    signs: tuple[tuple[str, int], ...]

    @property
    def head(self) -> float:
        """The height of what stands above the picture."""
        return MARGIN + 34.0 + HEADER_LINE * len(self.notes)

    @property
    def legend_rows(self) -> int:
        """How many rows the explanation takes."""
        across = max(1, int((self.width - 2 * MARGIN) // LEGEND_ENTRY))
        return math.ceil(len(self.signs) / across) if self.signs else 0

    @property
    def width(self) -> float:
        """The width of the whole sheet."""
        return max(self.scene.figure.width, NARROWEST)

    @property
    def height(self) -> float:
        """The height of the whole sheet."""
        return self.head + self.scene.figure.height + self.legend_rows * 26.0 + MARGIN


def write(sheet: Sheet, file: Path, kind: Format, job: Job) -> None:
    """Write a sheet; the file is there whole or not at all. Raises: OSError, Cancelled, MemoryError."""
    makers = {Format.SVG: _svg, Format.PNG: _png, Format.PDF: _pdf}
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    makers[kind](sheet, buffer, job)
    file.write_bytes(buffer.data().data())


def _svg(sheet: Sheet, buffer: QBuffer, job: Job) -> None:
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setTitle(sheet.title)
    generator.setDescription("\n".join(sheet.notes))
    generator.setResolution(96)
    generator.setSize(QSizeF(sheet.width, sheet.height).toSize())
    generator.setViewBox(QRectF(0, 0, sheet.width, sheet.height))
    _paint(generator, sheet, 1.0, job, vector=True)


def _png(sheet: Sheet, buffer: QBuffer, job: Job) -> None:
    area = sheet.width * sheet.height
    scale = min(FINEST_PNG, LONGEST_SIDE / max(sheet.width, sheet.height), math.sqrt(LARGEST_PIXELS / area))
    image = QImage(round(sheet.width * scale), round(sheet.height * scale), QImage.Format.Format_RGB32)
    image.fill(sheet.scene.paper.ground)
    image.setText("Title", sheet.title)
    _paint(image, sheet, scale, job, vector=False)
    written = QImageWriter(buffer, QByteArray(b"png"))
    if not written.write(image):
        raise MemoryError(written.errorString())


def _pdf(sheet: Sheet, buffer: QBuffer, job: Job) -> None:
    writer = QPdfWriter(buffer)
    writer.setTitle(sheet.title)
    writer.setCreator("Veralot")
    size, orientation = page_of(sheet.width, sheet.height)
    writer.setPageLayout(QPageLayout(size, orientation, QMarginsF(0, 0, 0, 0)))
    writer.setResolution(288)
    scale = min(writer.width() / sheet.width, writer.height() / sheet.height)
    _paint(writer, sheet, scale, job, vector=True)


def page_of(width: float, height: float) -> tuple[QPageSize, QPageLayout.Orientation]:
    """Return the smallest common sheet on which a picture can be read, else one made for it."""
    wide = width >= height
    across, down = (width, height) if wide else (height, width)
    orientation = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    for each in SHEETS:
        points = QPageSize(each).sizePoints()
        scale = min(points.height() / across, points.width() / down) / POINTS
        if scale >= READABLE:
            return QPageSize(each), orientation
    scale = min(READABLE * POINTS, LONGEST_PAGE / across)
    made = QSizeF(down * scale, across * scale)
    return QPageSize(made, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch), orientation


def _paint(device: QPaintDevice, sheet: Sheet, scale: float, job: Job, *, vector: bool) -> None:
    painter = QPainter()
    if not painter.begin(device):
        raise MemoryError("the picture is too large to be drawn")
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        painter.fillRect(QRectF(0, 0, sheet.width, sheet.height), sheet.scene.paper.ground)
        _paint_head(painter, sheet)
        painter.translate(0, sheet.head)
        _paint_picture(painter, sheet.scene, 1.0 if vector else scale, job)
        painter.translate(0, sheet.scene.figure.height)
        _paint_legend(painter, sheet)
    finally:
        painter.end()


def _paint_head(painter: QPainter, sheet: Sheet) -> None:
    paper = sheet.scene.paper
    painter.setPen(paper.text)
    painter.setFont(paper.sized(20, bold=True))
    painter.drawText(QPointF(MARGIN, MARGIN + 14), sheet.title)
    painter.setFont(paper.sized(13))
    painter.setPen(paper.muted)
    for row, note in enumerate(sheet.notes):
        painter.drawText(QPointF(MARGIN, MARGIN + 40 + row * HEADER_LINE), note)


def _paint_picture(painter: QPainter, scene: Scene, scale: float, job: Job) -> None:
    figure = scene.figure
    whole = QRectF(0, 0, figure.width, figure.height)
    distance = Distance.NEAR if scale >= NEAR_FROM else Distance.LABELS if scale >= LABEL_FROM else Distance.BLOCKS
    lines.draw_all(painter, figure, scene.paper, whole, scale, printed=True)
    lines.draw_back(painter, figure, scene.paper, whole)
    total = len(figure)
    for cards in _batches(total):
        scene.draw_cards(painter, cards, distance, scale)
        job.report(int(cards[-1]) + 1, total)


def _batches(total: int) -> Iterator[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    for start in range(0, total, BATCH):
        yield np.arange(start, min(start + BATCH, total))


def _paint_legend(painter: QPainter, sheet: Sheet) -> None:
    paper, words = sheet.scene.paper, sheet.scene.words
    across = max(1, int((sheet.width - 2 * MARGIN) // LEGEND_ENTRY))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, (status, count) in enumerate(sheet.signs):
        x, y = MARGIN + place % across * LEGEND_ENTRY, place // across * 26.0
        tone = status_tone(status)
        draw_bar(painter, paper, tone, QRectF(x, y, 10, 16))
        draw_sign(painter, status, QRectF(x + 15, y + 1, 14, 14), paper.inks[tone], 1.8)
        painter.setPen(paper.text)
        painter.setFont(paper.sized(12))
        painter.drawText(
            QRectF(x + 35, y - 2, LEGEND_ENTRY - 40, 20),
            Qt.AlignmentFlag.AlignVCenter,
            f"{status_name(status, words)}  {words.number(count)}",
        )
