"""What an offline entry holds is told as the record would be judged, so that whoever decides on it sees what fails."""

from decimal import Decimal

import pytest

from veralot_server.modules.inspection.captured_lines import Measured, fails
from veralot_shared.contracts.inspection import ResultEntry
from veralot_shared.ids import CharacteristicId

ID = CharacteristicId(3)
LENGTH = Measured(
    id=3, code="1", name="Length", name_zh="长度", unit="mm", lower=Decimal("23.90"), upper=Decimal("24.10")
)


@pytest.mark.requirement("OFF-06")
@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (ResultEntry(characteristic_id=ID, value=Decimal("24.10")), False),
        (ResultEntry(characteristic_id=ID, value=Decimal("24.11")), True),
        (ResultEntry(characteristic_id=ID, value=Decimal("23.89")), True),
        (ResultEntry(characteristic_id=ID, conforming=True), False),
        (ResultEntry(characteristic_id=ID, conforming=False), True),
        (ResultEntry(characteristic_id=ID, inspected=50, nonconforming=0), False),
        (ResultEntry(characteristic_id=ID, inspected=50, nonconforming=2), True),
        (ResultEntry(characteristic_id=ID, text="as agreed"), False),
    ],
)
def test_a_line_says_whether_it_is_out_of_specification(entry: ResultEntry, expected: bool) -> None:  # noqa: FBT001 - a case
    assert fails(entry, LENGTH) is expected


def test_what_nobody_knows_is_not_judged() -> None:
    assert not fails(ResultEntry(characteristic_id=ID, value=Decimal(9)), None)
