"""Lots, units, packages, movements, holds, and the trace between them.

`domain` holds the rules, pure. `lots`, `units`, `packages`, `shipments`, `holding`, `locations` and `children` are rows as the
rules and people see them, `records` writes many at once, `posting` writes movements and the edges they prove, `workflow`
carries lots from status to status, `graph` looks into the graph before it grows, `policy` says what a customer's user may
see, `master_data` what is needed of items and partners. `gate` asks what stands before a release, `waiting` lists it for all
lots; `evidence` hangs holds on a trace. `handlers` and `queries` carry out and answer messages, `subjects` is what signers
see, `dossier` and `reports` are the lot's story on screen and on paper.
"""
