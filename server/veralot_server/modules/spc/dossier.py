"""What the dossier of a lot shows of its control charts: how often it was sampled, what was missed, breaches and answers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from veralot_server.core.module import proves, section
from veralot_server.core.transaction import Transaction
from veralot_server.modules.spc import capable, controls
from veralot_server.modules.spc.readiness import FAMILY
from veralot_shared.contracts.genealogy import ColumnView, LotView, SectionView
from veralot_shared.contracts.spc import COUNTED, IndexView
from veralot_shared.i18n import N_
from veralot_shared.ids import ControlId

NAME: Final = "spc.charts"
BREACHES: Final = "spc.exceptions"

COLUMNS: Final = [
    ColumnView(id="code", title=N_("Chart"), kind="link:control_chart"),
    ColumnView(id="name", title=N_("Characteristic"), kind="name"),
    ColumnView(id="chart", title=N_("Kind"), kind="code:Chart"),
    ColumnView(id="subgroups", title=N_("Subgroups"), kind="number"),
    ColumnView(id="missed", title=N_("Missed samples"), kind="number"),
    ColumnView(id="exceptions", title=N_("Exceptions"), kind="number"),
    ColumnView(id="cpk", title=N_("Cpk")),
    ColumnView(id="ppk", title=N_("Ppk")),
    ColumnView(id="why_not", title=N_("Not calculable because"), kind="code:Incalculable"),
]

CHARTS: Final = f"""{FAMILY}
SELECT k.id, k.code, coalesce(nullif(k.name, ''), k.characteristic) AS name, k.name_zh, k.chart, count(s.id) AS subgroups,
       coalesce(sum(s.missed), 0) AS missed, count(b.id) AS exceptions, min(s.number) AS first, max(s.number) AS last
FROM spc_subgroup s JOIN spc_control k ON k.id = s.control_id LEFT JOIN spc_exception b ON b.subgroup_id = s.id
WHERE s.lot_id IN (SELECT id FROM family) GROUP BY k.id ORDER BY k.code
"""  # noqa: S608 - expressions of our own

BREACH_COLUMNS: Final = [
    ColumnView(id="number", title=N_("Exception"), kind="link:spc_exception"),
    ColumnView(id="code", title=N_("Chart")),
    ColumnView(id="subgroup", title=N_("Subgroup"), kind="number"),
    ColumnView(id="rules", title=N_("Rules")),
    ColumnView(id="cause", title=N_("Assignable cause"), kind="code:Cause"),
    ColumnView(id="cause_text", title=N_("What was found")),
    ColumnView(id="action", title=N_("Action")),
    ColumnView(id="answered_by", title=N_("Answered by"), kind="name"),
    ColumnView(id="answered_at", title=N_("Answered at"), kind="time"),
]

FOUND: Final = f"""{FAMILY}
SELECT b.id, b.number, k.code, s.number AS subgroup,
       (SELECT string_agg(r ->> 'rule', ', ') FROM jsonb_array_elements(b.rules) AS r) AS rules, b.cause, b.cause_text,
       b.action, CASE WHEN u.id IS NOT NULL THEN ARRAY[u.full_name, u.full_name_zh] END AS answered_by, b.answered_at
FROM spc_exception b JOIN spc_control k ON k.id = b.control_id JOIN spc_subgroup s ON s.id = b.subgroup_id
LEFT JOIN identity_user u ON u.id = b.answered_by
WHERE s.lot_id IN (SELECT id FROM family) ORDER BY b.id
"""  # noqa: S608 - expressions of our own

PROVEN: Final = f"""{FAMILY}
SELECT 'spc_subgroup', s.id::text FROM spc_subgroup s WHERE s.lot_id IN (SELECT id FROM family)
UNION ALL SELECT 'spc_exception', b.id::text FROM spc_exception b JOIN spc_subgroup s ON s.id = b.subgroup_id
    WHERE s.lot_id IN (SELECT id FROM family)
"""  # noqa: S608 - expressions of our own


class Charted(msgspec.Struct, frozen=True, kw_only=True):
    """A characteristic of the lot as the section shows it."""

    id: ControlId
    code: str
    name: str
    name_zh: str
    chart: str
    subgroups: int
    missed: int
    exceptions: int
    first: int
    last: int


class Breached(msgspec.Struct, frozen=True, kw_only=True):
    """An exception of the lot as the section shows it."""

    id: int
    number: str
    code: str
    subgroup: int
    rules: str
    cause: str | None
    cause_text: str
    action: str
    answered_by: list[str] | None
    answered_at: datetime | None


@section(NAME, order=44)
def charts(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return the control charts with samples of a lot; without any there is no such section."""
    found = tx.rows(Charted, CHARTS, lot=lot.id)
    if not found:
        return None
    rows = [row(tx, one) for one in found]
    return SectionView(id=NAME, title=N_("Control charts"), columns=list(COLUMNS), rows=rows, total=len(rows))


def row(tx: Transaction, one: Charted) -> list[Any]:
    """Return a characteristic with the capability of its phase in force, of which the lot's samples are a part."""
    made = capable.view(tx, controls.row(tx, one.id), None, None).indices
    cpk, ppk = (next(each for each in made if each.name == name) for name in ("Cpk", "Ppk"))
    counts = [one.subgroups, one.missed, one.exceptions]
    why = None if one.chart in COUNTED else cpk.why_not
    return [[one.id, one.code], [one.name, one.name_zh], one.chart, *counts, said(cpk), said(ppk), why]


def said(index: IndexView) -> str:
    """Return an index with its interval; figures read the same in every language."""
    if index.value is None:
        return ""
    return f"{index.value:.2f} ({index.lower:.2f} … {index.upper:.2f})"


@section(BREACHES, order=46)
def breaches(lot: LotView, tx: Transaction) -> SectionView | None:
    """Return the breaches among a lot's samples, with what was found and done."""
    found = tx.rows(Breached, FOUND, lot=lot.id)
    if not found:
        return None
    names = [column.id for column in BREACH_COLUMNS[1:]]
    rows: list[list[Any]] = [[[one.id, one.number], *(getattr(one, name) for name in names)] for one in found]
    title = N_("Control chart exceptions")
    return SectionView(id=BREACHES, title=title, columns=list(BREACH_COLUMNS), rows=rows, total=len(rows))


@proves(NAME)
def proof(lot: LotView, tx: Transaction) -> Iterator[tuple[str, str]]:
    """Return the log entries that prove subgroups and exceptions."""
    yield from tx.wire.execute(PROVEN.encode(), {"lot": lot.id})
