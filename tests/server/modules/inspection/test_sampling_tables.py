"""A plant establishes a table that did not come confirmed: two readings, compared, signed; then lots are sampled by it.

Every page here is made up by `tests/factories/sampling.py`; none of it is a copy of a standard.
"""

import psycopg.errors
import pytest
from msgspec.structs import replace

from tests.factories.genealogy import Plant
from tests.factories.readers import ROLE, SOURCE, Readers
from tests.factories.sampling import MULTIPLE, changed, grid, multiple
from veralot_server.core.module import SIGNING, SUBJECTS
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import ListFormat, ReadGrid
from veralot_shared.contracts.identity import PermissionDenied, SignatureNeeded
from veralot_shared.contracts.inspection import (
    BeginSamplingTable,
    EstablishSamplingTable,
    ExportSamplingTable,
    GetSamplingTable,
    ListSamplingPages,
    ListSamplingTables,
    PageState,
    ReadSamplingTable,
    SamplingKind,
    SamplingTablesChanged,
    Scheme,
    TableBegun,
    TableConfirmed,
    TableContradicts,
    TablePage,
    TableReadAlready,
    TableReadingInvalid,
    TableStatus,
    TableUnready,
    WithdrawSamplingTable,
)
from veralot_shared.contracts.tasks import ListTasks
from veralot_shared.errors import RecordNotFound, TransitionIllegal, ValueNotAllowed
from veralot_shared.rules.sampling.own import grids
from veralot_shared.rules.sampling.terms import Severity

# --- reading and comparing


@pytest.mark.requirement("AQL-14")
def test_two_equal_readings_are_signed_in_force(readers: Readers, tx: Transaction) -> None:
    begun = readers.first()
    assert (begun.table.status, begun.reader, begun.differences) == (TableStatus.FIRST_READING, 1, [])
    agreed = readers.second(begun)
    assert (agreed.table.status, agreed.problems) == (TableStatus.AGREED, [])
    found = readers.signed(agreed)
    assert found.table.status is TableStatus.IN_FORCE
    assert (found.table.first_by, found.table.second_by) == ("First", "Second")
    assert (SamplingTablesChanged(table_ids=[found.table.id]), None) in tx.events
    pages = {one.page: one for one in tx.call(ListSamplingPages())}
    assert (pages[MULTIPLE].state, pages[MULTIPLE].table_id) == (PageState.OWN, found.table.id)
    assert pages[MULTIPLE].own == sum(len(row.cells) for row in multiple().rows)
    assert [one.id for one in tx.call(ListSamplingTables(of_page=MULTIPLE))] == [found.table.id]


@pytest.mark.requirement("AQL-14")
def test_the_second_reader_does_not_see_what_the_first_read(readers: Readers, tx: Transaction) -> None:
    begun = readers.first()
    assert begun.grid == grid()
    readers.act_as(ROLE, name="second")
    seen = tx.call(GetSamplingTable(id=begun.table.id))
    assert (seen.grid, seen.reader, seen.differences) == ([], 2, [])
    assert "v" not in tx.call(ExportSamplingTable(table_id=begun.table.id, format=ListFormat.CSV)).content.decode(
        "utf-8-sig"
    )
    assert readers.second(begun).grid == grid()


@pytest.mark.requirement("AQL-14")
def test_a_reading_that_was_compared_is_fixed_and_somebody_else_decides(readers: Readers) -> None:
    begun = readers.first()
    other = changed("K", "1", "#/2 #/3 1/4 2/5 4/5", changed("M", "0.4", "^"))
    differing = readers.second(begun, grid(other))
    assert (differing.table.status, differing.reader) == (TableStatus.DIFFERING, 0)
    told = [(one.row, one.column, one.readings[1], one.held) for one in differing.differences]
    assert told == [("K", "1", "#/2 #/3 1/4 2/5 4/5", None), ("M", "0.4", "^", None)]
    with pytest.raises(TransitionIllegal):
        readers.signed(differing)
    for name in ("second", "first"):
        with pytest.raises(TableReadAlready):
            readers.second(differing, name=name)
    agreed = readers.second(differing, name="third")
    assert agreed.table.status is TableStatus.AGREED
    assert [(one.row, one.readings.count(one.held or "")) for one in agreed.differences] == [("K", 2), ("M", 2)]
    assert agreed.grid == grid()
    assert [(one.reader, one.number) for one in agreed.readings] == [(3, 1), (2, 1), (1, 1)]
    assert readers.signed(agreed, "third").table.status is TableStatus.IN_FORCE


