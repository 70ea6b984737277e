"""What every contract promises: named rights, hidden secrets, worded errors, and states that can all be reached."""

import inspect
import re
from string import Formatter
from typing import Any

import pytest

from scripts.translations.contracts import structs_of
from tests.rules.discovery import permissions
from veralot_shared.contracts.genealogy import LOT_TRANSITIONS, SHIPPABLE, USABLE, LotEvent, LotStatus
from veralot_shared.errors import REGISTRY, CodedError
from veralot_shared.i18n import Translator
from veralot_shared.messages import (
    EVENTS,
    Command,
    Event,
    Meaning,
    Message,
    Query,
    SignatureEntry,
    SignedCommand,
    contract_hash,
    contract_modules,
    messages,
    represent,
    secret_fields,
)
from veralot_shared.rights import Right, titles

SECRET = re.compile(r"password|secret|totp|token|passphrase|\bpin\b")
OFFLINE = frozenset({"inspection.RecordResults"})
"""The listed functions: what may be entered while the server is away (OFF-01). Results, readings, checklists; no decision."""
NEVER_OFFLINE = re.compile(
    r"release|dispos|approv|decide|sign|accept|reject|manage|create|update|plan|grant|revoke|admin"
)
SHOWN_ONCE = re.compile(r"token|secret")
RIGHT = re.compile(r"(?P<scope>[a-z]+):[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*")
RAISES = re.compile(r"Raises:(?P<names>[^.]*)\.?", re.DOTALL)
OWN_NAME = re.compile(r"\b[A-Z][A-Za-z]+\b")

EVERY_MESSAGE = sorted(messages().values(), key=lambda cls: cls.op)
EVERY_ERROR = sorted(REGISTRY.values(), key=lambda cls: cls.code)
EVERY_EVENT = sorted(EVENTS.values(), key=lambda cls: cls.name)


@pytest.mark.parametrize("cls", EVERY_MESSAGE, ids=lambda cls: cls.op)
class TestMessage:
    def test_is_a_command_or_a_query(self, cls: type[Message[Any]]) -> None:
        assert issubclass(cls, Command) != issubclass(cls, Query)

    def test_says_what_it_does(self, cls: type[Message[Any]]) -> None:
        first = (cls.__doc__ or "").partition("\n")[0]
        assert re.match(r"[A-Z].*\.", first), f"the docstring of {cls.op} begins with no sentence: {first!r}"

    def test_names_errors_that_exist(self, cls: type[Message[Any]]) -> None:
        known = {error.__name__ for error in EVERY_ERROR}
        for match in RAISES.finditer(inspect.getdoc(cls) or ""):
            named = OWN_NAME.findall(re.sub(r"\([^)]*\)", "", match["names"]))
            assert named, f"{cls.op} raises nothing that has a name: {match['names']!r}"
            assert set(named) <= known

    @pytest.mark.requirement("P11-11")
    def test_asks_for_a_right_of_its_own_module_or_says_that_it_is_for_everybody(self, cls: type[Message[Any]]) -> None:
        if cls.permission is None:
            return
        assert cls.permission in set(permissions(cls.op.partition(".")[0]) or ())

    def test_refuses_what_it_does_not_know_at_any_depth(self, cls: type[Message[Any]]) -> None:
        for struct in structs_of(cls):
            assert struct.__struct_config__.forbid_unknown_fields, struct
            assert struct.__struct_config__.frozen, struct

    @pytest.mark.requirement("P11-22")
    def test_hides_its_secrets(self, cls: type[Message[Any]]) -> None:
        for struct in structs_of(cls):
            plain = [name for name in struct.__struct_fields__ if SECRET.search(name)]
            assert set(plain) <= secret_fields(struct), f"{struct.__name__} shows {plain}"

    @pytest.mark.requirement("P11-22")
    def test_a_reply_with_a_secret_is_never_kept(self, cls: type[Message[Any]]) -> None:
        names = {name for struct in structs_of(cls.reply_type()) for name in struct.__struct_fields__}
        if any(SHOWN_ONCE.search(name) for name in names):
            assert cls.secret_reply

    def test_its_reply_is_frozen_and_described(self, cls: type[Message[Any]]) -> None:
        for struct in structs_of(cls.reply_type()):
            assert struct.__struct_config__.frozen, struct
            assert struct.__doc__, struct

    @pytest.mark.requirement("OFF-01")
    def test_is_entered_offline_only_where_it_is_listed(self, cls: type[Message[Any]]) -> None:
        assert cls.offline == (cls.op in OFFLINE)
        if cls.offline:
            assert issubclass(cls, Command)
            assert not issubclass(cls, SignedCommand)
            assert not cls.public
            assert not cls.secret_reply
            assert not any(secret_fields(struct) for struct in structs_of(cls))
            assert cls.permission is not None
            assert not NEVER_OFFLINE.search(str(cls.permission).rpartition(":")[2])
            assert not NEVER_OFFLINE.search(cls.__name__.lower())

    def test_a_signature_and_its_words_go_together(self, cls: type[Message[Any]]) -> None:
        assert isinstance(cls.signed, Meaning) == issubclass(cls, SignedCommand)
        if cls.signed or cls.statement:
            assert re.fullmatch(r"[A-Z].*\.", cls.statement), f"{cls.op} lets people declare {cls.statement!r}"


