"""Behind the page of one plan: its content as a draft is changed step by step, its revisions, what differs. No Qt."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from veralot_client.core.observers import Observers
from veralot_client.core.presenter import Presenter
from veralot_client.core.services import Services
from veralot_client.modules.inspection.presenters.balloons import Mark, marks
from veralot_shared.contracts.inspection import (
    Balloon,
    CharacteristicEntry,
    CharacteristicView,
    ClassRule,
    CompareRevisions,
    GetPlan,
    GetRevision,
    PlanDetail,
    PlansChanged,
    ReleasePlan,
    RevisionDifference,
    RevisionStatus,
    RevisionView,
    SaveRevision,
)
from veralot_shared.errors import CodedError
from veralot_shared.ids import PlanId, RevisionId

DRAFT_VERBS = frozenset(
    {"add", "change", "drop", "up", "down", "sampling", "heads", "qualifications", "picture", "release"}
)


class PlanPresenter(Presenter):
    """Reads a plan, shows one of its revisions, and saves each change of a draft at once.

    Attributes:
        detail: what is known; None until the first answer.
        revision: the revision that is shown; the newest unless another was chosen.
        error: why it could not be read the last time.
        shown: told when any of that is other than before.
    """

    def __init__(self, services: Services, plan_id: PlanId) -> None:
        super().__init__(services)
        self.plan_id = plan_id
        self._placed: dict[str, Balloon | None] = {}
        self._saving = False
        self._former: list[tuple[RevisionId, str, Balloon | None]] = []
        self.detail: PlanDetail | None = None
        self.revision: RevisionView | None = None
        self.error: CodedError | None = None
        self.shown: Observers[[]] = Observers()
        self.follow(PlansChanged, lambda event: self.load() if plan_id in event.plan_ids else None)
        self.follow_resync(self.load)

    def load(self) -> None:
        """Read the plan, now or again."""
        self.ask(GetPlan(id=self.plan_id), self.take, self._fail)

    def take(self, detail: PlanDetail) -> None:
        """Show a plan as the server has just answered it, at its newest revision."""
        self.detail, self.revision, self.error = detail, detail.revision, None
        self.shown.tell()

    def choose(self, revision_id: RevisionId) -> None:
        """Show another revision."""
        if self.revision is None or self.revision.id != revision_id:
            self.ask(GetRevision(id=revision_id), self._take_revision, self._fail)

    def compare(self, old: RevisionId, new: RevisionId, done: Callable[[list[RevisionDifference]], None]) -> None:
        """Ask in what two revisions differ."""
        self.ask(CompareRevisions(old_id=old, new_id=new), done)

    def can(self, verb: str, chosen: int | None) -> bool:
        """Return whether something can be done with the revision that is shown, and the chosen characteristic."""
        revision = self.revision
        if revision is None or self.detail is None:
            return False
        if verb in DRAFT_VERBS:
            return revision.status is RevisionStatus.DRAFT and self._fits(verb, chosen, len(revision.characteristics))
        if verb == "revise":
            return self.detail.plan.status is not RevisionStatus.DRAFT
        if verb == "withdraw":
            return revision.status in {RevisionStatus.DRAFT, RevisionStatus.RELEASED}
        return len(self.detail.revisions) > 1

    @staticmethod
    def _fits(verb: str, chosen: int | None, count: int) -> bool:
        if verb in {"change", "drop"}:
            return chosen is not None
        if verb == "up":
            return chosen is not None and chosen > 0
        return verb != "down" or (chosen is not None and chosen < count - 1)

    # --- changing a draft --------------------------------------------------------------------------------------------

    def entries(self) -> list[CharacteristicEntry]:
        """Return the characteristics that are shown, as they are entered."""
        return [] if self.revision is None else [entry(one) for one in self.revision.characteristics]

    def command(self, **changed: Any) -> SaveRevision:  # noqa: ANN401 - fields of the message
        """Return what saves the draft with some of its content changed. Raises: LookupError, where nothing is shown."""
        if self.revision is None:
            raise LookupError("no revision is shown")
        values: dict[str, Any] = {
            "rules": list(self.revision.rules),
            "characteristics": self.entries(),
            "change_note": self.revision.change_note,
            "due_hours": self.revision.due_hours,
            "picture_id": self.revision.picture_id,
            "qualification_ids": self.revision.qualification_ids,
        }
        return SaveRevision(revision_id=self.revision.id, version=self.revision.version, **(values | changed))

    def save(self, **changed: Any) -> None:  # noqa: ANN401 - as command
        """Save the draft with some of its content changed."""
        self.send(self.command(**changed), self.take)

    def drop(self, place: int) -> None:
        """Take a characteristic out of the draft."""
        known = self.entries()
        self.save(characteristics=known[:place] + known[place + 1 :])

    def move(self, place: int, by: int) -> None:
        """Move a characteristic up or down."""
        known = self.entries()
        known.insert(place + by, known.pop(place))
        self.save(characteristics=known)

    # --- balloons ----------------------------------------------------------------------------------------------------

    @property
    def drafting(self) -> bool:
        """Whether what is shown can be changed."""
        return self.revision is not None and self.revision.status is RevisionStatus.DRAFT

    def marks(self) -> list[Mark]:
        """Return the characteristics as the drawing shows them, with what was placed and is not saved yet."""
        known = marks(self.revision.characteristics if self.revision else [], self.words)
        return [one._replace(balloon=self._placed.get(one.code, one.balloon)) for one in known]

    def place(self, code: str, balloon: Balloon | None) -> None:
        """Put a balloon somewhere, or take it off; saved at once, or with others as soon as the last saving is done."""
        before = next((one.balloon for one in self.marks() if one.code == code), None)
        if self.revision is not None and self.drafting and before != balloon:
            self._former.append((self.revision.id, code, before))
            self._put(code, balloon)

    def undo_placing(self) -> None:
        """Put the balloon that was placed last back where it stood."""
        while self._former:
            revision_id, code, balloon = self._former.pop()
            known = {one.code for one in self.marks()}
            if self.revision is not None and self.revision.id == revision_id and code in known and self.drafting:
                self._put(code, balloon)
                self.shown.tell()
                return

    def _put(self, code: str, balloon: Balloon | None) -> None:
        self._placed[code] = balloon
        if not self._saving:
            self._save_placed()

    def _save_placed(self) -> None:
        placed = dict(self._placed)
        known = [msgspec.structs.replace(one, balloon=placed.get(one.code, one.balloon)) for one in self.entries()]
        self._saving = True
        self.send(
            self.command(characteristics=known),
            lambda detail: self._on_placed(placed, detail),
            self._on_not_placed,
        )

    def _on_placed(self, placed: dict[str, Balloon | None], detail: PlanDetail) -> None:
        self._saving = False
        self._placed = {
            code: balloon for code, balloon in self._placed.items() if code not in placed or placed[code] != balloon
        }
        self.take(detail)
        if self._placed:
            self._save_placed()

    def _on_not_placed(self, error: CodedError) -> None:
        """Nothing was saved, somebody else's draft for instance: show what is there, and why."""
        self._saving = False
        self._placed = {}
        self._former = []
        self.load()
        self.services.notices.error(error)

    def release(self) -> None:
        """Release the draft; the signature is asked for."""
        if self.revision is not None:
            self.send(ReleasePlan(revision_id=self.revision.id), self.take)

    def with_rules(self, rules: Sequence[ClassRule]) -> SaveRevision:
        """Return what saves the draft with other sampling."""
        return self.command(rules=list(rules))

    def _take_revision(self, revision: RevisionView) -> None:
        self.revision = revision
        self.shown.tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self.shown.tell()


def entry(one: CharacteristicView) -> CharacteristicEntry:
    """Return a characteristic as it is entered."""
    values = msgspec.structs.asdict(one)
    return CharacteristicEntry(**{name: values[name] for name in CharacteristicEntry.__struct_fields__})
