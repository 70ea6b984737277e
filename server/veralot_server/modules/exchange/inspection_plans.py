"""Inspection plans: what each is for and how each class is sampled, and their characteristics, from two kinds of file.

What comes in are drafts: a plan is in force once somebody other than its importer has reviewed and signed it here. A plan
that is here already gets its next revision, unless somebody works on a draft of it.
"""

from collections.abc import Iterable
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
from veralot_server.modules.exchange.shelves import Shelf
from veralot_server.modules.exchange.table import Reading
from veralot_server.modules.inspection.domain import content
from veralot_shared.contracts.exchange import ReferenceUnknown
from veralot_shared.contracts.inspection import Balloon, CharacteristicEntry, ClassRule, DraftExists, RevisionStatus
from veralot_shared.contracts.items import PartnerKind
from veralot_shared.errors import RecordExists, ValueNotAllowed
from veralot_shared.i18n import N_

PLAN: Final = N_("inspection plan")
SUPPLIER: Final = N_("supplier")
SAME_HEAD: Final = N_("All lines of one inspection plan are for the same goods, stage and time.")
KEPT_HEAD: Final = N_("A new revision is for the same goods, stage, operation, supplier and customer as its plan.")
WHOLE_BALLOON: Final = N_("A balloon's place is whole: how far from the left and from the top.")
HEAD: Final = ("item", "stage", "operation", "supplier", "customer", "due_hours", "qualifications")
KEPT: Final = ("item", "stage", "operation", "supplier", "customer")
"""What a plan is for; no revision changes it."""


class PlanFound(msgspec.Struct):
    """A plan of the files: its first line, the places of its rules, its characteristics, and the plan that it revises."""

    row: InspectionPlanRow
    revises: PlanKnown | None = None
    rules: list[InspectionPlanRow] = []
    characteristics: list[CharacteristicRow] = []

    @property
    def revision(self) -> Revision:
        """Which revision of which plan it becomes; a plan that is here already is called as here."""
        if self.revises is None:
            return Revision(self.row.code, 1)
        return Revision(self.revises.code, self.revises.number + 1)


