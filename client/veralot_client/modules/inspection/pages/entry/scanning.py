"""Tells apart who fills the field: a person, a scanner, or a caliper that types like a keyboard.

A burst that ends with Enter is a scan, as everywhere. Where the field takes a number and the burst is one, it comes from a
caliper, unless it is the serial number of a unit; the presenter decides. Gauges with keyboards of their own need no driver.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit

from veralot_client.widgets.wedge import Wedge


class EntryLine(QLineEdit):
    """The field of a result.

    Signals:
        scanned: a scanner or a caliper sent this.
        refused: a scan with a control character: the coded error.
        pasted: several values from the clipboard.
        stepped: by how many results the arrow keys want to go.
    """

    scanned = Signal(str)
    refused = Signal(object)
    pasted = Signal(str)
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.wedge = Wedge(self)
        self.wedge.scanned.connect(self.scanned)
        self.wedge.refused.connect(self.refused)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a whole column; go up and down by keys."""
        if event.matches(QKeySequence.StandardKey.Paste) and self.paste_column():
            return
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
            return
        super().keyPressEvent(event)

    def paste_column(self) -> bool:
        """Hand over several lines; return whether there were several."""
        text = QApplication.clipboard().text().strip("\r\n")
        if "\n" not in text and "\t" not in text:
            return False
        self.pasted.emit(text)
        return True
