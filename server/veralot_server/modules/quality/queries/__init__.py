"""Answers about quality records: `records` lists and tells them, `figures` counts them, `behind` is what a bar counts."""

from veralot_server.modules.quality.queries import figures, records

__all__ = ["figures", "records"]
