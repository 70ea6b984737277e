"""Behind the calendars of working days: what they hold, what is not known, and the forms that change them. No Qt."""

from typing import Final

from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_client.widgets.table.columns import Column, Filter, named
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.tasks import (
    AddPeriod,
    Calendar,
    CalendarChanged,
    DayKind,
    ListPeriods,
    PeriodView,
    WithdrawPeriod,
)
from veralot_shared.i18n import N_

TABLE: Final = "tasks_period"
"""What the audit log calls entries of a calendar."""

PERIODS: tuple[Column[PeriodView], ...] = (
    Column(
        id="calendar",
        title=N_("Calendar"),
        value=lambda row: row.calendar,
        filter=Filter.CHOICE,
        choices=tuple(Calendar),
        chars=18,
    ),
    Column(id="first", title=N_("First day"), value=lambda row: row.first, filter=Filter.TEXT, chars=16),
    Column(id="last", title=N_("Last day"), value=lambda row: row.last, filter=Filter.TEXT, chars=16),
    Column(id="days", title=N_("Days"), value=lambda row: (row.last - row.first).days + 1, right=True, chars=7),
    Column(
        id="kind",
        title=N_("Kind"),
        value=lambda row: row.kind,
        filter=Filter.CHOICE,
        choices=tuple(DayKind),
        chars=16,
    ),
    named("name", N_("Name"), filter=Filter.TEXT, chars=30),
)


class CalendarsPresenter(WholeList[PeriodView]):
    """Reads the calendars and keeps them fresh."""

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: [] if page.offset else services.server.call(ListPeriods()))
        self.follow(CalendarChanged, lambda _event: self.load())

    def unknown(self, year: int) -> str:
        """Return in words for which calendars nobody has entered anything of a year; empty if there are none."""
        known = {row.calendar for row in self.rows if row.first.year <= year <= row.last.year}
        missing = [self.words.label(each) for each in Calendar if each not in known]
        if not missing:
            return ""
        return self.words.text(
            "Nothing is entered for {year} in: {calendars}. There, working days count Monday to Friday.",
            year=year,
            calendars=self.words.listed(missing),
        )


class AddPeriodForm(FormPresenter[PeriodView]):
    """Enter days."""

    title = N_("Enter days of a calendar")
    explain = N_(
        "The plant's own deadlines count by the calendar of China and that of the plant, which is right where they disagree. "
        "Deadlines of the law count by the calendar of its country alone. Deadlines that run already keep their day."
    )
    button = N_("Enter days")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.fields = (
            Field(name="calendar", label=N_("&Calendar"), kind=FieldKind.CHOICE, choices=self._choices(Calendar)),
            Field(name="kind", label=N_("&Kind"), kind=FieldKind.CHOICE, choices=self._choices(DayKind)),
            Field(name="first", label=N_("&First day"), kind=FieldKind.DATE),
            Field(name="last", label=N_("&Last day"), kind=FieldKind.DATE, required=False, hint=N_("Empty: one day.")),
            Field(name="name", label=N_("&Name"), hint=N_("For example National Day."), chars=40),
            Field(name="name_zh", label=N_("Name in C&hinese"), required=False, chars=40),
        )
        self.values = {"calendar": Calendar.PLANT, "kind": DayKind.DAY_OFF}

    def message(self, values: Values) -> AddPeriod:
        """Return the command."""
        return AddPeriod(**(values | {"last": values["last"] or values["first"]}))

    def said(self, reply: PeriodView) -> str:
        """Say that they are entered."""
        return self.words.text("{name} is entered.", name=self.words.name(reply.name, reply.name_zh))

    def _choices(self, kinds: type[Calendar] | type[DayKind]) -> tuple[Choice, ...]:
        return tuple(Choice(kind, self.words.label(kind)) for kind in kinds)


class WithdrawPeriodForm(FormPresenter[PeriodView]):
    """Withdraw days."""

    title = N_("Withdraw {name}")
    button = N_("Withdraw days")

    def __init__(self, services: Services, row: PeriodView) -> None:
        super().__init__(services)
        self.row = row
        self.fields = (Field(name="reason", label=N_("&Reason")),)

    def heading(self) -> str:
        """Return the heading with what is withdrawn."""
        return self.words.text(self.title, name=self.words.name(self.row.name, self.row.name_zh))

    def message(self, values: Values) -> WithdrawPeriod:
        """Return the command."""
        return WithdrawPeriod(id=self.row.id, **values)

    def said(self, reply: PeriodView) -> str:
        """Say that they are withdrawn."""
        return self.words.text("{name} is withdrawn.", name=self.words.name(reply.name, reply.name_zh))
