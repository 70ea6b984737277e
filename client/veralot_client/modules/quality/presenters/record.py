"""Behind the page of one quality record: what was done, what can be done now, what it waits for. No Qt."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from veralot_client.core import saving
from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.quality.presenters.catalogue import BY_VERB, DEED_TEXTS
from veralot_client.modules.quality.presenters.forms.derive import called
from veralot_client.modules.quality.presenters.hindrances import (
    divides_first,
    hindered,
    to_do,
    why_not,
    without_line,
)
from veralot_client.widgets.values import NOTHING, of_kind
from veralot_shared.contracts.genealogy import FileView, LotsChanged
from veralot_shared.contracts.quality import (
    DEEDS,
    MACHINES,
    OVER,
    REPORTS,
    SIDE,
    CaseDetail,
    CaseKind,
    ExcludeLot,
    ExtendAction,
    FinishAction,
    GetCase,
    PermitWay,
    PrintCase,
    QualityChanged,
    QualityEvent,
    ReportToAuthority,
    StepView,
    awaited,
    fits,
)
from veralot_shared.errors import CodedError
from veralot_shared.i18n import N_
from veralot_shared.ids import CaseId
from veralot_shared.messages import Command

ANEW = frozenset(
    {QualityEvent.DECIDE, QualityEvent.EVALUATE, QualityEvent.INVESTIGATE, QualityEvent.PLAN, QualityEvent.ACT}
)
"""What may be said anew in the state that it leads to, although the record waits for something else by then."""


class RecordPresenter(Presenter):
    """Reads a record and keeps it fresh.

    Attributes:
        detail: what is known; None until the first answer.
        error: why it could not be read the last time.
        shown: told when one of them has changed.
    """

    def __init__(self, services: Services, case_id: CaseId) -> None:
        super().__init__(services)
        self.case_id = case_id
        self.detail: CaseDetail | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(QualityChanged, self._on_changed)
        self.follow(LotsChanged, self._on_lots)
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the record, now or again."""
        self.ask(GetCase(id=self.case_id), self.take, self._fail)

    def take(self, detail: object) -> None:
        """Show the record as it is now."""
        if isinstance(detail, CaseDetail):
            self.detail, self.error = detail, None
            self.shown.tell()

    # --- on paper ----------------------------------------------------------------------------------------------------

    def print(self, done: Callable[[FileView], None]) -> None:
        """Have the record made as a PDF in the language of the moment."""
        title = self.words.text(N_("Making the file"))
        self.send(PrintCase(case_id=self.case_id, language=self.words.language), done, title=title)

    def save(self, file: FileView, path: Path) -> None:
        """Write a file of the server to disk, if it is what the server says it is."""
        saving.save(self.services, file.content, path, file.sha256)

    # --- what can be done --------------------------------------------------------------------------------------------

    def can(self, action_id: str) -> bool:
        """Return whether an action can work with the record as it stands."""
        detail = self.detail
        if detail is None:
            return False
        message = BY_VERB.get(action_id)
        if message is not None:
            return possible(message, detail, self._own_id())
        offered = {
            "quality.print": True,
            "quality.disclose": detail.complainant_known,
            "quality.test_from": detail.case.kind in {CaseKind.NCR, CaseKind.CAPA},
            "quality.scar_from": detail.case.supplier_id is not None and detail.case.kind is not CaseKind.SCAR,
            "quality.ncr_from": detail.case.kind is not CaseKind.NCR,
            "quality.capa_from": detail.case.kind is not CaseKind.CAPA,
        }
        return offered.get(action_id, False)

    def why_not(self, action_id: str) -> str:
        """Return in words why an action cannot work with the record as it stands."""
        if self.detail is None or self.can(action_id):
            return ""
        return why_not(action_id, self.detail, self.words)

    def held_back(self, action_id: str) -> bool:
        """Return whether an action would be next, but for something that is missing."""
        message, detail = BY_VERB.get(action_id), self.detail
        if message is None or detail is None or not fits(message, detail.case.kind, detail.case.status):
            return False
        return divides_first(message, detail) or bool(hindered(message, detail, self.words))

    def leads_on(self, action_id: str) -> bool:
        """Return whether an action brings the record to another state, or is about what is left of this one."""
        message, detail = BY_VERB.get(action_id), self.detail
        if message is None or detail is None:
            return True
        event, status = DEEDS[message][1], detail.case.status
        return event not in ANEW or MACHINES[detail.case.kind].get((status, event)) is not status

    def waits_for(self) -> str:
        """Return in words what the record waits for, and who else must agree."""
        detail, words = self.detail, self.words
        if detail is None or detail.case.status in OVER:
            return ""
        missing = [*self._agreements(detail)]
        if missing:
            return words.sentences(missing)
        titles = [self._title(message) for message in awaited(detail.case.kind, detail.case.status)]
        offered = [
            title
            for message, title in zip(awaited(detail.case.kind, detail.case.status), titles, strict=True)
            if possible(message, detail, self._own_id())
        ]
        steps = words.listed(offered[:3])
        held = words.sentences(dict.fromkeys(hindered(message, detail, words) for message in self._held_back()))
        if not steps:
            return self._actions(detail) or held
        return f"{self._following(steps, detail)}\n{held}".rstrip()

    def _following(self, steps: str, detail: CaseDetail) -> str:
        """Return what is next, and by when."""
        if detail.case.due_on is None:
            return self.words.text("Next: {steps}", steps=steps)
        return self.words.text("Next: {steps} · due {day}", steps=steps, day=self.words.date(detail.case.due_on))

    def _held_back(self) -> Iterator[type[Command[Any]]]:
        return (message for name, message in BY_VERB.items() if self.held_back(name) and not is_side(message))

    def _title(self, message: type[Command[Any]]) -> str:
        return self.words.text(DEED_TEXTS[message].title).removesuffix("…")

    def _actions(self, detail: CaseDetail) -> str:
        """Return whose actions a record waits for."""
        owners = [self.words.name(one.owner, one.owner_zh) for one in to_do(detail)]
        names = self.words.listed(dict.fromkeys(owners))
        return self.words.text("Waits for the actions of {names}.", names=names) if names else ""

    def _agreements(self, detail: CaseDetail) -> Iterator[str]:
        if detail.needs_engineering and QualityEvent.AGREE not in detail.agreed:
            yield self.words.text(N_("Engineering must agree before this is carried out."))
        if detail.needs_consent and QualityEvent.CONSENT not in detail.agreed:
            yield self.words.text(N_("The customer must consent before this is carried out."))

    def _own_id(self) -> int | None:
        user = self.services.session.user
        return None if user is None else int(user.id)

    # --- what was said -----------------------------------------------------------------------------------------------

    def facts_of(self, step: StepView) -> Iterator[tuple[str, str]]:
        """Yield what was said in a step: the field, and the value in words; of a list one row to a line."""
        words = self.words
        for one in step.said:
            if one.name == "source_id":  # its label stands beside, and the header leads there
                continue
            if one.kind == "rows":
                yield called(words, one.name), "\n".join(self._row(row) for row in one.value)
            elif one.kind == "flag":
                yield called(words, one.name), self._flag(one.value)
            elif one.called:
                yield called(words, one.name), words.name(one.called[0], one.called[1])
            elif one.name == "disposition":
                yield called(words, one.name), of_kind(one.value, "code:LineDisposition", words)
            else:
                yield called(words, one.name), of_kind(one.value, one.kind, words) or NOTHING

    def _row(self, row: list[dict[str, Any]]) -> str:
        words = self.words
        parts = []
        for cell in row:
            text = self._flag(cell["value"]) if cell["kind"] == "flag" else of_kind(cell["value"], cell["kind"], words)
            parts.append(words.headed(called(words, cell["name"]), text) if cell["name"] else text)
        return "• " + words.listed(parts)

    def _flag(self, value: object) -> str:
        return self.words.text("Yes") if value else self.words.text("No")

    # --- inside ------------------------------------------------------------------------------------------------------

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()

    def _on_changed(self, event: QualityChanged) -> None:
        if self.case_id in event.case_ids:
            self.load()

    def _on_lots(self, event: LotsChanged) -> None:
        known = {lot.lot_id for lot in self.detail.lots} if self.detail else set()
        if not known.isdisjoint(event.lot_ids):
            self.load()


def possible(message: type[Command[Any]], detail: CaseDetail, own_id: int | None) -> bool:
    """Return whether a message can work with a record: its state lets it, and what it is about is there."""
    event, held = DEEDS[message][1], {one.event for one in detail.hindered}
    if not fits(message, detail.case.kind, detail.case.status) or event in held or without_line(message, detail):
        return False
    if message in {FinishAction, ExtendAction}:
        owner = own_id if message is FinishAction else None
        return any(owner in {None, action.owner_id} for action in to_do(detail))
    if message is ExcludeLot:
        return any(one.way is PermitWay.MADE for one in detail.permitted)
    if message is ReportToAuthority:
        return any(due.clock in REPORTS and due.met_at is None for due in detail.clocks)
    asked = {
        QualityEvent.AGREE: detail.needs_engineering,
        QualityEvent.CONSENT: detail.needs_consent,
        QualityEvent.ENDORSE: QualityEvent.FINISH_ACTION in held,
    }
    return asked.get(event, True) and event not in detail.agreed


def is_side(message: type[Command[Any]]) -> bool:
    """Return whether something may be done but is not what a record waits for."""
    return DEEDS[message][1] in SIDE
