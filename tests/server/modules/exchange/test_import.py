"""A whole plant goes in at once, or nothing of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select

from tests.server.modules.exchange.plant import Import, Tables, files, line, spots, tables
from veralot_server.core.database import Base
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import ImportDone, ListImports
from veralot_shared.contracts.identity import WhoAmI
from veralot_shared.ids import ImportId


def counts(tx: Transaction) -> dict[str, int]:
    """Return how many rows each business table has."""
    return {
        name: tx.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in Base.metadata.tables.items()
    }


def test_a_plant_without_errors_is_written_whole(tx: Transaction, bring_in: Import) -> None:
    before = counts(tx)
    view = bring_in(tables())
    assert spots(view) == []
    assert view.id is not None
    gained = {table: count - before[table] for table, count in counts(tx).items()}
    assert gained["items_partner"] == 3
    assert gained["identity_user"] == 4
    assert gained["genealogy_lot"] == 10
    assert gained["genealogy_unit"] == 20
    assert gained["genealogy_package"] == 4
    assert gained["genealogy_shipment"] == 2
    assert gained["genealogy_movement"] == 21
    assert gained["exchange_import"] == 1


def test_a_dry_run_writes_nothing(tx: Transaction, bring_in: Import) -> None:
    before = counts(tx)
    view = bring_in(tables(), dry_run=True)
    assert (spots(view), view.id, view.dry_run) == ([], None, True)
    assert counts(tx) == before
    assert tx.events == []


@pytest.mark.requirement("A11-05")
@pytest.mark.trap("T14")
def test_one_error_anywhere_keeps_everything_out(tx: Transaction, bring_in: Import) -> None:
    broken = tables()
    broken["holds"][0]["reason_code"] = "mood"
    before = counts(tx)
    view = bring_in(broken)
    assert spots(view) == [("holds.csv", 2, "reason_code", "exchange.CellInvalid")]
    assert view.id is None
    assert counts(tx) == before
    assert tx.events == []


def test_an_import_is_on_record_with_its_files_and_who_made_it(tx: Transaction, bring_in: Import) -> None:
    sent = files(tables())
    view = bring_in(sent)
    (listed,) = tx.call(ListImports())
    assert (listed.id, listed.by, listed.at) == (view.id, "Tester", view.at)
    assert {count.file: (count.kind, count.rows, count.sha256) for count in listed.files} == {
        file.name: (file.name[:-4], len(tables()[file.name[:-4]]), sha256(file.content).hexdigest()) for file in sent
    }
    assert [event for event, _ in tx.events if isinstance(event, ImportDone)] == [
        ImportDone(import_id=listed.id or ImportId(0))
    ]


@pytest.mark.requirement("P11-06")
def test_every_row_is_in_the_audit_log_as_imported(tx: Transaction, bring_in: Import) -> None:
    bring_in(tables())
    rows = tx.wire.execute(
        "SELECT table_name, count(*), min(user_name), min(message) FROM audit.entry "
        "WHERE message = %s AND operation = 'I' GROUP BY 1",
        (tx.op,),
    ).fetchall()
    logged = {row[0]: row[1] for row in rows}
    written = counts(tx)
    for table in ("genealogy_lot", "genealogy_unit", "genealogy_edge", "genealogy_movement_line", "genealogy_hold"):
        assert logged[table] == written[table]
    assert {row[2] for row in rows} == {"tester"}


def test_bringing_the_same_in_again_is_refused_row_by_row(tx: Transaction, bring_in: Import) -> None:
    bring_in(tables())
    before = counts(tx)
    again = bring_in(tables())
    wanted = {(f"{kind}.csv", number) for kind, table in tables().items() for number in range(2, len(table) + 2)}
    assert {(error.file, error.row) for error in again.errors} == wanted
    assert len(again.errors) == len(wanted)
    assert {error.code for error in again.errors} == {"errors.RecordExists"}
    assert counts(tx) == before


def test_later_history_goes_on_where_the_database_stands(tx: Transaction, bring_in: Import) -> None:
    bring_in(tables())
    later = line("FG", "F1", "2", "W1", "CUSTOMERS", serials="F1-018 F1-019")
    shared = {"movement": "1", "kind": "ship", "at": "2026-04-01T08:00:00+08:00", "by": "wang"}
    more: Tables = {"movements": [{**later, **shared, "document_no": "SH-9", "partner": "C1", "status": "shipped"}]}
    assert spots(bring_in(more)) == []
    query = (
        "SELECT l.status, l.version, (SELECT count(*) FROM genealogy_unit u WHERE u.lot_id = l.id AND u.status = 'shipped') "
        "FROM genealogy_lot l WHERE l.lot_no = 'F1'"
    )
    assert tx.wire.execute(query).fetchall() == [("shipped", 2, 12)]


def test_later_history_cannot_take_what_is_not_there(bring_in: Import) -> None:
    bring_in(tables())
    shared = {"movement": "1", "kind": "ship", "at": "2026-04-01T08:00:00+08:00", "by": "wang", "partner": "C1"}
    more: Tables = {
        "movements": [
            {**line("CP", "C1", "78", "W1", "CUSTOMERS"), **shared, "document_no": "SH-9"},
            {**line("FG", "F1", "1", "W1", "CUSTOMERS", serials="F1-016"), **shared, "document_no": "SH-9"},
        ]
    }
    assert [spot[1:] for spot in spots(bring_in(more))] == [
        (2, "quantity", "genealogy.StockShort"),
        (3, "serials", "genealogy.SerialsWrong"),
    ]


def test_stock_lies_where_the_history_left_it(tx: Transaction, bring_in: Import) -> None:
    bring_in(tables())
    stock = tx.wire.execute("""
        SELECT l.lot_no, p.code, trim_scale(s.quantity)::text FROM genealogy_stock s
        JOIN genealogy_lot l ON l.id = s.lot_id JOIN genealogy_location p ON p.id = s.location_id
        WHERE NOT s.outside AND s.quantity <> 0 ORDER BY 1, 2
    """).fetchall()
    assert stock == [
        ("C1", "W1", "77"),
        ("F1", "W1", "7"),
        ("F1-RS", "W1", "1"),
        ("F1-RT1", "T1", "2"),
        ("R1-M1", "W1", "7"),
    ]


def test_statuses_are_replayed_and_marked_as_imported(tx: Transaction, bring_in: Import) -> None:
    bring_in(tables())
    query = "SELECT lot_no, status, cycle FROM genealogy_lot ORDER BY 1"
    assert tx.wire.execute(query).fetchall() == [
        ("C1", "released", 1),
        ("F1", "market_released", 1),
        ("F1-RS", "market_released", 1),
        ("F1-RT1", "quarantine", 1),
        ("R1", "consumed", 1),
        ("R1-D1", "consumed", 1),
        ("R1-M1", "released", 1),
        ("R1-S1", "consumed", 1),
        ("R1-S2", "consumed", 1),
        ("R1-S3", "returned_to_supplier", 1),
    ]
    signed = "SELECT count(*) FROM genealogy_status_change WHERE NOT imported OR signature_id IS NOT NULL"
    assert tx.wire.execute(signed).fetchall() == [(0,)]


def test_units_are_where_their_history_left_them(tx: Transaction, bring_in: Import) -> None:
    bring_in(tables())
    rows = tx.wire.execute("""
        SELECT u.serial_no, l.lot_no, p.code, u.status, k.package_no FROM genealogy_unit u
        JOIN genealogy_lot l ON l.id = u.lot_id JOIN genealogy_location p ON p.id = u.location_id
        LEFT JOIN genealogy_package k ON k.id = u.package_id ORDER BY 1
    """).fetchall()
    units = {row[0]: row[1:] for row in rows}
    assert units["F1-001"] == ("F1-RT1", "T1", "made", None)
    assert units["F1-003"] == ("F1", "CUSTOMERS", "shipped", "B1")
    assert units["F1-011"] == ("F1", "W1", "made", "B3")
    assert units["F1-016"] == ("F1", "CUSTOMERS", "shipped", None)
    assert units["F1-020"] == ("F1-RS", "W1", "made", None)


@pytest.mark.requirement("P11-20")
def test_people_come_without_a_password_and_active_only_with_a_document(tx: Transaction, bring_in: Import) -> None:
    bring_in(tables())
    me = tx.call(WhoAmI()).id
    rows = tx.wire.execute(
        "SELECT user_name, state, password_hash, identity_verified_by FROM identity_user WHERE id <> 0 AND id <> %s "
        "ORDER BY 1",
        (me,),
    ).fetchall()
    assert rows == [
        ("gao", "active", None, me),
        ("huang", "requested", None, None),
        ("li", "active", None, me),
        ("wang", "active", None, me),
    ]


def test_the_number_of_statements_does_not_hang_on_the_number_of_rows(tx: Transaction, bring_in: Import) -> None:
    assert tx.now.tzinfo is not None
    sent: list[int] = []
    for copies in (1, 300):
        many = tables()
        many["movements"] += [
            {**many["movements"][0], "movement": f"X{number}", "lot_no": f"X{number}", "at": "2026-05-01T00:00:00Z"}
            for number in range(copies)
        ]
        tx.wire.execute("SAVEPOINT before")
        with counted(tx) as statements:
            assert spots(bring_in(many)) == []
        tx.wire.simple(b"ROLLBACK TO before")
        sent += statements
    assert sent[0] == sent[1] < 90


def test_kinds_of_files_that_are_absent_cost_no_statement(tx: Transaction, bring_in: Import) -> None:
    with counted(tx) as statements:
        assert spots(bring_in({"partners": tables()["partners"]})) == []
    assert statements[0] < 30


@contextmanager
def counted(tx: Transaction) -> Iterator[list[int]]:
    """Count what is sent over the connection of a transaction; what is told of its progress goes over another."""
    found: list[int] = []
    sent = 0
    before = psycopg.Cursor.execute, psycopg.Cursor.copy, psycopg.Cursor.stream

    def execute(cursor: Any, *args: Any, **more: Any) -> Any:
        nonlocal sent
        sent += cursor.connection is tx.wire
        return before[0](cursor, *args, **more)

    def copy(cursor: Any, *args: Any, **more: Any) -> Any:
        nonlocal sent
        sent += cursor.connection is tx.wire
        return before[1](cursor, *args, **more)

    def stream(cursor: Any, *args: Any, **more: Any) -> Any:
        nonlocal sent
        sent += cursor.connection is tx.wire
        return before[2](cursor, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", execute)
        patch.setattr(psycopg.Cursor, "stream", stream)
        patch.setattr(psycopg.Cursor, "copy", copy)
        yield found
    found.append(sent)