@pytest.mark.requirement("AQL-14")
def test_a_sham_reading_buys_nothing(readers: Readers, tx: Transaction) -> None:
    sham = readers.second(readers.first(), grid(changed("K", "1", "^")))
    assert sham.differences
    readers.act_as(ROLE, name="third")
    seen = tx.call(GetSamplingTable(id=sham.table.id))
    assert (seen.grid, seen.differences, seen.reader) == ([], [], 3), "who reads next sees nothing of the others"
    # Whoever has seen the other's cells does not read in another attempt either, in whatever part.
    readers.inspections.signed(WithdrawSamplingTable(table_id=sham.table.id, reason="begin anew"))
    for name in ("second", "first"):
        readers.act_as(ROLE, name=name)
        with pytest.raises(TableReadAlready):
            readers.tx.call(BeginSamplingTable(of_page=MULTIPLE, grid=grid(), **SOURCE))
    readers.act_as(ROLE, name="third")
    assert tx.call(GetSamplingTable(id=sham.table.id)).grid == []
    again = readers.tx.call(BeginSamplingTable(of_page=MULTIPLE, grid=grid(), **SOURCE))
    with pytest.raises(TableReadAlready):
        readers.second(again)
    assert readers.second(again, name="fourth").table.status is TableStatus.AGREED
    # Once established everybody may know it, and a later print is read by whoever may.
    readers.signed(again, "fourth")
    assert readers.first().reader == 1


@pytest.mark.requirement("AQL-14")
def test_the_first_corrects_a_slip_while_nobody_else_has_read(readers: Readers, tx: Transaction) -> None:
    begun = readers.first(grid(changed("K", "1", "^")))
    corrected = readers.second(begun, name="first")
    assert (corrected.table.status, corrected.reader) == (TableStatus.FIRST_READING, 1)
    assert readers.second(begun).table.status is TableStatus.AGREED
    assert [one.number for one in tx.call(GetSamplingTable(id=begun.table.id)).readings if one.counts] == [1, 2]
    with pytest.raises(TransitionIllegal):
        readers.second(begun, name="third")


@pytest.mark.requirement("AQL-14", "P11-18")
def test_it_is_kept_and_signed_in_which_edition_and_copy_each_read(readers: Readers, tx: Transaction) -> None:
    begun = readers.first()
    readers.act_as(ROLE, name="second")
    command = ReadSamplingTable(
        table_id=begun.table.id, grid=grid(), document="IS 2500 (Part 1):2000", copy_no="library 7"
    )
    with pytest.raises(ValueNotAllowed):
        tx.call(replace(command, copy_no=" "))
    agreed = tx.call(command)
    assert [(one.document, one.copy_no) for one in agreed.readings] == [
        ("IS 2500 (Part 1):2000", "library 7"),
        (SOURCE["document"], SOURCE["copy_no"]),
    ]
    (one,) = SIGNING[EstablishSamplingTable.op](EstablishSamplingTable(table_id=agreed.table.id), tx)
    assert one.content["copies"] == [[each.document, each.copy_no] for each in agreed.readings[::-1]]


@pytest.mark.requirement("AQL-14")
def test_what_was_given_up_without_a_difference_is_begun_anew_by_the_same(readers: Readers) -> None:
    agreed = readers.second(readers.first())
    readers.inspections.signed(WithdrawSamplingTable(table_id=agreed.table.id, reason="another copy"))
    assert readers.second(readers.first()).table.status is TableStatus.AGREED


@pytest.mark.requirement("AQL-14", "P11-18")
def test_the_signature_binds_every_reading_where_a_third_decided(readers: Readers, tx: Transaction) -> None:
    agreed = readers.second(readers.second(readers.first(), grid(changed("K", "1", "^"))), name="third")
    (one,) = SIGNING[EstablishSamplingTable.op](EstablishSamplingTable(table_id=agreed.table.id), tx)
    hashes = one.content["readings"]
    assert isinstance(hashes, list)
    assert [hashes[0], hashes[2]] == [one.content["sha256"]] * 2
    assert one.content["readers"] == ["first", "second", "third"]
    assert hashes[1] == one.content["second_sha256"] != one.content["sha256"]


