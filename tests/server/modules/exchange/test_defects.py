"""Defect codes come in by a file, all errors at once, and are taken back while no record has them."""

import pytest

from tests.factories.genealogy import Plant
from tests.factories.quality import Quality
from tests.server.modules.exchange.plant import Import, rows, spots
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import FindBlockers, ImportInUse, UndoImport
from veralot_shared.contracts.quality import ListDefects, Severity

HEADS = "code | name | name_zh | severity"
GOOD = "NDL-BOND | Needle bond leaks | 针座粘接泄漏 | major"
PLAIN = "NDL-POINT | Blunt point | |"


def test_codes_come_in_with_both_names(tx: Transaction, bring_in: Import) -> None:
    assert spots(bring_in({"defects": rows(HEADS, GOOD, PLAIN)})) == []
    found = [(one.code, one.name, one.name_zh, one.severity) for one in tx.call(ListDefects(search="NDL"))]
    assert found == [
        ("NDL-BOND", "Needle bond leaks", "针座粘接泄漏", Severity.MAJOR),
        ("NDL-POINT", "Blunt point", "", None),
    ]


def test_chinese_headings_are_understood(tx: Transaction, bring_in: Import) -> None:
    assert spots(bring_in({"defects": rows("代码 | 名称 | 中文名称 | 严重程度", GOOD)})) == []
    assert tx.call(ListDefects(search="NDL"))[0].name_zh == "针座粘接泄漏"


def test_every_error_is_said_with_its_row(tx: Transaction, bring_in: Import) -> None:
    lines = (GOOD, GOOD.lower(), "dimension | Again | |", "X | | |", "Y | Ypsilon | | grave", f"{'Z' * 41} | Long | |")
    found = [tuple(spot)[1:] for spot in spots(bring_in({"defects": rows(HEADS, *lines)}))]
    assert found == [
        (3, "code", "errors.RecordExists"),
        (4, "code", "errors.RecordExists"),
        (5, "name", "exchange.CellEmpty"),
        (6, "severity", "exchange.CellInvalid"),
        (7, "code", "errors.ValueNotAllowed"),
    ]
    assert tx.call(ListDefects(search="NDL")) == []


def test_they_are_taken_back_unless_a_record_has_one(tx: Transaction, bring_in: Import) -> None:
    done = bring_in({"defects": rows(HEADS, GOOD, PLAIN)})
    assert done.id is not None
    quality = Quality(Plant(tx))
    detail = quality.ncr(defect="NDL-BOND")
    (blocker,) = tx.call(FindBlockers(id=done.id))
    assert (blocker.table, blocker.needs, blocker.count) == ("quality_case", "quality_defect", 1)
    with pytest.raises(ImportInUse):
        tx.call(UndoImport(id=done.id, reason="Wrong plant"))
    tx.wire.execute("UPDATE quality_case SET defect = NULL WHERE id = %s", (detail.case.id,))
    tx.call(UndoImport(id=done.id, reason="Wrong plant"))
    assert tx.call(ListDefects(search="NDL")) == []
