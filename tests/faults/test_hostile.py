"""Values that no record can hold, and bodies that are none, at every door: refused with the field and the rule."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.conftest import Intruder, Target
from veralot_server.core.bounds import (
    DATE_RULE,
    LARGEST,
    NUL_RULE,
    NUMBER_RULE,
    WHOLE_RULE,
    ZONE_RULE,
    require_storable,
)
from veralot_server.rpc import openapi
from veralot_shared.contracts.capture import BeginCapture, WaitingForm
from veralot_shared.contracts.genealogy import ConsumeLine, ConsumeLots, CorrectLot, GetLot
from veralot_shared.contracts.recall import FindAffected, LotSuspect, WindowSuspect
from veralot_shared.errors import PROBLEM_TYPE, MessageInvalid, MessageUnknown, RecordNotFound, ValueNotAllowed
from veralot_shared.ids import ItemId, LocationId, LotId, UnitId
from veralot_shared.messages import JSON, MSGPACK, Message, messages

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def line(**changes: Any) -> ConsumeLots:
    """Return a message whose second line is changed."""
    values: dict[str, Any] = {"lot_id": LotId(1), "location_id": LocationId(1), "quantity": Decimal(1)}
    lines = [ConsumeLine(**values), ConsumeLine(**(values | changes))]
    return ConsumeLots(order_no="WO-1", output_id=LotId(1), lines=lines)


def corrected(**changes: Any) -> CorrectLot:
    """Return a correction with something changed."""
    values: dict[str, Any] = {"supplier_lot_no": None, "manufactured": None, "expiry": None, "reason": "x", **changes}
    return CorrectLot(lot_id=LotId(1), version=1, **values)


@pytest.mark.parametrize(
    ("message", "field", "rule"),
    [
        (GetLot(id=LotId(2**63)), "id", WHOLE_RULE),
        (GetLot(id=LotId(-(10**30))), "id", WHOLE_RULE),
        (line(quantity=Decimal("1e18")), "lines[1].quantity", NUMBER_RULE),
        (line(quantity=Decimal("NaN")), "lines[1].quantity", NUMBER_RULE),
        (line(quantity=Decimal("sNaN")), "lines[1].quantity", NUMBER_RULE),
        (line(quantity=Decimal("-Infinity")), "lines[1].quantity", NUMBER_RULE),
        (line(unit_ids=[UnitId(1), UnitId(2**64)]), "lines[1].unit_ids[1]", WHOLE_RULE),
        (corrected(reason="a\0b"), "reason", NUL_RULE),
        (corrected(supplier_lot_no="\0"), "supplier_lot_no", NUL_RULE),
        (corrected(expiry=date(3000, 1, 1)), "expiry", DATE_RULE),
        (corrected(manufactured=date.min), "manufactured", DATE_RULE),
        (FindAffected(suspects=[LotSuspect(lot_id=LotId(2**63))]), "suspects[0].lot_id", WHOLE_RULE),
        (
            FindAffected(suspects=[WindowSuspect(since=datetime.min.replace(tzinfo=UTC), until=NOW)]),
            "suspects[0].since",
            DATE_RULE,
        ),
        (
            FindAffected(suspects=[WindowSuspect(since=NOW.replace(tzinfo=None), until=NOW)]),
            "suspects[0].since",
            ZONE_RULE,
        ),
        (
            BeginCapture(
                device=uuid.UUID(int=1),
                name="PC",
                public_keys=[b"x"],
                span_seconds=900,
                device_at=NOW,
                waiting=WaitingForm(oldest_at=NOW.replace(tzinfo=None)),
            ),
            "waiting.oldest_at",
            ZONE_RULE,
        ),
    ],
)
def test_a_value_that_no_record_holds_is_named_with_its_rule(message: Message[Any], field: str, rule: str) -> None:
    with pytest.raises(ValueNotAllowed) as refused:
        require_storable(message)
    assert (refused.value.field, refused.value.rule) == (field, rule)
    assert "\0" not in refused.value.value
    assert len(refused.value.value) < 100


@given(
    st.integers(-LARGEST, LARGEST),
    st.decimals(-(10**17), 10**17),
    st.dates(date(1900, 1, 1), date(2999, 12, 31)),
    st.text(st.characters(codec="utf-8", exclude_characters="\0")),
)
def test_what_a_record_holds_passes(number: int, quantity: Decimal, day: date, text: str) -> None:
    require_storable(line(quantity=quantity, unit_ids=[UnitId(number)]))
    require_storable(corrected(expiry=day, reason=text, supplier_lot_no=text))
    require_storable(FindAffected(suspects=[WindowSuspect(since=NOW, until=NOW, item_id=ItemId(number))]))


# --- through the door ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def http(target: Target, attacked: str) -> Iterator[httpx.Client]:
    """Return a line of somebody who has every right."""
    who: Intruder = target.intruder()
    with httpx.Client(base_url=attacked, headers={"Authorization": f"Bearer {who.token}"}, timeout=30) as line_:
        yield line_


def problem(answer: httpx.Response) -> dict[str, Any]:
    """Return the problem document of a refusal."""
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == PROBLEM_TYPE
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    return found


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": 1e400}',
        b'{"id": NaN}',
        b'{"id": Infinity}',
        b'{"id": "1"}',
        b'{"id": 1.5}',
        b'{"id": true}',
        b'{"id": null}',
        b'{"id": 1, "id": 2, "surprise": 1}',
        b'{"id": ' + b"9" * 5000 + b"}",
        b'{"id": ' + b"[" * 3000 + b"]" * 3000 + b"}",
        b'{"id": 1}{"id": 2}',
        b'\xef\xbb\xbf{"id": 1}',
        '{"id": 1}'.encode("utf-16"),
        b"\0",
        b"\xff",
    ],
)
@pytest.mark.parametrize("kind", [JSON, f"{JSON}; charset=utf-16", MSGPACK])
def test_a_body_that_is_no_message_is_refused(http: httpx.Client, body: bytes, kind: str) -> None:
    answer = http.post("/rpc/genealogy.GetLot", content=body, headers={"Content-Type": kind})
    assert problem(answer)["code"] in {MessageInvalid.code, ValueNotAllowed.code}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"id": 2**63}, "id"),
        ({"id": -(2**63)}, "id"),
        ({"id": 10**18}, "id"),
    ],
)
def test_a_huge_number_is_named(http: httpx.Client, body: dict[str, Any], field: str) -> None:
    for kind, encode in ((JSON, msgspec.json.encode), (MSGPACK, msgspec.msgpack.encode)):
        answer = http.post("/rpc/genealogy.GetLot", content=encode(body), headers={"Content-Type": kind})
        found = problem(answer)
        assert (found["code"], found["field"]) == (ValueNotAllowed.code, field)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "*/*", "x"])
def test_other_content_types_are_refused(http: httpx.Client, kind: str) -> None:
    answer = http.post("/rpc/genealogy.GetLot", content=b'{"id": 1}', headers={"Content-Type": kind})
    assert answer.status_code == 415
    problem(answer)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/rpc/genealogy.GetLot"),
        ("DELETE", "/rpc/genealogy.GetLot"),
        ("POST", "/rpc/"),
        ("POST", "/rpc/genealogy.GetLot%00"),
        ("POST", "/rpc/%ff%fe"),
        ("POST", "/rpc/../health/live"),
        ("GET", "/files/../../etc/passwd"),
        ("GET", "/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd"),
        ("GET", "/files/" + "A" * 64),
        ("GET", "/files/" + "0" * 63),
        ("DELETE", "/files/" + "0" * 64),
        ("GET", "/nowhere"),
        ("POST", "/health/live"),
        ("PUT", "/openapi.json"),
    ],
)
def test_a_path_that_leads_nowhere_is_a_described_refusal(http: httpx.Client, method: str, path: str) -> None:
    assert problem(http.request(method, path))["code"] == MessageUnknown.code


@pytest.mark.parametrize(
    ("op", "field", "more"),
    [
        ("genealogy.PlaceHold", "node_ids", {"reason_code": "other"}),
        ("genealogy.LiftHold", "hold_ids", {}),
        ("genealogy.RecallLots", "lot_ids", {}),
    ],
)
def test_nobody_is_asked_to_sign_nothing(http: httpx.Client, op: str, field: str, more: dict[str, Any]) -> None:
    found = problem(http.post(f"/rpc/{op}", json={field: [], "reason": "x", **more}))
    assert (found["code"], found["field"]) == (ValueNotAllowed.code, field)


@pytest.mark.parametrize("kind", ["lot", "units", "step", "movement", "recall_order", "label_job", "nothing"])
@pytest.mark.parametrize("key", ["", "abc", "9" * 30, "-1", "1-99999999999999", "1/accept/0", "1/x", "²", "1,2"])
def test_a_key_that_somebody_made_up_is_the_key_of_no_record(http: httpx.Client, kind: str, key: str) -> None:
    found = problem(http.post("/rpc/identity.SignaturesOf", json={"kind": kind, "key": key}))
    assert found["code"] == RecordNotFound.code


def test_nobody_is_told_anything(target: Target, attacked: str) -> None:
    """Whoever has no session is asked for one, by every message and door that is not for everybody."""
    with httpx.Client(base_url=attacked, timeout=30) as stranger:
        for op, cls in messages().items():
            if not cls.public:
                answer = stranger.post(f"/rpc/{op}", content=b"{}", headers={"Content-Type": JSON})
                assert problem(answer)["status"] in {401, 422}, op
        assert problem(stranger.get("/events"))["status"] == 401
        assert problem(stranger.get(f"/files/{target.mine.texts['sha256']}"))["status"] == 401


@pytest.mark.parametrize("key", ["", "1", "x" * 5000, "'; --", str(uuid.UUID(int=0)) + "0"])
def test_a_commands_id_is_a_uuid(http: httpx.Client, key: str) -> None:
    answer = http.post(
        "/rpc/items.CreatePartner", content=b"{}", headers={"Content-Type": JSON, "Idempotency-Key": key}
    )
    assert problem(answer)["code"] == MessageInvalid.code


def test_every_message_is_in_the_document() -> None:
    paths = msgspec.json.decode(openapi.document())["paths"]
    assert {f"/rpc/{op}" for op in messages()} <= set(paths)
