"""Every message is sent by a customer's user with another customer's ids: they read exactly like ids that nobody has.

Two users try: one with the rights of a registrant, and one who has every right of the plant, so that no message is safe
merely because registrants may not send it. Each id of each message is tried in turn, the others being the user's own.
"""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.faults.conftest import Intruder, Target
from tests.faults.variants import NOBODYS, Filler, Variant
from veralot_shared.contracts.identity import PermissionDenied, Role
from veralot_shared.errors import CodedError, RecordNotFound
from veralot_shared.messages import Command, Message, messages

pytestmark = [pytest.mark.requirement("CMO-01", "P11-11"), pytest.mark.trap("T11")]

EVERY_MESSAGE = sorted(messages().values(), key=lambda cls: cls.op)
QUERIES = [cls for cls in EVERY_MESSAGE if not issubclass(cls, Command)]
CLOCK = re.compile(r"\"(at|seconds)\":\"[^\"]*\"|'shown_hash': '[0-9a-f]{64}'")
"""What differs between any two answers."""
ROLES = {"registrant": Role.REGISTRANT, "every right": Role.MANAGER}
REFUSED = (RecordNotFound.code, PermissionDenied.code)

PLANTS_OWN = {
    *("FindingId", "ReviewId", "CommandId"),
    *("DeviceId", "EntryKeyId", "OfflineEntryId", "IncidentId", "SnapshotId"),
    *("GaugeId", "CalibrationId", "GaugeAssessmentId"),
    *("PeriodId", "DefectId"),
    *("QualificationId", "GrantId"),
}
"""Of the audit log, of devices and their entries, of gauges, of calendars, of defect codes and of who is qualified for what,
which are the whole plant's: no customer owns any of these."""


@pytest.fixture(scope="module")
def filler(target: Target) -> Filler:
    """Fill messages with what is the user's own."""
    return Filler({**target.shared, **target.mine.ids}, target.mine.texts)


@pytest.fixture(scope="module")
def user(target: Target) -> Callable[[str], Intruder]:
    """Return a function that signs a customer's user in, once for each kind of them."""
    known: dict[str, Intruder] = {}

    def sign_in(kind: str) -> Intruder:
        if kind not in known:
            known[kind] = target.intruder(ROLES[kind], target.mine.customer)
        return known[kind]

    return sign_in


def told(outcome: tuple[str, Any], number: int) -> str:
    """Return what an outcome tells, without the clock and without the id that was asked for."""
    code, reply = outcome
    text = f"{reply.data()} {getattr(reply, 'field', None)}" if isinstance(reply, CodedError) else reply
    return f"{code} " + re.sub(rf"(?<!\d){number}(?!\d)", "#", CLOCK.sub("", text))


def theirs(filler: Filler, target: Target, cls: type[Message[Any]]) -> list[Variant]:
    """Return the messages that can name something of the other customer."""
    return [one for one in filler.variants(cls) if one.named.kind in target.theirs.ids]


@pytest.mark.parametrize("kind", ROLES)
@pytest.mark.parametrize("cls", EVERY_MESSAGE, ids=lambda cls: cls.op)
def test_anothers_record_reads_like_none(
    cls: type[Message[Any]], kind: str, target: Target, filler: Filler, user: Callable[[str], Intruder]
) -> None:
    for variant in theirs(filler, target, cls):
        nobodys = told(target.ask(user(kind), cls.op, variant.naming(NOBODYS)), NOBODYS)
        for number in target.theirs.every(variant.named.kind):
            before = target.written()
            outcome = target.ask(user(kind), cls.op, variant.naming(number))
            assert told(outcome, number) == nobodys, (variant, number)
            assert target.theirs.mark not in told(outcome, number), (variant, number)
            if issubclass(cls, Command):
                assert outcome[0] != "ok", (variant, number)
                assert target.written() == before, (variant, number)


@pytest.mark.parametrize("kind", ROLES)
@pytest.mark.parametrize("cls", QUERIES, ids=lambda cls: cls.op)
def test_no_answer_holds_anything_of_anothers(
    cls: type[Message[Any]], kind: str, target: Target, filler: Filler, user: Callable[[str], Intruder]
) -> None:
    for body in filler.bodies(cls):
        outcome = target.ask(user(kind), cls.op, body)
        assert target.theirs.mark not in told(outcome, NOBODYS), body


def test_the_same_messages_find_what_is_ones_own(target: Target, filler: Filler) -> None:
    """The plant's own people get at what the customer's user does not: the messages are well formed and ask something."""
    us = target.intruder()
    found = refused = 0
    for cls in QUERIES:
        for variant in theirs(filler, target, cls):
            outcome = target.ask(us, cls.op, variant.naming(target.theirs.ids[variant.named.kind]))
            found += outcome[0] == "ok" and target.theirs.mark in outcome[1]
            refused += outcome[0] in REFUSED
    assert found >= 30
    assert refused <= found


def test_everything_that_messages_can_name_is_tried(target: Target, filler: Filler) -> None:
    kinds = {one.named.kind for cls in EVERY_MESSAGE for one in filler.variants(cls)}
    untried = kinds - set(target.theirs.ids) - set(target.shared)
    assert untried <= PLANTS_OWN


def test_a_leak_would_be_noticed(target: Target, filler: Filler) -> None:
    """The comparison can fail: what the plant's own people are answered differs from what nobody's id gives."""
    us = target.intruder()
    cls = messages()["genealogy.GetLot"]
    (variant,) = theirs(filler, target, cls)
    number = target.theirs.ids["LotId"]
    open_ = told(target.ask(us, cls.op, variant.naming(number)), number)
    assert open_ != told(target.ask(us, cls.op, variant.naming(NOBODYS)), NOBODYS)
    assert msgspec.json.decode(open_.partition(" ")[2].replace("#", "0"))["lot_no"] == "P-THEIRS"