def test_every_contract_has_messages() -> None:
    assert {op.partition(".")[0] for op in messages()} == set(contract_modules())


def test_the_contract_has_one_hash() -> None:
    assert re.fullmatch("[0-9a-f]{64}", contract_hash())


def test_a_secret_shows_in_no_representation() -> None:
    entry = SignatureEntry(secret="seven blue kettles", shown_hash="00")
    assert "kettles" not in represent(entry)
    assert "kettles" not in repr([entry])


@pytest.mark.requirement("P11-11")
@pytest.mark.parametrize("name", contract_modules())
def test_rights_read_scope_resource_action(name: str) -> None:
    for right in permissions(name) or ():
        assert isinstance(right, Right), "a right has a title, see veralot_shared/rights.py"
        match = RIGHT.fullmatch(right)
        assert match, right
        assert match["scope"] == name


@pytest.mark.requirement("P11-11")
def test_every_right_is_called_something_of_its_own() -> None:
    """That each is translated too, test_translations.py sees to."""
    known = titles()
    assert set(known) == {right for name in contract_modules() for right in permissions(name) or ()}
    assert len(set(known.values())) == len(known) > len(list(contract_modules()))
    english = Translator()
    assert not [right for right in known if ":" in english.permission(right)]
    assert english.permission("moon:crater:dig") == "moon:crater:dig", "what nobody knows is not given another's name"


@pytest.mark.parametrize("cls", EVERY_ERROR, ids=lambda cls: cls.code)
class TestError:
    def test_is_described_and_worded(self, cls: type[CodedError]) -> None:
        assert cls.__doc__
        assert re.match(r"[A-Z“({].*", cls.text, re.DOTALL), cls.text

    def test_fills_its_words_from_its_data(self, cls: type[CodedError]) -> None:
        placeholders = {name for _, name, _, _ in Formatter().parse(cls.text) if name is not None}
        assert placeholders <= set(getattr(cls, "__dataclass_fields__", ())), cls.text

    def test_travels_with_a_status_of_refusal(self, cls: type[CodedError]) -> None:
        assert 400 <= cls.http_status <= 599


@pytest.mark.parametrize("cls", EVERY_EVENT, ids=lambda cls: cls.name)
def test_an_event_is_described(cls: type[Event]) -> None:
    assert cls.__doc__
    assert cls.__struct_config__.frozen


# --- states ----------------------------------------------------------------------------------------------------------

SHOWN_ONLY = {LotStatus.HOLD}
"""Shown while a hold is open and never stored: the status beneath stays (see `LOT_TRANSITIONS`)."""


def test_transitions_join_known_states() -> None:
    for (state, event), target in LOT_TRANSITIONS.items():
        assert isinstance(state, LotStatus)
        assert isinstance(event, LotEvent)
        assert isinstance(target, LotStatus)
        assert not SHOWN_ONLY & {state, target}


@pytest.mark.requirement("I-39")
def test_every_state_can_be_reached() -> None:
    reached = {LotStatus.EXPECTED}
    while more := {target for (state, _), target in LOT_TRANSITIONS.items() if state in reached} - reached:
        reached |= more
    assert reached == set(LotStatus) - SHOWN_ONLY


def test_every_event_leads_somewhere() -> None:
    assert {event for _, event in LOT_TRANSITIONS} | {LotEvent.HOLD, LotEvent.LIFT} == set(LotEvent)


@pytest.mark.requirement("CN-17", "I-39")
def test_no_lot_may_be_used_or_shipped_before_a_decision() -> None:
    undecided = {LotStatus.EXPECTED, LotStatus.QUARANTINE, LotStatus.IN_TEST, LotStatus.AT_STERILIZER}
    assert not (USABLE | SHIPPABLE) & (undecided | SHOWN_ONLY | {LotStatus.NONCONFORMING, LotStatus.EXPIRED})
    assert SHIPPABLE <= USABLE


@pytest.mark.trap("T1")
def test_rework_leads_back_to_testing_as_often_as_it_is_ordered() -> None:
    state = LotStatus.NONCONFORMING
    for event in (LotEvent.ORDER_REWORK, LotEvent.REPORT_REWORK, LotEvent.REJECT) * 2:
        state = LOT_TRANSITIONS[state, event]
    assert LOT_TRANSITIONS[LOT_TRANSITIONS[state, LotEvent.ORDER_REWORK], LotEvent.REPORT_REWORK] is LotStatus.IN_TEST
