"""Answers about plans, inspections, their results and failures (`results`), and severities."""

from veralot_server.modules.inspection.queries import inspections, plans, results, severities

__all__ = ["inspections", "plans", "results", "severities"]
