"""What a server module brings, found by where it stands: handlers, what they sign, dossier sections, evidence of traces.

No list of modules is edited anywhere. `load` imports every module's `PARTS` in sorted order and
refuses to start when a message has no handler or a handler no message.

The lot stands at the centre, so what the genealogy asks of every module about a lot is registered here too: sections of its
dossier, checks before its release, the records that a decision on it binds, the log entries that prove its dossier, and the
files that belong to it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any, NamedTuple, TypeVar, get_args

import msgspec

from veralot_server.core.capturing import CAPTURES
from veralot_server.core.registry import F, enter
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.genealogy import CheckView, EvidenceView, LotEvent, LotView, SectionView
from veralot_shared.contracts.recall import Criterion, Suspect
from veralot_shared.contracts.tasks import TaskView
from veralot_shared.ids import LotId, NodeId, UnitId
from veralot_shared.messages import Command, Event, Message, Query, SignedCommand, messages
from veralot_shared.rules.canonical import content_hash

R = TypeVar("R")
M = TypeVar("M", bound=Message[Any])
E = TypeVar("E", bound=Event)
C = TypeVar("C", bound=Criterion)
Handler = Callable[[Any, Transaction], Any]

PARTS = ("handlers", "queries", "dossier", "evidence", "readiness", "tasks", "capturing", "clockwork")

HANDLERS: dict[str, Handler] = {}
SINGLE: set[str] = set()
SIGNING: dict[str, Handler] = {}
SECTIONS: dict[str, tuple[int, Callable[[LotView, Transaction], SectionView | None]]] = {}
EVIDENCE: dict[str, Callable[[Sequence[NodeId], Transaction], list[EvidenceView]]] = {}
HEARERS: dict[str, list[Callable[[Any, Transaction], None]]] = {}
SUBJECTS: dict[str, Callable[[str, Transaction], "Subject | None"]] = {}
MANY: dict[str, Callable[[Sequence[str], Transaction], dict[str, "Subject"]]] = {}
READINESS: dict[str, "Check"] = {}
BINDINGS: dict[str, "Binding"] = {}
PROOFS: dict[str, "Proving"] = {}
ENCLOSURES: dict[str, "Enclosing"] = {}
TASKS: dict[str, "Tasking"] = {}
ESCALATING: dict[str, "Escalating"] = {}
CLOCKWORK: dict[str, "Ticking"] = {}


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


def hears(event: type[E]) -> Callable[[Callable[[E, Transaction], None]], Callable[[E, Transaction], None]]:
    """Register a function that hears an event in the transaction that tells it, once everything else of it is done.

    What the function raises refuses the whole command, so that one module can keep a rule over what others do.
    """

    def register(function: Callable[[E, Transaction], None]) -> Callable[[E, Transaction], None]:
        HEARERS.setdefault(event.name, []).append(function)
        return function

    return register


def tell_hearers(tx: Transaction) -> None:
    """Let the modules hear what the transaction tells; what they tell in turn is heard too. Raises: CodedError, as they do.

    A command that a hearer sends is no outermost one: what it tells is heard when the hearer is done.
    """
    tx.depth += 1
    try:
        while tx.heard < len(tx.events):
            event = tx.events[tx.heard][0]
            tx.heard += 1
            for hearer in HEARERS.get(event.name, ()):
                hearer(event, tx)
    finally:
        tx.depth -= 1


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


KEY = re.compile(r"(?:[1-9][0-9]{0,17}|[A-Za-z][A-Za-z0-9.-]{0,99})(?:/[a-z_]+/[1-9][0-9]{0,8})?")
"""What a record's key looks like: its id or number, or the place that it has among its like."""


def read_again(kind: str, key: str, tx: Transaction) -> Subject | None:
    """Return a record as it is now by a key that anybody may have typed; nothing where it is the key of none."""
    read = SUBJECTS.get(kind)
    if read is None or not KEY.fullmatch(key):
        return None
    try:
        return read(key, tx)
    except ValueError:
        # The form of another kind's key.
        return None


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


