"""Reading a list of the server whole, page by page, where it is short enough to be held. No Qt."""

from collections.abc import Callable
from typing import TypeVar

from veralot_client.core.background import Job
from veralot_shared.messages import Page

T = TypeVar("T")

AT_ONCE = 1_000
"""Rows in one question: the longest window that the server gives."""


def every_page(ask: Callable[[Page], list[T]], job: Job) -> list[T]:
    """Return all rows. Blocks. Raises: CodedError, Cancelled."""
    rows: list[T] = []
    while True:
        job.check()
        got = ask(Page(offset=len(rows), limit=AT_ONCE))
        rows.extend(got)
        if len(got) < AT_ONCE:
            return rows
