"""What this program is, which version, and whose work is in it."""

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from veralot_client import __version__
from veralot_client.core.session import Session
from veralot_client.core.words import Words
from veralot_client.theme.icons import icon
from veralot_client.theme.pieces import button, label, line
from veralot_shared.messages import contract_hash


class AboutBox(QDialog):
    """The about box."""

    def __init__(self, session: Session, server: str, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        _ = words.text
        self.setWindowTitle(_("About Veralot"))
        login = session.login_view
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 18)
        column.setSpacing(6)
        mark = QLabel()
        mark.setPixmap(icon("common/shield", "accent").pixmap(QSize(40, 40), self.devicePixelRatioF()))
        column.addWidget(mark)
        texts = (
            ("display", _("Veralot")),
            ("muted", _("A released lot, and its evidence.")),
            ("", _("Version {version}", version=__version__)),
            ("", _("Plant: {plant}", plant=login.plant if login else "–")),
            ("", _("Server: {server}", server=server)),
            ("faint", _("Contract {hash} · Qt {qt}", hash=contract_hash()[:12], qt=qVersion())),
        )
        for role, text in texts:
            shown = label(role, wrap=True)
            shown.setText(text)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(shown)
        column.addWidget(line())
        thanks = label("faint", wrap=True)
        thanks.setText(
            _(
                "Apache License 2.0. With Qt and PySide6 (LGPL), Qt Advanced Docking System (LGPL), "
                "Noto Sans SC (SIL Open Font License) and Lucide icons (ISC)."
            )
        )
        column.addWidget(thanks)
        close = button("primary")
        close.setText(_("Close"))
        close.clicked.connect(self.accept)
        column.addSpacing(8)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(420)
        close.setFocus()
