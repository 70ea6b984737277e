"""A measured number keeps every decimal place that it was measured to."""

from decimal import Decimal

import pytest

from veralot_client.core.words import Words


@pytest.mark.requirement("DI-05")
@pytest.mark.parametrize(
    ("value", "places", "said"),
    [("18.2", 2, "18.20"), ("18.20", 2, "18.20"), ("1234.5", 3, "1,234.500"), ("7", 0, "7"), ("0.125", 2, "0.125")],
)
def test_it_reads_to_its_places_and_loses_none(value: str, places: int, said: str) -> None:
    assert Words("en").measured(Decimal(value), places) == said
    assert Words("zh_CN").measured(Decimal(value), places) == said
