"""The form that says what whoever inspects by a plan must be qualified for. No Qt."""

from typing import Final

import msgspec

from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.plan import PlanPresenter
from veralot_client.widgets.form import records
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Values
from veralot_shared.contracts.inspection import CharacteristicEntry, PlanDetail, RevisionView, SaveRevision
from veralot_shared.contracts.training import ListQualifications
from veralot_shared.i18n import N_
from veralot_shared.ids import QualificationId

WHOLE: Final = 0
"""Asked for of everybody; the place of what one characteristic asks for is its code. An empty text would be no choice."""


class QualificationsForm(FormPresenter[PlanDetail]):
    """Say what must be held: by everybody who works by the plan, or by whoever records a characteristic."""

    title = N_("Qualifications asked for")
    explain = N_(
        "Who does not hold them takes no sample, and neither records nor completes. What stands for one characteristic "
        "is asked of whoever records that one."
    )
    button = N_("Save")

    def __init__(self, services: Services, plan: PlanPresenter) -> None:
        super().__init__(services)
        self.plan = plan
        self.values = {"asked": [] if plan.revision is None else self._lines(plan.revision)}
        places = [Choice(WHOLE, self.words.text(N_("the whole plan")))]
        places += [Choice(one.code, one.code, self.words.name(one.name, one.name_zh)) for one in plan.entries()]
        columns = (
            Field(
                name="qualification", label=N_("Qualification"), kind=FieldKind.RECORD, search=self._search, chars=30
            ),
            Field(name="place", label=N_("For"), kind=FieldKind.CHOICE, choices=tuple(places)),
        )
        self.fields = (
            Field(name="asked", label=N_("&Qualifications"), kind=FieldKind.LINES, columns=columns, required=False),
        )

    def message(self, values: Values) -> SaveRevision:
        """Return the command."""
        lines = [(records.key(line["qualification"]), line["place"]) for line in values["asked"]]
        known = [msgspec.structs.replace(one, qualification_ids=chosen(lines, one.code)) for one in self.plan.entries()]
        return self.plan.command(qualification_ids=chosen(lines, WHOLE), characteristics=known)

    def said(self, reply: PlanDetail) -> str:
        """Say that it is saved."""
        return self.words.text("Revision {number} is saved.", number=reply.revision.number)

    def _lines(self, revision: RevisionView) -> list[Values]:
        names = {one.id: records.named(one, self.words) for one in revision.qualifications}
        lines: list[Values] = [{"qualification": names[one], "place": WHOLE} for one in revision.qualification_ids]
        entries: list[CharacteristicEntry] = self.plan.entries()
        return lines + [
            {"qualification": names[number], "place": one.code} for one in entries for number in one.qualification_ids
        ]

    def _search(self, text: str) -> list[Choice]:
        wanted = text.casefold()
        return [
            records.named(one, self.words)
            for one in self.services.server.call(ListQualifications())
            if wanted in f"{one.code} {one.name} {one.name_zh}".casefold()
        ]


def chosen(lines: list[tuple[int | None, str | int]], place: str | int) -> list[QualificationId]:
    """Return what is asked for at a place, each once."""
    return list(dict.fromkeys(QualificationId(key) for key, where in lines if where == place and key is not None))
