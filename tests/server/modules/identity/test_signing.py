"""Electronic signatures: who may sign, what is bound, and what makes it void."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from sqlalchemy import select

from tests.factories.identity import (
    OTHER_PASSWORD,
    PASSWORD,
    WORKSTATION,
    CloseRoom,
    account,
    acting,
    alter,
    customer,
    entry,
    room,
    session_row,
    stored,
)
from veralot_server.core.transaction import Transaction
from veralot_server.modules.identity import domain, signing
from veralot_server.modules.identity.tables import Signature, SignatureRecord
from veralot_shared.contracts.identity import (
    AccountLocked,
    SecurityAlert,
    SignatureRefused,
    SignerNotAllowed,
)
from veralot_shared.errors import CodedError
from veralot_shared.ids import UserId
from veralot_shared.messages import Meaning
from veralot_shared.rules.canonical import content_hash

Refusal = Callable[..., CodedError]
MESSAGE = CloseRoom(room="R-1")


@pytest.fixture
def head(tx: Transaction) -> UserId:
    """Return the head of quality, who is signed in, acts, and has not signed in this session."""
    user_id = account(tx, "head", "quality_head")
    acting(tx, user_id)
    return user_id


# --- what is shown


def test_the_dialog_shows_every_fact_that_is_bound() -> None:
    subject = room(
        "R-1",
        clean=True,
        area=Decimal("12.50"),
        expiry=date(2027, 1, 31),
        doors=["north", "south"],
        lines=[{"item": "A", "quantity": Decimal(3)}, {"item": "B", "quantity": Decimal("0.5")}],
        owner={"name": "Li Na", "room": None},
    )
    view = signing.view(subject)
    assert (view.kind, view.key, view.label) == ("room", "R-1", "Room R-1")
    assert view.content_hash == content_hash(subject.content)
    assert view.facts == {
        "number": "R-1",
        "clean": "True",
        "area": "12.5",
        "expiry": "2027-01-31",
        "doors": "north, south",
        "lines[0].item": "A",
        "lines[0].quantity": "3",
        "lines[1].item": "B",
        "lines[1].quantity": "0.5",
        "owner.name": "Li Na",
        "owner.room": "",
    }
    numbers = {"area", "lines[0].quantity", "lines[1].quantity"}
    assert view.kinds == {"clean": "flag"} | dict.fromkeys(numbers, "number")


@pytest.mark.requirement("P11-18")
def test_the_shown_hash_depends_on_all_that_is_shown_and_on_nothing_else() -> None:
    shown = signing.shown_hash(MESSAGE, [room("R-1")])
    assert shown == signing.shown_hash(msgspec.structs.replace(MESSAGE, signature=entry()), [room("R-1")])
    others = [
        signing.shown_hash(CloseRoom(room="R-2"), [room("R-1")]),
        signing.shown_hash(MESSAGE, [room("R-2")]),
        signing.shown_hash(MESSAGE, [room("R-1", area=13)]),
        signing.shown_hash(MESSAGE, [room("R-1"), room("R-2")]),
        signing.shown_hash(MESSAGE, []),
    ]
    assert len({shown, *others}) == 6


def test_a_signed_command_has_a_meaning() -> None:
    assert signing.meaning_of(MESSAGE) is Meaning.APPROVED


# --- who signs


@pytest.mark.requirement("P11-21")
def test_the_first_signature_of_a_session_takes_both_components(
    tx: Transaction, refusal: Refusal, head: UserId
) -> None:
    assert isinstance(refusal(signing.prove_signer, entry(), tx), SignatureRefused)
    assert stored(tx, head).failed_attempts == 0
    who = signing.prove_signer(entry("HEAD"), tx)
    assert who.user_id == head
    signing.write_signature(tx, MESSAGE, who, "", [room("R-1")])
    assert session_row(tx, tx.actor.session_id).signed_at == tx.now


@pytest.mark.requirement("P11-21")
def test_later_ones_take_the_secret_each_time(tx: Transaction, refusal: Refusal, head: UserId) -> None:
    acting(tx, head, has_signed=True)
    assert signing.prove_signer(entry(), tx).user_id == head
    assert isinstance(refusal(signing.prove_signer, entry(secret=""), tx), SignatureRefused)
    assert isinstance(refusal(signing.prove_signer, entry(secret="wrong"), tx), SignatureRefused)


@pytest.mark.usefixtures("head")
def test_a_second_person_signs_with_both_components(tx: Transaction, refusal: Refusal) -> None:
    second = account(tx, "deputy", "quality_head", password=OTHER_PASSWORD)
    who = signing.prove_signer(entry("deputy", OTHER_PASSWORD), tx)
    assert who.user_id == second
    signing.write_signature(tx, MESSAGE, who, "", [room("R-1")])
    assert session_row(tx, tx.actor.session_id).signed_at is None
    assert isinstance(refusal(signing.prove_signer, entry("deputy", PASSWORD), tx), SignatureRefused)
    assert isinstance(refusal(signing.prove_signer, entry("nobody", PASSWORD), tx), SignatureRefused)


@pytest.mark.requirement("P11-26")
def test_failed_signatures_lock_the_signer_and_raise_the_alarm(tx: Transaction, refusal: Refusal, head: UserId) -> None:
    deputy = account(tx, "deputy", "quality_head", failed_attempts=4)
    assert isinstance(refusal(signing.prove_signer, entry("deputy", "wrong"), tx), AccountLocked)
    assert (stored(tx, deputy).state, stored(tx, head).state) == ("locked", "active")
    alerts = [event for event, _ in tx.events if isinstance(event, SecurityAlert)]
    assert [(alert.user_name, alert.workstation) for alert in alerts] == [("deputy", WORKSTATION)]
    assert isinstance(refusal(signing.prove_signer, entry("deputy"), tx), AccountLocked)


@pytest.mark.requirement("P11-11")
@pytest.mark.usefixtures("head")
def test_a_customers_person_does_not_sign_in_our_session(tx: Transaction, refusal: Refusal) -> None:
    account(tx, "guest", "registrant", customer_id=customer(tx, "C-1"))
    error = refusal(signing.prove_signer, entry("guest"), tx)
    assert isinstance(error, SignerNotAllowed)
    assert error.rule == domain.CUSTOMER_RULE


@pytest.mark.requirement("P11-14")
@pytest.mark.requirement("P11-20")
@pytest.mark.requirement("P11-22")
@pytest.mark.parametrize(
    ("columns", "begins"),
    [
        ({"identity_verified_at": None}, "This person's identity"),
        ({"accountability_accepted_at": None}, "This person has not yet accepted"),
        ({"must_change_password": True}, "The password is a first one"),
        ({"password_changed_at": None}, "The password is a first one or too old"),
    ],
    ids=str,
)
def test_who_is_not_ready_to_sign_is_told_why(
    tx: Transaction, refusal: Refusal, head: UserId, columns: dict[str, object], begins: str
) -> None:
    alter(tx, head, **columns)
    who = signing.prove_signer(entry("head"), tx)
    error = refusal(signing.check_may_sign, who, MESSAGE, [room("R-1")])
    assert isinstance(error, SignerNotAllowed)
    assert error.user_name == "head"
    assert error.rule.startswith(begins)


@pytest.mark.requirement("DI-11")
def test_an_administrator_signs_nothing(tx: Transaction, refusal: Refusal) -> None:
    acting(tx, account(tx, "admin", "administrator"))
    who = signing.prove_signer(entry("admin"), tx)
    error = refusal(signing.check_may_sign, who, MESSAGE, [room("R-1")])
    assert isinstance(error, SignerNotAllowed)
    assert error.rule.startswith("Administrators sign no records")


@pytest.mark.requirement("P11-11")
@pytest.mark.usefixtures("head")
def test_the_second_person_needs_the_right_too(tx: Transaction, refusal: Refusal) -> None:
    account(tx, "worker", "operator")
    who = signing.prove_signer(entry("worker"), tx)
    error = refusal(signing.check_may_sign, who, MESSAGE, [room("R-1")])
    assert isinstance(error, SignerNotAllowed)
    assert error.rule == domain.RIGHT_RULE


def test_nobody_signs_the_own_work(tx: Transaction, refusal: Refusal, head: UserId) -> None:
    who = signing.prove_signer(entry("head"), tx)
    signing.check_may_sign(who, MESSAGE, [room("R-1", head + 1)])
    error = refusal(signing.check_may_sign, who, MESSAGE, [room("R-1"), room("R-2", head)])
    assert isinstance(error, SignerNotAllowed)
    assert error.rule == domain.FOUR_EYES_RULE


# --- the signature


@pytest.mark.requirement("P11-17")
def test_a_signature_says_who_when_and_what_it_means(tx: Transaction, head: UserId) -> None:
    who = signing.prove_signer(entry("head"), tx)
    signed = signing.write_signature(tx, MESSAGE, who, "Inspected", [room("R-1"), room("R-2")])
    row = tx.execute(select(Signature.__table__).where(Signature.id == signed.id)).one()
    assert (row.user_id, row.user_name, row.full_name, row.full_name_zh) == (head, "head", "Head", "张三")
    assert (row.role, row.meaning, row.statement) == ("quality_head", "approved", "I close this room.")
    assert (row.reason, row.signed_at, row.message) == ("Inspected", tx.now, "identity.CloseRoom")
    assert (row.session_id, row.workstation) == (tx.actor.session_id, WORKSTATION)
    assert (signed.signer_id, signed.signer_name, signed.reason) == (head, "Head", "Inspected")
    assert tx.signature == signed


@pytest.mark.requirement("P11-18")
@pytest.mark.usefixtures("head")
def test_it_binds_the_exact_content(tx: Transaction) -> None:
    who = signing.prove_signer(entry("head"), tx)
    subject = room("R-1", area=Decimal("12.500"), expiry=date(2027, 1, 31))
    signed = signing.write_signature(tx, MESSAGE, who, "", [subject])
    row = tx.execute(select(SignatureRecord.__table__).where(SignatureRecord.signature_id == signed.id)).one()
    assert row.content == {"number": "R-1", "area": "12.5", "expiry": "2027-01-31"}
    assert row.content_hash == subject.content_hash == content_hash(row.content)


@pytest.mark.requirement("P11-06")
def test_what_follows_is_logged_under_the_signature(tx: Transaction, head: UserId) -> None:
    who = signing.prove_signer(entry("head"), tx)
    signed = signing.write_signature(tx, MESSAGE, who, "Inspected", [room("R-1")])
    alter(tx, head, language="zh_CN")
    query = "SELECT signature_id, reason FROM audit.entry WHERE table_name = 'identity_user' ORDER BY id DESC LIMIT 1"
    assert tx.wire.execute(query).fetchone() == (signed.id, "Inspected")


@pytest.mark.requirement("P11-17")
def test_the_printed_name_stays_that_of_the_day(tx: Transaction, head: UserId) -> None:
    who = signing.prove_signer(entry("head"), tx)
    signed = signing.write_signature(tx, MESSAGE, who, "", [room("R-1")])
    alter(tx, head, full_name="Somebody Else")
    assert tx.execute(select(Signature.full_name).where(Signature.id == signed.id)).scalar() == "Head"


@pytest.mark.requirement("P11-18")
def test_a_signature_cannot_be_taken_back(tx: Transaction) -> None:
    for table in ("identity_signature", "identity_signature_record"):
        rights = tx.wire.execute("SELECT has_table_privilege(%s, 'DELETE')", (table,)).fetchone()
        assert rights == (False,)
