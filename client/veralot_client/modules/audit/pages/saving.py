"""Asks where a file of the server goes, and writes it there."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from veralot_client.core.background import Job
from veralot_client.core.saving import write
from veralot_client.core.services import Services
from veralot_shared.contracts.audit import ExtractView


def ask_where(services: Services, extract: ExtractView, parent: QWidget) -> QFileDialog:
    """Ask for a file and write the extract into it."""
    dialog = QFileDialog(parent, services.words.text("Export with proofs"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter("ZIP (*.zip)")
    dialog.setDefaultSuffix("zip")
    dialog.selectFile(extract.name)
    dialog.fileSelected.connect(lambda name: save(services, extract, Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def save(services: Services, extract: ExtractView, file: Path) -> None:
    """Write the extract into a file, in the background."""

    def work(job: Job) -> None:
        write(extract.content, file, job)

    def written(_none: None) -> None:
        told = services.words.plural(
            "{count} entry written to {file}, provable with veralot-verify.",
            "{count} entries written to {file}, provable with veralot-verify.",
            extract.entries,
            file=file,
        )
        services.notices.done(told)

    services.background.start(work, written, title=file.name)
