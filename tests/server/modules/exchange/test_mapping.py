"""Columns are found by their headings, mapped by hand, and mappings kept by name."""

from typing import Any

import pytest

from tests.server.modules.exchange.plant import Import, as_csv, as_xlsx, spots, tables
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import (
    Cleaning,
    CleaningRule,
    ColumnMap,
    FileSetup,
    FileUnreadable,
    ImportFile,
    Kind,
    ListMappings,
    MappingExists,
    Match,
    PreviewFile,
    PreviewView,
    RetireMapping,
    SaveMapping,
)
from veralot_shared.errors import RecordNotFound, ValueNotAllowed


def preview(tx: Transaction, name: str, content: bytes, row: int = 0, **setup: Any) -> PreviewView:
    return tx.call(PreviewFile(file=ImportFile(name=name, content=content, setup=FileSetup(**setup)), row=row))


def test_headings_are_found_in_both_languages_and_by_what_others_call_them(tx: Transaction) -> None:
    content = "code,类型,Description,中文名称,colour\nS1,supplier,One,一,red\n".encode()
    view = preview(tx, "partners.csv", content)
    assert [(column.heading, column.field, column.match) for column in view.columns] == [
        ("code", "code", Match.NAME),
        ("类型", "kind", Match.CHINESE),
        ("Description", "name", Match.ALIKE),
        ("中文名称", "name_zh", Match.CHINESE),
        ("colour", "", Match.NONE),
    ]
    assert {field.name for field in view.fields if field.required} == {"code", "kind", "name"}


def test_two_columns_are_never_taken_for_one_field(tx: Transaction) -> None:
    view = preview(tx, "movements.csv", b"batch,lot_no\nA,B\n")
    assert [column.field for column in view.columns] == ["", "lot_no"]


def test_what_was_only_guessed_is_no_column_until_somebody_says_so(bring_in: Import) -> None:
    content = b"code,kind,description\nS1,supplier,One\n"
    view = bring_in([ImportFile(name="partners.csv", content=content)])
    assert {(error.column, error.code) for error in view.errors} == {
        ("name", "exchange.ColumnMissing"),
        ("description", "exchange.CellInvalid"),
    }


def test_columns_are_mapped_and_left_out_by_hand(tx: Transaction, bring_in: Import) -> None:
    content = b"Nr;Art;Bezeichnung;Farbe\nS1;supplier;One;=1+1\n"
    columns = [("Nr", "code"), ("art", "kind"), ("BEZEICHNUNG", "name"), ("Farbe", "")]
    setup = FileSetup(kind=Kind.PARTNERS, columns=[ColumnMap(heading=one, field=two) for one, two in columns])
    assert spots(bring_in([ImportFile(name="Lieferanten.csv", content=content, setup=setup)])) == []
    assert tx.wire.execute("SELECT code, name FROM items_partner").fetchall() == [("S1", "One")]


def test_a_formula_in_a_column_that_is_left_out_is_no_error(bring_in: Import) -> None:
    content = as_xlsx([{"code": "S1", "kind": "supplier", "name": "One", "total": "=1+1"}])
    setup = FileSetup(columns=[ColumnMap(heading="total", field="")])
    assert spots(bring_in([ImportFile(name="partners.xlsx", content=content, setup=setup)])) == []


def test_a_file_whose_name_says_nothing_shows_its_form(tx: Transaction) -> None:
    view = preview(tx, "export.csv", "A;B\n1;2\n".encode("utf-16"))
    assert (view.kind, view.encoding, view.delimiter) == (None, "utf-16", ";")
    assert [column.heading for column in view.columns] == ["A", "B"]
    assert (view.rows, view.numbers) == ([["1", "2"]], [2])
    named = preview(tx, "export.csv", b"code,name\nA,B\n")
    assert [(column.field, column.match) for column in named.columns] == [("", Match.NONE)] * 2, (
        "of what kind is not known"
    )


def test_a_sheet_is_chosen_by_its_title(tx: Transaction) -> None:
    content = as_xlsx(tables()["partners"])
    view = preview(tx, "partners.xlsx", content)
    assert view.sheets[0] == view.sheet == "Data 数据"
    with pytest.raises(FileUnreadable):
        preview(tx, "partners.xlsx", content, sheet="Nowhere")


@pytest.mark.parametrize(("chosen", "name"), [("", "供应商"), ("gb18030", "供应商"), ("utf-16", None)])
def test_an_encoding_may_be_chosen(tx: Transaction, chosen: str, name: str | None) -> None:
    content = "code,kind,name\nS1,supplier,供应商\n".encode("gb18030")
    if name is None:
        with pytest.raises(FileUnreadable):
            preview(tx, "partners.csv", content, encoding=chosen)
    else:
        assert preview(tx, "partners.csv", content, encoding=chosen).rows[0][2] == name


def test_rows_are_shown_from_where_one_looks(tx: Transaction) -> None:
    rows = [{"code": f"S{number}", "kind": "supplier", "name": "x"} for number in range(200)]
    view = preview(tx, "partners.csv", as_csv(rows).encode(), row=150)
    assert (view.numbers[0], view.rows[0][0], len(view.rows)) == (150, "S148", 50)


# --- kept by name ----------------------------------------------------------------------------------------------------


def saved(name: str = "SAP", **changed: Any) -> SaveMapping:
    columns = [ColumnMap(heading="Batch", field="lot_no")]
    return SaveMapping(**({"name": name, "kind": Kind.STOCK, "columns": columns} | changed))


@pytest.mark.requirement("P11-06")
def test_a_mapping_is_kept_changed_and_offered_no_more(tx: Transaction) -> None:
    first = tx.call(saved())
    rules = [CleaningRule(field="*", action=Cleaning.TRIM)]
    second = tx.call(saved(rules=rules, replaces=first.version))
    assert (second.id, second.version, second.rules) == (first.id, first.version + 1, rules)
    assert tx.call(ListMappings()) == [second]
    assert not tx.call(RetireMapping(id=second.id)).active
    assert tx.call(ListMappings()) == []
    logged = tx.wire.execute(
        "SELECT operation::text FROM audit.entry WHERE table_name = 'exchange_mapping' ORDER BY id"
    )
    assert [row[0] for row in logged] == ["I", "U", "U"]
    with pytest.raises(RecordNotFound):
        tx.call(RetireMapping(id=type(second.id)(999)))


def test_a_name_that_is_taken_is_not_overwritten_unseen(tx: Transaction) -> None:
    first = tx.call(saved())
    with pytest.raises(MappingExists) as refused:
        tx.call(saved(columns=[]))
    assert (refused.value.saved_by, refused.value.saved_at) == (first.changed_by, first.changed_at)
    second = tx.call(saved(drop_duplicates=True, replaces=refused.value.version))
    with pytest.raises(MappingExists):
        tx.call(saved(columns=[], replaces=first.version))
    assert tx.call(ListMappings()) == [second], "whoever saw the first one does not overwrite the second"
    tx.call(saved(kind=Kind.PARTNERS, columns=[]))
    tx.call(RetireMapping(id=second.id))
    assert tx.call(saved()).active, "the name of one that is offered no more is free"


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"name": " SAP"},
        {"name": "x" * 81},
        {"columns": [ColumnMap(heading="A", field="colour")]},
        {"rules": [CleaningRule(field="colour", action=Cleaning.TRIM)]},
        {"personal": ["colour"]},
    ],
)
def test_a_mapping_that_cannot_be_is_refused(tx: Transaction, changed: dict[str, Any]) -> None:
    with pytest.raises(ValueNotAllowed):
        tx.call(saved(**changed))
