"""The forms on qualifications and on who holds them. No Qt."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from veralot_client.core.services import Services
from veralot_client.core.words import Words
from veralot_client.modules.training.models import LEVELS, level_text
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Search, Values
from veralot_shared.contracts.training import (
    ChangeQualification,
    ConfirmGrants,
    DeclineGrants,
    DefineQualification,
    GrantDetail,
    GrantQualification,
    GrantView,
    ListPeople,
    ListQualifications,
    QualificationView,
    ReinstateGrant,
    RenewGrant,
    SuspendGrant,
    WithdrawQualification,
)
from veralot_shared.errors import RecordChanged
from veralot_shared.i18n import N_
from veralot_shared.ids import GrantId, QualificationId, UserId
from veralot_shared.messages import Command
from veralot_shared.rules.dates import add_months

TO_SIGN = N_("Continue to signature")
COVERS_HINT = N_(
    "Methods, machines, areas: what somebody may do who holds it. A document may be named, but whether somebody has read "
    "its newest revision is not known here."
)
INDEPENDENT = 3


def today(words: Words) -> date:
    """Return the plant's date by this computer's clock; the server judges by its own."""
    return datetime.now(UTC).astimezone(words.zone).date()


def levels(words: Words, least: int = 0) -> tuple[Choice, ...]:
    """Return the levels of skill as choices, from `least` on."""
    return tuple(Choice(level, level_text(level, words)) for level in range(least, len(LEVELS)))


def people(services: Services) -> Search:
    """Return the search for the plant's own people by a part of their names."""

    def search(text: str) -> list[Choice]:
        wanted, words = text.casefold(), services.words
        return [
            Choice(one.id, words.name(one.full_name, one.full_name_zh), one.user_name, one)
            for one in services.server.call(ListPeople())
            if wanted in f"{one.full_name} {one.full_name_zh} {one.user_name}".casefold()
        ]

    return search


def qualifications(services: Services) -> Search:
    """Return the search for qualifications that are granted, by a part of code or name."""

    def search(text: str) -> list[Choice]:
        wanted = text.casefold()
        return [
            records.named(one, services.words)
            for one in services.server.call(ListQualifications())
            if wanted in f"{one.code} {one.name} {one.name_zh}".casefold()
        ]

    return search


# --- what there is ---------------------------------------------------------------------------------------------------


def care() -> tuple[Field, ...]:
    """Return the fields that may change of a qualification."""
    return (
        Field(name="name", label=N_("&Name")),
        Field(name="name_zh", label=N_("Name in &Chinese"), required=False),
        Field(
            name="covers",
            label=N_("What it c&overs"),
            kind=FieldKind.NOTE,
            required=False,
            hint=COVERS_HINT,
        ),
        Field(name="months", label=N_("&Holds for, in months"), kind=FieldKind.WHOLE, chars=6),
        Field(name="warning_days", label=N_("&Tell so many days before its end"), kind=FieldKind.WHOLE, chars=6),
    )


class DefineForm(FormPresenter[QualificationView]):
    """Define a qualification."""

    title = N_("New qualification")
    explain = N_("Code and level stay for ever: what was granted by them keeps its meaning.")
    button = N_("Define qualification")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.values = {"months": 24, "warning_days": 60}
        self.fields = (
            Field(name="code", label=N_("&Qualification"), chars=16, hint=N_("A short code, as plans name it: DIM.")),
            *care(),
            Field(
                name="least_level",
                label=N_("&Level needed"),
                kind=FieldKind.CHOICE,
                choices=levels(self.words, 1),
                required=False,
                hint=N_("From which level of skill one works alone; empty: no levels are kept."),
            ),
        )

    def message(self, values: Values) -> DefineQualification:
        """Return the command."""
        return DefineQualification(**values)

    def said(self, reply: QualificationView) -> str:
        """Say that it is there."""
        return self.words.text("Qualification {code} is defined.", code=reply.code)


