"""The forms that start a recall and name suspects."""

from datetime import UTC, date, datetime
from typing import get_args

import pytest

from tests.client.modules.recall.plant import make_recall
from veralot_client.core.services import Services
from veralot_client.modules.recall.presenters.starting import KINDS, MAKERS, SuspectForm
from veralot_client.widgets.form.spec import Choice, Wrong
from veralot_shared.contracts.recall import (
    ChangeSuspects,
    GaugeSuspect,
    LocationSuspect,
    LotSuspect,
    PersonSuspect,
    SerialsSuspect,
    SupplierLotSuspect,
    Suspect,
    WindowSuspect,
)
from veralot_shared.ids import GaugeId, ItemId, LocationId, LotId, UserId

WINDOW = {"since": date(2026, 11, 1), "until": date(2026, 11, 3)}
SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 3, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "entered", "suspect"),
    [
        ("lot", {"lot_id": Choice(7, "L7")}, LotSuspect(lot_id=LotId(7))),
        (
            "supplier_lot",
            {"supplier_lot_no": "TH26", "supplier_id": None},
            SupplierLotSuspect(supplier_lot_no="TH26"),
        ),
        (
            "serials",
            {"item_id": Choice(3, "FG"), "first": "A1", "last": "A9"},
            SerialsSuspect(item_id=ItemId(3), first="A1", last="A9"),
        ),
        (
            "location",
            {"location_id": Choice(4, "WH"), **WINDOW},
            LocationSuspect(location_id=LocationId(4), since=SINCE, until=UNTIL),
        ),
        (
            "person",
            {"user_id": Choice(5, "li.na"), **WINDOW},
            PersonSuspect(user_id=UserId(5), since=SINCE, until=UNTIL),
        ),
        (
            "gauge",
            {"gauge_id": Choice(6, "CAL-001"), **WINDOW},
            GaugeSuspect(gauge_id=GaugeId(6), since=SINCE, until=UNTIL),
        ),
        ("window", {"item_id": None, **WINDOW}, WindowSuspect(since=SINCE, until=UNTIL)),
    ],
)
def test_each_kind_of_suspect_asks_for_what_it_needs(
    desk: Services, kind: str, entered: dict[str, object], suspect: Suspect
) -> None:
    form = SuspectForm(desk, make_recall())
    form.entered("kind", {"kind": kind})
    assert {field.name for field in form.fields} == {"kind", *entered}
    command = form.checked({"kind": kind, **entered})
    assert isinstance(command, ChangeSuspects)
    assert command.suspects == [*make_recall().suspects, suspect]


def test_a_time_that_ends_before_it_begins_is_not_sent(desk: Services) -> None:
    form = SuspectForm(desk, make_recall())
    form.entered("kind", {"kind": "window"})
    backwards = {"since": date(2026, 11, 3), "until": date(2026, 11, 1), "item_id": None}
    with pytest.raises(Wrong):
        form.checked({"kind": "window", **backwards})


def test_every_kind_of_suspect_can_be_entered_and_is_named() -> None:
    tags = {str(kind.__struct_config__.tag) for kind in get_args(Suspect)}
    assert tags == set(MAKERS) == set(KINDS)
