"""What is to be written, row by row as it arises, as PostgreSQL's COPY text; long tables wait on disk and not in memory."""

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast

IN_MEMORY: Final = 4 * 1024 * 1024
BLOCK: Final = 1 << 18

NULL: Final = r"\N"
ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
"""Characters that mean something in COPY's text format (PostgreSQL, COPY, “Text Format”)."""


class Spool:
    """The rows of one table."""

    def __init__(self, stack: ExitStack) -> None:
        """Begin empty; `stack` closes it."""
        spool = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - the stack closes it
        self._text = cast("IO[str]", stack.enter_context(spool))
        self.rows = 0

    def add(self, *values: object) -> None:
        """Add a row."""
        self._text.write("\t".join([field(value) for value in values]) + "\n")
        self.rows += 1

    def blocks(self) -> Iterator[str]:
        """Return everything, block by block."""
        self._text.seek(0)
        while block := self._text.read(BLOCK):
            yield block


def field(value: object) -> str:
    """Return a value as COPY reads it."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return value.translate(ESCAPES) if "\\" in value or "\n" in value or "\t" in value or "\r" in value else value
    return str(value)
