"""Behind the page of the plant's defect codes: the list, and the forms that change it. No Qt."""

from typing import Any, Final

from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.columns import coded, plain
from veralot_client.modules.quality.presenters.forms import derive
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_client.widgets.table.columns import Column
from veralot_client.widgets.table.whole import WholeList
from veralot_shared.contracts.exchange import ImportChanged, ImportDone
from veralot_shared.contracts.quality import (
    DefectsChanged,
    DefectView,
    DefineDefect,
    ListDefects,
    QualityChanged,
    RenameDefect,
    RestoreDefect,
    RetireDefect,
    Severity,
)
from veralot_shared.i18n import N_
from veralot_shared.messages import Command

TABLE: Final = "quality_defect"
"""What the audit log calls defect codes."""

COLUMNS: Final[tuple[Column[DefectView], ...]] = (
    plain("code", N_("Defect code"), 18),
    plain("name", N_("Name"), 30),
    plain("name_zh", N_("Name (Chinese)"), 22),
    coded("severity", N_("Usual seriousness"), 16, tuple(Severity)),
    plain("records", N_("Records"), 10, right=True),
    plain("retired_at", N_("Retired at"), 20),
    plain("retired_reason", N_("Why retired"), 30),
)


class DefectsPresenter(WholeList[DefectView]):
    """Reads the codes and keeps them fresh.

    Attributes:
        retired: whether those that are offered no more are shown as well.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services, lambda page: [] if page.offset else self._ask())
        self.retired = False
        for event in (DefectsChanged, QualityChanged, ImportDone, ImportChanged):
            self.follow(event, lambda _event: self.load())
        self.follow_resync(self.load)

    def toggle(self) -> None:
        """Show retired codes as well, or not."""
        self.retired = not self.retired
        self.load()

    def _ask(self) -> list[DefectView]:
        return self.services.server.call(ListDefects(retired=self.retired))


class DefineDefectForm(FormPresenter[DefectView]):
    """Defines a code."""

    title = N_("Define a defect code…")
    explain = N_("The code stays as it is for ever: records and charts know the defect by it. Its names may change.")
    button = N_("Save")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        code = Field(name="code", label=N_("Defect code"), hint=N_("Short, as people write it: NDL-BOND."), chars=24)
        self.fields = (code, *names(services))

    def heading(self) -> str:
        """Return what is done."""
        return self.words.text(self.title).removesuffix("…")

    def message(self, values: Values) -> Command[Any]:
        """Return the command."""
        return DefineDefect(**derive.structured(DefineDefect, values))

    def said(self, reply: DefectView) -> str:
        """Say that it is offered from now on."""
        return self.words.text("“{name}” can be chosen from now on.", name=self.words.name(reply.name, reply.name_zh))


def names(services: Services) -> tuple[Field, ...]:
    """Return the fields of what a code is called, and of how grave it usually is."""
    choices = tuple(Choice(value, services.words.label(value)) for value in Severity)
    return (
        Field(name="name", label=N_("Name of the &defect"), chars=40),
        Field(name="name_zh", label=N_("Name in C&hinese"), required=False, chars=40),
        Field(
            name="severity",
            label=N_("Usual &seriousness"),
            kind=FieldKind.CHOICE,
            choices=choices,
            required=False,
            hint=N_("Proposed where the code is chosen; whoever judges the record may say otherwise."),
        ),
    )


class OfDefectForm(FormPresenter[DefectView]):
    """Does something with a code."""

    def __init__(self, services: Services, defect: DefectView, kind: type[Command[Any]]) -> None:
        super().__init__(services)
        self.defect = defect
        self.kind = kind
        self.title, self.explain, self.button = TEXTS[kind]
        self.danger = kind is RetireDefect
        self.fields = names(services) if kind is RenameDefect else (Field(name="reason", label=N_("&Reason")),)
        self.values = {name: getattr(defect, name) for name in ("name", "name_zh", "severity")}

    def heading(self) -> str:
        """Return the code, and what is done with it."""
        return self.words.headed(self.defect.code, self.words.text(self.title).removesuffix("…"))

    def message(self, values: Values) -> Command[Any]:
        """Return the command."""
        return self.kind(id=self.defect.id, **derive.structured(self.kind, values))

    def said(self, reply: DefectView) -> str:
        """Say what the code is called and how it stands."""
        name = self.words.name(reply.name, reply.name_zh)
        if reply.retired_at is None:
            return self.words.text("“{name}” can be chosen from now on.", name=name)
        return self.words.text("“{name}” is offered no more.", name=name)


TEXTS: Final[dict[type[Command[Any]], tuple[str, str, str]]] = {
    RenameDefect: (
        N_("Change the names…"),
        N_("Records show the new name from now on; what was written down in their steps keeps the former one."),
        N_("Save"),
    ),
    RetireDefect: (
        N_("Retire…"),
        N_("Nobody can choose it any more. Records that have it keep it, and charts go on counting them."),
        N_("Retire"),
    ),
    RestoreDefect: (N_("Take back into use…"), N_("It can be chosen again."), N_("Take back into use")),
}
"""Of each command: title, explanation, what the button says."""
