"""Answers about labels: `templates` and printers, `records` that labels stand on, `drawings`, `jobs` and their labels."""

from veralot_server.modules.labels.queries import drawings, jobs, records, templates

__all__ = ["drawings", "jobs", "records", "templates"]
