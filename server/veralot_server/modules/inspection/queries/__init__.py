"""Answers about plans, inspections, their results and failures (`results`), severities, and the plant's own sampling tables."""

from veralot_server.modules.inspection.queries import inspections, plans, results, sampling_tables, severities

__all__ = ["inspections", "plans", "results", "sampling_tables", "severities"]
