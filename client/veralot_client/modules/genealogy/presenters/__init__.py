"""What the pages and forms of the genealogy decide. No Qt.

`possibilities` says what can be done with a lot now; `lots`, `readiness`, `dossier`, `found`, `holds`, `receive` and
`trace` stand behind pages of those names; `quality`, `moves`, `making`, `aggregation` and `leaving` behind the forms.
`graph` holds a trace, `lookups` find records for forms, `units` turn serial numbers into units, `columns` are tables.
"""
