"""What the messages about imports do: `files` stages and imports, `mappings` keeps ways of reading, `after` undoes and signs.

`report` makes the reconciliation report.
"""

from veralot_server.modules.exchange.handlers import after, files, mappings, report

__all__ = ["after", "files", "mappings", "report"]