class InspectionPlans:
    """Takes plans and characteristics; both lie by the plan's code, whatever its case.

    Attributes:
        partial: a file of plans could not be read whole, so that no plan can be said to be missing.
    """

    def __init__(self, known: Known, masters: Masters, output: MasterOutput, problems: Problems) -> None:
        """Begin with the codes of the database."""
        self.partial = False
        self._known, self._masters, self._output, self._problems = known, masters, output, problems
        self._found: Shelf[PlanFound] = known.cabinet.shelf("plan", PlanFound, live=True)
        self._broken = known.cabinet.memo("plan_broken")

    def take(
        self, plans: Iterable[Reading[InspectionPlanRow]], characteristics: Iterable[Reading[CharacteristicRow]]
    ) -> None:
        """Take the lines of plans, then their characteristics, then hold each plan against the rules of its module."""
        for line in plans:
            if line.row is None:
                self._broken.add(str(line.values.get("code", "")).upper())
            else:
                self._take_line(line.row)
        for one in characteristics:
            if one.row is not None:
                self._take_characteristic(one.row)
        for plan in self._found:
            self._check(plan)
            rules = [content.kept(rule_of(row)) for row in plan.rules]
            lines = [(entry_of(row), row) for row in plan.characteristics]
            self._output.plan(plan.revision, plan.row, rules, lines)

    def _take_line(self, row: InspectionPlanRow) -> None:
        known = self._found.get(row.code.upper())
        if known is None:
            known = PlanFound(row, self._known.plans.get(row.code.upper()))
            self._found.put(row.code.upper(), known)
            self._take_head(row)
        else:
            for name in HEAD:
                if getattr(row, name) != getattr(known.row, name):
                    shown = getattr(row, name)
                    told = ";".join(shown) if isinstance(shown, tuple) else shown
                    error = ValueNotAllowed(value=str(told or ""), rule=SAME_HEAD)
                    self._problems.add(row.place, error, name, told)
        known.rules.append(row)

    def _take_head(self, row: InspectionPlanRow) -> None:
        revised = self._known.plans.get(row.code.upper())
        if revised is not None:
            self._require_revisable(row, revised)
        self._masters.find(self._masters.items, row.item, row.place, "item")
        self._masters.customer(row.customer, row.place)
        kind = self._masters.find(self._masters.partners, row.supplier, row.place, "supplier")
        if kind not in (None, PartnerKind.SUPPLIER):
            error = ReferenceUnknown(kind=SUPPLIER, value=row.supplier or "")
            self._problems.add(row.place, error, "supplier", row.supplier)
        self._find_qualifications(row)
        for problem in content.of_plan(row.code, row.stage, row.operation, supplied=row.supplier is not None):
            self._note(row.place, problem)

    def _find_qualifications(self, row: InspectionPlanRow | CharacteristicRow) -> None:
        """Note qualifications that are nowhere, or that are no longer granted."""
        for code in row.qualifications or ():
            named(self._known.qualifications, code, row.place, self._problems, "qualifications")

    def _require_revisable(self, row: InspectionPlanRow, known: PlanKnown) -> None:
        """Note why a plan that is here already cannot have these lines as its next revision."""
        if known.status is RevisionStatus.DRAFT:
            error = DraftExists(plan=known.code, number=known.number)
            self._problems.add(row.place, error, "code", row.code)
        for name in KEPT:
            mine, theirs = getattr(row, name) or "", getattr(known, name) or ""
            if mine != theirs:
                self._problems.add(row.place, ValueNotAllowed(value=str(mine), rule=KEPT_HEAD), name, str(mine))

    def _take_characteristic(self, row: CharacteristicRow) -> None:
        self._find_qualifications(row)
        plan = self._found.get(row.plan.upper())
        if plan is not None:
            plan.characteristics.append(row)
        elif self._known.plans.get(row.plan.upper()) is not None:
            self._problems.add(row.place, RecordExists(kind=PLAN, key=row.plan), "plan", row.plan)
        elif row.plan.upper() not in self._broken and not self.partial:
            self._problems.add(row.place, ReferenceUnknown(kind=PLAN, value=row.plan), "plan", row.plan)

    def _check(self, plan: PlanFound) -> None:
        """Note all that is wrong with a plan's content, each at the line that it stands in."""
        for row in plan.characteristics:
            if (row.balloon_x is None) is not (row.balloon_y is None):
                self._problems.add(row.place, ValueNotAllowed(value="", rule=WHOLE_BALLOON), "balloon_x")
        rules = [rule_of(row) for row in plan.rules]
        entries = [entry_of(row) for row in plan.characteristics]
        places = {"rules": [row.place for row in plan.rules]}
        places["characteristics"] = [row.place for row in plan.characteristics]
        for problem in content.of_revision(rules, entries, plan.row.due_hours):
            part, _, rest = problem.field.partition("[")
            number = rest.partition("]")[0]
            place = places[part][int(number)] if number else plan.row.place
            self._note(place, problem._replace(field=problem.field.rpartition(".")[2]))

    def _note(self, place: Place, problem: content.Problem) -> None:
        column = COLUMNS.get(problem.field, problem.field)
        error = partial(ValueNotAllowed, value=problem.value, rule=problem.rule)
        self._problems.add(place, error(), column, problem.value)


COLUMNS: Final = {"supplier_id": "supplier", "customer_id": "customer", "balloon": "balloon_x"}
"""What a field of the message is called in a file, where it is called otherwise."""


def rule_of(row: InspectionPlanRow) -> ClassRule:
    """Return how a line's class is sampled."""
    return ClassRule(
        defect_class=row.defect_class,
        scheme=row.scheme,
        kind=row.sampling,
        level=row.inspection_level,
        **{name: getattr(row, name) for name in ("aql", "sample_size", "accept", "skip", "clearance", "rejectable")},
    )


def entry_of(row: CharacteristicRow) -> CharacteristicEntry:
    """Return a characteristic's row as it would be entered by hand: both obey the same rules."""
    names = (
        *("code", "name", "name_zh", "kind", "defect_class", "nominal", "lower", "upper", "unit", "precision"),
        *("method", "gauge_type", "sample_size", "investigate"),
    )
    placed = None
    if row.balloon_x is not None and row.balloon_y is not None:
        placed = Balloon(page=row.balloon_page, x=row.balloon_x, y=row.balloon_y)
    return CharacteristicEntry(balloon=placed, **{name: getattr(row, name) for name in names})
