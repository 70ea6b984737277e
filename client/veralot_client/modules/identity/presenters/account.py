"""Behind the page of one's own account. No Qt."""

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.identity.presenters.users import check_password
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.identity import (
    AcceptAccountability,
    BeginTotp,
    ChangePassword,
    ConfirmTotp,
    TotpView,
    UsersChanged,
    UserView,
    WhoAmI,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_

UNLIKE = N_("The two entries differ.")
CODE_DIGITS = 6
NO_CODE = N_("The code has six digits.")


class AccountPresenter(Presenter):
    """Reads the own account.

    Attributes:
        user: the account; None until the first answer.
        error: why it could not be read.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.user: UserView | None = services.session.user
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(UsersChanged, lambda _event: self.load())

    def load(self) -> None:
        """Read the account."""
        self.ask(WhoAmI(), self._take, self._fail)

    def _take(self, user: UserView) -> None:
        self.user, self.error = user, None
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()


class ChangePasswordForm(FormPresenter[UserView]):
    """Change the own password."""

    title = N_("Change password")
    button = N_("Change password")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        hint = N_("At least 12 characters; a sentence is easy to remember.")
        self.fields = (
            Field(name="old", label=N_("&Present password"), kind=FieldKind.SECRET, chars=28),
            Field(name="new", label=N_("&New password"), kind=FieldKind.SECRET, hint=hint, chars=28),
            Field(name="again", label=N_("New password &again"), kind=FieldKind.SECRET, chars=28),
        )

    def message(self, values: Values) -> ChangePassword:
        """Return the command. Raises: Wrong."""
        if values["new"] != values["again"]:
            raise Wrong(Flaw("again", UNLIKE))
        user = self.services.session.user
        check_password(values["new"], user.user_name if user else "", "new")
        return ChangePassword(old=values["old"], new=values["new"])

    def said(self, reply: UserView) -> str:
        """Say that it is changed."""
        return self.words.text("Your password is changed.")


class AccountabilityForm(FormPresenter[UserView]):
    """Accept that one's electronic signature binds."""

    title = N_("Accountability statement")
    explain = AcceptAccountability.statement
    button = N_("I accept")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.fields = (Field(name="password", label=N_("&Password"), kind=FieldKind.SECRET, chars=28),)

    def message(self, values: Values) -> AcceptAccountability:
        """Return the command."""
        return AcceptAccountability(password=values["password"])

    def said(self, reply: UserView) -> str:
        """Say that it is accepted."""
        return self.words.text("Your acceptance is recorded.")


class TotpEnrolment(Presenter):
    """Sets up an authenticator: a new secret, a first code as proof, ten recovery codes.

    Attributes:
        secret: what the device is given; None until it is made.
        codes: the recovery codes; empty until the first code was right.
        error: what went wrong.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.secret: TotpView | None = None
        self.codes: list[str] = []
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()

    def begin(self) -> None:
        """Have a new secret made."""
        self.send(BeginTotp(), self._take_secret, self._fail)

    def confirm(self, code: str) -> None:
        """Prove that the device has the secret."""
        self.send(ConfirmTotp(code=code.replace(" ", "")), self._take_codes, self._fail)

    @staticmethod
    def is_code(code: str) -> bool:
        """Return whether something typed can be a code."""
        digits = code.replace(" ", "")
        return len(digits) == CODE_DIGITS and digits.isdecimal()

    def _take_secret(self, secret: TotpView) -> None:
        self.secret, self.error = secret, None
        self.shown.tell()

    def _take_codes(self, codes: list[str]) -> None:
        self.codes, self.error = codes, None
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()
