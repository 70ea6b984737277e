"""Answers about quality records: `records` lists and tells them, `figures` counts them for charts."""

from veralot_server.modules.quality.queries import figures, records

__all__ = ["figures", "records"]
