"""Behind the list of users, and the forms on one of them. No Qt."""

from collections.abc import Callable, Mapping

from veralot_client.core.services import Services
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.identity import (
    AccountState,
    CreateUser,
    DisableTotp,
    DisableUser,
    EnableUser,
    ListUsers,
    ResetPassword,
    Role,
    UpdateUser,
    UsersChanged,
    UserView,
    VerifyIdentity,
)
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordChanged
from veralot_shared.i18n import LANGUAGES, N_
from veralot_shared.ids import PartnerId
from veralot_shared.rules.passwords import WORDING, broken_rules

TABLE = "identity_user"
"""What the audit log calls accounts."""
ENABLED_FROM = frozenset({AccountState.LOCKED, AccountState.DISABLED, AccountState.REQUESTED})
BOTH_HEADS = frozenset({Role.PRODUCTION_HEAD, Role.QUALITY_HEAD})
NOT_BOTH = N_("Production head and quality head are never one person.")
PASSWORD_HINT = N_("At least 12 characters. The person must change it before signing anything.")
REASON = Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE)


def is_open(user: UserView) -> bool:
    """Return whether an account is not closed."""
    return user.state is not AccountState.DISABLED


CONDITIONS: Mapping[str, Callable[[UserView], bool]] = {
    "identity.enable": lambda user: user.state in ENABLED_FROM,
    "identity.disable_totp": lambda user: user.totp_enrolled,
}
"""When an action can work with an account; all others while it is not closed."""


class UsersPresenter(WholeList[UserView]):
    """Reads the accounts and says what can be done with one."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListUsers(page=page)))
        self.follow(UsersChanged, lambda _event: self.load())

    def can(self, action_id: str, user: UserView | None) -> bool:
        """Return whether an action can work with the chosen account."""
        if user is None or action_id == "identity.create":
            return action_id == "identity.create"
        return CONDITIONS.get(action_id, is_open)(user)


class UserForm(FormPresenter[UserView]):
    """A form on one account."""

    def __init__(self, services: Services, user: UserView) -> None:
        super().__init__(services)
        self.user = user

    def heading(self) -> str:
        """Return the heading with the user's name."""
        return self.words.text(self.title, user=self.user.user_name)

    def said(self, reply: UserView) -> str:
        """Say that the account was changed."""
        return self.words.text("The account {user} is saved.", user=reply.user_name)


class PersonForm(FormPresenter[UserView]):
    """What is asked of a person, for a new account as for an old one."""

    def person_fields(self) -> tuple[Field, ...]:
        """Return the fields that both forms have."""
        roles = tuple(Choice(role, self.words.label(role)) for role in Role)
        languages = tuple(Choice(code, name) for code, name in LANGUAGES.items())
        return (
            Field(name="full_name", label=N_("Full &name"), chars=28),
            Field(name="full_name_zh", label=N_("Full name in &Chinese"), required=False, chars=28),
            Field(name="roles", label=N_("&Roles"), kind=FieldKind.CHOICES, choices=roles),
            Field(name="language", label=N_("&Language"), kind=FieldKind.CHOICE, choices=languages),
            Field(
                name="customer_id",
                label=N_("C&ustomer"),
                kind=FieldKind.RECORD,
                required=False,
                search=records.partners(self.services, PartnerKind.CUSTOMER),
                hint=N_("Only for a customer's own people: they see nothing of other customers."),
                chars=20,
            ),
        )

    def said(self, reply: UserView) -> str:
        """Say that the account was saved."""
        return self.words.text("The account {user} is saved.", user=reply.user_name)


def customer_of(values: Values) -> PartnerId | None:
    """Return the customer that was chosen."""
    choice: Choice | None = values["customer_id"]
    return None if choice is None else PartnerId(int(str(choice.key)))


def check_roles(values: Values) -> None:
    """Raises: Wrong if one person would be both heads (CN-03)."""
    if set(values["roles"]) >= BOTH_HEADS:
        raise Wrong(Flaw("roles", NOT_BOTH))


class CreateUserForm(PersonForm):
    """Make an account."""

    title = N_("New user")
    explain = N_("A user name is never given to another person. Disabled accounts keep theirs.")
    button = N_("Create account")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.values = {"language": self.words.language}
        name = Field(name="user_name", label=N_("&User name"), chars=28)
        secret = Field(
            name="password", label=N_("First &password"), kind=FieldKind.SECRET, hint=PASSWORD_HINT, chars=28
        )
        self.fields = (name, *self.person_fields(), secret)

    def message(self, values: Values) -> CreateUser:
        """Return the command. Raises: Wrong."""
        check_roles(values)
        check_password(values["password"], values["user_name"])
        return CreateUser(
            user_name=values["user_name"],
            full_name=values["full_name"],
            full_name_zh=values["full_name_zh"],
            roles=list(values["roles"]),
            password=values["password"],
            language=values["language"],
            customer_id=customer_of(values),
        )


