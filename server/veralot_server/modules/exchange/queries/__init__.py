"""Answers about imports: `imports` of the past, `runs` and their errors, `files` before; `grid` reads any small sheet."""

from veralot_server.modules.exchange.queries import files, grid, imports, runs

__all__ = ["files", "grid", "imports", "runs"]
