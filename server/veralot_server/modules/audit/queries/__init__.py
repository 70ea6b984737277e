"""What people ask of the log.

`log` answers one record's history and searches, `names` says how records are called, `extracts` makes files with proofs,
`proofs` proves single entries, `reviews` lists what was and is to be reviewed.
"""

from veralot_server.modules.audit.queries import extracts, log, proofs, reviews

__all__ = ["extracts", "log", "proofs", "reviews"]
