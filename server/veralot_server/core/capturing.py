"""What a module brings for what is entered while the server is away: work lists, judges, stamps, merges and words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from veralot_server.core.captured import Captured
from veralot_server.core.registry import F, enter
from veralot_server.core.transaction import Transaction
from veralot_shared.contracts.capture import Difference, LineView
from veralot_shared.ids import LotId, UserId
from veralot_shared.messages import Command, Query


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A command that was entered while the server was away, before it is recorded.

    `basis` returns what the device's work list said to a question, or nothing where it did not say anything.
    """

    entry: UUID
    command: Any
    user_id: UserId
    entered_at: datetime
    basis: Callable[[Query[Any]], Any]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What an attempt is about, in words and as a lot, and what has changed since it was entered."""

    about: str = ""
    lot_id: LotId | None = None
    differences: list[Difference] = []


Judging = Callable[[Sequence[Attempt], Transaction], Sequence[Verdict]]
CAPTURES: dict[str, list[Judging]] = {}
SNAPSHOTS: dict[str, Callable[[Transaction], list[Query[Any]]]] = {}


def captures(command: type[Command[Any]]) -> Callable[[Judging], Judging]:
    """Register who judges commands that were entered while the server was away: a verdict for each, in their order.

    What was revised, held, found bad or has lapsed meanwhile is a difference, and a person decides. Several modules may judge
    one command, each what it knows of. However many commands there are, a few statements judge all of them.
    """
    if not command.offline:
        raise TypeError(f"{command.op} does not say that it may be entered while the server is away")

    def register(function: Judging) -> Judging:
        CAPTURES.setdefault(command.op, []).append(function)
        return function

    return register


Stamping = Callable[[Any, Captured], Command[Any]]
STAMPS: dict[str, Stamping] = {}


def stamps(command: type[Command[Any]]) -> Callable[[Stamping], Stamping]:
    """Register how a command that was entered offline says so itself, where its content has a place for that."""
    return enter(STAMPS, command.op)


Merging = Callable[[Any, Any], Command[Any] | None]
MERGES: dict[str, Merging] = {}


def merges(command: type[Command[Any]]) -> Callable[[Merging], Merging]:
    """Register how two commands of one person, entered offline one after the other, are carried out as one, if they can be.

    Thousands come at once when a server is back; each still says by its stamp which entry it was.
    """
    return enter(MERGES, command.op)


DESCRIBES: dict[str, Callable[[Any, Transaction], list[LineView]]] = {}


def describes(command: type[Command[Any]]) -> Callable[[F], F]:
    """Register who says in words of the plant what a command that was entered offline holds, and what is recorded now."""
    return enter(DESCRIBES, command.op)


SAYS: dict[str, Callable[[Any, Transaction], dict[str, Any]]] = {}


def says(command: type[Command[Any]]) -> Callable[[F], F]:
    """Register who says what a command that was entered offline holds, as a decision on it is signed.

    By names and numbers instead of ids, and of these only such as never change: read again later, it must say the same.
    """
    return enter(SAYS, command.op)


def snapshots(name: str) -> Callable[[F], F]:
    """Register which questions of a module the actor's work list answers in advance, for when the server is away."""
    return enter(SNAPSHOTS, name)
