"""Rights, kinds of file, and the states of an import."""

from enum import StrEnum
from typing import Final

from veralot_shared.rights import Right

SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Permission(Right):
    """Rights, as scope:resource:action, and what each is called."""

    IMPORT = "exchange:import:run", "Import data"
    READ = "exchange:import:read", "See imports"
    UNDO = "exchange:import:undo", "Undo imports"
    SIGN = "exchange:report:sign", "Sign reconciliations of imports"


class Kind(StrEnum):
    """Kinds of file, in the order in which they are read: each names only what stands before it or in itself."""

    PARTNERS = "partners"
    LOCATIONS = "locations"
    USERS = "users"
    ITEMS = "items"
    PACK_LEVELS = "pack_levels"
    BOMS = "boms"
    GAUGES = "gauges"
    QUALIFICATIONS = "qualifications"
    QUALIFICATION_GRANTS = "qualification_grants"
    INSPECTION_PLANS = "inspection_plans"
    CHARACTERISTICS = "characteristics"
    DEFECTS = "defects"
    QUALITY_TERMS = "quality_terms"
    ESCALATION_LEVELS = "escalation_levels"
    CUSTOMER_AGREEMENTS = "customer_agreements"
    STOCK = "stock"
    MOVEMENTS = "movements"
    STATUSES = "statuses"
    HOLDS = "holds"


class Cleaning(StrEnum):
    """What a cleaning rule does to a cell."""

    TRIM = "trim_spaces"
    """Takes the spaces at its ends away and makes one of several between."""
    UPPER = "upper_case"
    LOWER = "lower_case"
    HALF_WIDTH = "half_width"
    """Makes full-width letters, digits and signs half-width."""
    NUMBER = "number"
    """Takes separators of thousands away, and makes a decimal comma a point; the argument says which sign is which."""
    UNIT = "unit"
    """Writes a unit as Veralot does: 公斤, KGS → kg."""
    DATE = "date"
    """Reads a date in the order that the argument names, `ymd`, `dmy` or `mdy`, and writes it as 2026-03-31."""
    MOMENT = "date_and_time"
    """Reads a date and time as `DATE` does, and gives it the plant's zone where it has none."""
    REPLACE = "replace_values"
    """Replaces whole values by others: the plant's own codes by Veralot's."""


class Match(StrEnum):
    """How a column of a file found its field."""

    GIVEN = "by_mapping"
    NAME = "by_name"
    CHINESE = "by_chinese_name"
    ALIKE = "probably"
    NONE = "not_found"


class ImportState(StrEnum):
    """Where an import stands once it has written."""

    DONE = "done"
    UNDONE = "undone"


class RunState(StrEnum):
    """Where a run of an import stands."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    """It found errors, and wrote nothing."""
    CHECKED = "checked"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Its server went away; it wrote nothing, its files are still here, and it can be run again."""


class Phase(StrEnum):
    """What a run is doing."""

    READING = "reading"
    CHECKING = "checking"
    WRITING = "writing"
    COMPARING = "comparing"


class ListFormat(StrEnum):
    """As what a list is written."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """The media type of such a file."""
        return "text/csv" if self is ListFormat.CSV else SPREADSHEET
