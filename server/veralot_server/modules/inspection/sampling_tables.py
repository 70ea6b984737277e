"""The plant's own sampling tables in the database: read, locked, and those in force as inspection looks plans up in them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_server.modules.inspection.domain import own_tables
from veralot_server.modules.inspection.domain.own_tables import Own, OwnFacts
from veralot_shared.contracts.inspection import (
    BEGUN,
    READABLE,
    ClassRule,
    SamplingKind,
    SamplingTablesChanged,
    SamplingTableView,
    Scheme,
    Severity,
    TableStatus,
)
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import SamplingTableId, SignatureId, UserId
from veralot_shared.rules.sampling.own.pages import PageContent, TablePage

NOUN: Final = "sampling table"

READERS: Final = """
LEFT JOIN LATERAL (SELECT r.by_id, r.at, u.full_name AS name, u.full_name_zh AS name_zh, u.user_name
                   FROM inspection_sampling_reading r
                   JOIN identity_user u ON u.id = r.by_id WHERE r.table_id = t.id AND r.reader = 1
                   ORDER BY r.number DESC LIMIT 1) a ON true
LEFT JOIN LATERAL (SELECT r.by_id, r.at, u.full_name AS name, u.full_name_zh AS name_zh, u.user_name
                   FROM inspection_sampling_reading r
                   JOIN identity_user u ON u.id = r.by_id WHERE r.table_id = t.id AND r.reader = 2
                   ORDER BY r.number DESC LIMIT 1) b ON true
"""

STORED: Final = f"""
SELECT t.id, t.version, t.scheme, nullif(t.kind, '') AS kind, nullif(t.severity, '') AS severity, t.number, t.status,
       t.document, t.copy_no, t.sheet, a.name AS first_by, a.name_zh AS first_by_zh, a.at AS first_at, b.name AS second_by,
       b.name_zh AS second_by_zh, b.at AS second_at, e.full_name AS established_by, e.full_name_zh AS established_by_zh,
       t.established_at, t.ended_at, t.ended_reason, t.signature_id, a.by_id AS first_id, b.by_id AS second_id,
       a.user_name AS first_name, coalesce(b.user_name, '') AS second_name
FROM inspection_sampling_table t {READERS} LEFT JOIN identity_user e ON e.id = t.established_by
"""  # noqa: S608 - expressions of our own

LISTED: Final = f"""{STORED}
WHERE (%(scheme)s::text IS NULL OR (t.scheme, t.kind, t.severity) = (%(scheme)s, %(kind)s, %(severity)s))
ORDER BY t.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""

BY_ID: Final = f"{STORED} WHERE t.id = %(id)s"

READINGS: Final = """
SELECT DISTINCT ON (r.reader) r.reader, r.by_id, u.user_name AS by_name, r.document, r.copy_no, r.content
FROM inspection_sampling_reading r JOIN identity_user u ON u.id = r.by_id WHERE r.table_id = %(id)s
ORDER BY r.reader, r.number DESC
"""

GIVEN_UP: Final = """
SELECT t.id FROM inspection_sampling_table t
WHERE (t.scheme, t.kind, t.severity) = (%(scheme)s, %(kind)s, %(severity)s) AND t.status = 'withdrawn' AND t.content IS NULL
  AND t.number > (SELECT coalesce(max(e.number), 0) FROM inspection_sampling_table e
                  WHERE (e.scheme, e.kind, e.severity) = (t.scheme, t.kind, t.severity) AND e.content IS NOT NULL)
"""
"""Of a page what was read and never established, since the last version that was."""

IN_FORCE: Final = f"""
SELECT t.id, t.scheme, nullif(t.kind, '') AS kind, nullif(t.severity, '') AS severity, t.content, t.document, t.sheet,
       (t.established_at AT TIME ZONE %(zone)s)::date AS established, a.name AS first, a.name_zh AS first_zh,
       b.name AS second, b.name_zh AS second_zh
FROM inspection_sampling_table t {READERS}
WHERE t.status = 'in_force' AND (%(schemes)s::text[] IS NULL OR t.scheme = ANY(%(schemes)s)) ORDER BY t.id
"""  # noqa: S608 - expressions of our own


class StoredTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table as it lies in the database, with its two readers."""

    id: SamplingTableId
    version: int
    scheme: Scheme
    kind: SamplingKind | None
    severity: Severity | None
    number: int
    status: TableStatus
    document: str
    copy_no: str
    sheet: str
    first_by: str
    first_by_zh: str
    first_at: datetime
    second_by: str | None
    second_by_zh: str | None
    second_at: datetime | None
    established_by: str | None
    established_by_zh: str | None
    established_at: datetime | None
    ended_at: datetime | None
    ended_reason: str
    signature_id: SignatureId | None
    first_id: UserId
    second_id: UserId | None
    first_name: str
    second_name: str

    @property
    def page(self) -> TablePage:
        """Which page it is."""
        return TablePage(scheme=self.scheme, kind=self.kind, severity=self.severity)

    @property
    def label(self) -> str:
        """How people call it."""
        return f"{self.document} · {self.sheet} · {self.number}"

    @property
    def begun(self) -> bool:
        """Whether it is neither in force nor ended."""
        return self.status in BEGUN

    @property
    def settled(self) -> bool:
        """Whether two have read every cell alike, so that everybody may see it."""
        return self.status is TableStatus.AGREED or self.established_at is not None

    def view(self) -> SamplingTableView:
        """Return it as it is shown."""
        values = {name: getattr(self, name) for name in SamplingTableView.__struct_fields__}
        return SamplingTableView(**values)


class StoredReading(msgspec.Struct, frozen=True, kw_only=True):
    """The reading of one person that counts."""

    reader: int
    by_id: UserId
    by_name: str
    document: str
    copy_no: str
    content: PageContent


class InForceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A table in force as it lies in the database."""

    id: SamplingTableId
    scheme: Scheme
    kind: SamplingKind | None
    severity: Severity | None
    content: PageContent
    document: str
    sheet: str
    established: date
    first: str
    first_zh: str
    second: str
    second_zh: str

    def facts(self) -> OwnFacts:
        """Return it as inspection uses it."""
        names = ("id", "content", "document", "sheet", "established", "first", "first_zh", "second", "second_zh")
        page = TablePage(scheme=self.scheme, kind=self.kind, severity=self.severity)
        return OwnFacts(page=page, **{name: getattr(self, name) for name in names})


def require_plant(tx: Transaction, key: object = "") -> None:
    """Check that no customer's user asks: the tables are a copy of a standard. Raises: RecordNotFound."""
    if tx.actor.customer_id is not None:
        raise RecordNotFound(kind=NOUN, key=str(key))


def get(tx: Transaction, table_id: SamplingTableId) -> StoredTable:
    """Return a table. Raises: RecordNotFound."""
    require_plant(tx, table_id)
    return tx.found(tx.one(StoredTable, BY_ID, id=table_id), NOUN, table_id)


def locked(tx: Transaction, table_id: SamplingTableId) -> StoredTable:
    """Lock a table until the transaction ends, and return it. Raises: RecordNotFound."""
    tx.wire.execute("SELECT FROM inspection_sampling_table WHERE id = %s FOR UPDATE", (table_id,))
    return get(tx, table_id)


def listed(tx: Transaction, page: TablePage | None, limit: int, offset: int) -> list[StoredTable]:
    """Return tables, the newest first."""
    scheme, kind, severity = (None, "", "") if page is None else keys(page)
    return tx.rows(StoredTable, LISTED, scheme=scheme, kind=kind, severity=severity, limit=limit, offset=offset)


def keys(page: TablePage) -> tuple[str, str, str]:
    """Return how a page is named in the database."""
    return page.scheme.value, page.kind or "", page.severity or ""


def readings(tx: Transaction, table_id: SamplingTableId) -> dict[int, PageContent]:
    """Return what counts of each person's readings, by the order in which they read."""
    return {one.reader: one.content for one in read_by(tx, table_id)}


def read_by(tx: Transaction, table_id: SamplingTableId) -> list[StoredReading]:
    """Return what counts of each person's readings, with who made it."""
    return tx.rows(StoredReading, READINGS, id=table_id)


def next_reader(tx: Transaction, found: StoredTable) -> int:
    """Return as which reader the actor may enter a reading, 0 as none.

    The first corrects theirs while there is no other. Whoever has read otherwise, here or in an attempt that was given up, may
    have seen what others read.
    """
    made = read_by(tx, found.id)
    if found.status not in READABLE:
        return 0
    if [one.by_id for one in made] == [tx.actor.user_id]:
        return 1
    spent = {*(one.by_id for one in made), *have_seen(tx, found.page)}
    return 0 if tx.actor.user_id in spent else len(made) + 1


def have_seen(tx: Transaction, page: TablePage) -> set[int]:
    """Return who has seen what others read of a page in attempts that were given up, since it was last established."""
    scheme, kind, severity = keys(page)
    given_up = tx.wire.execute(GIVEN_UP, {"scheme": scheme, "kind": kind, "severity": severity}).fetchall()
    attempts = [read_by(tx, table_id) for (table_id,) in given_up]
    return own_tables.have_seen({one.reader: (one.by_id, one.content) for one in made} for made in attempts)


def in_force(tx: Transaction, schemes: Sequence[Scheme] | None = None) -> Own:
    """Return the tables in force, of some schemes or of all."""
    wanted = None if schemes is None else [one.value for one in own_tables.schemes(schemes)]
    rows = tx.rows(InForceRow, IN_FORCE, schemes=wanted, zone=tx.zone.key)
    return Own([row.facts() for row in rows])


def for_rules(tx: Transaction, rules: Sequence[ClassRule]) -> Own:
    """Return the tables in force that rules may rest on."""
    return in_force(tx, [rule.scheme for rule in rules])


def tell(tx: Transaction, *table_ids: SamplingTableId) -> None:
    """Tell the plant's clients that tables changed."""
    tx.emit(SamplingTablesChanged(table_ids=list(table_ids)))