class ChangeForm(FormPresenter[QualificationView]):
    """Change how a qualification is called, and how long it holds."""

    title = N_("Edit qualification {code}")
    explain = N_("A new term counts for what is granted or renewed from now on.")
    button = N_("Save")

    def __init__(self, services: Services, asked: QualificationView) -> None:
        super().__init__(services)
        self.asked, self.version = asked, asked.version
        self.fields = care()
        self.values = {field.name: getattr(asked, field.name) for field in self.fields}

    def heading(self) -> str:
        """Return the heading with the code."""
        return self.words.text(self.title, code=self.asked.code)

    def message(self, values: Values) -> ChangeQualification:
        """Return the command."""
        return ChangeQualification(id=self.asked.id, version=self.version, **values)

    def changed_meanwhile(self, error: RecordChanged) -> None:
        """Save the newer version from now on."""
        self.version = error.version

    def said(self, reply: QualificationView) -> str:
        """Say that it is saved."""
        return self.words.text("Qualification {code} is saved.", code=reply.code)


class WithdrawForm(FormPresenter[QualificationView]):
    """Withdraw a qualification."""

    title = N_("Withdraw qualification {code}")
    explain = N_(
        "Nobody is granted it any more, and no new plan asks for it. Who holds it holds it to its end; plans in force go on "
        "asking for it."
    )
    button = N_("Withdraw")
    danger = True

    def __init__(self, services: Services, asked: QualificationView) -> None:
        super().__init__(services)
        self.asked = asked
        self.fields = (Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE),)

    def heading(self) -> str:
        """Return the heading with the code."""
        return self.words.text(self.title, code=self.asked.code)

    def message(self, values: Values) -> WithdrawQualification:
        """Return the command."""
        return WithdrawQualification(id=self.asked.id, reason=values["reason"])

    def said(self, reply: QualificationView) -> str:
        """Say that it is withdrawn."""
        return self.words.text("Qualification {code} is withdrawn.", code=reply.code)


# --- who holds it ----------------------------------------------------------------------------------------------------


def term(words: Words, least_level: int | None) -> tuple[Field, ...]:
    """Return what is said of what is granted: from when, until when, at which level, by which evidence."""
    level = Field(name="level", label=N_("&Level of skill"), kind=FieldKind.CHOICE, choices=levels(words))
    return (
        Field(name="held_from", label=N_("Held &from"), kind=FieldKind.DATE),
        Field(
            name="held_until",
            label=N_("Held &until"),
            kind=FieldKind.DATE,
            required=False,
            hint=N_("Empty: for as long as the qualification holds."),
        ),
        *((level,) if least_level is not None else ()),
        Field(
            name="evidence",
            label=N_("&Evidence"),
            kind=FieldKind.NOTE,
            hint=N_("The course, the test and its result, the observation at work. Files are attached to the grant."),
        ),
    )


class GrantForm(FormPresenter[GrantDetail]):
    """Grant a person a qualification."""

    title = N_("Grant qualification")
    explain = N_("Sign that you have assessed the person, or examined the evidence. Nobody grants their own.")
    button = TO_SIGN

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.values = {"held_from": today(self.words), "level": INDEPENDENT}
        self.who = (
            Field(name="user_id", label=N_("&Person"), kind=FieldKind.RECORD, search=people(services)),
            Field(
                name="qualification_id",
                label=N_("&Qualification"),
                kind=FieldKind.RECORD,
                search=qualifications(services),
            ),
        )
        self.fields = (*self.who, *term(self.words, None))

    def entered(self, path: str, values: Values) -> None:
        """Ask for a level where levels are kept, and propose the last day."""
        chosen: Choice | None = values.get("qualification_id")
        asked: QualificationView | None = chosen.record if chosen is not None else None
        if asked is None or path not in {"qualification_id", "held_from"}:
            return
        if path == "qualification_id":
            self.redefine(*self.who, *term(self.words, asked.least_level))
        if values.get("held_from") is not None:
            self.filled.tell("held_until", add_months(values["held_from"], asked.months))

    def message(self, values: Values) -> GrantQualification:
        """Return the command."""
        return GrantQualification(
            user_id=UserId(records.key(values["user_id"]) or 0),
            qualification_id=QualificationId(records.key(values["qualification_id"]) or 0),
            held_from=values["held_from"],
            held_until=values["held_until"],
            level=values["level"] if any(field.name == "level" for field in self.fields) else None,
            evidence=values["evidence"],
        )

    def said(self, reply: GrantDetail) -> str:
        """Say until when it holds."""
        return said(reply.grant, self.words)


