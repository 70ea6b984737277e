"""Saves the stickers of gauges as a PDF where the person wants it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from veralot_client.core import saving
from veralot_client.core.presenter import Presenter
from veralot_shared.contracts.gauges import PrintStickers, StickersView
from veralot_shared.ids import GaugeId


def save(presenter: Presenter, gauge_ids: Sequence[GaugeId], parent: QWidget) -> None:
    """Draw stickers, and ask where to put them."""
    services = presenter.services

    def ask(file: StickersView) -> None:
        dialog = QFileDialog(parent, services.words.text("Save the stickers"), file.name, "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda name: write(presenter, file, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    presenter.ask(PrintStickers(gauge_ids=list(gauge_ids)), ask, services.notices.error)


def write(presenter: Presenter, file: StickersView, path: Path) -> None:
    """Write the file in the background, and say so."""
    saving.save(presenter.services, file.content, path)
