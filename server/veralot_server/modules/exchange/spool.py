"""What is to be written, row by row as it arises, as PostgreSQL's COPY text; long tables wait on disk and not in memory."""

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast

IN_MEMORY: Final = 512 * 1024
BLOCK: Final = 1 << 18
TOGETHER: Final = 2000
"""So many rows are handed to the file at once."""

NULL: Final = "\x01"
"""Stands for nothing. No cell can contain it: control characters are refused while reading."""
ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
"""Characters that mean something in COPY's text format (PostgreSQL, COPY, “Text Format”)."""


class Spool:
    """The rows of one table."""

    def __init__(self, stack: ExitStack) -> None:
        """Begin empty; `stack` closes it."""
        spool = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - the stack closes it
        self._text = cast("IO[str]", stack.enter_context(spool))
        self._waiting: list[str] = []
        self.rows = 0

    def add(self, *values: object) -> None:
        """Add a row."""
        texts = [NULL if value is None else value if isinstance(value, str) else str(value) for value in values]
        line = "\t".join(texts)
        # Looked for in the whole row at once: hardly any row has one.
        if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= len(texts):
            line = "\t".join([text.translate(ESCAPES) for text in texts])
        self._waiting.append(line)
        self.rows += 1
        if len(self._waiting) >= TOGETHER:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._waiting.append("")
            self._text.write("\n".join(self._waiting))
            self._waiting.clear()

    def blocks(self) -> Iterator[str]:
        """Return everything, block by block."""
        self._flush()
        self._text.seek(0)
        while block := self._text.read(BLOCK):
            yield block
