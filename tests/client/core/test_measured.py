"""A measured number keeps every decimal place that it was measured to, and errors write numbers and days as pages do."""

from datetime import date
from decimal import Decimal

import pytest

from veralot_client.core.words import Words
from veralot_shared.contracts.genealogy import ExpiryPassed, StockShort


@pytest.mark.requirement("DI-05")
@pytest.mark.parametrize(
    ("value", "places", "said"),
    [("18.2", 2, "18.20"), ("18.20", 2, "18.20"), ("1234.5", 3, "1,234.500"), ("7", 0, "7"), ("0.125", 2, "0.125")],
)
def test_it_reads_to_its_places_and_loses_none(value: str, places: int, said: str) -> None:
    assert Words("en").measured(Decimal(value), places) == said
    assert Words("zh_CN").measured(Decimal(value), places) == said


def test_quantities_and_days_in_an_error_read_as_everywhere_else() -> None:
    short = StockShort(lot_no="L1", location="A", available=Decimal("12345.50"), wanted=Decimal(20000), unit="m")
    assert Words("en").error(short).startswith("Only 12,345.5 m of lot L1 lie at A; 20,000 m")
    passed = ExpiryPassed(expiry=date(2026, 3, 1), field="expiry")
    assert Words("en").error(passed).startswith("Expiry: 1 Mar 2026 has passed")
    assert "2026年3月1日" in Words("zh_CN").error(passed)
