"""Answers about imports: `imports` of the past, `runs` and their errors, `files` before they are imported."""

from veralot_server.modules.exchange.queries import files, imports, runs

__all__ = ["files", "imports", "runs"]
