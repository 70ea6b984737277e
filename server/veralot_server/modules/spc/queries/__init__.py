"""Answers: `lists` of characteristics, subgroups, exceptions and studies, `charts` with their limits, `capabilities`."""

from veralot_server.modules.spc.queries import capabilities, charts, lists

__all__ = ["capabilities", "charts", "lists"]
