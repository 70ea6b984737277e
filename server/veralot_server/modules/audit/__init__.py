"""The tamper-evident log as people read it: history, search, extracts, reviews, heads, proofs.

`log_sql` holds all SQL over the log, `domain` the rules of reviews, `reviewing` reads and writes them, `subjects` says
what their signature binds.
"""
