"""The plant's own defect codes: what kind of defect it is, and what Pareto charts count."""

from datetime import datetime

import msgspec

from veralot_shared.contracts.quality.kinds import Permission, Severity
from veralot_shared.ids import DefectId
from veralot_shared.messages import Command, Query


class DefectView(msgspec.Struct, frozen=True, kw_only=True):
    """A defect code. Retired it is offered no more, and still names the records that have it.

    `severity` is how grave it usually is; whoever judges a record may say otherwise. `records` counts the quality records
    that have the code.
    """

    id: DefectId
    code: str
    name: str
    name_zh: str
    severity: Severity | None
    records: int
    retired_at: datetime | None
    retired_by: str | None
    retired_by_zh: str | None
    retired_reason: str


class ListDefects(Query[list[DefectView]]):
    """List the codes that are in use, by code; with `retired` the others too. `search` is part of a code or name."""

    retired: bool = False
    search: str = ""


class DefineDefect(Command[DefectView], permission=Permission.DEFECT_MANAGE):
    """Define a code; it stays for ever, its names may change. Raises: RecordExists, RecordNotFound, ValueNotAllowed.

    To a customer's user there are no codes to change.
    """

    code: str
    name: str
    name_zh: str = ""
    severity: Severity | None = None


class RenameDefect(Command[DefectView], permission=Permission.DEFECT_MANAGE):
    """Call a code otherwise, or say how grave it usually is; steps keep the names that it had.

    Raises: RecordNotFound, ValueNotAllowed.
    """

    id: DefectId
    name: str
    name_zh: str = ""
    severity: Severity | None = None


class RetireDefect(Command[DefectView], permission=Permission.DEFECT_MANAGE):
    """Offer a code no more; records that have it keep it. Raises: RecordNotFound, ReasonMissing, ValueNotAllowed."""

    id: DefectId
    reason: str


class RestoreDefect(Command[DefectView], permission=Permission.DEFECT_MANAGE):
    """Offer a retired code again. Raises: RecordNotFound, ReasonMissing, ValueNotAllowed."""

    id: DefectId
    reason: str