class EditUserForm(PersonForm):
    """Change an account."""

    title = N_("Edit {user}")
    button = N_("Save")

    def __init__(self, services: Services, user: UserView) -> None:
        super().__init__(services)
        self.user = user
        self.version = user.version
        customer = (
            None
            if user.customer_id is None
            else Choice(user.customer_id, self.words.name(user.customer, user.customer_zh))
        )
        self.values = {
            "full_name": user.full_name,
            "full_name_zh": user.full_name_zh,
            "roles": list(user.roles),
            "language": user.language,
            "customer_id": customer,
        }
        self.fields = self.person_fields()

    def heading(self) -> str:
        """Return the heading with the user's name."""
        return self.words.text(self.title, user=self.user.user_name)

    def message(self, values: Values) -> UpdateUser:
        """Return the command. Raises: Wrong."""
        check_roles(values)
        return UpdateUser(
            id=self.user.id,
            version=self.version,
            full_name=values["full_name"],
            full_name_zh=values["full_name_zh"],
            roles=list(values["roles"]),
            language=values["language"],
            customer_id=customer_of(values),
        )

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Save the newer version from now on."""
        self.version = error.version


class ResetPasswordForm(UserForm):
    """Give a new first password."""

    title = N_("Reset the password of {user}")
    explain = N_("The person must change it before signing anything. Hand it over in person.")
    button = N_("Reset password")

    def __init__(self, services: Services, user: UserView) -> None:
        super().__init__(services, user)
        hint = PASSWORD_HINT
        self.fields = (Field(name="password", label=N_("New &password"), kind=FieldKind.SECRET, hint=hint, chars=28),)

    def message(self, values: Values) -> ResetPassword:
        """Return the command. Raises: Wrong."""
        check_password(values["password"], self.user.user_name)
        return ResetPassword(id=self.user.id, password=values["password"])


class DisableForm(UserForm):
    """Close an account."""

    title = N_("Disable {user}")
    explain = N_("The person's sessions end at once. The user name stays taken for ever.")
    button = N_("Disable account")
    danger = True

    def __init__(self, services: Services, user: UserView) -> None:
        super().__init__(services, user)
        self.fields = (REASON,)

    def message(self, values: Values) -> DisableUser:
        """Return the command."""
        return DisableUser(id=self.user.id, reason=values["reason"])


class EnableForm(UserForm):
    """Open an account again."""

    title = N_("Unlock or enable {user}")
    explain = N_("Only for the same person: an account is never passed on.")
    button = N_("Enable account")

    def __init__(self, services: Services, user: UserView) -> None:
        super().__init__(services, user)
        self.fields = (REASON,)

    def message(self, values: Values) -> EnableUser:
        """Return the command."""
        return EnableUser(id=self.user.id, reason=values["reason"])


class VerifyForm(UserForm):
    """Record an identity check."""

    title = N_("Identity check of {user}")
    explain = N_("Without a recorded check the person cannot sign.")
    button = N_("Record check")

    def __init__(self, services: Services, user: UserView) -> None:
        super().__init__(services, user)
        hint = N_("Which document you saw, for example: identity card, staff file 1042.")
        self.fields = (Field(name="document", label=N_("&Document"), hint=hint),)

    def message(self, values: Values) -> VerifyIdentity:
        """Return the command."""
        return VerifyIdentity(id=self.user.id, document=values["document"])


class DisableTotpForm(UserForm):
    """Take a lost device from an account."""

    title = N_("Remove the authenticator of {user}")
    explain = N_("For a lost device. The person signs in with the password alone until a new one is set up.")
    button = N_("Remove authenticator")
    danger = True

    def __init__(self, services: Services, user: UserView) -> None:
        super().__init__(services, user)
        self.fields = (REASON,)

    def message(self, values: Values) -> DisableTotp:
        """Return the command."""
        return DisableTotp(id=self.user.id, reason=values["reason"])


def check_password(password: str, user_name: str, path: str = "password") -> None:
    """Raises: Wrong with every rule that a password breaks."""
    flaws = [Flaw(path, WORDING[rule]) for rule in broken_rules(password, user_name)]
    if flaws:
        raise Wrong(*flaws)


FORMS = {
    "identity.edit": EditUserForm,
    "identity.verify": VerifyForm,
    "identity.reset_password": ResetPasswordForm,
    "identity.enable": EnableForm,
    "identity.disable": DisableForm,
    "identity.disable_totp": DisableTotpForm,
}
"""The form that an action on one account opens."""
