"""The contract: found by itself, typed, hashed, and silent about secrets."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from veralot_shared.contracts.genealogy import LotView, ReceiveLot, ReleaseLot
from veralot_shared.contracts.identity import ChangePassword, Login, Permission, UserView, WhoAmI
from veralot_shared.errors import REGISTRY, CodedError, FieldDifference, RecordChanged, Unexpected, from_problem
from veralot_shared.messages import Meaning, SignatureEntry, contract_hash, contract_modules, messages

HASH_IN_ANOTHER_ORDER = """
import veralot_shared.contracts.genealogy, veralot_shared.contracts.audit
from veralot_shared.messages import contract_hash
print(contract_hash())
"""

CALLS = """
from veralot_shared.contracts.genealogy import GetLot, Trace
from veralot_shared.ids import LotId
from veralot_shared.messages import Message, R

def call(message: Message[R]) -> R: ...  # type: ignore[empty-body]

reveal_type(call(GetLot(id=LotId(1))))
GetLot(ident=LotId(1))
call(GetLot(id=LotId(1))).lot_number
Trace(root="lot 1")
"""


def test_messages_are_found_and_named_after_their_module() -> None:
    assert {"audit", "exchange", "genealogy", "identity", "items"} <= set(contract_modules())
    assert messages()["genealogy.ReceiveLot"] is ReceiveLot
    assert list(messages()) == sorted(messages())


def test_a_message_knows_its_reply_right_and_meaning() -> None:
    assert ReceiveLot.reply_type() is LotView
    assert WhoAmI.reply_type() is UserView
    assert ReleaseLot.signed is Meaning.RELEASED
    assert WhoAmI.permission is None
    assert Login.public
    assert not WhoAmI.public


def test_a_message_is_frozen_and_refuses_unknown_fields() -> None:
    message = Login(user_name="wang", password="secret", workstation="PC", contract_hash="0")
    with pytest.raises(AttributeError):
        message.user_name = "li"  # type: ignore[misc]  # that is the test
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.json.decode(b'{"surprise": 1}', type=WhoAmI)


@pytest.mark.requirement("P11-22")
@pytest.mark.parametrize(
    "message",
    [
        Login(user_name="wang", password="hunter2-hunter2", workstation="PC", contract_hash="0", totp="hunter2"),
        ChangePassword(old="hunter2", new="hunter2"),
        ReleaseLot(lot_id=1, signature=SignatureEntry(secret="hunter2", shown_hash="0")),  # type: ignore[arg-type]  # a plain id
    ],
)
def test_a_secret_is_in_no_representation(message: object) -> None:
    assert "hunter2" not in repr(message)
    assert "hunter2" not in str(message)


def test_the_contract_hash_does_not_depend_on_the_order_of_imports() -> None:
    done = subprocess.run([sys.executable, "-c", HASH_IN_ANOTHER_ORDER], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == contract_hash()


def test_the_type_checker_infers_replies_and_catches_misspelt_fields(tmp_path: Path) -> None:
    mypy = pytest.importorskip("mypy.api")
    (tmp_path / "calls.py").write_text(CALLS)
    out, _, _ = mypy.run(["--strict", "--no-incremental", "--cache-dir", str(tmp_path), str(tmp_path / "calls.py")])
    assert 'Revealed type is "veralot_shared.contracts.genealogy.views.LotView"' in out
    assert 'Unexpected keyword argument "ident"' in out
    assert '"LotView" has no attribute "lot_number"' in out
    assert 'has incompatible type "str"; expected "NodeId"' in out


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_an_error_has_words_and_a_status(code: str) -> None:
    kind = REGISTRY[code]
    assert issubclass(kind, CodedError)
    assert kind.text.strip()
    assert 400 <= kind.http_status <= 599


def test_an_error_comes_back_from_the_wire_as_it_went() -> None:
    sent = RecordChanged(
        kind="lot", key="L-1", changed_by="Li Na", differences=[FieldDifference("expiry", "2026", "2027")], version=3
    )
    back = from_problem(sent.to_problem())
    assert isinstance(back, RecordChanged)
    assert back.data() == sent.data()
    assert "Li Na" in str(back)


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_every_error_can_come_back_from_the_wire(code: str) -> None:
    """Whoever cannot read an error's data shows “something went wrong” in the place of what happened."""
    msgspec.json.Decoder(REGISTRY[code])


def test_an_unknown_error_is_still_one() -> None:
    problem = msgspec.structs.replace(RecordChanged.to_problem(_changed()), code="future.Unheard")
    assert isinstance(from_problem(problem), Unexpected)


def _changed() -> RecordChanged:
    return RecordChanged(kind="lot", key="L-1", changed_by="x", differences=[], version=1)


def test_rights_are_scope_resource_action() -> None:
    assert all(len(right.value.split(":")) == 3 for right in Permission)
