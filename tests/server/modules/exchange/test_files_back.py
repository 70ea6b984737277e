"""What comes back out: errors as files that run nothing, the files as Veralot reads them, people masked."""

import csv
import io
import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.server.modules.exchange.plant import Import, Tables, as_csv, as_xlsx, files, spots, tables
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange.columns import COLUMNS
from veralot_server.modules.exchange.masking import PERSONAL, Masker
from veralot_shared.contracts.exchange import (
    Cleaning,
    CleaningRule,
    ExportErrors,
    ExportFiles,
    FileSetup,
    ImportFile,
    ImportFiles,
    Kind,
    ListFormat,
)
from veralot_shared.errors import REGISTRY
from veralot_shared.rules.spreadsheets import NUMBER, harmless, is_formula

HOSTILE = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", '=HYPERLINK("http://x")', " =1", "\uff1d1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_an_error_file_is_a_formula(tx: Transaction, bring_in: Import, text: str) -> None:
    view = bring_in({"partners": [{"code": text, "kind": text, "name": "One"}]})
    assert view.error_count
    as_text = tx.call(ExportErrors(run=view.run, format=ListFormat.CSV)).content.decode("utf-8-sig")
    found = [row["Value / 值"] for row in csv.DictReader(io.StringIO(as_text))]
    assert found
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\uff1d")) for cell in found)
    assert any(text.strip() in cell for cell in found)
    book = load_workbook(BytesIO(tx.call(ExportErrors(run=view.run)).content))
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


@given(st.text(max_size=20))
def test_neutral_text_starts_no_formula(text: str) -> None:
    made = harmless(text)
    assert made.endswith(text)
    assert NUMBER.fullmatch(made) or not made.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_file_lists_every_error_in_both_languages(tx: Transaction, bring_in: Import) -> None:
    rows = [{"code": f"S{number}", "kind": "friend", "name": "One"} for number in range(1200)]
    view = bring_in({"partners": rows})
    assert (view.error_count, len(view.errors)) == (1200, 1000)
    file = tx.call(ExportErrors(run=view.run, format=ListFormat.CSV))
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(lines) == 1201
    assert lines[0][-2] == "What is wrong"
    assert lines[1][-2].startswith("“friend” is not")
    assert lines[1][-1] != lines[1][-2]
    assert lines[1200][2] == "1201"


# --- the files themselves --------------------------------------------------------------------------------------------


def back(tx: Transaction, sent: list[ImportFile], *, mask: bool = False) -> list[ImportFile]:
    """Return files as Veralot reads them."""
    content = tx.call(ExportFiles(files=sent, mask=mask)).content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return [ImportFile(name=name, content=archive.read(name)) for name in archive.namelist()]


def written(tx: Transaction) -> list[list[tuple[Any, ...]]]:
    """Return what an import wrote, without the numbers that the database gave."""
    queries = (
        "SELECT code, kind, name, name_zh FROM items_partner ORDER BY code",
        "SELECT lot_no, status, cycle, quantity_made, supplier_lot_no, expiry FROM genealogy_lot ORDER BY lot_no",
        "SELECT serial_no, status FROM genealogy_unit ORDER BY serial_no",
        "SELECT kind, at, order_no, document_no, reason FROM genealogy_movement ORDER BY id",
        "SELECT kind, scope, quantity, unit FROM genealogy_edge ORDER BY id",
        "SELECT reason_code, reason FROM genealogy_hold ORDER BY id",
    )
    return [tx.wire.execute(query).fetchall() for query in queries]


@pytest.mark.parametrize("text", ["=1+1", "@cmd", "+SUM(A1)", '=HYPERLINK("http://x")', "\uff1d1", "-"])
def test_no_cell_of_a_file_given_back_is_a_formula_and_all_say_the_same(
    tx: Transaction, bring_in: Import, text: str
) -> None:
    sent = [
        ImportFile(name="partners.csv", content=as_csv([{"code": "S1", "kind": "supplier", "name": text}]).encode())
    ]
    (out,) = back(tx, sent)
    cells = [cell for row in csv.reader(io.StringIO(out.content.decode())) for cell in row]
    assert f"'{text}" in cells
    assert not list(filter(is_formula, cells))
    assert back(tx, [out]) == [out]
    assert spots(bring_in([out])) == []
    assert tx.wire.execute("SELECT name FROM items_partner WHERE code = 'S1'").fetchone() == (text,)


