"""The dossier's section of signatures."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.identity import CloseRoom, account, acting, entry
from veralot_server.core import module
from veralot_server.core.module import Subject
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import dossier, signing
from veralot_shared.contracts.genealogy import LotStatus, LotView
from veralot_shared.ids import ItemId, LotId

LOT = LotView(
    id=LotId(41),
    version=1,
    lot_no="R2603-0117",
    item_id=ItemId(1),
    item_code="RES-01",
    item_name="Resin",
    item_name_zh="树脂",
    tracking="lot",
    status=LotStatus.RELEASED,
    status_beneath=LotStatus.RELEASED,
    holds=0,
    cycle=1,
    supplier_id=None,
    supplier=None,
    supplier_lot_no=None,
    customer_id=None,
    customer=None,
    order_no=None,
    manufactured=None,
    expiry=None,
    quantity_made=Decimal(1),
    on_hand=Decimal(1),
    unit="kg",
    created_at=datetime(2026, 3, 1, tzinfo=UTC),
    created_by="Wang Fang",
)


def subject(lot_id: int, status: str) -> Subject:
    """Return a lot as the genealogy signs it."""
    return Subject(kind="lot", key=str(lot_id), label=LOT.lot_no, content={"status": status})


@pytest.fixture
def statuses(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return lots that can be signed and then change: key → status."""
    there = {"41": "released", "42": "released"}
    monkeypatch.delitem(module.MANY, "lot")
    monkeypatch.setitem(module.SUBJECTS, "lot", lambda key, _: subject(int(key), there[key]))
    return there


def rows(tx: Transaction) -> list[dict[str, Any]]:
    """Return the section's rows by the names of its columns."""
    section = dossier.signatures_section(LOT, tx)
    assert section is not None
    names = [column.id for column in section.columns]
    assert section.total == len(section.rows)
    return [dict(zip(names, row, strict=True)) for row in section.rows]


def test_it_stands_behind_the_evidence_it_signs() -> None:
    assert module.SECTIONS["identity.signatures"] == (80, dossier.signatures_section)


@pytest.mark.requirement("P11-17")
@pytest.mark.requirement("P11-18")
def test_it_shows_the_lots_own_signatures_oldest_first_and_whether_they_hold(
    tx: Transaction, statuses: dict[str, str]
) -> None:
    assert rows(tx) == []
    acting(tx, account(tx, "head", "quality_head"))
    who = signing.prove_signer(entry("head"), tx)
    for lot_id, reason in ((41, "Good"), (42, "Another lot"), (41, "Still good")):
        signing.write_signature(tx, CloseRoom(room="R-1"), who, reason, [subject(lot_id, "released")])
    first, second = rows(tx)
    assert first == {
        "signed_at": tx.now,
        "name": "Head 张三",
        "user_name": "head",
        "role": "quality_head",
        "meaning": "approved",
        "statement": "I close this room.",
        "reason": "Good",
        "validity": True,
    }
    assert second["reason"] == "Still good"
    statuses["41"] = "hold"
    assert [row["validity"] for row in rows(tx)] == [False, False]
