"""A whole import is taken back while nothing rests on it; the log keeps both its coming and its going."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert

from tests.server.modules.exchange.plant import Import, Tables, as_csv, line, spots, tables
from tests.server.modules.exchange.site import Site
from tests.server.modules.exchange.test_import import counts
from veralot_server.core.audit.heads import log_key
from veralot_server.core.audit.sealer import seal_all
from veralot_server.core.audit.verify import verify
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity.tables import Signature, SignatureRecord
from veralot_shared.contracts.exchange import (
    FindBlockers,
    GetImport,
    ImportFile,
    ImportFiles,
    ImportInUse,
    ImportState,
    ImportUndone,
    ImportView,
    UndoImport,
)
from veralot_shared.contracts.genealogy import CreateLocation, LocationKind, TransferLot
from veralot_shared.errors import RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ImportId, LotId
from veralot_shared.rules.signed_note import parse_vkey

KEPT = {"exchange_import", "exchange_import_made", "exchange_import_change"}
"""What an undone import leaves: its own record."""


def imported(view: ImportView) -> ImportId:
    assert spots(view) == []
    assert view.id is not None
    return view.id


def undone(number: ImportId, reason: str = "Wrong plant") -> UndoImport:
    return UndoImport(id=number, reason=reason)


@pytest.mark.requirement("A11-05")
def test_nothing_stays_but_the_record_of_it(tx: Transaction, bring_in: Import) -> None:
    before = counts(tx)
    number = imported(bring_in(tables()))
    rows = counts(tx)
    assert tx.call(FindBlockers(id=number)) == []
    view = tx.call(undone(number))
    assert (view.state, view.undo_reason, view.undone_by) == (ImportState.UNDONE, "Wrong plant", "Tester")
    after = counts(tx)
    assert {table: count for table, count in after.items() if count != before[table]}.keys() <= KEPT
    deleted = tx.wire.execute(
        "SELECT count(*), count(DISTINCT reason), min(reason) FROM audit.entry WHERE operation = 'D' AND table_name <> %s",
        ("genealogy_stock",),
    ).fetchone()
    made = sum(rows[table] - before[table] for table in rows if table not in KEPT | {"genealogy_stock"})
    assert deleted == (made, 1, "Wrong plant")


@pytest.mark.requirement("P11-06")
@pytest.mark.trap("T5")
def test_the_log_still_verifies_and_the_same_comes_in_again(site: Site) -> None:
    files = [ImportFile(name=f"{kind}.csv", content=as_csv(table).encode()) for kind, table in tables().items()]
    number = imported(site.send(ImportFiles(files=files)))
    site.send(undone(number))
    again = imported(site.send(ImportFiles(files=files)))
    assert again > number
    key = log_key(site.settings)
    with site.database.wire() as wire:
        seal_all(wire, key)
    report = verify(site.urls.app, parse_vkey(key.vkey))
    assert report.findings == []


def test_what_somebody_did_since_stands_in_the_way_and_is_named(tx: Transaction, bring_in: Import) -> None:
    number = imported(bring_in(tables()))
    shelf = tx.call(CreateLocation(code="NEW", name="New", kind=LocationKind.WAREHOUSE))
    row = tx.wire.execute(
        "SELECT l.id, s.location_id FROM genealogy_lot l JOIN genealogy_stock s ON s.lot_id = l.id "
        "WHERE l.lot_no = 'C1' AND s.quantity > 0 AND NOT s.outside"
    ).fetchone()
    assert row is not None
    moved = TransferLot(lot_id=LotId(row[0]), location_id=row[1], target_id=shelf.id, quantity=Decimal(1))
    tx.call(moved)
    found = {(one.table, one.needs): one.count for one in tx.call(FindBlockers(id=number))}
    assert found["genealogy_movement_line", "genealogy_lot"] >= 1
    before = counts(tx)
    with pytest.raises(ImportInUse, match="genealogy_movement_line"):
        tx.call(undone(number))
    assert counts(tx) == before
    assert tx.call(GetImport(id=number)).state is ImportState.DONE


def later() -> Tables:
    shared = {"movement": "1", "kind": "ship", "at": "2026-04-01T08:00:00+08:00", "by": "wang", "partner": "C1"}
    gone = line("FG", "F1", "2", "W1", "CUSTOMERS", serials="F1-018 F1-019")
    return {"movements": [{**gone, **shared, "document_no": "SH-9", "status": "shipped"}]}


def state(tx: Transaction) -> list[tuple[Any, ...]]:
    return [
        *tx.wire.execute("SELECT lot_no, status, cycle, quantity_made FROM genealogy_lot ORDER BY 1").fetchall(),
        *tx.wire.execute("SELECT serial_no, status, location_id, lot_id, package_id FROM genealogy_unit ORDER BY 1"),
        *tx.wire.execute("SELECT package_no, lot_id, quantity, inside_id FROM genealogy_package ORDER BY 1"),
        *tx.wire.execute("SELECT lot_id, location_id, quantity FROM genealogy_stock WHERE quantity <> 0 ORDER BY 1, 2"),
    ]


def test_what_a_later_import_changed_is_as_it_was(tx: Transaction, bring_in: Import) -> None:
    first = imported(bring_in(tables()))
    before = state(tx)
    second = imported(bring_in(later()))
    assert state(tx) != before
    assert {one.needs for one in tx.call(FindBlockers(id=first))} >= {"genealogy_lot"}
    with pytest.raises(ImportInUse):
        tx.call(undone(first))
    tx.call(undone(second))
    assert state(tx) == before
    tx.call(undone(first))
    assert tx.wire.execute("SELECT count(*) FROM genealogy_lot").fetchone() == (0,)


@pytest.mark.requirement("P11-18")
def test_a_signature_on_an_imported_lot_stands_in_the_way(tx: Transaction, bring_in: Import) -> None:
    number = imported(bring_in(tables()))
    signature = tx.execute(
        insert(Signature)
        .values(
            user_id=tx.actor.user_id,
            user_name="tester",
            full_name="Tester",
            full_name_zh="",
            role="qa_release",
            meaning="released",
            statement="",
            reason="",
            signed_at=tx.now,
            message="test.Sign",
            workstation="TEST-PC",
            session_id=None,
        )
        .returning(Signature.id)
    ).scalar_one()
    lot = tx.wire.execute("SELECT id FROM genealogy_lot LIMIT 1").fetchone()
    assert lot is not None
    record = {"kind": "lot", "key": str(lot[0]), "label": "Lot", "content": {}, "content_hash": "0" * 64}
    tx.execute(insert(SignatureRecord).values(signature_id=signature, **record))
    assert [(one.table, one.example) for one in tx.call(FindBlockers(id=number))] == [
        ("identity_signature_record", "Lot")
    ]


def test_it_is_undone_once_and_for_a_reason(tx: Transaction, bring_in: Import) -> None:
    number = imported(bring_in(tables()))
    for reason in ("", "  ", "x" * 501, "a\x07b"):
        with pytest.raises(ValueNotAllowed):
            tx.call(undone(number, reason))
    tx.call(undone(number))
    with pytest.raises(ImportUndone):
        tx.call(undone(number))
    with pytest.raises(RecordNotFound):
        tx.call(undone(ImportId(999)))


def test_the_database_itself_refuses_what_was_not_marked(tx: Transaction, bring_in: Import) -> None:
    number = imported(bring_in(tables()))
    with pytest.raises(Exception, match="cannot be undone") as refused, tx.wire.transaction():
        tx.wire.execute("SELECT exchange_undo(%s)", (number,))
    assert getattr(refused.value, "sqlstate", "") == "VA004"
