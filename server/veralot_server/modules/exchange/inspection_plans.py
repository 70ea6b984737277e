"""Inspection plans: what each is for and how each class is sampled, and their characteristics, from two kinds of file.

What comes in are drafts: a plan is in force once somebody other than its importer has reviewed and signed it here. A plan
that is here already gets its next revision, unless somebody works on a draft of it.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

import msgspec

from veralot_server.modules.exchange.found import PlanKnown
from veralot_server.modules.exchange.known import Known
from veralot_server.modules.exchange.master_output import MasterOutput, Revision
from veralot_server.modules.exchange.masters import Masters
from veralot_server.modules.exchange.problems import Place, Problems
from veralot_server.modules.exchange.qualifications import named
from veralot_server.modules.exchange.rows import CharacteristicRow, InspectionPlanRow
from veralot_server.modules.exchange.shelves import Memo, Shelf, joined
from veralot_server.modules.exchange.table import Reading, gathered
from veralot_server.modules.inspection.domain import content, words
from veralot_shared.contracts.exchange import ReferenceUnknown
from veralot_shared.contracts.inspection import Balloon, CharacteristicEntry, ClassRule, DraftExists, RevisionStatus
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_
from veralot_shared.rules.sampling import AqlUnknown
from veralot_shared.rules.sampling.aqls import require_aql

PLAN: Final = N_("inspection plan")
SUPPLIER: Final = N_("supplier")
SAME_HEAD: Final = N_("All lines of one inspection plan are for the same goods, stage and time.")
KEPT_HEAD: Final = N_("A new revision is for the same goods, stage, operation, supplier and customer as its plan.")
WHOLE_BALLOON: Final = N_("A balloon's place is whole: how far from the left and from the top.")
HEAD: Final = ("item", "stage", "operation", "supplier", "customer", "due_hours", "qualifications")
KEPT: Final = ("item", "stage", "operation", "supplier", "customer")
"""What a plan is for; no revision changes it."""


class PlanFound(msgspec.Struct):
    """A plan of the files.

    Attributes:
        head: what it is for, as far as its lines could be read so far.
        row: its first line, if every line of it was sound.
        rules: its sound lines.
        revises: the plan that it is the next revision of.
    """

    head: dict[str, str | None] = {}
    row: InspectionPlanRow | None = None
    revises: PlanKnown | None = None
    rules: list[InspectionPlanRow] = []
    characteristics: list[CharacteristicRow] = []

    def revision(self, code: str) -> Revision:
        """Return which revision of which plan it becomes; a plan that is here already is called as here."""
        if self.revises is None:
            return Revision(code, 1)
        return Revision(self.revises.code, self.revises.number + 1)


class InspectionPlans:
    """Takes plans and characteristics; both lie by the plan's code, whatever its case.

    Each line is judged when it comes, as far as it can be read; only sound ones are kept.

    Attributes:
        partial: a file of plans could not be read whole, so that no plan can be said to be missing.
    """

    def __init__(self, known: Known, masters: Masters, output: MasterOutput, problems: Problems) -> None:
        """Begin with the codes of the database."""
        self.partial = False
        self._known, self._masters, self._output, self._problems = known, masters, output, problems
        self._found: Shelf[PlanFound] = known.cabinet.shelf("plan", PlanFound, live=True)
        self._classes, self._codes = known.cabinet.memo("plan_class"), known.cabinet.memo("plan_characteristic")

    def take(
        self, plans: Iterable[Reading[InspectionPlanRow]], characteristics: Iterable[Reading[CharacteristicRow]]
    ) -> None:
        """Take the lines of plans, then their characteristics."""
        for line in plans:
            self._take_line(line)
        for one in characteristics:
            self._take_characteristic(one)
        for plan in self._found:
            if plan.row is not None:
                rules = [content.kept(rule_of(row)) for row in plan.rules]
                lines = [(entry_of(row), row) for row in plan.characteristics]
                self._output.plan(plan.revision(plan.row.code), plan.row, rules, lines)

    def _take_line(self, reading: Reading[InspectionPlanRow]) -> None:
        code = reading.values.get("code")
        found = PlanFound() if code is None else self._found.get(code.upper())
        if found is None:
            found = self._begun(reading, str(code))
        fresh = self._take_head(reading, found.head)
        self._check_head(reading, fresh, found.revises)
        self._check_rule(reading)
        if reading.row is not None:
            found.row = reading.row if found.row is None else found.row
            found.rules.append(reading.row)

    def _begun(self, reading: Reading[InspectionPlanRow], code: str) -> PlanFound:
        """Begin a plan with its first line; note one that somebody works on."""
        revised = self._known.plans.get(code.upper())
        made = PlanFound(revises=revised)
        self._found.put(code.upper(), made)
        self._judge(reading.place, lambda: content.of_code(code))
        if revised is not None and revised.status is RevisionStatus.DRAFT:
            error = DraftExists(plan=revised.code, number=revised.number)
            self._problems.add(reading.place, error, "code", code)
        return made

    def _take_head(self, reading: Reading[InspectionPlanRow], head: dict[str, str | None]) -> set[str]:
        """Note where a line is for something else than those before; return what is said for the first time."""
        fresh: set[str] = set()
        for name in HEAD:
            self._problems.obey(reading.place, partial(self._hold_head, reading.seen, name, head, fresh))
        return fresh

    def _hold_head(self, row: InspectionPlanRow, name: str, head: dict[str, str | None], fresh: set[str]) -> None:
        mine = told(getattr(row, name))
        if name not in head:
            head[name] = mine
            fresh.add(name)
        elif mine != head[name]:
            self._problems.add(row.place, ValueNotAllowed(value=mine or "", rule=SAME_HEAD), name, mine)

    def _check_head(self, reading: Reading[InspectionPlanRow], fresh: set[str], revised: PlanKnown | None) -> None:
        """Judge what a line says for the first time of what its plan is for."""
        row, place, masters = reading.seen, reading.place, self._masters
        for name in (name for name in KEPT if name in fresh and revised is not None):
            mine = getattr(row, name) or ""
            if mine != (getattr(revised, name) or ""):
                self._problems.add(place, ValueNotAllowed(value=str(mine), rule=KEPT_HEAD), name, str(mine))
        if "item" in fresh:
            masters.find(masters.items, row.item, place, "item")
        if "customer" in fresh:
            masters.customer(row.customer, place)
        if "supplier" in fresh:
            self._find_supplier(row.supplier, place)
        if "qualifications" in fresh:
            self._find_qualifications(row.qualifications, place)
        if fresh & {"stage", "operation"}:
            self._judge(place, lambda: content.of_operation(row.stage, row.operation))
        if fresh & {"stage", "supplier"}:
            self._judge(place, lambda: content.of_supplier(row.stage, supplied=row.supplier is not None))
        if "due_hours" in fresh:
            self._judge(place, lambda: content.of_due(row.due_hours))

    def _find_supplier(self, code: str | None, place: Place) -> None:
        """Note a supplier that is nowhere, or a partner that is none."""
        kind = self._masters.find(self._masters.partners, code, place, "supplier")
        if kind not in (None, PartnerKind.SUPPLIER):
            self._problems.add(place, ReferenceUnknown(kind=SUPPLIER, value=code or ""), "supplier", code)

    def _find_qualifications(self, codes: Iterable[str] | None, place: Place) -> None:
        """Note qualifications that are nowhere, or that are no longer granted."""
        for code in codes or ():
            named(self._known.qualifications, code, place, self._problems, "qualifications")

    def _check_rule(self, reading: Reading[InspectionPlanRow]) -> None:
        """Judge how a line's class is sampled, and that no other line of its plan samples it."""
        row = reading.seen
        rule = rule_of(row)
        for check in content.RULE_CHECKS:
            self._judge(reading.place, partial(check, rule))
        self._problems.obey(reading.place, lambda: self._require_aql(row))
        self._judge(reading.place, lambda: twice(self._classes, row.code, "defect_class", row.defect_class))

    def _require_aql(self, row: InspectionPlanRow) -> None:
        """Note an AQL that the scheme's tables do not have."""
        if row.aql is None or row.aql <= 0:
            return
        try:
            require_aql(row.scheme, row.aql)
        except AqlUnknown as error:
            self._problems.add(row.place, error, "aql", row.aql)

    def _take_characteristic(self, reading: Reading[CharacteristicRow]) -> None:
        row, place = reading.seen, reading.place
        entry = entry_of(row)
        self._problems.obey(place, lambda: self._find_qualifications(row.qualifications, place))
        for check in content.CHARACTERISTIC_CHECKS:
            self._judge(place, partial(check, entry))
        self._judge(place, lambda: of_balloon(row))
        self._judge(place, lambda: twice(self._codes, row.plan, "code", row.code))
        self._problems.obey(place, lambda: self._find_plan(row))
        plan = None if reading.row is None else self._found.get(row.plan.upper())
        if plan is not None:
            plan.characteristics.append(row)

    def _find_plan(self, row: CharacteristicRow) -> None:
        """Note a plan that no line of the files is of."""
        if self._found.get(row.plan.upper()) is not None:
            return
        if self._known.plans.get(row.plan.upper()) is not None:
            self._problems.add(row.place, RecordExists(kind=PLAN, key=row.plan), "plan", row.plan)
        elif not self.partial:
            self._problems.add(row.place, ReferenceUnknown(kind=PLAN, value=row.plan), "plan", row.plan)

    def _judge(self, place: Place, rule: Callable[[], Iterable[content.Problem]]) -> None:
        """Note what a rule finds, if all is known that it asks for."""

        def note() -> None:
            for problem in rule():
                column = COLUMNS.get(problem.field, problem.field)
                self._problems.add(
                    place, ValueNotAllowed(value=problem.value, rule=problem.rule), column, problem.value
                )

        self._problems.obey(place, note)


