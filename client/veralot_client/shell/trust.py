"""Asks once whether a server's certificate is the right one, and refuses loudly when it is another one later."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QCheckBox, QLabel

from veralot_client.core.words import Words
from veralot_client.shell.form import Form
from veralot_client.theme.icons import icon
from veralot_client.theme.pieces import label
from veralot_client.theme.style import repolish
from veralot_shared.errors import CertificateChanged, CertificateUnknown

PAIRS_IN_LINE = 8
WARNING = QSize(36, 36)


class TrustForm(Form):
    """Shows the fingerprint to compare; the button works once the person says that it was compared."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.error: CertificateUnknown | CertificateChanged | None = None
        self._warning = QLabel()
        self._warning.setPixmap(icon("common/warning", "bad").pixmap(WARNING))
        self._title = label("subtitle", wrap=True)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._what = label(wrap=True)
        self._was, self._known = label("muted", wrap=True), label()
        self._is, self.fingerprint = label("muted", wrap=True), label()
        self.compared = QCheckBox()
        self.compared.setObjectName("compared")
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        for shown in (self._known, self.fingerprint):
            shown.setFont(fixed)
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.fingerprint.setObjectName("fingerprint")
        for widget in (
            self._warning,
            self._title,
            self._what,
            self._was,
            self._known,
            self._is,
            self.fingerprint,
            self.compared,
        ):
            self.column.addWidget(widget)
            self.column.addSpacing(4)
        self.submit.setObjectName("trust")
        self.add_buttons()
        self.setFocusProxy(self.back)
        self.compared.toggled.connect(self.submit.setEnabled)
        self.begin()
        self.retranslate()

    def begin(self) -> None:
        """Nothing is confirmed yet."""
        self.compared.setChecked(False)
        self.submit.setEnabled(False)
        super().begin()

    def show_certificate(self, error: CertificateUnknown | CertificateChanged) -> None:
        """Show which certificate is meant."""
        self.error = error
        changed = isinstance(error, CertificateChanged)
        self._was.setVisible(changed)
        self._known.setVisible(changed)
        self.submit.setProperty("kind", "danger" if changed else "primary")
        self._title.setProperty("role", "error" if changed else "subtitle")
        self._warning.setVisible(changed)
        for widget in (self.submit, self._title):
            repolish(widget)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        super().retranslate()
        _ = self.words.text
        changed = isinstance(self.error, CertificateChanged)
        self._title.setText(_("The server’s certificate has changed") if changed else _("Is this your server?"))
        self._what.setText(self._words_for(self.error))
        self._was.setText(_("Trusted until now (SHA-256):"))
        self._is.setText(_("Shown by the server now (SHA-256):"))
        if isinstance(self.error, CertificateChanged):
            self._known.setText(in_lines(self.error.known))
        if self.error is not None:
            self.fingerprint.setText(in_lines(self.error.fingerprint))
        self.fingerprint.setAccessibleName(_("Fingerprint"))
        self.compared.setText(_("I have compared it: it is the right one"))
        self.submit.setText(_("Trust the new certificate") if changed else _("Trust this server"))
        self.back.setText(_("Back"))

    def _words_for(self, error: CertificateUnknown | CertificateChanged | None) -> str:
        _ = self.words.text
        if error is None:
            return ""
        if isinstance(error, CertificateChanged):
            return _(
                "{address} shows another certificate than the one that this computer trusts. Nothing was sent. Somebody "
                "may have put another server in its place. Ask your administrator whether the certificate was replaced. "
                "Go on only if the new fingerprint is the one that you are told.",
                address=error.address,
            )
        return _(
            "This computer has not talked to {address} before, and nobody vouches for its certificate. Compare the "
            "fingerprint with the one that the server printed when it was started; your administrator has it. You are "
            "asked this once.",
            address=error.address,
        )


def in_lines(fingerprint: str) -> str:
    """Return a fingerprint in lines that two people can compare by voice."""
    pairs = fingerprint.split(":")
    return "\n".join(" ".join(pairs[at : at + PAIRS_IN_LINE]) for at in range(0, len(pairs), PAIRS_IN_LINE))
