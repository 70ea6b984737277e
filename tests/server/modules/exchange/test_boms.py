"""Bills of materials come in line by line, and nothing is made of itself."""

from decimal import Decimal

import pytest

from tests.server.modules.exchange.plant import Import, Row, rows, spots, tables
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.items import ListBoms, ListItems
from veralot_shared.errors import RecordNotFound
from veralot_shared.ids import ItemId

HEADS = "item | revision | position | component | quantity | unit | per"


def bring(bring_in: Import, *lines: str) -> list[tuple[int, str, str]]:
    plant: dict[str, list[Row]] = {kind: tables()[kind] for kind in ("partners", "items")}
    return [tuple(spot)[1:] for spot in spots(bring_in(plant | {"boms": rows(HEADS, *lines)}))]  # type: ignore[misc]  # a spot without its file


def test_a_bill_of_materials_is_listed_with_its_item(tx: Transaction, bring_in: Import) -> None:
    assert bring(bring_in, "FG | A | 10 | RM | 500 | g | 100", "FG | A | 20 | CP | 200 | pcs | 100") == []
    item = next(item for item in tx.call(ListItems()) if item.code == "FG")
    (bom,) = tx.call(ListBoms(item_id=item.id))
    assert (bom.revision, bom.per, bom.unit) == ("A", Decimal(100), "pcs")
    assert [(line.position, line.component, line.quantity, line.unit) for line in bom.lines] == [
        (10, "RM", Decimal("0.5"), "kg"),
        (20, "CP", Decimal(200), "pcs"),
    ]
    with pytest.raises(RecordNotFound):
        tx.call(ListBoms(item_id=ItemId(999_999)))


@pytest.mark.parametrize(
    ("lines", "errors"),
    [
        (["FG | A | | FG | 1 | | 1"], [(2, "component", "exchange.BomCircular")]),
        (["FG | A | | CP | 1 | | 1", "CP | A | | FG | 1 | | 1"], [(3, "component", "exchange.BomCircular")]),
        (["FG | A | 1 | CP | 1 | | 1", "FG | A | 1 | RM | 1 | | 1"], [(3, "position", "errors.RecordExists")]),
        (["FG | A | | CP | 1 | | 1", "FG | A | | RM | 1 | | 2"], [(3, "per", "errors.ValueNotAllowed")]),
        (["FG | A | | XX | 1 | | 1"], [(2, "component", "exchange.ReferenceUnknown")]),
        (["FG | A | | CP | 1 | kg | 1"], [(2, "quantity", "genealogy.QuantityInvalid")]),
        (["FG | A | | CP | 1 | | 0"], [(2, "per", "genealogy.QuantityInvalid")]),
    ],
)
def test_what_cannot_be_is_said_with_its_row(
    bring_in: Import, lines: list[str], errors: list[tuple[int, str, str]]
) -> None:
    assert bring(bring_in, *lines) == errors


def test_a_circle_closes_over_what_the_database_has(bring_in: Import) -> None:
    assert bring(bring_in, "FG | A | | CP | 1 | | 1") == []
    again = bring_in({"boms": rows(HEADS, "CP | A | | FG | 1 | | 1", "FG | A | | RM | 1 | | 1")})
    assert [(spot.row, spot.code) for spot in spots(again)] == [(2, "exchange.BomCircular"), (3, "errors.RecordExists")]
