"""Answers about lots.

`lots` lists and shows them, `stock` says where they lie and what they hold, `find` takes any number or scan by the statements
of `find_sql`, `trace` walks the evidence graph by those of `trace_sql` and says in `completeness` what it cannot know,
`evidence` hangs every module's evidence on its nodes, `dossier` puts every module's sections together.
"""

from veralot_server.modules.genealogy.queries import dossier, evidence, find, lots, stock, trace

__all__ = ["dossier", "evidence", "find", "lots", "stock", "trace"]