@pytest.mark.requirement("AQL-14", "P11-18")
def test_whoever_made_the_first_reading_does_not_sign(readers: Readers, tx: Transaction) -> None:
    agreed = readers.second(readers.first())
    first = readers.act_as(ROLE, name="first")
    command = EstablishSamplingTable(table_id=agreed.table.id)
    (one,) = SIGNING[command.op](command, tx)
    assert one.doers == {int(first.user_id)}
    assert one.content["first_sha256"] == one.content["second_sha256"]
    assert (one.content["first_reader"], one.content["second_reader"]) == ("first", "second"), "by name, not by number"
    assert "copies" not in one.content, "what was signed of readings in one copy stays as it was"
    with pytest.raises(SignatureNeeded) as needed:
        tx.call(command)
    assert needed.value.second_person
    readers.signed(agreed)
    again = SUBJECTS["sampling_table"](one.key, tx)
    assert again is not None
    assert again.content_hash == one.content_hash


@pytest.mark.requirement("AQL-14")
def test_everything_wrong_in_a_file_is_told_at_once(readers: Readers) -> None:
    lines = grid()
    lines[0][4] = "0.02"
    lines[1][5] = "x"
    lines[6][2] = "0"
    lines[7][16] = "2026-02-03"
    with pytest.raises(TableReadingInvalid) as refused:
        readers.first(lines)
    places = [(one.values["row"], one.values["column"]) for one in refused.value.problems]
    assert places == [("1", "E"), ("2", "F"), ("7", "C"), ("8", "Q")]


@pytest.mark.requirement("AQL-14")
def test_what_contradicts_a_confirmed_cell_is_refused_by_name(readers: Readers) -> None:
    page = TablePage(scheme=Scheme.GB_T_2828_1_2012, kind=SamplingKind.DOUBLE, severity=Severity.NORMAL)
    lines = [
        ["letter", "sample", "size", "1.0", "400"],
        ["C", "1", "3", "", "13/18"],
        ["", "2", "3", "", "34/35"],
        ["K", "1", "81", "0/3", ""],
        ["", "2", "81", "3/4", ""],
    ]
    with pytest.raises(TableContradicts) as refused:
        readers.first(lines, page)
    told = [tuple(one.values[name] for name in ("row", "column", "ours", "theirs")) for one in refused.value.cells]
    assert told == [("K", "size", "80 80", "81 81"), ("K", "1", "1/3 4/5", "0/3 3/4")]
    with pytest.raises(TableConfirmed):
        readers.first([["letter", "sample", "size", "1.0"], ["K", "1", "80", "1/3"], ["", "2", "80", "4/5"]], page)


@pytest.mark.requirement("AQL-14")
def test_what_cannot_decide_is_not_established_though_both_read_it(readers: Readers) -> None:
    wrong = grid(changed("K", "1", "#/2 0/3 1/4 2/5 4/6", changed("M", "0.4", "-")))
    agreed = readers.second(readers.first(wrong), wrong)
    assert {one.values["row"] for one in agreed.problems} >= {"K"}
    with pytest.raises(TableUnready, match="K"):
        readers.signed(agreed)


@pytest.mark.requirement("AQL-14")
def test_a_curve_far_from_the_single_plans_is_a_doubt_and_no_refusal(readers: Readers) -> None:
    odd = grid(changed("M", "1", "#/2 0/2 0/3 1/4 7/8"))
    agreed = readers.second(readers.first(odd), odd)
    assert ("M", "1") in [(one.values["row"], one.values["column"]) for one in agreed.doubts]
    assert readers.signed(agreed).table.status is TableStatus.IN_FORCE


def test_the_inbox_says_whom_a_table_waits_for(readers: Readers, tx: Transaction) -> None:
    def mine(name: str) -> list[str]:
        readers.act_as(ROLE, name=name)
        return [one.what for one in tx.call(ListTasks()) if one.source == "inspection.table"]

    begun = readers.first()
    assert mine("first") == []
    assert mine("second") == ["Read the page from the copy, as the second"]
    readers.second(begun, grid(changed("K", "1", "^")))
    assert [len(mine(name)) for name in ("first", "second", "third")] == [0, 0, 1]
    agreed = readers.second(begun, name="third")
    assert [len(mine(name)) for name in ("first", "second", "third")] == [0, 1, 1]
    readers.signed(agreed)
    assert mine("third") == []