class RenewForm(FormPresenter[GrantDetail]):
    """Renew a person's qualification."""

    title = N_("Renew {code} of {person}")
    explain = N_("What was granted before stays on record. Nobody renews their own.")
    button = TO_SIGN

    def __init__(self, services: Services, grant: GrantView) -> None:
        super().__init__(services)
        self.grant = grant
        self.values = {"held_from": today(self.words), "level": grant.level}
        self.fields = term(self.words, grant.least_level)

    def heading(self) -> str:
        """Return whose qualification is renewed."""
        return of(self.grant, self.title, self.words)

    def message(self, values: Values) -> RenewGrant:
        """Return the command."""
        return RenewGrant(
            id=self.grant.id,
            held_from=values["held_from"],
            held_until=values["held_until"],
            level=values.get("level") if self.grant.least_level is not None else None,
            evidence=values["evidence"],
        )

    def said(self, reply: GrantDetail) -> str:
        """Say until when it holds."""
        return said(reply.grant, self.words)


class StepForm(FormPresenter[GrantDetail]):
    """Suspend a person's qualification, or reinstate it."""

    button = TO_SIGN

    def __init__(self, services: Services, grant: GrantView, *, suspend: bool) -> None:
        super().__init__(services)
        self.grant = grant
        self.danger = suspend
        self.title = N_("Suspend {code} of {person}") if suspend else N_("Reinstate {code} of {person}")
        self.explain = (
            N_("From the signature on the person may not do what it is for. What they did before stays as it is.")
            if suspend
            else N_("It holds again from the signature on, until the day on which it ends anyway.")
        )
        self.make: Callable[[str], Command[GrantDetail]] = (
            (lambda reason: SuspendGrant(id=grant.id, reason=reason))
            if suspend
            else (lambda reason: ReinstateGrant(id=grant.id, reason=reason))
        )
        self.fields = (Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE),)

    def heading(self) -> str:
        """Return whose qualification it is."""
        return of(self.grant, self.title, self.words)

    def message(self, values: Values) -> Command[GrantDetail]:
        """Return the command."""
        return self.make(values["reason"])

    def said(self, reply: GrantDetail) -> str:
        """Say how it stands."""
        return said(reply.grant, self.words)


class DeclineForm(FormPresenter[list[GrantView]]):
    """Decline what an import brought."""

    title = N_("Decline imported qualifications")
    explain = N_("What was imported stays on record as declined. What was granted before holds on.")
    button = N_("Decline")
    danger = True

    def __init__(self, services: Services, ids: Sequence[GrantId]) -> None:
        super().__init__(services)
        self.ids = list(ids)
        self.fields = (Field(name="reason", label=N_("&Reason"), kind=FieldKind.NOTE),)

    def message(self, values: Values) -> DeclineGrants:
        """Return the command."""
        return DeclineGrants(ids=self.ids, reason=values["reason"])

    def said(self, reply: list[GrantView]) -> str:
        """Say how many."""
        return self.words.plural("{count} is declined.", "{count} are declined.", len(reply))


def confirmation(ids: Sequence[GrantId]) -> ConfirmGrants:
    """Return what signs imported grants."""
    return ConfirmGrants(ids=list(ids))


def of(grant: GrantView, title: str, words: Words) -> str:
    """Return a heading with whose qualification it is."""
    return words.text(title, code=grant.code, person=words.name(grant.full_name, grant.full_name_zh))


def said(grant: GrantView, words: Words) -> str:
    """Return how a grant stands in one line."""
    name, state = words.name(grant.full_name, grant.full_name_zh), words.label(grant.state)
    until = "" if grant.held_until is None else words.date(grant.held_until)
    return words.text(
        "{person}, {code}: {state}, until {until}", person=name, code=grant.code, state=state, until=until
    )


def form_of(services: Services, verb: str, grant: GrantView) -> FormPresenter[Any]:
    """Return the form of a step."""
    if verb.removeprefix("list_") == "renew":
        return RenewForm(services, grant)
    return StepForm(services, grant, suspend=verb.removeprefix("list_") == "suspend")
