"""Cleaning rules change what they are for and nothing else, and are seen before they apply."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.modules.exchange.plant import Import, spots, tables
from veralot_server.core.transaction import Transaction
from veralot_server.modules.exchange import cleaning
from veralot_shared.contracts.exchange import (
    Cleaning,
    CleaningRule,
    ColumnMap,
    FileSetup,
    ImportFile,
    Kind,
    PreviewCleaning,
    PreviewFile,
)

ZONE = ZoneInfo("Asia/Shanghai")


def wide(text: str) -> str:
    """Return ASCII in its full-width form."""
    return "".join("\u3000" if sign == " " else chr(ord(sign) + 0xFEE0) for sign in text)


def after(action: Cleaning, text: str, argument: str = "", values: dict[str, str] | None = None) -> str:
    rule = CleaningRule(field="*", action=action, argument=argument, values=values or {})
    return cleaning.cleaner(rule, ZONE)(text)


@pytest.mark.parametrize(
    ("action", "argument", "before", "cleaned"),
    [
        (Cleaning.TRIM, "", "  a \u3000 b\t", "a b"),
        (Cleaning.TRIM, "", "a \n  b", "a\nb"),
        (Cleaning.UPPER, "", "cn", "CN"),
        (Cleaning.LOWER, "", "Released", "released"),
        (Cleaning.HALF_WIDTH, "", wide("LOT-12(A) ") + "树脂", "LOT-12(A) 树脂"),
        (Cleaning.NUMBER, "", "1,234.50", "1234.50"),
        (Cleaning.NUMBER, "", "1 234", "1234"),
        (Cleaning.NUMBER, ",", "1.234,50", "1234.50"),
        (Cleaning.NUMBER, "", "about 5", "about 5"),
        (Cleaning.UNIT, "", "公斤", "kg"),
        (Cleaning.UNIT, "", "KGS", "kg"),
        (Cleaning.UNIT, "", wide("PCS"), "pcs"),
        (Cleaning.UNIT, "", "furlong", "furlong"),
        (Cleaning.DATE, "dmy", "31.03.2026", "2026-03-31"),
        (Cleaning.DATE, "mdy", "3/31/2026", "2026-03-31"),
        (Cleaning.DATE, "dmy", "2026-03-31", "2026-03-31"),
        (Cleaning.DATE, "", "2026年3月31日", "2026-03-31"),
        (Cleaning.DATE, "", "20260331", "2026-03-31"),
        (Cleaning.DATE, "dmy", "31.03.26", "2026-03-31"),
        (Cleaning.DATE, "dmy", "31.02.2026", "31.02.2026"),
        (Cleaning.MOMENT, "dmy", "31.03.2026 8:05", "2026-03-31T08:05:00+08:00"),
        (Cleaning.MOMENT, "", "2026-03-31 08:05:30Z", "2026-03-31T08:05:30Z"),
        (Cleaning.MOMENT, "", "2026-03-31", "2026-03-31T00:00:00+08:00"),
        (Cleaning.MOMENT, "", "2026-03-31 25:00", "2026-03-31 25:00"),
    ],
)
def test_a_rule_does_what_it_says(action: Cleaning, argument: str, before: str, cleaned: str) -> None:
    assert after(action, before, argument) == cleaned


def test_values_are_replaced_whole() -> None:
    assert after(Cleaning.REPLACE, " 是 ", values={"是": "yes"}) == "yes"
    assert after(Cleaning.REPLACE, "不是", values={"是": "yes"}) == "不是"


@given(st.sampled_from(list(Cleaning)), st.text(max_size=40), st.sampled_from(["", "ymd", "dmy", "mdy", ",", ".", "?"]))
def test_no_text_brings_a_rule_down(action: Cleaning, text: str, argument: str) -> None:
    once = after(action, text, argument)
    assert isinstance(once, str)
    if action not in {Cleaning.NUMBER, Cleaning.UPPER, Cleaning.LOWER}:
        assert after(action, once, argument) == once


@given(st.text(wide("0123456789ABC-() ") + "树脂", max_size=20))
def test_half_width_leaves_no_full_width_sign(text: str) -> None:
    assert not any(cleaning.is_full_width(sign) for sign in after(Cleaning.HALF_WIDTH, text))


# --- seen before it applies ------------------------------------------------------------------------------------------

MESSY = (
    "Material;Batch;Qty;UoM;Bin;Vendor;Posting date;Entered by\n"
    "RM;  R-1 ;1.250,5;KGS;W1;S1;05.03.2026 08:30;wang\n"
    "RM;R-2;80;公斤;W1;S1;31.03.2026 08:30;wang\n"
    "RM;R-2;80;公斤;W1;S1;31.03.2026 08:30;wang\n"
).encode("gb18030")


def test_what_would_change_is_proposed_and_shown_before_and_after(tx: Transaction) -> None:
    setup = FileSetup(kind=Kind.STOCK)
    view = tx.call(PreviewFile(file=ImportFile(name="SAP.csv", content=MESSY, setup=setup)))
    assert (view.encoding, view.delimiter) == ("gb18030", ";")
    rules = {(rule.action, rule.field): rule for rule in view.proposed}
    assert rules[Cleaning.NUMBER, "quantity"].argument == ","
    assert rules[Cleaning.MOMENT, "at"].argument == "dmy"
    assert (Cleaning.UNIT, "unit") in rules

    columns = [ColumnMap(heading=column.heading, field=column.field) for column in view.columns]
    setup = FileSetup(kind=Kind.STOCK, columns=columns, rules=view.proposed)
    shown = tx.call(PreviewCleaning(file=ImportFile(name="SAP.csv", content=MESSY, setup=setup)))
    assert (shown.rows, shown.duplicates, shown.duplicate_rows) == (3, 1, [4])
    effects = {effect.rule.action: effect for effect in shown.effects}
    assert [(one.row, one.before, one.after) for one in effects[Cleaning.NUMBER].examples] == [(2, "1.250,5", "1250.5")]
    assert effects[Cleaning.UNIT].changed == 3
    assert effects[Cleaning.MOMENT].examples[1].after == "2026-03-31T08:30:00+08:00"


def test_rules_apply_in_an_import_and_repeated_rows_are_left_out(tx: Transaction, bring_in: Import) -> None:
    plant = {kind: table for kind, table in tables().items() if kind not in {"movements", "statuses", "holds"}}
    assert spots(bring_in(plant)) == []
    view = tx.call(PreviewFile(file=ImportFile(name="s.csv", content=MESSY, setup=FileSetup(kind=Kind.STOCK))))

    setup = FileSetup(
        kind=Kind.STOCK,
        columns=[ColumnMap(heading=column.heading, field=column.field) for column in view.columns],
        rules=view.proposed,
        drop_duplicates=True,
    )
    found = bring_in([ImportFile(name="s.csv", content=MESSY, setup=setup)])
    assert spots(found) == []
    assert [(file.rows, file.left_out) for file in found.files] == [(2, 1)]
    query = "SELECT lot_no, trim_scale(quantity_made)::text FROM genealogy_lot ORDER BY 1"
    assert tx.wire.execute(query).fetchall() == [("R-1", "1250.5"), ("R-2", "80")]


def test_a_rule_of_a_field_that_the_file_cannot_have_is_an_error(bring_in: Import) -> None:
    setup = FileSetup(rules=[CleaningRule(field="colour", action=Cleaning.TRIM)])
    view = bring_in([ImportFile(name="partners.csv", content=b"code,kind,name\nS,supplier,One\n", setup=setup)])
    assert [(error.row, error.column, error.code) for error in view.errors] == [(0, "colour", "exchange.CellInvalid")]
