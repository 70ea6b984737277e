"""Compares the business tables with the log: each row must be what its newest entry says that it became."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection as Wire
from psycopg.rows import args_row

from veralot_server.core.audit.findings import Finding, Report
from veralot_shared.verify.rows import Row, elements, fields

AUDITED = """
SELECT c.relname, t.tgargs FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname = 'audit_insert' AND NOT t.tgisinternal ORDER BY c.relname
"""

DIFFERING = """
WITH logged AS (
    SELECT CASE WHEN b.place >= 0 THEN b.place ELSE ((-1 - b.place) << 8) + r.low END AS key, b.id, b.columns, r.line
    FROM audit.batch b CROSS JOIN LATERAL unnest(b.offsets, b.olds, b.rows) AS r(low, old, line)
    WHERE b.table_name = %(table)s),
newest AS (SELECT DISTINCT ON (key) key, id, columns, line FROM logged ORDER BY key, id DESC),
present AS (SELECT t.id AS key, {line} AS line FROM public.{table} t)
SELECT coalesce(p.key, n.key)::text, l.index, p.line AS present, n.line AS logged, n.columns
FROM present p FULL JOIN newest n ON n.key = p.key LEFT JOIN audit.leaf l ON l.batch_id = n.id
WHERE p.line IS DISTINCT FROM n.line OR (p.line IS NOT NULL AND n.columns <> audit.columns(%(table)s, %(secrets)s))
ORDER BY coalesce(p.key, n.key)
"""
"""Rows that are not word for word what the log says, or of which the log knows other columns than the table has now."""

LAYOUT = "SELECT audit.columns(%(table)s, %(secrets)s)"

MISSING = """
SELECT attname, attmissingval::text FROM pg_attribute WHERE attrelid = %(table)s::regclass AND atthasmissing AND attnum > 0
"""
"""What a column that was added later has in the rows that were there before."""


class Differing(NamedTuple):
    """A row and its newest entry that are not the same text; `None` where there is none."""

    key: str
    leaf_index: int | None
    present: str | None
    logged: str | None
    columns: str | None


class Layout(NamedTuple):
    """The columns that a table has now, and what those that were added later have in older rows."""

    columns: str
    missing: dict[str, Any]


def check_records(wire: Wire[Any], report: Report) -> None:
    """Compare every row of every business table with what its newest entry says that it became."""
    for table, arguments in wire.execute(AUDITED).fetchall():
        check_table(wire, table, [part.decode() for part in bytes(arguments).split(b"\0")[:-1]], report)


def check_table(wire: Wire[Any], table: str, secrets: Sequence[str], report: Report) -> None:
    """Compare one table."""
    name = psycopg.sql.Identifier(table)
    line = psycopg.sql.SQL("audit.masked(t, %(secrets)s)" if secrets else "t::text")
    query = psycopg.sql.SQL(DIFFERING).format(table=name, line=line)
    asked = {"table": table, "secrets": list(secrets)}
    found = wire.cursor(row_factory=args_row(Differing)).execute(query, asked).fetchall()
    if found:
        now = layout(wire, asked)
        findings = [finding(table, row, now) for row in found]
        report.findings += [one for one in findings if one is not None]
    counted = wire.execute(psycopg.sql.SQL("SELECT count(*) FROM public.{}").format(name)).fetchone()
    report.rows += counted[0] if counted else 0


def layout(wire: Wire[Any], asked: dict[str, Any]) -> Layout:
    """Return what columns a table has now."""
    (columns,) = wire.execute(LAYOUT, asked).fetchone() or ("",)
    missing = {name: elements(values)[0] for name, values in wire.execute(MISSING, asked)}
    return Layout(columns, missing)


def finding(table: str, row: Differing, now: Layout) -> Finding | None:
    """Return what is wrong with a row, or `None` if it only reads otherwise than the log."""
    if row.present is None:
        return _finding("row missing", table, row, "the log does not say it was deleted")
    if row.logged is None or row.columns is None:
        return _finding("row inserted", table, row, "the log does not know this row")
    logged = fields(row.columns, row.logged)
    present = fields(now.columns, row.present)
    wrong = [name for name in sorted(present.keys() | logged.keys()) if differs(name, present, logged, now)]
    if not wrong:
        return None
    told = (f"{name}: logged {logged.get(name)!r}, found {present.get(name)!r}" for name in wrong)
    return _finding("row changed", table, row, "; ".join(told))


def differs(name: str, present: Row, logged: Row, now: Layout) -> bool:
    """Tell whether a field is not what was logged. A column that was dropped since is nowhere to be compared."""
    if name not in present:
        return False
    if name in logged:
        return bool(present[name] != logged[name])
    return present[name] is not None and str(present[name]) != str(fields_of_missing(name, now))


def fields_of_missing(name: str, now: Layout) -> Any:  # noqa: ANN401 - a value of any column
    """Return what a column that was added later has in older rows, as `fields` reads it."""
    columns = next(column for column in now.columns.split(", ") if column.startswith(f"{name} "))
    value = now.missing.get(name)
    return None if value is None else fields(columns, f'("{value.replace(chr(34), chr(34) * 2)}")')[name]


def _finding(what: str, table: str, row: Differing, detail: str) -> Finding:
    return Finding(what=what, index=row.leaf_index, table=table, key=row.key, detail=detail)
