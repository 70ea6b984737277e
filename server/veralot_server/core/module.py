"""What a server module brings, found by where it stands: handlers, what they sign, dossier sections, what finds suspects.

No list of modules is edited anywhere. `load` imports every module's `handlers`, `queries` and `dossier` in sorted order and
refuses to start when a message has no handler or a handler no message.
"""

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any, TypeVar, get_args

import msgspec

from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import LotView, SectionView
from veralot_shared.contracts.recall import Criterion, Suspect
from veralot_shared.ids import LotId, UnitId
from veralot_shared.messages import Command, Message, Query, SignedCommand, messages
from veralot_shared.rules.canonical import content_hash

R = TypeVar("R")
M = TypeVar("M", bound=Message[Any])
C = TypeVar("C", bound=Criterion)
Handler = Callable[[Any, Transaction], Any]

PARTS = ("handlers", "queries", "dossier")

HANDLERS: dict[str, Handler] = {}
SINGLE: set[str] = set()
SIGNING: dict[str, Handler] = {}
SECTIONS: dict[str, tuple[int, Callable[[LotView, Transaction], SectionView | None]]] = {}
SUBJECTS: dict[str, Callable[[str, Transaction], "Subject | None"]] = {}
MANY: dict[str, Callable[[Sequence[str], Transaction], dict[str, "Subject"]]] = {}


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it is signed: its kind and key, how people call it, and exactly the content that the signature binds.

    `content` holds what must not change without voiding the signature (11.70): facts and file hashes, not whereabouts.
    `doers` are the people whose work is signed; where the message asks for four eyes, none of them may sign it.
    """

    kind: str
    key: str
    label: str
    content: dict[str, Any]
    doers: frozenset[int] = frozenset()

    @property
    def content_hash(self) -> str:
        """Return the canonical hash of the content."""
        return content_hash(self.content)


def handles(message: type[Command[R]]) -> Callable[[Callable[[M, Transaction], R]], Callable[[M, Transaction], R]]:
    """Register the one function that carries out a command."""
    return _register(message)


def answers(
    message: type[Query[R]], *, single: bool = False
) -> Callable[[Callable[[M, Transaction], R]], Callable[[M, Transaction], R]]:
    """Register the one function that answers a query.

    Args:
        message: the query.
        single: the answer is always one statement, which needs no transaction around it to be consistent (a test counts).
    """
    if single:
        SINGLE.add(message.op)
    return _register(message)


def _register(message: type[Message[R]]) -> Callable[[Callable[[M, Transaction], R]], Callable[[M, Transaction], R]]:
    def register(function: Callable[[M, Transaction], R]) -> Callable[[M, Transaction], R]:
        if HANDLERS.setdefault(message.op, function) is not function:
            raise TypeError(f"{message.op} has two handlers")
        return function

    return register


def signs(
    *commands: type[SignedCommand[Any]],
) -> Callable[[Callable[[M, Transaction], list[Subject]]], Callable[[M, Transaction], list[Subject]]]:
    """Register what a signed command's signer sees and binds."""

    def register(function: Callable[[M, Transaction], list[Subject]]) -> Callable[[M, Transaction], list[Subject]]:
        for command in commands:
            SIGNING[command.op] = function
        return function

    return register


def subject(
    kind: str,
) -> Callable[[Callable[[str, Transaction], Subject | None]], Callable[[str, Transaction], Subject | None]]:
    """Register how a record of `kind` is read again, to see whether a signature on it still holds."""

    def register(
        function: Callable[[str, Transaction], Subject | None],
    ) -> Callable[[str, Transaction], Subject | None]:
        SUBJECTS[kind] = function
        return function

    return register


def subjects_of(
    kind: str,
) -> Callable[
    [Callable[[Sequence[str], Transaction], dict[str, Subject]]],
    Callable[[Sequence[str], Transaction], dict[str, Subject]],
]:
    """Register how many records of `kind` are read again at once: one signature may be on thousands."""

    def register(
        function: Callable[[Sequence[str], Transaction], dict[str, Subject]],
    ) -> Callable[[Sequence[str], Transaction], dict[str, Subject]]:
        MANY[kind] = function
        return function

    return register


Section = Callable[[LotView, Transaction], SectionView | None]


def section(name: str, *, order: int) -> Callable[[Section], Section]:
    """Register a section of the lot dossier; `order` follows the chain of evidence from supplier to customer."""

    def register(function: Section) -> Section:
        SECTIONS[name] = (order, function)
        return function

    return register


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind a suspect: its words, and the lots and units from which everything affected is traced."""

    label: str
    detail: str = ""
    lots: frozenset[LotId] = frozenset()
    units: frozenset[UnitId] = frozenset()


FINDERS: dict[type[Criterion], Callable[[Any, Transaction], Behind]] = {}


def finds(kind: type[C]) -> Callable[[Callable[[C, Transaction], Behind]], Callable[[C, Transaction], Behind]]:
    """Register who finds the lots and units behind a kind of suspect; a module brings its own kind so."""

    def register(function: Callable[[C, Transaction], Behind]) -> Callable[[C, Transaction], Behind]:
        if FINDERS.setdefault(kind, function) is not function:
            raise TypeError(f"{kind.__name__} has two finders")
        return function

    return register


@cache
def load() -> tuple[str, ...]:
    """Import every module and check that messages and handlers match one to one.

    Raises:
        RuntimeError: no module was found, or a message has no handler, a signed command no subjects, a suspect no finder.
    """
    package = import_module("veralot_server.modules")
    names = tuple(sorted(info.name for info in iter_modules(package.__path__) if info.ispkg))
    for name in names:
        for part in PARTS:
            dotted = f"veralot_server.modules.{name}.{part}"
            if find_spec(dotted) is not None:
                import_module(dotted)
    known = messages()
    missing = sorted(set(known) - set(HANDLERS))
    unsigned = sorted(op for op, cls in known.items() if issubclass(cls, SignedCommand) and op not in SIGNING)
    unfound = sorted(kind.__name__ for kind in get_args(Suspect) if kind not in FINDERS)
    if not names or missing or unsigned or unfound:
        raise RuntimeError(
            f"modules: {names}; without handler: {missing}; signed without subjects: {unsigned}; without finder: {unfound}"
        )
    return names


def handler_of(message: Message[Any]) -> Handler:
    """Return the function that carries out or answers a message."""
    return HANDLERS[message.op]
