"""Behind the lists of badges and of shared computers, and the forms on one of them. No Qt."""

from collections.abc import Callable, Mapping

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Search, Values, Wrong
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.identity import (
    AccountState,
    AssignBadge,
    BadgeState,
    BadgeView,
    BlockBadge,
    CheckBadge,
    EnrolmentView,
    EnrolWorkstation,
    FloorChanged,
    ListBadges,
    ListUsers,
    ListWorkstations,
    ReturnBadge,
    SetPin,
    UnblockBadge,
    UserView,
    WithdrawWorkstation,
    WorkstationView,
)
from veralot_shared.i18n import N_
from veralot_shared.ids import UserId
from veralot_shared.messages import Page
from veralot_shared.rules.pins import WORDING, broken_rules

BADGES, WORKSTATIONS = "identity_badge", "identity_workstation"
"""What the audit log calls them."""
SHORTEST_IDLE, LONGEST_IDLE = 30, 3600
UNLIKE = N_("The two entries differ.")
REASON = Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE)
CODE = Field(
    name="code",
    label=N_("&Badge"),
    kind=FieldKind.SECRET,
    hint=N_("Click here, then hold the badge to the reader. Only a hash of its code is stored."),
    chars=28,
)

POSSIBLE: Mapping[str, frozenset[BadgeState]] = {
    "identity.replace_badge": frozenset({BadgeState.ASSIGNED, BadgeState.BLOCKED}),
    "identity.check_badge": frozenset({BadgeState.ASSIGNED}),
    "identity.block_badge": frozenset({BadgeState.ASSIGNED}),
    "identity.unblock_badge": frozenset({BadgeState.BLOCKED}),
    "identity.return_badge": frozenset({BadgeState.ASSIGNED, BadgeState.BLOCKED}),
}
"""From which state of a badge an action leads anywhere."""


class BadgesPresenter(WholeList[BadgeView]):
    """Reads the badges and says what can be done with one."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListBadges(page=page)))
        self.follow(FloorChanged, lambda _event: self.load())

    def can(self, action_id: str, badge: BadgeView | None) -> bool:
        """Return whether an action can work with the chosen badge."""
        if action_id == "identity.assign_badge":
            return True
        return badge is not None and badge.state in POSSIBLE.get(action_id, frozenset())


class WorkstationsPresenter(WholeList[WorkstationView]):
    """Reads the shared computers and says what can be done with one."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: services.server.call(ListWorkstations()) if page.offset == 0 else [])
        self.follow(FloorChanged, lambda _event: self.load())

    def can(self, action_id: str, station: WorkstationView | None) -> bool:
        """Return whether an action can work with the chosen computer; this one is enrolled once."""
        if action_id == "identity.enrol_workstation":
            return not self.services.station.name
        return station is not None and station.withdrawn_at is None

    def forget(self, station: WorkstationView) -> None:
        """A computer was withdrawn: if it is this one, it takes no more badges."""
        if station.name == self.services.station.name:
            self.services.station.leave()
        self.load()


def people(services: Services) -> Search:
    """Return the search for people who may be given a badge."""
    words = services.words

    def search(text: str) -> list[Choice]:
        found = services.server.call(ListUsers(search=text, page=Page(limit=30)))
        alive = [user for user in found if user.state is not AccountState.DISABLED]
        return [Choice(user.id, user.user_name, words.name(user.full_name, user.full_name_zh), user) for user in alive]

    return search


class AssignForm(FormPresenter[BadgeView]):
    """Give a badge to a person, perhaps in place of another one."""

    title = N_("Assign a badge")
    explain = N_("A badge belongs to one person for ever. With it and the own PIN that person signs in on the floor.")
    button = N_("Assign badge")

    def __init__(self, services: Services, replaced: BadgeView | None = None) -> None:
        super().__init__(services)
        self.replaced = replaced
        person = Field(name="user_id", label=N_("&Person"), kind=FieldKind.RECORD, search=people(services), chars=28)
        printed = Field(
            name="label", label=N_("&Printed on it"), hint=N_("The number by which a found badge is told."), chars=20
        )
        self.fields = (printed, CODE) if replaced else (person, printed, CODE)

    def heading(self) -> str:
        """Return the heading, with the badge that is replaced."""
        if self.replaced is None:
            return self.words.text(self.title)
        return self.words.text(
            "Replace badge {label} of {user}", label=self.replaced.label, user=self.replaced.user_name
        )

    def message(self, values: Values) -> AssignBadge:
        """Return the command."""
        old = self.replaced
        user_id = old.user_id if old else UserId(int(str(values["user_id"].key)))
        return AssignBadge(
            user_id=user_id, code=values["code"], label=values["label"], replaces=old.id if old else None
        )

    def said(self, reply: BadgeView) -> str:
        """Say whose it is."""
        return self.words.text("Badge {label} belongs to {user}.", label=reply.label, user=reply.user_name)


class BadgeForm(FormPresenter[BadgeView]):
    """A form on one badge."""

    def __init__(self, services: Services, badge: BadgeView) -> None:
        super().__init__(services)
        self.badge = badge
        self.fields = (REASON,)

    def heading(self) -> str:
        """Return the heading with the badge and its person."""
        return self.words.text(self.title, label=self.badge.label, user=self.badge.user_name)

    def said(self, reply: BadgeView) -> str:
        """Say what became of it."""
        state = self.words.label(reply.state)
        return self.words.text("Badge {label}: {state}.", label=reply.label, state=state)