def test_a_page_is_read_once_at_a_time_and_says_where_it_was_read(readers: Readers) -> None:
    begun = readers.first()
    with pytest.raises(TableBegun, match="Made-up"):
        readers.first()
    unsourced = BeginSamplingTable(of_page=MULTIPLE, document=" ", copy_no="1", sheet="1", grid=grid())
    with pytest.raises(ValueNotAllowed):
        readers.tx.call(unsourced)
    no_page = TablePage(scheme=Scheme.ISO_3951_1, kind=SamplingKind.DOUBLE, severity=Severity.NORMAL)
    with pytest.raises(ValueNotAllowed):
        readers.first(page=no_page)
    with pytest.raises(TableReadingInvalid, match="300"):
        readers.second(begun, [["F"]] * 301)


# --- whose it is


@pytest.mark.requirement("P11-18")
def test_only_whoever_has_the_right_reads_and_signs(readers: Readers, tx: Transaction) -> None:
    agreed = readers.second(readers.first())
    readers.act_as("inspector")
    for command in (
        BeginSamplingTable(of_page=MULTIPLE, grid=grid(), **SOURCE),
        ReadSamplingTable(table_id=agreed.table.id, grid=grid()),
        EstablishSamplingTable(table_id=agreed.table.id),
        WithdrawSamplingTable(table_id=agreed.table.id, reason="none"),
        ExportSamplingTable(page=MULTIPLE),
    ):
        with pytest.raises(PermissionDenied):
            tx.call(command)
    assert tx.call(GetSamplingTable(id=agreed.table.id)).reader == 0


def test_a_customers_user_sees_none_of_it(readers: Readers, plant: Plant, tx: Transaction) -> None:
    table = readers.established().table
    readers.act_as("registrant", customer_id=plant.registrant)
    assert tx.call(ListSamplingPages()) == []
    assert tx.call(ListSamplingTables()) == []
    with pytest.raises(RecordNotFound):
        tx.call(GetSamplingTable(id=table.id))


@pytest.mark.requirement("AQL-14")
def test_the_database_itself_keeps_what_was_established(readers: Readers, tx: Transaction) -> None:
    table = readers.established().table
    for change in (
        "UPDATE inspection_sampling_table SET content = '{}' WHERE id = %s",
        "UPDATE inspection_sampling_table SET status = 'readings_agree' WHERE id = %s",
        "UPDATE inspection_sampling_table SET document = 'another' WHERE id = %s",
        "UPDATE inspection_sampling_reading SET content = '{}' WHERE table_id = %s",
    ):
        tx.wire.simple(b"SAVEPOINT before")
        with pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.InsufficientPrivilege)):
            tx.wire.execute(change, (table.id,))
        tx.wire.simple(b"ROLLBACK TO before")


def test_an_empty_file_is_filled_in_and_read(readers: Readers, tx: Transaction) -> None:
    readers.act_as(ROLE, name="first")
    text = tx.call(ExportSamplingTable(page=MULTIPLE, format=ListFormat.CSV)).content.decode("utf-8-sig").splitlines()
    assert text[0].startswith("letter,sample,size,0.01,0.015")
    assert len(text) == 1 + 5 * 16
    book = tx.call(ExportSamplingTable(page=MULTIPLE)).content
    assert book.startswith(b"PK")


@pytest.mark.requirement("AQL-14")
@pytest.mark.parametrize("form", list(ListFormat))
def test_what_was_exported_reads_as_it_was(readers: Readers, tx: Transaction, form: ListFormat) -> None:
    # A stroke and a cross are what a spreadsheet would take for a formula, and 2/3 for a date.
    content = changed("R", "0.01", "-", changed("K", "1", "++"))
    begun = readers.first(grid(content))
    file = tx.call(ExportSamplingTable(table_id=begun.table.id, format=form))
    lines = tx.call(ReadGrid(name=file.name, content=file.content))
    assert grids.read(MULTIPLE, lines) == (content, [])
