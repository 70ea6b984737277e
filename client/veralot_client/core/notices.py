"""Telling a person something that they did not ask for."""

from typing import Protocol


class Notices(Protocol):
    """Shows messages. Call it in the GUI thread."""

    def error(self, error: Exception) -> None:
        """Show an error: a coded one in words with what to do, any other as a bug with a report that can be copied."""
        ...

    def done(self, text: str) -> None:
        """Say in passing, in words, that something was done. It goes away by itself and takes no focus."""
        ...

    def confirm(self, title: str, text: str, button: str, answer: "Answer") -> None:
        """Ask before something that cannot be undone; `button` says what will happen, in words."""
        ...


class Answer(Protocol):
    """Takes a yes or no."""

    def __call__(self, yes: bool, /) -> None:  # noqa: FBT001 - the answer itself
        """Take the answer."""
        ...