@pytest.mark.requirement("A11-04")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_out_and_in_again_is_the_same(tx: Transaction, bring_in: Import, form: str) -> None:
    sent = (
        files(tables())
        if form == "csv"
        else [ImportFile(name=f"{kind}.xlsx", content=as_xlsx(table)) for kind, table in tables().items()]
    )
    out = back(tx, sent)
    assert back(tx, out) == out
    tx.wire.execute("SAVEPOINT before")
    assert spots(bring_in(sent)) == []
    first = written(tx)
    tx.wire.execute("ROLLBACK TO before")
    assert spots(bring_in(out)) == []
    assert written(tx) == first


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(
    heads=st.lists(
        st.sampled_from([column.name for column in COLUMNS[Kind.ITEMS]] + ["编码", "colour", ""]), max_size=8
    ),
    rows=st.lists(st.lists(CELL, max_size=9), max_size=5),
    setup=st.builds(
        FileSetup,
        rules=st.lists(st.builds(CleaningRule, field=st.just("*"), action=st.sampled_from(list(Cleaning))), max_size=3),
        drop_duplicates=st.booleans(),
    ),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_file_is_taken_or_its_errors_are_listed(
    tx: Transaction, heads: list[str], rows: list[list[str]], setup: FileSetup
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads, *rows])
    sent = ImportFile(name="items.csv", content=out.getvalue().encode("utf-8", "replace"), setup=setup)
    tx.wire.execute("SAVEPOINT before")
    view = tx.call(ImportFiles(files=[sent]))
    assert (view.id is None) == bool(view.error_count)
    assert all(error.code in REGISTRY for error in view.errors)
    tx.call(ExportErrors(run=view.run))
    tx.call(ExportErrors(run=view.run, format=ListFormat.CSV))
    tx.wire.execute("ROLLBACK TO before")


@given(name=st.text(max_size=15), content=st.binary(max_size=120), kind=st.sampled_from([None, *Kind]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_bytes_of_any_name_are_taken_or_refused(
    tx: Transaction, name: str, content: bytes, kind: Kind | None
) -> None:
    for ending in (".csv", ".xlsx", ""):
        tx.wire.execute("SAVEPOINT before")
        sent = ImportFile(name=name + ending, content=content, setup=FileSetup(kind=kind))
        view = tx.call(ImportFiles(files=[sent], dry_run=True))
        assert all(error.code in REGISTRY for error in view.errors)
        tx.wire.execute("ROLLBACK TO before")


# --- people ----------------------------------------------------------------------------------------------------------

NAMES = ("wang", "Wang Fang", "王芳", "huang", "Huang Lei", "gao", "Identity card")


def people_in(tx: Transaction) -> str:
    """Return every text of every business row, as the log has it."""
    rows = tx.wire.execute("SELECT coalesce(new::text, '') FROM audit.entry WHERE message = %s", (tx.op,)).fetchall()
    return "\n".join(row[0] for row in rows)


def test_a_test_import_knows_nobody(tx: Transaction) -> None:
    view = tx.call(ImportFiles(files=files(tables()), test=True))
    assert spots(view) == []
    assert view.test
    said = people_in(tx)
    assert not [name for name in NAMES if f'"{name}"' in said]
    people = tx.wire.execute(
        "SELECT count(DISTINCT m.by_id), (SELECT count(*) FROM identity_user WHERE user_name LIKE 'user.%%') "
        "FROM genealogy_movement m"
    ).fetchone()
    assert people == (2, 4)


def test_files_given_back_are_masked_alike(tx: Transaction, bring_in: Import) -> None:
    out = back(tx, files(tables()), mask=True)
    said = b"".join(file.content for file in out).decode()
    assert not [name for name in NAMES if name in said]
    assert spots(bring_in(out)) == []


def test_no_field_that_names_people_is_left_out() -> None:
    names = {"user_name", "full_name", "full_name_zh", "identity_document", "by", "lifted_by", "keeper", "evidence"}
    for kind, columns in COLUMNS.items():
        assert names & {column.name for column in columns} == set(PERSONAL.get(kind, {})), kind


@pytest.mark.requirement("I-13")
def test_people_are_as_unknown_by_what_they_are_qualified_for(tx: Transaction) -> None:
    plant: Tables = {
        "users": [{"user_name": "wang", "full_name": "Wang Fang", "roles": "inspector", "identity_document": "seen"}],
        "gauges": [{"code": "CAL-1", "name": "Caliper", "kind": "caliper", "unit": "mm", "keeper": "Wang Fang"}],
        "qualifications": [{"code": "DIM", "name": "Measuring", "months": "24"}],
        "qualification_grants": [
            {"user_name": "wang", "qualification": "DIM", "held_from": "2026-03-02", "evidence": "Watched by Huang Lei"}
        ],
    }
    assert spots(tx.call(ImportFiles(files=files(plant), test=True))) == []
    said = people_in(tx)
    assert "DIM" in said
    assert not [name for name in NAMES if name in said]


def test_the_same_person_has_one_made_up_name_and_nobody_guesses_it() -> None:
    first, second = Masker(b"a" * 32), Masker(b"b" * 32)
    assert first.mask("Wang", "account") == first.mask(" wang ".strip().upper(), "account")
    assert first.mask("wang", "account") != first.mask("huang", "account")
    assert first.mask("wang", "account") != second.mask("wang", "account")
    assert first.mask("system", "account") == "system"


def test_further_columns_are_masked_where_asked(tx: Transaction) -> None:
    plant: Tables = tables()
    plant["movements"][0]["reason"] = "Told by Mrs Li"
    sent = [
        ImportFile(name=f"{kind}.csv", content=as_csv(table).encode(), setup=FileSetup(personal=["reason"]))
        if kind == "movements"
        else ImportFile(name=f"{kind}.csv", content=as_csv(table).encode())
        for kind, table in plant.items()
    ]
    assert spots(tx.call(ImportFiles(files=sent, test=True))) == []
    assert "Mrs Li" not in people_in(tx)
