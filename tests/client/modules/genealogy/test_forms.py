"""Each form builds its command, and says what is wrong before anything is sent."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.client.modules.genealogy.form_cases import CASES, CATHETERS, CUSTOMER, HUBS, OUTPUT, choice, line
from veralot_client.core.services import Services
from veralot_client.modules.genealogy.presenters import aggregation, leaving, making, moves
from veralot_client.modules.genealogy.presenters.forms import FORMS
from veralot_client.modules.genealogy.presenters.possibilities import POSSIBLE
from veralot_client.widgets.form.presenter import FormPresenter
from veralot_client.widgets.form.spec import Choice, FieldKind, Flaw, Values, Wrong
from veralot_shared.ids import LocationId

pytestmark = pytest.mark.usefixtures("goods")


def begun(form: FormPresenter[Any]) -> FormPresenter[Any]:
    """Return a form that stands and has read what it needs."""
    form.begin()
    return form


def empty(form: FormPresenter[Any]) -> Values:
    """Return what the form's fields hold at first."""
    nothing = {FieldKind.TEXT: "", FieldKind.NOTE: "", FieldKind.SERIALS: "", FieldKind.LINES: [], FieldKind.FIXED: ""}
    return {field.name: nothing.get(field.kind) for field in form.fields} | form.values


@pytest.mark.parametrize("name", CASES)
def test_a_form_sends_its_command(services: Services, name: str) -> None:
    make, typed, command = CASES[name]
    form = begun(make(services))
    values = empty(form) | typed
    for place in range(len(values.get("lines", []))):
        form.entered(f"lines[{place}].lot_id", values)
    assert form.checked(values) == command


def test_units_that_are_not_read_yet_are_no_wrong_units(services: Services) -> None:
    form = moves.DrawForm(services, CATHETERS)
    with pytest.raises(Wrong) as wrong:
        form.checked(empty(form) | PLACE | {"unit_ids": "PT260801-001"})
    flaw = wrong.value.flaws[0]
    assert isinstance(flaw, Flaw)
    assert "still being read" in flaw.text


@pytest.mark.parametrize("name", CASES)
def test_an_empty_form_names_every_field_that_is_missing(services: Services, name: str) -> None:
    make, typed, _command = CASES[name]
    form = begun(make(services))
    must = {field.name for field in form.fields if field.required and field.kind is not FieldKind.FIXED}
    entered = {key for key, value in empty(form).items() if value not in (None, "", [])}
    if not must - entered:
        return
    with pytest.raises(Wrong) as wrong:
        form.checked(empty(form))
    assert {flaw.field for flaw in wrong.value.flaws if isinstance(flaw, Flaw)} >= must - entered
    assert typed is not None


@pytest.mark.parametrize("name", CASES)
def test_a_form_says_what_it_does_and_bears_what_is_incomplete(services: Services, name: str) -> None:
    make, _typed, _command = CASES[name]
    form = begun(make(services))
    assert form.heading()
    assert "{" not in form.heading()
    assert form.button
    assert isinstance(form.summary(empty(form)), str)
    for field in form.fields:
        form.entered(field.name, empty(form))


def test_every_action_of_the_dossier_opens_a_form_or_is_known_otherwise() -> None:
    others = {"genealogy.lift", "genealogy.trace", "genealogy.picture", "genealogy.export"}
    assert set(POSSIBLE) - set(FORMS) == others


def flaws(form: FormPresenter[Any], typed: Values) -> list[str]:
    """Return the fields at which a form finds something wrong."""
    with pytest.raises(Wrong) as wrong:
        form.checked(empty(form) | typed)
    return [flaw.field for flaw in wrong.value.flaws if isinstance(flaw, Flaw)]


PLACE = {"location_id": LocationId(3), "target_id": LocationId(5)}


@pytest.mark.parametrize(
    ("make", "typed", "fields"),
    [
        (lambda s: moves.TransferForm(s, HUBS), PLACE | {"quantity": Decimal(0)}, ["quantity"]),
        (lambda s: moves.DrawForm(s, CATHETERS), PLACE | {"unit_ids": "PT260801-099"}, ["unit_ids"]),
        (lambda s: moves.DrawForm(s, CATHETERS), PLACE | {"unit_ids": "PT260801-003..001"}, ["unit_ids"]),
        (lambda s: moves.DrawForm(s, CATHETERS), PLACE | {"unit_ids": "PT260801-001 PT260801-001"}, ["unit_ids"]),
        (
            lambda s: moves.SplitForm(s, HUBS),
            {"location_id": LocationId(3), "parts": [{"quantity": Decimal(99), "lot_no": ""}]},
            ["parts"],
        ),
        (
            lambda s: moves.MergeForm(s, [HUBS]),
            {"sources": [{"lot": choice(HUBS)}], "location_id": LocationId(3), "lot_no": "M1"},
            ["sources"],
        ),
        (
            lambda s: making.ProduceForm(s, OUTPUT),
            {"quantity": Decimal(3), "serials": "A1..A2", "location_id": LocationId(2)},
            ["serials"],
        ),
        (lambda s: making.ConsumeForm(s, output=OUTPUT), {"lines": [line(lot_id=choice(HUBS))]}, ["lines[0].quantity"]),
        (
            lambda s: making.PackForm(s, CATHETERS),
            {"level": 2, "location_id": LocationId(3), "package_nos": "B1..B2", "unit_ids": "PT260801-001..003"},
            ["unit_ids"],
        ),
        (
            lambda s: making.PackForm(s, HUBS),
            {"level": 1, "location_id": LocationId(3), "package_nos": "B1"},
            ["quantity"],
        ),
        (
            lambda s: making.PackForm(s, CATHETERS),
            {"level": 2, "location_id": LocationId(3), "package_nos": "B1", "package_ids": "P9"},
            ["package_ids"],
        ),
        (lambda s: aggregation.AggregateForm(s, CATHETERS), {"location_id": LocationId(3)}, ["level_1"]),
        (
            lambda s: aggregation.AggregateForm(s, CATHETERS),
            {"location_id": LocationId(3), "level_1": "P1 P1"},
            ["level_1"],
        ),
        (
            lambda s: leaving.ShipForm(s, [CATHETERS]),
            {
                "shipment_no": "S",
                "customer_id": Choice(CUSTOMER.id, "C22", "", CUSTOMER),
                "lines": [line(lot_id=choice(CATHETERS), package_ids="P9")],
            },
            ["lines[0].package_ids"],
        ),
        (
            lambda s: leaving.AdjustForm(s, HUBS),
            {"location_id": LocationId(3), "counted": Decimal(-1), "reason": "x"},
            ["counted"],
        ),
    ],
)
def test_what_cannot_be_is_said_at_its_field_before_anything_is_sent(
    services: Services, make: Callable[[Services], FormPresenter[Any]], typed: Values, fields: list[str]
) -> None:
    assert flaws(begun(make(services)), typed) == fields
