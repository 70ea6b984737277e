"""Terms of steps and levels of escalation come in by files, and are taken back: then the former ones hold again."""

import pytest

from tests.server.modules.exchange.plant import Import, rows, spots
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.exchange import UndoImport
from veralot_shared.contracts.identity import Role
from veralot_shared.contracts.quality import CaseKind, ListAgreements, ListEscalations, ListTerms, QualityStatus

TERMS = "kind | status | days"
LEVELS = "after_days | role"


def held(tx: Transaction) -> tuple[dict[tuple[CaseKind, QualityStatus | None], int], list[tuple[int, int, Role]]]:
    """Return the terms and levels that hold."""
    terms = {(one.kind, one.status): one.days for one in tx.call(ListTerms())}
    return terms, [(one.level, one.after_days, one.role) for one in tx.call(ListEscalations())]


@pytest.mark.requirement("I-60")
def test_terms_and_levels_come_in_and_are_taken_back(tx: Transaction, bring_in: Import) -> None:
    before = held(tx)
    files = {
        "quality_terms": rows(TERMS, "ncr | open | 3", "ncr | | 45"),
        "escalation_levels": rows(LEVELS, "2 | quality_head", "4 | manager", "9 | production_head"),
    }
    done = bring_in(files)
    assert spots(done) == []
    terms, levels = held(tx)
    assert (terms[CaseKind.NCR, QualityStatus.OPEN], terms[CaseKind.NCR, None]) == (3, 45)
    assert levels == [(1, 2, Role.QUALITY_HEAD), (2, 4, Role.MANAGER), (3, 9, Role.PRODUCTION_HEAD)]
    assert done.id is not None
    tx.call(UndoImport(id=done.id, reason="Wrong plant"))
    assert held(tx) == before


def test_every_error_is_said_with_its_row(tx: Transaction, bring_in: Import) -> None:
    before = held(tx)
    terms = (
        "ncr | open | 3",
        "ncr | open | 4",
        "ncr | draft | 3",
        "qct | | 3",
        "ncr | closed | 9",
        "order | open | 3",
        "ncr | contained | 0",
    )
    found = spots(bring_in({"quality_terms": rows(TERMS, *terms)}))
    assert [tuple(spot)[1:] for spot in found] == [
        (3, "status", "errors.RecordExists"),
        (4, "status", "errors.ValueNotAllowed"),
        (5, "status", "errors.ValueNotAllowed"),
        (6, "status", "errors.ValueNotAllowed"),
        (7, "kind", "exchange.CellInvalid"),
        (8, "days", "exchange.CellInvalid"),
    ]
    found = spots(bring_in({"escalation_levels": rows(LEVELS, "3 | manager", "3 | quality_head", "9 | caretaker")}))
    assert [tuple(spot)[1:] for spot in found] == [
        (3, "after_days", "errors.ValueNotAllowed"),
        (4, "role", "exchange.CellInvalid"),
    ]
    assert held(tx) == before


def test_chinese_headings_are_understood(tx: Transaction, bring_in: Import) -> None:
    files = {
        "quality_terms": rows("类型 | 状态 | 天数", "capa | plan | 7"),
        "escalation_levels": rows("逾期天数 | 角色", "2 | manager"),
    }
    assert spots(bring_in(files)) == []
    terms, levels = held(tx)
    assert terms[CaseKind.CAPA, QualityStatus.PLAN] == 7
    assert levels == [(1, 2, Role.MANAGER)]


AGREEMENTS = "customer | consent_concession | consent_rework | notice_hours"


def agreed(tx: Transaction) -> list[tuple[str, bool, bool, int]]:
    """Return what is agreed with customers."""
    found = tx.call(ListAgreements())
    return [(one.customer, one.consent_concession, one.consent_rework, one.notice_hours) for one in found]


@pytest.mark.requirement("CN-20", "CN-41")
def test_agreements_with_customers_come_in_and_are_taken_back(tx: Transaction, bring_in: Import) -> None:
    before = agreed(tx)
    partners = rows("code | name | kind", "C-ONE | One Medical | customer", "S-ONE | One Resin | supplier")
    done = bring_in(
        {"partners": partners, "customer_agreements": rows(AGREEMENTS, "| yes | no | 36", "C-ONE | no | yes | 8")}
    )
    assert spots(done) == []
    assert agreed(tx) == [("", True, False, 36), ("One Medical", False, True, 8)]
    assert done.id is not None
    tx.call(UndoImport(id=done.id, reason="Wrong plant"))
    assert agreed(tx) == before


def test_every_error_of_an_agreement_is_said_with_its_row(tx: Transaction, bring_in: Import) -> None:
    before = agreed(tx)
    partners = rows("code | name | kind", "C-ONE | One Medical | customer", "S-ONE | One Resin | supplier")
    wrong = (
        "C-ONE | yes | no | 8",
        "C-ONE | yes | no | 9",
        "S-ONE | yes | no | 8",
        "C-NONE | yes | no | 8",
        "| yes | no | 9000",
        "| yes | maybe | 8",
    )
    found = spots(bring_in({"partners": partners, "customer_agreements": rows(AGREEMENTS, *wrong)}))
    assert [tuple(spot)[1:] for spot in found] == [
        (3, "customer", "errors.RecordExists"),
        (4, "customer", "exchange.ReferenceUnknown"),
        (5, "customer", "exchange.ReferenceUnknown"),
        (6, "notice_hours", "errors.ValueNotAllowed"),
        (7, "consent_rework", "exchange.CellInvalid"),
        (7, "customer", "errors.RecordExists"),
    ]
    assert agreed(tx) == before


def test_chinese_headings_of_agreements_are_understood(tx: Transaction, bring_in: Import) -> None:
    file = rows("客户 | 让步须经同意 | 返工须经同意 | 通知时限（小时）", "| 是 | 否 | 12")
    assert spots(bring_in({"customer_agreements": file})) == []
    assert agreed(tx) == [("", True, False, 12)]