class BlockForm(BadgeForm):
    """Block a lost badge."""

    title = N_("Block badge {label} of {user}")
    explain = N_("At once: nobody signs in with it, and what it began ends.")
    button = N_("Block badge")
    danger = True

    def message(self, values: Values) -> BlockBadge:
        """Return the command."""
        return BlockBadge(id=self.badge.id, reason=values["reason"])


class UnblockForm(BadgeForm):
    """Let a badge that was found again count once more."""

    title = N_("Unblock badge {label} of {user}")
    button = N_("Unblock badge")

    def message(self, values: Values) -> UnblockBadge:
        """Return the command."""
        return UnblockBadge(id=self.badge.id, reason=values["reason"])


class ReturnForm(BadgeForm):
    """Take a badge back."""

    title = N_("Take back badge {label} of {user}")
    explain = N_("For good: a badge that was returned is never given out again.")
    button = N_("Take back")
    danger = True

    def message(self, values: Values) -> ReturnBadge:
        """Return the command."""
        return ReturnBadge(id=self.badge.id, reason=values["reason"])


class CheckForm(BadgeForm):
    """Record that a badge was tested."""

    title = N_("Test badge {label} of {user}")
    explain = N_("Records that the badge is there, can be read, and is the right one.")
    button = N_("Record test")

    def __init__(self, services: Services, badge: BadgeView) -> None:
        super().__init__(services, badge)
        self.fields = (CODE,)

    def message(self, values: Values) -> CheckBadge:
        """Return the command."""
        return CheckBadge(id=self.badge.id, code=values["code"])

    def said(self, reply: BadgeView) -> str:
        """Say that it was tested."""
        return self.words.text("The test of badge {label} is recorded.", label=reply.label)


class EnrolForm(FormPresenter[EnrolmentView]):
    """Let this computer be used with badges."""

    title = N_("Use this computer with badges")
    explain = N_(
        "Several people take turns at it, each with badge and PIN. It keeps a key of its own, by which the server knows "
        "it, and nobody's password. After you sign out it begins with the badge screen."
    )
    button = N_("Enrol this computer")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.values = {"name": services.server.workstation, "idle_seconds": 180}
        name_hint = N_("What the audit log calls this computer, for example: Line 3 packing.")
        idle_hint = N_("Seconds without a touch until the badge is asked for again, 30 to 3600.")
        self.fields = (
            Field(name="name", label=N_("&Name"), hint=name_hint, chars=28),
            Field(name="idle_seconds", label=N_("&Seconds until idle"), kind=FieldKind.WHOLE, hint=idle_hint, chars=8),
        )

    def message(self, values: Values) -> EnrolWorkstation:
        """Return the command. Raises: Wrong."""
        seconds = int(values["idle_seconds"])
        if not SHORTEST_IDLE <= seconds <= LONGEST_IDLE:
            raise Wrong(Flaw("idle_seconds", N_("From 30 to 3600 seconds.")))
        return EnrolWorkstation(name=values["name"], idle_seconds=seconds)

    def said(self, reply: EnrolmentView) -> str:
        """Keep the key here, and say what comes next."""
        self.services.station.enrol(reply.workstation.name, reply.token)
        return self.words.text(
            "{name} is enrolled. Sign out: from then on this computer begins with the badge screen.",
            name=reply.workstation.name,
        )


class WithdrawForm(FormPresenter[WorkstationView]):
    """Let a computer take no more badges."""

    title = N_("Withdraw {name}")
    explain = N_("Nobody signs in there with a badge any more, and whoever is signed in there is signed out.")
    button = N_("Withdraw computer")
    danger = True

    def __init__(self, services: Services, station: WorkstationView) -> None:
        super().__init__(services)
        self.station = station
        self.fields = (REASON,)

    def heading(self) -> str:
        """Return the heading with the computer's name."""
        return self.words.text(self.title, name=self.station.name)

    def message(self, values: Values) -> WithdrawWorkstation:
        """Return the command."""
        return WithdrawWorkstation(id=self.station.id, reason=values["reason"])

    def said(self, reply: WorkstationView) -> str:
        """Say that it is withdrawn."""
        return self.words.text("{name} takes no more badges.", name=reply.name)


class PinForm(FormPresenter[UserView]):
    """Set the own PIN."""

    title = N_("Set your PIN")
    explain = N_(
        "With your badge and this PIN you sign in at shared computers. Electronic signatures ask for your password."
    )
    button = N_("Set PIN")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        hint = N_("6 to 12 figures that nobody guesses: no date, no 123456, no 121212.")
        self.fields = (
            Field(name="password", label=N_("&Password"), kind=FieldKind.SECRET, chars=28),
            Field(name="pin", label=N_("New P&IN"), kind=FieldKind.SECRET, hint=hint, chars=14),
            Field(name="again", label=N_("New PIN &again"), kind=FieldKind.SECRET, chars=14),
        )

    def message(self, values: Values) -> SetPin:
        """Return the command. Raises: Wrong."""
        if values["pin"] != values["again"]:
            raise Wrong(Flaw("again", UNLIKE))
        flaws = [Flaw("pin", WORDING[rule]) for rule in broken_rules(values["pin"])]
        if flaws:
            raise Wrong(*flaws)
        return SetPin(password=values["password"], pin=values["pin"])

    def said(self, reply: UserView) -> str:
        """Say that it is set."""
        return self.words.text("Your PIN is set.")


FORMS: Mapping[str, Callable[[Services, BadgeView], FormPresenter[BadgeView]]] = {
    "identity.replace_badge": AssignForm,
    "identity.check_badge": CheckForm,
    "identity.block_badge": BlockForm,
    "identity.unblock_badge": UnblockForm,
    "identity.return_badge": ReturnForm,
}
"""The form that an action on one badge opens."""
