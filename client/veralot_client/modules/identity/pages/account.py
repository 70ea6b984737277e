"""One's own account."""

from collections.abc import Iterator

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from veralot_client.core.services import Services
from veralot_client.modules.identity.models import role_names
from veralot_client.modules.identity.pages.totp import TotpDialog
from veralot_client.modules.identity.presenters.account import (
    AccountabilityForm,
    AccountPresenter,
    ChangePasswordForm,
)
from veralot_client.modules.identity.presenters.floor import PinForm
from veralot_client.theme.icons import icon
from veralot_client.widgets.facts import Fact, Facts
from veralot_client.widgets.form.dialog import show_form
from veralot_client.widgets.labels import caption
from veralot_client.widgets.page import Page
from veralot_client.widgets.states import Notice
from veralot_client.widgets.tones import Tone
from veralot_client.widgets.values import NOTHING
from veralot_shared.contracts.identity import AcceptAccountability, UserView
from veralot_shared.i18n import LANGUAGES

WIDEST = 820


class Card(QFrame):
    """A titled part of the page with one button."""

    def __init__(self, picture: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.heading = QLabel()
        self.heading.setProperty("role", "subtitle")
        self.text = QLabel(wordWrap=True)
        self.button = QPushButton()
        self.button.setIcon(icon(picture))
        texts = QVBoxLayout()
        texts.addWidget(self.heading)
        texts.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addLayout(texts, stretch=1)
        row.addWidget(self.button)


class AccountPage(Page):
    """Shows who one is here, and lets one change password and authenticator."""

    def __init__(self, services: Services) -> None:
        self.account = AccountPresenter(services)
        super().__init__(services, self.account)
        self.notice = Notice()
        self.name = QLabel()
        self.name.setProperty("role", "title")
        self.facts = Facts(columns=2)
        self.password = Card("identity/password")
        self.pin = Card("identity/pin")
        self.totp = Card("identity/totp")
        self.accountability = Card("common/sign")
        self._lay_out()
        self.password.button.clicked.connect(lambda: self.perform("identity.change_password"))
        self.pin.button.clicked.connect(lambda: self.perform("identity.set_pin"))
        self.totp.button.clicked.connect(lambda: self.perform("identity.enrol_totp"))
        self.accountability.button.clicked.connect(self._accept)
        self.account.keep(self.account.shown.subscribe(self.retranslate))
        self.retranslate()
        self.account.load()

    def title(self) -> str:
        """Return what the tab says."""
        return self.words.text("My account")

    def refresh(self) -> None:
        """Read the account again."""
        self.account.load()

    def can_perform(self, action_id: str) -> bool:
        """Return whether the account is known."""
        return self.account.user is not None

    def perform(self, action_id: str) -> None:
        """Open the form or the enrolment."""
        if action_id == "identity.change_password":
            form = show_form(self.services, ChangePasswordForm(self.services), self)
            form.done_with.connect(lambda _reply: self.account.load())
        elif action_id == "identity.set_pin":
            form = show_form(self.services, PinForm(self.services), self)
            form.done_with.connect(lambda _reply: self.account.load())
        else:
            dialog = TotpDialog(self.services, self)
            dialog.finished.connect(lambda _result: self.account.load())
            dialog.open()

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        _, user, error = self.words.text, self.account.user, self.account.error
        self.notice.say(self.words.error(error) if error else "", Tone.WARNING)
        self.password.heading.setText(_("Password"))
        caption(self.password.button, _("Change &password…"))
        self.pin.heading.setText(_("PIN for shared computers"))
        caption(self.pin.button, _("Set P&IN…"))
        self.totp.heading.setText(_("Authenticator"))
        self.accountability.heading.setText(_("Accountability statement"))
        caption(self.accountability.button, _("&Accept…"))
        if user is not None:
            self._show(user)

    def _show(self, user: UserView) -> None:
        _, words = self.words.text, self.words
        self.name.setText(words.name(user.full_name, user.full_name_zh))
        self.facts.show_facts(list(self._facts(user)))
        changed = user.password_changed_at
        self.password.text.setText(
            _("Last changed {moment}.", moment=words.moment(changed))
            if changed
            else _("Never changed since it was given.")
        )
        since = user.pin_set_at
        self.pin.text.setText(
            _("Set {moment}. With it and your badge you sign in at shared computers.", moment=words.moment(since))
            if since
            else _("Not set. You need one, and a badge, to sign in at a shared computer.")
        )
        enrolled = user.totp_enrolled
        self.totp.text.setText(
            _("Set up: signing in asks for a six-digit code besides the password.")
            if enrolled
            else _("Not set up. With it, nobody signs in with a stolen password alone.")
        )
        caption(self.totp.button, _("Set up a &new device…") if enrolled else _("&Set up…"))
        accepted = user.accountability_accepted_at
        told = (
            _("Accepted {moment}.", moment=words.moment(accepted))
            if accepted
            else _("Not accepted: you cannot sign yet.")
        )
        self.accountability.text.setText(f"{_(AcceptAccountability.statement)}\n{told}")
        self.accountability.button.setVisible(accepted is None)

    def _facts(self, user: UserView) -> Iterator[Fact]:
        _, words = self.words.text, self.words
        yield Fact(_("User name"), user.user_name)
        yield Fact(_("Roles"), role_names(user, words) or NOTHING)
        yield Fact(_("Language"), LANGUAGES.get(user.language, user.language))
        verified = user.identity_verified_at
        told = (
            {
                "moment": words.moment(verified),
                "person": words.name(user.identity_verified_by, user.identity_verified_by_zh),
            }
            if verified
            else {}
        )
        text = _("{moment}, by {person}", **told) if verified else _("Not yet: you cannot sign.")
        yield Fact(_("Identity checked"), text)
        yield Fact(_("Customer"), words.name(user.customer, user.customer_zh) or NOTHING)
        yield Fact(_("Account since"), words.moment(user.created_at))

    def _accept(self) -> None:
        form = show_form(self.services, AccountabilityForm(self.services), self)
        form.done_with.connect(lambda _reply: self.account.load())

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("role", "card")
        inside = QVBoxLayout(head)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.addWidget(self.name)
        inside.addWidget(self.facts)
        ground = QWidget()
        ground.setObjectName("page_ground")
        ground.setMaximumWidth(WIDEST)
        column = QVBoxLayout(ground)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        for widget in (self.notice, head, self.password, self.pin, self.totp, self.accountability):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(ground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self.setFocusProxy(self.password.button)
