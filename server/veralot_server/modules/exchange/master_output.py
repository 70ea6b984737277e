"""What an import writes beside the history: partners, locations, people, items and what belongs to them, row by row."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from veralot_server.modules.exchange.rows import (
    AgreementRow,
    BomRow,
    CharacteristicRow,
    DefectRow,
    EscalationRow,
    GaugeRow,
    InspectionPlanRow,
    ItemRow,
    LocationRow,
    PackLevelRow,
    PartnerRow,
    QualificationGrantRow,
    QualificationRow,
    QualityTermRow,
    UserRow,
)
from veralot_server.modules.exchange.spool import Spool
from veralot_server.modules.identity.domain import user_key
from veralot_shared.contracts.genealogy import OUTSIDE
from veralot_shared.contracts.identity import AccountState
from veralot_shared.contracts.inspection import CharacteristicEntry

TABLES: Final = (
    "import_partner",
    "import_location",
    "import_user",
    "import_role",
    "import_item",
    "import_level",
    "import_bom",
    "import_bom_line",
    "import_gauge",
    "import_qualification",
    "import_grant",
    "import_plan",
    "import_characteristic",
    "import_defect",
    "import_term",
    "import_escalation",
    "import_agreement",
)
"""The temporary tables of what is no history."""


class Revision(NamedTuple):
    """Which revision of an inspection plan it is, the plan called as it is called here."""

    plan: str
    number: int


class MasterOutput:
    """The spools.

    Attributes:
        spools: by their temporary tables.
        calibrations: how many gauges come with one.
        plans: how many inspection plans are new; the others get another revision.
    """

    def __init__(self, stack: ExitStack) -> None:
        """Begin empty; `stack` closes them."""
        self.spools = {name: Spool(stack) for name in TABLES}
        self.calibrations = 0
        self.plans = 0

    def _add(self, table: str, *values: object) -> None:
        self.spools[f"import_{table}"].add(*values)

    def partner(self, row: PartnerRow) -> None:
        """Write a partner."""
        self._add("partner", *msgspec.structs.astuple(row)[1:])

    def location(self, row: LocationRow) -> None:
        """Write a location, told apart from the plant's outsides."""
        self._add("location", row.code, row.name, row.name_zh, row.kind, row.kind in OUTSIDE, row.customer)

    def person(self, row: UserRow) -> None:
        """Write a person.

        Whose identity was checked by a document is active; nobody has a password, so nobody can sign in yet.
        """
        key = user_key(row.user_name)
        document = row.identity_document or None
        state = AccountState.ACTIVE if document else AccountState.REQUESTED
        names = (key, row.user_name, row.full_name, row.full_name_zh)
        self._add("user", *names, state, row.language, row.customer, document)
        for role in row.roles:
            self._add("role", key, role)

    def item(self, row: ItemRow) -> None:
        """Write an item."""
        self._add("item", *msgspec.structs.astuple(row)[1:])

    def level(self, row: PackLevelRow) -> None:
        """Write a pack level."""
        self._add("level", row.item, row.level, row.name, row.name_zh, row.gtin, row.contains)

    def bom(self, row: BomRow) -> None:
        """Write a bill of materials, by its first row."""
        self._add("bom", row.item, row.revision, row.per)

    def bom_line(self, row: BomRow, position: int, quantity: Decimal) -> None:
        """Write a line of a bill of materials, in the component's own unit."""
        self._add("bom_line", row.item, row.revision, position, row.component, quantity)

    def gauge(self, row: GaugeRow) -> None:
        """Write a gauge, with its last calibration if it comes with one."""
        self.calibrations += row.calibrated_on is not None
        self._add("gauge", *msgspec.structs.astuple(row)[1:])

    def plan(
        self,
        revision: Revision,
        head: InspectionPlanRow,
        rules: Sequence[dict[str, Any]],
        characteristics: Sequence[tuple[CharacteristicEntry, CharacteristicRow]],
    ) -> None:
        """Write a revision of an inspection plan with its rules as they are kept, and its characteristics."""
        self.plans += revision.number == 1
        of = (head.item, head.stage, head.operation, head.supplier, head.customer, head.due_hours)
        asked = as_json(head.qualifications)
        self._add("plan", revision.plan, *of, msgspec.json.encode(rules).decode(), asked, revision.number)
        for place, (entry, row) in enumerate(characteristics, start=1):
            values = (*msgspec.structs.astuple(entry)[:-2], as_json(entry.balloon), as_json(row.qualifications))
            self._add("characteristic", revision.plan, place, *values)

    def qualification(self, row: QualificationRow) -> None:
        """Write a qualification."""
        self._add("qualification", *msgspec.structs.astuple(row)[1:])

    def grant(self, row: QualificationGrantRow, person: str, code: str, until: date) -> None:
        """Write that somebody is said to be qualified, which waits to be signed."""
        self._add("grant", person, code, row.held_from, until, row.skill_level, row.evidence.strip())

    def defect(self, row: DefectRow) -> None:
        """Write a defect code."""
        self._add("defect", *msgspec.structs.astuple(row)[1:])

    def term(self, row: QualityTermRow) -> None:
        """Write the term of a step."""
        self._add("term", *msgspec.structs.astuple(row)[1:])

    def escalation(self, level: int, row: EscalationRow) -> None:
        """Write a level of escalation."""
        self._add("escalation", level, row.after_days, row.role)

    def agreement(self, row: AgreementRow) -> None:
        """Write what was agreed with a customer."""
        self._add("agreement", row.customer, row.consent_concession, row.consent_rework, row.notice_hours)


def as_json(value: object) -> str | None:
    """Return a value as JSON; nothing for nothing."""
    return None if value is None else msgspec.json.encode(value).decode()
