"""Each message of every contract has exactly one handler, where one looks for it, doing what its contract says."""

import inspect
import re
from typing import Any, get_type_hints

import pytest

from tests.rules.raised import raised_by
from tests.rules.tree import ROOT, written
from veralot_server.core import module
from veralot_server.core.transaction import Transaction
from veralot_shared.errors import REGISTRY, CodedError, module_of
from veralot_shared.messages import Command, Message, Query, SignedCommand, contract_modules, messages

EVERY_MESSAGE = sorted(messages().values(), key=lambda cls: cls.op)
SIGNED = [cls for cls in EVERY_MESSAGE if issubclass(cls, SignedCommand)]
RAISES = re.compile(r"Raises:([^.]*)")
OWN_NAME = re.compile(r"\b[A-Z][A-Za-z]+\b")
OF_EVERY_MESSAGE = {"PasswordExpired", "PermissionDenied", "SessionLocked", "SessionNeeded"}
"""What the dispatcher may answer to anything; a message names it only where the handler looks closer."""


MODULES = module.load()


def test_every_contract_has_a_module_and_every_module_a_contract() -> None:
    assert contract_modules() == MODULES


def test_every_message_has_a_handler_and_every_handler_a_message() -> None:
    assert set(module.HANDLERS) == set(messages())


def test_a_second_handler_is_refused() -> None:
    message = EVERY_MESSAGE[0]
    decorate: Any = module.handles if issubclass(message, Command) else module.answers
    with pytest.raises(TypeError, match="two handlers"):
        decorate(message)(lambda _message, _tx: None)


@pytest.mark.parametrize("cls", EVERY_MESSAGE, ids=lambda cls: cls.op)
class TestHandler:
    def test_stands_in_its_module(self, cls: type[Message[Any]]) -> None:
        handler = module.HANDLERS[cls.op]
        part = "handlers" if issubclass(cls, Command) else "queries"
        place = f"veralot_server.modules.{cls.op.partition('.')[0]}.{part}"
        assert f"{handler.__module__}.".startswith(f"{place}.")

    def test_takes_the_message_and_gives_its_reply(self, cls: type[Message[Any]]) -> None:
        handler = module.HANDLERS[cls.op]
        hints = get_type_hints(handler)
        message, tx = list(inspect.signature(handler).parameters)
        assert hints[message] is cls
        assert hints[tx] is Transaction
        assert hints["return"] == (type(None) if cls.reply_type() is None else cls.reply_type())
        assert message.lstrip("_") in {"", "query" if issubclass(cls, Query) else "command"}

    def test_says_what_it_does(self, cls: type[Message[Any]]) -> None:
        assert inspect.getdoc(module.HANDLERS[cls.op])

    def test_raises_what_the_contract_names(self, cls: type[Message[Any]]) -> None:
        named = set(OWN_NAME.findall(" ".join(_without_remarks(cls))))
        raised = raised_by(module.HANDLERS[cls.op], module.SIGNING.get(cls.op))
        assert named <= {error.__name__ for error in raised} | _raised_by_signing(cls), "named, but never raised"
        own = [error for error in raised if module_of(error.__module__) == cls.op.partition(".")[0]]
        unnamed = {error.__name__ for error in own if named.isdisjoint(base.__name__ for base in error.__mro__)}
        assert unnamed <= OF_EVERY_MESSAGE, "raised, but neither it nor what it is a kind of is named"


def _without_remarks(cls: type[Message[Any]]) -> list[str]:
    """Return what stands after each `Raises:` of a message's docstring, without what is in brackets."""
    return RAISES.findall(re.sub(r"\([^)]*\)", "", inspect.getdoc(cls) or ""))


def _raised_by_signing(cls: type[Message[Any]]) -> set[str]:
    """Return what the dispatcher may raise of a message that is signed."""
    return {"SignerNotAllowed"} if issubclass(cls, SignedCommand) else set()


@pytest.mark.requirement("P11-18")
@pytest.mark.parametrize("cls", SIGNED, ids=lambda cls: cls.op)
def test_a_signed_command_says_what_its_signer_binds(cls: type[SignedCommand[Any]]) -> None:
    function = module.SIGNING[cls.op]
    hints = get_type_hints(function)
    assert hints["return"] == list[module.Subject]
    assert function.__module__.startswith(f"veralot_server.modules.{cls.op.partition('.')[0]}.")


@pytest.mark.requirement("P11-18")
def test_whatever_is_signed_can_be_read_again() -> None:
    assert module.SUBJECTS, "no module says how a signed record is read again"
    for kind, function in module.SUBJECTS.items():
        assert kind.isidentifier()
        assert inspect.getdoc(function)


@pytest.mark.parametrize("name", sorted(module.SECTIONS))
def test_a_section_of_the_dossier_belongs_to_its_module(name: str) -> None:
    _, function = module.SECTIONS[name]
    assert f"{function.__module__}.".startswith(f"veralot_server.modules.{name.partition('.')[0]}.dossier.")
    assert inspect.getdoc(function)


def test_sections_have_an_order_of_their_own() -> None:
    orders = [order for order, _ in module.SECTIONS.values()]
    assert len(orders) == len(set(orders))


@pytest.fixture(scope="module")
def code() -> str:
    """Return all code that may raise errors, as one text."""
    return "\n".join(path.read_text("utf-8") for path in written(".py") if path.relative_to(ROOT).parts[0] != "tests")


@pytest.mark.parametrize("cls", REGISTRY.values(), ids=lambda cls: cls.code)
def test_every_error_is_raised_somewhere(cls: type[CodedError], code: str) -> None:
    name = re.escape(cls.__name__)
    assert re.search(rf"raise [\w.]*\b{name}\b|\b{name}\(", code)
