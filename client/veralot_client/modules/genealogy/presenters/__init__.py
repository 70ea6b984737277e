"""What the pages and forms of the genealogy decide. No Qt.

`possibilities` says what can be done with a lot now; `lots`, `dossier`, `found`, `holds`, `receive` and `trace` stand
behind pages of those names; `quality`, `moves`, `making`, `aggregation` and `leaving` behind the forms. `graph` holds a trace,
`lookups` find records for forms, `serials` read serial numbers, `units` turn them into units, `columns` are tables.
"""
