"""Labels with a letter that leads to them: `&Lot`, in Chinese `批(&L)` or `批（&L）`. No Qt."""

import re
from typing import Protocol

MARK = re.compile(r"\s*[(\N{FULLWIDTH LEFT PARENTHESIS}]&\w[)\N{FULLWIDTH RIGHT PARENTHESIS}]|&(?=\w)")


def without_key(label: str) -> str:
    """Return a label as it is read, without the letter that leads to it."""
    return MARK.sub("", label)


class Captioned(Protocol):
    """A button or label: it shows a text, and has a name for screen readers."""

    def setText(self, text: str, /) -> None:  # noqa: N802 - Qt's own name
        """Show a text."""

    def setAccessibleName(self, name: str, /) -> None:  # noqa: N802 - Qt's own name
        """Say this to a screen reader."""


def caption(widget: Captioned, text: str) -> None:
    """Write a text on a button or label; a screen reader says it without the letter that leads there."""
    widget.setText(text)
    widget.setAccessibleName(without_key(text))
