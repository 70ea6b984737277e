"""Behind the page of a study of a gauge, and its forms. No Qt."""

from decimal import Decimal, InvalidOperation

import msgspec

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, Field, FieldKind, Flaw, Values, Wrong
from veralot_shared.contracts.gauges import ListGauges
from veralot_shared.contracts.spc import (
    ConcludeStudy,
    CreateStudy,
    GetStudy,
    SaveStudy,
    StudiesChanged,
    StudyConclusion,
    StudyDetail,
    StudyEntry,
    StudyStatus,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import GaugeId, StudyId
from veralot_shared.messages import Page

TWO = N_("At least two, each with a name of its own, parted by commas.")
LEAST = 2


class StudyPresenter(Presenter):
    """Reads a study, holds what is typed into its grid, and saves it.

    Attributes:
        detail: what is known; None until the first answer.
        typed: the grid as it stands: a row for each part, a column for each appraiser's trial.
        dirty: whether something was typed that is not saved.
        error: why it could not be read the last time.
        shown: told when any of that is other than before.
    """

    def __init__(self, services: Services, study_id: StudyId) -> None:
        super().__init__(services)
        self.study_id = study_id
        self.detail: StudyDetail | None = None
        self.typed: list[list[str]] = []
        self.dirty = False
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(StudiesChanged, self._on_changed)
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the study, now or again."""
        self.ask(GetStudy(id=self.study_id), self.take, self._fail)

    def take(self, detail: StudyDetail) -> None:
        """Show a study as the server has just answered it."""
        self.detail, self.error, self.dirty = detail, None, False
        entry = detail.entry
        width = len(entry.appraisers) * entry.trials
        places = max((decimals(value) for value in entry.values if value is not None), default=0)
        texts = ["" if value is None else f"{value:.{places}f}" for value in entry.values]
        self.typed = [texts[start : start + width] for start in range(0, len(texts), width)]
        self.shown.tell()

    @property
    def open(self) -> bool:
        """Whether measurements can still be entered."""
        return self.detail is not None and self.detail.study.status is StudyStatus.OPEN

    def headings(self) -> list[str]:
        """Return what each column is: an appraiser and a trial."""
        if self.detail is None:
            return []
        entry = self.detail.entry
        return [f"{name} · {trial}" for name in entry.appraisers for trial in range(1, entry.trials + 1)]

    def enter(self, row: int, column: int, text: str) -> None:
        """Take what was typed into a cell."""
        if self.open and self.typed[row][column] != text.strip():
            self.typed[row][column] = text.strip()
            self.dirty = True
            self.services.actions.refresh()

    def paste(self, row: int, column: int, text: str) -> None:
        """Take a pasted table from a cell on; what does not fit falls off."""
        for down, line in enumerate(text.splitlines()):
            for across, cell in enumerate(line.split("\t")):
                if row + down < len(self.typed) and column + across < len(self.typed[row]):
                    self.enter(row + down, column + across, cell)
        self.shown.tell()

    def flaws(self) -> set[tuple[int, int]]:
        """Return the cells that hold no number."""
        return {
            (row, column)
            for row, cells in enumerate(self.typed)
            for column, text in enumerate(cells)
            if text and number(text) is None
        }

    def save(self) -> None:
        """Save the grid."""
        if self.detail is None or self.flaws():
            return
        values = [number(text) for cells in self.typed for text in cells]
        entry = msgspec.structs.replace(self.detail.entry, values=values)
        version = self.detail.study.version
        self.send(SaveStudy(study_id=self.study_id, version=version, entry=entry), self.take)

    def _on_changed(self, event: StudiesChanged) -> None:
        if self.study_id in event.study_ids and not self.dirty:
            self.load()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()


def decimals(value: Decimal) -> int:
    """Return how many decimal places a measurement has."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def number(text: str) -> Decimal | None:
    """Return a number that was typed; None where there is none."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def names(text: str, field: str) -> list[str]:
    """Return names parted by commas. Raises: Wrong."""
    parts = text.replace("，", ",").replace("、", ",").replace("\n", ",").split(",")
    found = [part.strip() for part in parts if part.strip()]
    if len(found) < LEAST or len(set(found)) < len(found):
        raise Wrong(Flaw(field, TWO))
    return found


class CreateStudyForm(FormPresenter[StudyDetail]):
    """Begin a study."""

    title = N_("New gauge study")
    explain = N_("Each appraiser measures each part several times, without knowing which it is (AIAG, crossed ANOVA).")
    button = N_("Begin study")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.values = {"parts": ", ".join(map(str, range(1, 11))), "appraisers": "A, B, C", "trials": 3}
        self.fields = (
            Field(name="title", label=N_("&Title")),
            Field(
                name="gauge_id",
                label=N_("&Gauge"),
                kind=FieldKind.RECORD,
                search=self._gauges,
                hint=N_("Scan or type its number; one that must not be used is refused."),
            ),
            Field(name="characteristic", label=N_("&Characteristic"), required=False),
            Field(name="unit", label=N_("&Unit"), required=False, chars=8),
            Field(
                name="tolerance",
                label=N_("T&olerance"),
                kind=FieldKind.QUANTITY,
                required=False,
                hint=N_("Upper less lower specification limit; then the share of the tolerance is computed too."),
            ),
            Field(name="parts", label=N_("&Parts"), hint=TWO),
            Field(name="appraisers", label=N_("&Appraisers"), hint=TWO),
            Field(name="trials", label=N_("T&rials"), kind=FieldKind.WHOLE, chars=4),
        )

    def message(self, values: Values) -> CreateStudy:
        """Return the command. Raises: Wrong."""
        parts, appraisers = names(values["parts"], "parts"), names(values["appraisers"], "appraisers")
        entry = StudyEntry(
            title=values["title"],
            gauge_id=GaugeId(int(str(values["gauge_id"].key))),
            characteristic=values["characteristic"] or "",
            unit=values["unit"] or "",
            tolerance=values["tolerance"],
            parts=parts,
            appraisers=appraisers,
            trials=values["trials"],
        )
        return CreateStudy(entry=entry)

    def _gauges(self, text: str) -> list[Choice]:
        found = self.services.server.call(ListGauges(search=text.strip(), page=Page(limit=20)))
        words = self.words
        return [
            Choice(one.id, one.code, f"{words.name(one.name, one.name_zh)} · {words.label(one.status)}")
            for one in found
        ]

    def said(self, reply: StudyDetail) -> str:
        """Say that it is begun."""
        return self.words.text("Study {number} is begun.", number=reply.study.number)


class ConcludeForm(FormPresenter[StudyDetail]):
    """Conclude a study."""

    title = N_("Conclude the study")
    explain = N_("By the AIAG's rule of thumb a gauge is acceptable below 10 %, and perhaps up to 30 %.")
    button = N_("Continue to signature")

    def __init__(self, services: Services, detail: StudyDetail) -> None:
        super().__init__(services)
        self.detail = detail
        choices = tuple(Choice(one, self.words.label(one)) for one in StudyConclusion)
        self.fields = (
            Field(name="conclusion", label=N_("&Conclusion"), kind=FieldKind.CHOICE, choices=choices),
            Field(name="text", label=N_("&Grounds"), kind=FieldKind.NOTE),
        )

    def message(self, values: Values) -> ConcludeStudy:
        """Return the command."""
        return ConcludeStudy(study_id=self.detail.study.id, conclusion=values["conclusion"], text=values["text"])