Evidence = Callable[[Sequence[NodeId], Transaction], list[EvidenceView]]


def evidence(kind: str) -> Callable[[Evidence], Evidence]:
    """Register what a module adds to a trace: the pieces of one kind that hang on any of these nodes or their edges.

    The nodes are visible to the actor. However many there are, one statement reads all of them (a test counts).
    """

    def register(function: Evidence) -> Evidence:
        EVIDENCE[kind] = function
        return function

    return register


Check = Callable[[LotView, LotEvent, Transaction], CheckView]
Binding = Callable[[LotView, Transaction], list[Subject]]
Proving = Callable[[LotView, Transaction], Iterable[tuple[str, str]]]


class Enclosure(msgspec.Struct, frozen=True, kw_only=True):
    """A file that belongs to a lot's dossier: its name, content hash and size, and how its content is read."""

    name: str
    media_type: str
    description: str
    sha256: str
    size: int
    read: Callable[[], bytes]


Enclosing = Callable[[LotView, Transaction], list[Enclosure]]


def readiness(name: str) -> Callable[[F], F]:
    """Register a check before a lot's release, a `Check`; one that does not concern the lot answers “not applicable”."""
    return enter(READINESS, name)


def binds(name: str) -> Callable[[F], F]:
    """Register which further records a decision on a lot is about, a `Binding`: the signer sees and binds them too (T10)."""
    return enter(BINDINGS, name)


def proves(name: str) -> Callable[[F], F]:
    """Register whose log entries prove what a module says in a lot's dossier, a `Proving`: pairs of table and key."""
    return enter(PROOFS, name)


def encloses(name: str) -> Callable[[F], F]:
    """Register which files belong to a lot's dossier, an `Enclosing`."""
    return enter(ENCLOSURES, name)


Tasking = Callable[[Transaction], list[TaskView]]
Ticking = Callable[[Transaction], None]


class Escalating(NamedTuple):
    """How the tasks of a module are passed upwards once they are late.

    Attributes:
        tasking: returns them, whoever asks.
        roles: returns to whom a late one was passed, the first level first; without it the plant's own levels say so.
        own: whether the module passes upwards, tells and records all of it itself.
    """

    tasking: Tasking
    roles: Callable[[TaskView, Transaction], list[str]] | None
    own: bool


def tasks(
    name: str,
    permission: StrEnum,
    *,
    roles: Callable[[TaskView, Transaction], list[str]] | None = None,
    own: bool = False,
) -> Callable[[Tasking], Tasking]:
    """Register what of a module waits for people, a `Tasking`: each task says whether it is the actor's.

    Who lacks the right to read what it is about, `permission`, is told of none of it. What is late is passed upwards and told
    by the inbox, by the plant's own levels or as `roles` says, unless the module does its `own`.
    """

    def register(tasking: Tasking) -> Tasking:
        def readable(tx: Transaction) -> list[TaskView]:
            return tasking(tx) if permission in tx.actor.permissions else []

        enter(TASKS, name)(readable)
        ESCALATING[name] = Escalating(tasking, roles, own)
        return tasking

    return register


def ticks(name: str) -> Callable[[F], F]:
    """Register what is done when its time has come, a `Ticking`; that it is done once a constraint of the database holds."""
    return enter(CLOCKWORK, name)


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
        RuntimeError: no module was found, or a message has no handler, a signed command no subjects, a suspect no finder, or
            nobody judges what may be entered while the server is away.
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
    unjudged = sorted(op for op, cls in known.items() if cls.offline and op not in CAPTURES)
    if not names or missing or unsigned or unfound or unjudged:
        raise RuntimeError(
            f"modules: {names}; without handler: {missing}; signed without subjects: {unsigned}; "
            f"without finder: {unfound}; entered offline without judge: {unjudged}"
        )
    return names


def handler_of(message: Message[Any]) -> Handler:
    """Return the function that carries out or answers a message."""
    return HANDLERS[message.op]
