"""What stands before a command that would be kept on this computer: a module's own rule, by what the work list says. No Qt."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from veralot_shared.messages import Command, Query

Answers: TypeAlias = Callable[[Query[Any]], Any]
"""What the work list says to a question; None where it says nothing."""

Guard: TypeAlias = Callable[[Command[Any], Answers, datetime], None]
"""Refuses a command, or lets it pass; the moment is that of the server's clock, as far as this computer can know it.

Raises: CodedError, where the command must not be entered now.
"""


class Guards:
    """The rules of all modules, by the command before which they stand."""

    def __init__(self) -> None:
        self._of: dict[type[Command[Any]], list[Guard]] = {}

    def add(self, guards: Mapping[type[Command[Any]], Guard]) -> None:
        """Put rules before commands."""
        for kind, guard in guards.items():
            self._of.setdefault(kind, []).append(guard)

    def require(self, command: Command[Any], answers: Answers, now: datetime) -> None:
        """Let a command pass, or not. Raises: CodedError, as the rules do."""
        for guard in self._of.get(type(command), ()):
            guard(command, answers, now)
