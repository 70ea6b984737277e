"""How the genealogy writes many rows by one statement; see `core.records`."""

from veralot_server.core.records import add, add_returning, insert

__all__ = ["add", "add_returning", "insert"]
