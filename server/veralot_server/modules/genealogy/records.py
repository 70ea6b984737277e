"""Many rows by one statement; see `core.rows`."""

from veralot_server.core.rows import add, add_returning

__all__ = ["add", "add_returning"]