def told(value: object) -> str | None:
    """Return a cell of a plan's head as it is compared and shown."""
    if isinstance(value, tuple):
        return ";".join(value)
    return None if value is None else str(value)


def twice(met: Memo, plan: str, field: str, key: str) -> Iterator[content.Problem]:
    """Return a class or code that stood in a line of the same plan before."""
    if not met.add(joined(plan.upper(), key)):
        yield content.Problem(field, key, words.RULE_TWICE)


def of_balloon(row: CharacteristicRow) -> Iterator[content.Problem]:
    """Return a balloon's place that is half said."""
    if (row.balloon_x is None) is not (row.balloon_y is None):
        yield content.Problem("balloon_x", "", WHOLE_BALLOON)


COLUMNS: Final = {
    "supplier_id": "supplier",
    "customer_id": "customer",
    "balloon": "balloon_x",
}
"""What a field of the message is called in a file, where it is called otherwise."""

SAME: Final = ("aql", "sample_size", "accept", "skip", "clearance", "rejectable")
RULE: Final = {
    "defect_class": "defect_class",
    "scheme": "scheme",
    "kind": "sampling",
    "level": "inspection_level",
    **{name: name for name in SAME},
}
"""The cells of which the sampling of a class is made."""
ENTRY: Final = {
    name: name
    for name in (
        *("code", "name", "name_zh", "kind", "defect_class", "nominal", "lower", "upper", "unit", "precision"),
        *("method", "gauge_type", "sample_size", "investigate"),
    )
}


def rule_of(row: InspectionPlanRow) -> ClassRule:
    """Return how a line's class is sampled."""
    return gathered(ClassRule, row, RULE)


def entry_of(row: CharacteristicRow) -> CharacteristicEntry:
    """Return a characteristic's row as it would be entered by hand: both obey the same rules."""
    return gathered(CharacteristicEntry, row, ENTRY, balloon=partial(balloon_of, row))


def balloon_of(row: CharacteristicRow) -> Balloon | None:
    """Return where a characteristic stands on the picture, if that is said whole."""
    if row.balloon_x is None or row.balloon_y is None:
        return None
    return Balloon(page=row.balloon_page, x=row.balloon_x, y=row.balloon_y)
