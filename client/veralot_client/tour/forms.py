"""Filling in forms, field by field, each the way a person fills it in."""

from collections.abc import Mapping

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from veralot_client.tour.driver import Driver, gone
from veralot_client.tour.waiting import StepFailed
from veralot_client.widgets.form.dialog import FormDialog
from veralot_client.widgets.form.editors.base import Editor
from veralot_client.widgets.form.editors.lines import LinesEdit
from veralot_client.widgets.form.form import Form


def fill(driver: Driver, form: Form, entries: Mapping[str, str]) -> None:
    """Fill in fields by their paths: `order_no`, `lines[2].lot_id`. A record is typed by its number, a choice by its beginning.

    Raises:
        StepFailed: there is no such field, or it does not take what is typed.
    """
    for path, text in entries.items():
        _add_lines(driver, form, path)
        _enter(driver, _editor(form, path), text)
        flaw = _editor(form, path).flaw()  # asked anew: an entry may have given the form other fields
        if flaw is not None:
            raise StepFailed(f"{path} “{text}”: {driver.words.text(flaw.text, **flaw.values)}")


def send(driver: Driver, dialog: FormDialog) -> None:
    """Press the button of a form and wait until it is closed, or a signature is asked for.

    Raises:
        StepFailed: the form says what is wrong with it.
    """
    driver.click(dialog.submit)
    if complaints(dialog):
        raise StepFailed(complaints(dialog))


def complaints(where: QWidget) -> str:
    """Return what a form or dialog shows to be wrong, in words; nothing once it is closed."""
    if gone(where):
        return ""
    labels = (each for each in where.findChildren(QLabel) if each.isVisible() and each.property("role") == "error")
    return "\n".join(label.text() for label in labels)


def _editor(form: Form, path: str) -> Editor:
    editor = form.editor(path)
    if editor is None:
        raise StepFailed(f"the form has no field {path}")
    return editor


def _add_lines(driver: Driver, form: Form, path: str) -> None:
    """Add a line to a field of lines until there is the one that the path counts."""
    name, bracket, rest = path.partition("[")
    lines = form.editor(name)
    if not bracket or not isinstance(lines, LinesEdit):
        return
    while len(lines.lines) <= int(rest.partition("]")[0]):
        buttons = [each for each in lines.findChildren(QPushButton) if each.isVisible()]
        driver.click(buttons[-1])


def _enter(driver: Driver, editor: Editor, text: str) -> None:
    target = editor.focusProxy() or editor
    match target:
        case QComboBox():
            driver.choose(target, text)
        case QCheckBox():
            driver.click(target)
        case QLineEdit() | QPlainTextEdit():
            driver.type(text, target)
            driver.press("Tab", target)
        case _:
            raise StepFailed(f"nobody can type into a {type(target).__name__}")
