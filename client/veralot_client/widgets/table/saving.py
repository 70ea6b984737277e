"""Asks where rows are to be saved, and saves them in the background."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from veralot_client.core.background import Job
from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.widgets.table.exporting import Export, FileForm, write

FORBIDDEN_IN_NAME = re.compile(r'[<>:"/\\|?*]')


def ask_where(
    parent: QWidget, words: Words, name: str, then: Callable[[Path], None], form: FileForm = FileForm.XLSX
) -> None:
    """Ask for a file and call `then` with it; `name` and `form` are what is offered first."""
    dialog = QFileDialog(parent, words.text("Export"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([f"{each.name} (*.{each})" for each in FileForm])
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.partition("*.")[2].rstrip(")")))
    dialog.selectNameFilter(f"{form.name} (*.{form})")
    dialog.setDefaultSuffix(form)
    dialog.selectFile(FORBIDDEN_IN_NAME.sub(" ", name))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda file: then(Path(file)))
    dialog.open()


def save(
    services: Services,
    file: Path,
    rows: Callable[[Job], Iterator[Any]],
    export: Export,
    failed: Callable[[str], None],
) -> None:
    """Write rows, as they come, into a file; progress is shown, and whoever started it may cancel it.

    `failed` is told in words why the file cannot be written.
    """
    words = services.words

    def work(job: Job) -> int | OSError:
        try:
            return write(file, rows(job), export)
        except OSError as problem:
            return problem

    def done(count: int | OSError) -> None:
        if isinstance(count, OSError):
            text = "{file} cannot be written ({problem}). Close it where it is open, or choose another place."
            failed(words.text(text, file=file, problem=count.strerror or count))
            return
        services.notices.done(
            words.plural("{count} row written to {file}.", "{count} rows written to {file}.", count, file=file)
        )

    services.background.start(work, done, title=file.name)
